import { LRUCache } from 'lru-cache';
import { isSameFamily } from './families.ts';
import type { OpenDocument, Snippet } from './snippet.ts';
import type { Names, Window } from './windows.ts';
import { namesAround, similarity, textOf, windowsOf } from './windows.ts';

/** Files that are looked at, and files of which a piece travels. */
const MOST_FILES = 20;
const MOST_CHOSEN = 4;
/** A window with more in common than this says again what stands around the cursor. */
const TOO_SIMILAR = 0.5;
/** A window with less in common than this has nothing to say. */
const TOO_DIFFERENT = 0.05;
/** Another window takes a place only if it is so many times better: a prompt that stays the same is cached. */
const CLEARLY_BETTER = 1.25;

/** A piece of an open file that was chosen. */
export interface ChosenWindow {
  readonly document: OpenDocument;
  readonly from: number;
  readonly score: number;
  readonly snippet: Snippet;
}

/** A file at its best: the window that was chosen before if it still will do, else the best one. */
interface Best {
  readonly document: OpenDocument;
  readonly window: Window;
  readonly score: number;
}

interface Reading {
  readonly version: number;
  readonly near: number;
  readonly windows: readonly Window[];
}

/** Chooses pieces of open files that look like the code around the cursor. Reading a file is kept by its version. */
export class OpenFiles {
  readonly #readings = new LRUCache<string, Reading>({ max: 2 * MOST_FILES });

  /** The files worth a look: of the same family of languages, the current one and its doubles left out. */
  candidates(current: OpenDocument, others: readonly OpenDocument[]): OpenDocument[] {
    const paths = new Set([current.path]);
    const found = [];
    for (const other of others) {
      if (found.length === MOST_FILES) break;
      if (paths.has(other.path) || other.id === current.id) continue;
      if (!isSameFamily(current.languageId, other.languageId)) continue;
      paths.add(other.path);
      found.push(other);
    }
    return found;
  }

  /** Reads a file unless this version is known; says whether there was something to read. */
  read(document: OpenDocument): boolean {
    const known = this.#readings.get(document.id);
    // In a long file another part may have come into sight; a screen or two make no difference.
    const near = Math.round(document.near / 512);
    if (known?.version === document.version && known.near === near) return false;
    const { version } = document;
    this.#readings.set(document.id, { version, near, windows: windowsOf(document) });
    return true;
  }

  /**
   * The pieces that travel, those that were chosen before first and in their old order. Of the files only
   * those count that have been read.
   */
  choose(
    current: OpenDocument,
    candidates: readonly OpenDocument[],
    before: readonly ChosenWindow[],
  ): ChosenWindow[] {
    const names = namesAround(current.lines, current.near);
    const found = candidates
      .map((document) => this.#bestOf(document, names, before))
      .filter((best) => best !== undefined);
    const places = new Map(before.map(({ document }, index) => [document.id, index]));
    const worth = ({ document, score }: Best) =>
      places.has(document.id) ? score * CLEARLY_BETTER : score;
    const byWorth = found.sort(
      (a, b) => worth(b) - worth(a) || (a.document.path < b.document.path ? -1 : 1),
    );
    const chosen = byWorth.slice(0, MOST_CHOSEN);
    const placeOf = ({ document }: Best) => places.get(document.id) ?? before.length;
    return chosen
      .map((best, rank) => ({ best, rank }))
      .sort((a, b) => placeOf(a.best) - placeOf(b.best) || a.rank - b.rank)
      .map(({ best: { document, window, score }, rank }) => ({
        document,
        from: window.from,
        score,
        snippet: {
          path: document.path,
          text: textOf(document.lines, window.from, window.to),
          rank,
        },
      }));
  }

  /** Forgets what was read of a document. */
  forget(id: string): void {
    this.#readings.delete(id);
  }

  /** Forgets everything. */
  clear(): void {
    this.#readings.clear();
  }

  #bestOf(document: OpenDocument, names: Names, before: readonly ChosenWindow[]): Best | undefined {
    const kept = before.find((chosen) => chosen.document.id === document.id);
    let best: Best | undefined;
    let bestWorth = 0;
    for (const window of this.#readings.get(document.id)?.windows ?? []) {
      const score = similarity(names, window);
      if (score < TOO_DIFFERENT || score > TOO_SIMILAR) continue;
      const worth = window.from === kept?.from ? score * CLEARLY_BETTER : score;
      if (worth <= bestWorth) continue;
      bestWorth = worth;
      best = { document, window, score };
    }
    return best;
  }
}
