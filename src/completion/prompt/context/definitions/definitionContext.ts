import { LRUCache } from 'lru-cache';
import { delay, isAborted } from '../../../../base/async.ts';
import type { Clock } from '../../../../base/clock.ts';
import type { DefinitionSource, OpenDocument, Snippet } from '../snippet.ts';
import { nearbyNames } from './nearbyNames.ts';
import { OutlinedFiles } from './outlinedFiles.ts';
import type { OutlineSearch } from './outlinedFiles.ts';
import { relatedDeclarations } from './relatedDeclarations.ts';
import type { SelectedDeclaration } from './selectDeclarations.ts';
import { selectDeclarations, snippetsOf } from './selectDeclarations.ts';
import { ServerDeclarations } from './serverDeclarations.ts';
import { typesInSignatures } from './typesInSignatures.ts';

/** Maximum number of documents whose declarations are kept. */
const MAX_DOCUMENTS = 20;
/** The rank of the first declaration. Only their order matters: declarations have their own share of the budget. */
const FIRST_RANK = 100;
/** A pause between two steps, in milliseconds: keystrokes are handled first. */
const PAUSE_MS = 1;

/**
 * The declarations of names near the cursor, found while the user is idle: in related files by their paths, then by
 * language servers. Calls only take the last result.
 */
export class DefinitionContext {
  readonly #clock: Clock;
  readonly #files = new OutlinedFiles();
  readonly #server: ServerDeclarations;
  readonly #chosen = new LRUCache<string, readonly SelectedDeclaration[]>({ max: MAX_DOCUMENTS });

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#server = new ServerDeclarations(clock);
  }

  /** The declarations for a document as snippets, without those that the snippets of open files contain. */
  snippets(document: string, others: readonly Snippet[]): Snippet[] {
    const chosen = this.#chosen.get(document) ?? [];
    const isShown = ({ label, firstLine }: SelectedDeclaration) =>
      others.some(({ path, text }) => path === label && text.includes(firstLine));
    return snippetsOf(
      chosen.filter((each) => !isShown(each)),
      FIRST_RANK,
    );
  }

  /**
   * Finds the declarations for the cursor of a document. Resolves to false if a language server should be asked again
   * later. Stops when the signal is aborted, and then keeps the last result. Never rejects.
   */
  async refresh(
    current: OpenDocument,
    { path, column, files, server }: DefinitionSource,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { id, languageId, lines, focusLine } = current;
    const document = { id, path, languageId, lines, line: focusLine };
    const pause = async () => {
      await delay(this.#clock, PAUSE_MS, signal);
    };
    const search = this.#files.searchIn(files, signal, pause);
    const names = nearbyNames(lines, { line: focusLine, column }, languageId);
    const related = await relatedDeclarations(document, names, search);
    if (isAborted(signal)) return true;
    const found = await this.#server.find(document, names, server, search, signal);
    if (isAborted(signal)) return true;
    const direct = [...found.wanted, ...related].filter(({ file }) => file.path !== path);
    const types = await typesInSignatures(direct, search, path);
    const before = await stillThere(this.#chosen.get(id) ?? [], search);
    if (isAborted(signal)) return true;
    this.#chosen.set(id, selectDeclarations([...direct, ...types], before));
    return !found.isIncomplete;
  }

  /** A document was closed, or its declarations were turned off. */
  forget(id: string): void {
    this.#chosen.delete(id);
  }

  /** A file may no longer be sent. */
  onFileBlocked(path: string): void {
    for (const [id, chosen] of this.#chosen.entries()) {
      const kept = chosen.filter((each) => each.path !== path);
      if (kept.length < chosen.length) this.#chosen.set(id, kept);
    }
  }

  /** Removes everything. */
  clear(): void {
    this.#chosen.clear();
    this.#files.clear();
    this.#server.clear();
  }
}

/** Declarations of files that may still be read and have not changed. */
async function stillThere(
  chosen: readonly SelectedDeclaration[],
  search: OutlineSearch,
): Promise<SelectedDeclaration[]> {
  const found: SelectedDeclaration[] = [];
  for (const each of chosen) {
    const file = await search.open(each.path);
    if (file?.version === each.version) found.push(each);
  }
  return found;
}
