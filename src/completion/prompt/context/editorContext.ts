import { isAborted } from '../../../base/async.ts';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../base/clock.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { DefinitionContext } from './definitions/definitionContext.ts';
import { cellsAbove } from './notebookCells.ts';
import type { TextChange } from './textChange.ts';
import type { ChosenWindow } from './openFiles.ts';
import { OpenFiles } from './openFiles.ts';
import type { EditedDocument } from './recentEdits.ts';
import { RecentEdits } from './recentEdits.ts';
import type { DefinitionSource, OpenEditors, OpenDocument, Snippet } from './snippet.ts';

/** Pause after which the user counts as idle, in milliseconds: longer than the gap between two slow keystrokes. */
const IDLE_MS = 400;
/** Waits before a language server that is still starting is queried again, in milliseconds. */
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 16_000];
/** Maximum number of documents whose snippets are cached. */
const MAX_SELECTIONS = 20;

/** What the context depends on. */
export interface EditorContextPorts {
  readonly clock: Clock;
  /** The open documents; resolves to undefined if no context is needed now. Never rejects. */
  readonly readEditor: () => Promise<OpenEditors | undefined>;
}

interface SnippetSelection {
  readonly windows: readonly ChosenWindow[];
  readonly cells: readonly Snippet[];
  readonly includesEdits: boolean;
}

/**
 * The snippets of other files for a request. They are selected while the user is idle, one file at a time; a call only
 * takes the last selection, however many files are open.
 */
export class EditorContext {
  readonly #ports: EditorContextPorts;
  readonly #files = new OpenFiles();
  readonly #edits: RecentEdits;
  /** Loaded for the first declarations. */
  #definitions: DefinitionContext | undefined;
  readonly #selections = new LRUCache<string, SnippetSelection>({ max: MAX_SELECTIONS });
  #cancelTimer = (): void => undefined;
  /** Ends the current refresh. */
  #refreshing = new AbortController();
  /** Number of the current refresh; an outdated one stops. */
  #refreshId = 0;

  constructor(ports: EditorContextPorts) {
    this.#ports = ports;
    this.#edits = new RecentEdits(ports.clock);
  }

  /** The snippets for a state, most stable first. */
  snippets(snapshot: Snapshot): readonly Snippet[] {
    const selection = this.#selections.get(snapshot.document);
    if (!selection) return [];
    const edits = selection.includesEdits ? this.#edits.snippetFor(snapshot) : undefined;
    const others = selection.windows.map(({ snippet }) => snippet);
    const definitions = this.#definitions?.snippets(snapshot.document, others) ?? [];
    return [...definitions, ...others, ...selection.cells, ...(edits ? [edits] : [])];
  }

  /** The cursor or a tab changed. Selects snippets again once the user is idle. */
  scheduleRefresh(): void {
    this.#schedule(IDLE_MS, 0);
  }

  /** A document that may be sent was edited. */
  onEdit(document: EditedDocument, changes: readonly TextChange[]): void {
    this.#edits.onChange(document, changes);
  }

  /** A document was closed: removes its snippets and edits. */
  onDocumentClosed(id: string): void {
    this.#files.forget(id);
    this.#edits.forget(id);
    this.#definitions?.forget(id);
    this.#selections.delete(id);
    for (const [key, selection] of this.#selections.entries()) {
      const windows = selection.windows.filter(({ document }) => document.id !== id);
      if (windows.length < selection.windows.length)
        this.#selections.set(key, { ...selection, windows });
    }
    this.scheduleRefresh();
  }

  /** A file may no longer be sent: removes its declarations. */
  onFileBlocked(path: string): void {
    this.#definitions?.onFileBlocked(path);
  }

  /** Removes everything, since the send policy may have changed. */
  clear(): void {
    this.#refreshId += 1;
    this.#refreshing.abort();
    this.#definitions?.clear();
    this.#files.clear();
    this.#edits.clear();
    this.#selections.clear();
  }

  /** Stops the timer. */
  dispose(): void {
    this.#cancelTimer();
    this.clear();
  }

  #schedule(ms: number, attempt: number): void {
    this.#refreshId += 1;
    this.#refreshing.abort();
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.clock.setTimeout(() => {
      void this.#refresh(this.#refreshId, attempt);
    }, ms);
  }

  async #refresh(refreshId: number, attempt: number): Promise<void> {
    const editor = await this.#ports.readEditor();
    if (!editor || refreshId !== this.#refreshId) return;
    const { current, others, cells, includesEdits, definitions } = editor;
    if (includesEdits) this.#edits.watch(current, current.focusLine);
    const candidates = this.#files.candidates(current, others);
    for (const candidate of candidates) {
      if (!this.#files.readWindows(candidate)) continue;
      await this.#nextTurn();
      if (refreshId !== this.#refreshId) return;
    }
    const before = this.#selections.get(current.id)?.windows ?? [];
    const windows = this.#files.choose(current, candidates, before);
    const above = cellsAbove(current, cells);
    this.#selections.set(current.id, {
      windows: rankedAfterCells(above, windows),
      cells: above,
      includesEdits,
    });
    if (definitions) await this.#findDefinitions(current, definitions, attempt);
    else this.#definitions?.forget(current.id);
  }

  async #findDefinitions(
    current: OpenDocument,
    source: DefinitionSource,
    attempt: number,
  ): Promise<void> {
    this.#refreshing = new AbortController();
    const { signal } = this.#refreshing;
    const { DefinitionContext } = await import('./definitions/definitionContext.ts');
    if (isAborted(signal)) return;
    this.#definitions ??= new DefinitionContext(this.#ports.clock);
    const isComplete = await this.#definitions.refresh(current, source, signal);
    const retryMs = RETRY_MS[attempt];
    if (isComplete || isAborted(signal) || retryMs === undefined) return;
    this.#schedule(retryMs, attempt + 1);
  }

  /** Yields to other tasks: reading 2,000 lines takes about five milliseconds. */
  #nextTurn(): Promise<void> {
    return new Promise((resolve) => {
      this.#cancelTimer = this.#ports.clock.setTimeout(resolve, 0);
    });
  }
}

/** Priorities in the token budget: recent edits first, then the cells of the notebook. */
function rankedAfterCells(
  cells: readonly Snippet[],
  windows: readonly ChosenWindow[],
): ChosenWindow[] {
  return windows.map((window) => {
    const { snippet } = window;
    return { ...window, snippet: { ...snippet, rank: snippet.rank + cells.length + 1 } };
  });
}
