import { asRecord, parseJson } from '../../base/json.ts';
import type { AtomicFiles } from './atomicFiles.ts';
import { chatFile } from './archiveFileNames.ts';
import { linesIn } from './readChat.ts';
import type { TimeSlice } from '../../base/yielding.ts';
import type { ChatSummary } from './chatSummaries.ts';

/** The maximum amount of text kept in memory, in characters (two bytes each): about 2,000 chats of 30 messages. */
const MAX_TEXT = 16_000_000;

/** The texts of a chat's turns, in lower case and without accents. */
interface Entry {
  readonly version: string;
  readonly texts: readonly string[];
  /** In characters. */
  readonly size: number;
}

/**
 * The texts of chats, kept in memory for searches: a chat is read from disk once, and again after its file has
 * changed. When the limit is reached, further chats are read for each search instead of replacing others: each search
 * reads all chats in the same order, so every one would replace the next.
 */
export class SearchTexts {
  readonly #files: AtomicFiles;
  readonly #max: number;
  readonly #entries = new Map<string, Entry>();
  #size = 0;

  constructor(files: AtomicFiles, max = MAX_TEXT) {
    this.#files = files;
    this.#max = max;
  }

  /** The size of the kept texts, in characters. */
  get size(): number {
    return this.#size;
  }

  /** Drops chats that are no longer in the list. */
  keepOnly(chats: readonly ChatSummary[]): void {
    const ids = new Set(chats.map(({ id }) => id));
    for (const id of this.#entries.keys()) if (!ids.has(id)) this.#forget(id);
  }

  /** The normalized texts of a chat's turns; undefined once aborted. An unreadable chat has none. */
  async textsOf(
    { id, version }: ChatSummary,
    slices: TimeSlice,
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined> {
    const known = this.#entries.get(id);
    if (known?.version === version) return known.texts;
    let bytes: Uint8Array | undefined;
    try {
      bytes = await this.#files.read(chatFile(id));
    } catch {
      // An unreadable chat has no matches; opening it reports why. Not kept: the next search may be able to read it.
      return [];
    }
    const texts: string[] = [];
    let size = 0;
    for await (const line of linesIn(bytes ?? new Uint8Array(), slices)) {
      if (signal.aborted) return undefined;
      const { role, text } = asRecord(parseJson(line ?? ''));
      if (role === undefined || typeof text !== 'string') continue;
      const simple = folded(text);
      texts.push(simple);
      size += simple.length;
    }
    this.#forget(id);
    if (this.#size + size <= this.#max) {
      this.#entries.set(id, { version, texts, size });
      this.#size += size;
    }
    return texts;
  }

  #forget(id: string): void {
    this.#size -= this.#entries.get(id)?.size ?? 0;
    this.#entries.delete(id);
  }
}

/** The text in lower case and without accents. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
