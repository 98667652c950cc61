import { LRUCache } from 'lru-cache';
import { isSameCompletionGroup } from '../../../languages/completionGroups.ts';
import type { OpenDocument, Snippet } from './snippet.ts';
import type { IdentifierSet, SnippetWindow } from './snippetWindows.ts';
import { namesAround, similarity, textOf, windowsOf } from './snippetWindows.ts';

/** Maximum number of files to read, and of files to send a snippet from. */
const MAX_FILES = 20;
const MAX_SNIPPETS = 4;
/** Maximum similarity: a more similar window repeats the code around the cursor. */
const TOO_SIMILAR = 0.5;
/** Minimum similarity of a useful window. */
const TOO_DIFFERENT = 0.05;
/** Factor by which a new window must be better than the last one, since an unchanged prompt is cached. */
const CLEARLY_BETTER = 1.25;
/** Scrolling by fewer lines does not matter: the windows near the visible lines remain the same. */
const SCROLL_STEP = 512;

/** The selected window of an open file. */
export interface ChosenWindow {
  readonly document: OpenDocument;
  readonly from: number;
  readonly snippet: Snippet;
}

/** A file with its previous window if that is still good enough, otherwise with its best one. */
interface BestWindow {
  readonly document: OpenDocument;
  readonly window: SnippetWindow;
  readonly score: number;
}

interface CachedWindows {
  readonly version: number;
  readonly scrollStep: number;
  readonly windows: readonly SnippetWindow[];
}

/** Selects windows of open files that are similar to the code around the cursor. Caches the windows by version. */
export class OpenFiles {
  readonly #windows = new LRUCache<string, CachedWindows>({ max: 2 * MAX_FILES });

  /** The files to read: of the same completion group, without the current file and duplicates. */
  candidates(current: OpenDocument, others: readonly OpenDocument[]): OpenDocument[] {
    const paths = new Set([current.path]);
    const found = [];
    for (const other of others) {
      if (found.length === MAX_FILES) break;
      if (paths.has(other.path) || other.id === current.id) continue;
      if (!isSameCompletionGroup(current.languageId, other.languageId)) continue;
      paths.add(other.path);
      found.push(other);
    }
    return found;
  }

  /** Reads a file unless this version is cached. Returns whether it was read. */
  readWindows(document: OpenDocument): boolean {
    const known = this.#windows.get(document.id);
    const scrollStep = Math.round(document.focusLine / SCROLL_STEP);
    if (known?.version === document.version && known.scrollStep === scrollStep) return false;
    const { version } = document;
    this.#windows.set(document.id, {
      version,
      scrollStep,
      windows: windowsOf(document),
    });
    return true;
  }

  /**
   * The snippets to send: previously selected ones first, in the same order. Only files that were read are
   * considered.
   */
  choose(
    current: OpenDocument,
    candidates: readonly OpenDocument[],
    before: readonly ChosenWindow[],
  ): ChosenWindow[] {
    const names = namesAround(current.lines, current.focusLine);
    const found = candidates
      .map((document) => this.#bestOf(document, names, before))
      .filter((best) => best !== undefined);
    const places = new Map(before.map(({ document }, index) => [document.id, index]));
    const worth = ({ document, score }: BestWindow) =>
      places.has(document.id) ? score * CLEARLY_BETTER : score;
    const byWorth = found.sort(
      (a, b) => worth(b) - worth(a) || (a.document.path < b.document.path ? -1 : 1),
    );
    const chosen = byWorth.slice(0, MAX_SNIPPETS);
    const placeOf = ({ document }: BestWindow) => places.get(document.id) ?? before.length;
    return chosen
      .map((best, rank) => ({ best, rank }))
      .sort((a, b) => placeOf(a.best) - placeOf(b.best) || a.rank - b.rank)
      .map(({ best: { document, window }, rank }) => ({
        document,
        from: window.from,
        snippet: {
          path: document.path,
          text: textOf(document.lines, window.from, window.to),
          rank,
          source: 'openFile',
        },
      }));
  }

  /** Removes the windows of a document. */
  forget(id: string): void {
    this.#windows.delete(id);
  }

  /** Removes all windows. */
  clear(): void {
    this.#windows.clear();
  }

  #bestOf(
    document: OpenDocument,
    names: IdentifierSet,
    before: readonly ChosenWindow[],
  ): BestWindow | undefined {
    const kept = before.find((chosen) => chosen.document.id === document.id);
    let best: BestWindow | undefined;
    let bestWorth = 0;
    for (const window of this.#windows.get(document.id)?.windows ?? []) {
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
