import type * as vscode from 'vscode';
import type { ChangeSet } from '../../../actions/changes/changeSet.ts';
import { changesFromJson, changesToJson } from '../../../actions/changes/changeSetFormat.ts';
import type { ProposedFile } from '../../../actions/changes/proposedFile.ts';
import { RunOnceScheduler } from '../../../base/runOnceScheduler.ts';
import { SerialQueue } from '../../../base/serialQueue.ts';
import type { Clock } from '../../../base/clock.ts';
import { DiskFiles } from '../../storage/diskFiles.ts';

const FILE = 'proposedChanges.json';
/** Delay from a change to its write, in milliseconds. */
const WRITE_DELAY_MS = 300;
/** Maximum size of a set, in characters; larger ones are not stored: their chat still has the steps. */
const MAX_LENGTH = 20_000_000;

/** Dependencies of {@link ChangeStorage}. */
export interface ChangeStorageDependencies {
  readonly changes: ChangeSet;
  /** The extension's folder for this workspace; undefined without a workspace. */
  readonly folder: vscode.Uri | undefined;
  readonly clock: Clock;
  /** Called when the proposals can't be read or written, for the log. */
  readonly onError: (error: unknown) => void;
}

/** Keeps the proposed changes on this machine, so that they are there again after the window is reloaded. */
export class ChangeStorage {
  readonly #dependencies: ChangeStorageDependencies;
  readonly #files: DiskFiles | undefined;
  readonly #queue = new SerialQueue();
  readonly #write: RunOnceScheduler;

  constructor(dependencies: ChangeStorageDependencies) {
    const { changes, folder, clock } = dependencies;
    this.#dependencies = dependencies;
    this.#files = folder && new DiskFiles(folder.fsPath);
    this.#write = new RunOnceScheduler(clock, () => void this.save());
    changes.onDidChange(() => {
      this.#write.scheduleOnce(WRITE_DELAY_MS);
    });
  }

  /** The stored proposals. Empty if there are none or they can't be read. Never rejects. */
  load(): Promise<readonly ProposedFile[]> {
    return this.#queue.run(async () => {
      try {
        const bytes = await this.#files?.read(FILE);
        return bytes ? changesFromJson(new TextDecoder().decode(bytes)) : [];
      } catch (error) {
        this.#dependencies.onError(error);
        return [];
      }
    });
  }

  /** Writes the current proposals. Never rejects. */
  save(): Promise<void> {
    this.#write.cancel();
    return this.#queue.run(async () => {
      const { changes, onError } = this.#dependencies;
      try {
        const text = changesToJson(changes.files);
        if (changes.files.length === 0 || text.length > MAX_LENGTH) await this.#files?.remove(FILE);
        else await this.#files?.writeAtomic(FILE, text, 'process');
      } catch (error) {
        onError(error);
      }
    });
  }
}
