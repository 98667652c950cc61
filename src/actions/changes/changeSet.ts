import { Emitter } from '../../base/emitter.ts';
import { isSettled, rebasedFile, summaryOf } from './proposedFile.ts';
import type { ChangeSummary, ProposedFile } from './proposedFile.ts';

/** Files that a change set may contain: more cannot be reviewed. */
export const MAX_CHANGED_FILES = 100;

/** The changes that the model proposes and the user has not decided on yet. Contains no file twice. */
export class ChangeSet {
  readonly #files = new Map<string, ProposedFile>();
  readonly #summaries = new WeakMap<ProposedFile, ChangeSummary>();

  readonly #onDidChange = new Emitter<string>();
  /** Fires after a change of a file, with its URI. */
  readonly onDidChange = this.#onDidChange.event;

  /** The files in the order in which they were proposed first. */
  get files(): readonly ProposedFile[] {
    return [...this.#files.values()];
  }

  /** The proposal for a file; undefined if there is none. */
  get(uri: string): ProposedFile | undefined {
    return this.#files.get(uri);
  }

  /** The lines and hunks of a file. */
  summary(file: ProposedFile): ChangeSummary {
    let summary = this.#summaries.get(file);
    if (!summary) {
      summary = summaryOf(file);
      this.#summaries.set(file, summary);
    }
    return summary;
  }

  /** Whether another file can be added. */
  get isFull(): boolean {
    return this.#files.size >= MAX_CHANGED_FILES;
  }

  /** Adds or replaces the proposal for a file. One that changes nothing removes the file. */
  put(file: ProposedFile): void {
    if (this.#files.get(file.uri) === file) return;
    if (isSettled(file)) this.#files.delete(file.uri);
    else this.#files.set(file.uri, file);
    this.#onDidChange.fire(file.uri);
  }

  /** Fits the proposal for a file to its current text; undefined if the file does not exist. */
  rebase(uri: string, current: string | undefined): void {
    const file = this.#files.get(uri);
    if (file) this.put(rebasedFile(file, current));
  }

  /** Moves the proposal for a file to its new name, at its place in the order. A proposal for that name is replaced. */
  rename(uri: string, moved: Pick<ProposedFile, 'uri' | 'path'>): void {
    const file = this.#files.get(uri);
    if (!file || moved.uri === uri) return;
    this.#files.delete(moved.uri);
    const entries = [...this.#files.values()].map((each) =>
      each === file ? { ...file, ...moved } : each,
    );
    this.#files.clear();
    for (const each of entries) this.#files.set(each.uri, each);
    this.#onDidChange.fire(uri);
    this.#onDidChange.fire(moved.uri);
  }

  /** Removes the proposal for a file; conflicts too. */
  discard(uri: string): void {
    if (this.#files.delete(uri)) this.#onDidChange.fire(uri);
  }
}
