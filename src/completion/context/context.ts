import { LRUCache } from 'lru-cache';
import type { Clock } from '../../mistral/clock.ts';
import type { Snapshot } from '../snapshot.ts';
import { cellsAbove } from './cells.ts';
import type { Change } from './change.ts';
import type { ChosenWindow } from './openFiles.ts';
import { OpenFiles } from './openFiles.ts';
import type { EditedDocument } from './recentEdits.ts';
import { RecentEdits } from './recentEdits.ts';
import type { Desk, Snippet } from './snippet.ts';

/** A pause after which the user counts as idle, in milliseconds: longer than between two keys of a slow typist. */
const IDLE_MS = 400;
/** Documents whose choice is remembered. */
const MOST_CHOICES = 20;

/** What the context is built from. */
export interface ContextPorts {
  readonly clock: Clock;
  /** What lies open; undefined where nothing is to be gathered now. Never rejects. */
  readonly desk: () => Promise<Desk | undefined>;
}

interface Choice {
  readonly windows: readonly ChosenWindow[];
  readonly cells: readonly Snippet[];
  readonly takesEdits: boolean;
}

/**
 * What travels beside the current file. Everything is read and chosen while the user is idle, a file at a
 * time; a call only takes what was chosen last, however many files are open.
 */
export class Context {
  readonly #ports: ContextPorts;
  readonly #files = new OpenFiles();
  readonly #edits: RecentEdits;
  readonly #choices = new LRUCache<string, Choice>({ max: MOST_CHOICES });
  #cancelTimer = (): void => undefined;
  /** Counts what happened; a choice that was overtaken stops. */
  #moment = 0;

  constructor(ports: ContextPorts) {
    this.#ports = ports;
    this.#edits = new RecentEdits(ports.clock);
  }

  /** What travels with a request from this place, most stable first. */
  snippets(snapshot: Snapshot): readonly Snippet[] {
    const choice = this.#choices.get(snapshot.document);
    if (!choice) return [];
    const edits = choice.takesEdits ? this.#edits.snippetFor(snapshot) : undefined;
    const others = choice.windows.map(({ snippet }) => snippet);
    return [...others, ...choice.cells, ...(edits ? [edits] : [])];
  }

  /** Something moved: a cursor, a tab. Chooses again once nothing has moved for a while. */
  stir(): void {
    this.#moment += 1;
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.clock.setTimeout(() => {
      void this.#gather(this.#moment);
    }, IDLE_MS);
  }

  /** A document was edited that may travel. */
  edited(document: EditedDocument, changes: readonly Change[]): void {
    this.#edits.changed(document, changes);
  }

  /** A document was closed: nothing of it travels any more. */
  closed(id: string): void {
    this.#files.forget(id);
    this.#edits.forget(id);
    this.#choices.delete(id);
    for (const [key, choice] of this.#choices.entries()) {
      const windows = choice.windows.filter(({ document }) => document.id !== id);
      if (windows.length < choice.windows.length) this.#choices.set(key, { ...choice, windows });
    }
    this.stir();
  }

  /** Forgets everything: what may travel is another matter now. */
  clear(): void {
    this.#moment += 1;
    this.#files.clear();
    this.#edits.clear();
    this.#choices.clear();
  }

  /** Leaves no timer behind. */
  dispose(): void {
    this.#cancelTimer();
    this.clear();
  }

  async #gather(moment: number): Promise<void> {
    const desk = await this.#ports.desk();
    if (!desk || moment !== this.#moment) return;
    const { current, others, cells, takesEdits } = desk;
    if (takesEdits) this.#edits.watch(current, current.near);
    const candidates = this.#files.candidates(current, others);
    for (const candidate of candidates) {
      if (!this.#files.read(candidate)) continue;
      await this.#turn();
      if (moment !== this.#moment) return;
    }
    const before = this.#choices.get(current.id)?.windows ?? [];
    const windows = this.#files.choose(current, candidates, before);
    const above = cellsAbove(current, cells);
    this.#choices.set(current.id, { windows: after(above, windows), cells: above, takesEdits });
  }

  /** Lets others run: reading 2,000 lines takes about five milliseconds. */
  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#cancelTimer = this.#ports.clock.setTimeout(resolve, 0);
    });
  }
}

/** Where room is short, recent edits come first, then the cells of the same notebook. */
function after(cells: readonly Snippet[], windows: readonly ChosenWindow[]): ChosenWindow[] {
  return windows.map((window) => {
    const { snippet } = window;
    return { ...window, snippet: { ...snippet, rank: snippet.rank + cells.length + 1 } };
  });
}
