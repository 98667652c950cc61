import * as z from 'zod/mini';
import { asRecord, parseJson } from '../../base/json.ts';
import { titleOf } from '../session/chatTitle.ts';
import { toStorageError } from './storageError.ts';
import type { AtomicFiles, FileMetadata } from './atomicFiles.ts';
import { isDeletedText, readHeader, readDraftSnapshot } from './archiveFormat.ts';
import { rowSchema } from './archiveSchemas.ts';
import { INDEX_FILE, chatFile, isChatId, draftFile, chatIdOf } from './archiveFileNames.ts';
import { isEmpty } from './readChat.ts';

/** A chat in the list, without its turns. */
export interface ChatSummary {
  readonly id: string;
  /** Empty if unknown: the chat cannot be read, or is from a newer build. */
  readonly title: string;
  readonly workspace: string | undefined;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  /** The number of turns in its file. */
  readonly turns: number;
  /** Identifies the version of the chat's file. */
  readonly version: string;
}

/** A summary and the state of the file that it was read from. */
type SummaryRow = z.infer<typeof rowSchema>;

/** The maximum length of the first line of a chat's file, in bytes: titles and folder URIs are shorter. */
const HEAD_BYTES = 16_384;
const rowsSchema = z.array(rowSchema);

/**
 * The list of chats. The index is only a cache: a row is valid as long as its file has the size and time it was read
 * with. So windows may overwrite each other's index, and losing it does no harm.
 */
export class ChatSummaries {
  readonly #files: AtomicFiles;
  readonly #log: (message: string) => void;
  #rows: ReadonlyMap<string, SummaryRow> | undefined;

  constructor(files: AtomicFiles, log: (message: string) => void) {
    this.#files = files;
    this.#log = log;
  }

  /** The chats that have turns or a draft, newest first. Rejects with a {@link StorageError}. */
  async list(): Promise<ChatSummary[]> {
    const summaries: ChatSummary[] = [];
    for (const row of await this.#refresh()) {
      if (row.isDeleted) continue;
      const { id, title, workspace, updatedAt, turns } = row;
      const version = `${row.size} ${row.modifiedAt}`;
      const found = { id, title, workspace, updatedAt, turns, version };
      if (!row.isBlank) {
        summaries.push(found);
        continue;
      }
      const drafted = await this.#draftOf(id);
      if (drafted !== undefined) summaries.push({ ...found, title: title || drafted });
    }
    return summaries.sort((a, b) => b.updatedAt - a.updatedAt);
  }

  /** The chats without turns and draft, and those whose deletion was interrupted by a crash. */
  async emptyChats(): Promise<Set<string>> {
    const emptyChats = new Set<string>();
    for (const { id, isBlank, isDeleted } of await this.#refresh()) {
      const isEmptied = isBlank && (await this.#draftOf(id)) === undefined;
      if (isDeleted || isEmptied) emptyChats.add(id);
    }
    return emptyChats;
  }

  /** Whether a chat exists with content worth keeping, by its current files. */
  async isKept(id: string): Promise<boolean> {
    const head = await this.#files.read(chatFile(id), HEAD_BYTES);
    if (!head) return false;
    const row = rowFrom(id, new TextDecoder().decode(head), 0);
    return !row.isDeleted && !(row.isBlank && (await this.#draftOf(id)) === undefined);
  }

  async #refresh(): Promise<SummaryRow[]> {
    const known = this.#rows ?? (await this.#readIndex());
    const rows = new Map<string, SummaryRow>();
    let isChanged = false;
    for (const facts of await this.#files.list('')) {
      const id = chatIdOf(facts.name);
      if (id === undefined || facts.name !== chatFile(id)) continue;
      const row = known.get(id);
      const isCurrent = row?.size === facts.size && row.modifiedAt === facts.modifiedAt;
      rows.set(id, isCurrent ? row : await this.#readRow(id, facts));
      isChanged ||= !isCurrent;
    }
    this.#rows = rows;
    if (isChanged || known.size !== rows.size) await this.#writeIndex([...rows.values()]);
    return [...rows.values()];
  }

  async #readRow(id: string, { name, size, modifiedAt }: FileMetadata): Promise<SummaryRow> {
    const head = await this.#files.read(name, HEAD_BYTES).catch((error: unknown) => {
      this.#log(`a chat could not be read for the list (${toStorageError(error).message})`);
      return undefined;
    });
    return { ...rowFrom(id, new TextDecoder().decode(head), modifiedAt), size, modifiedAt };
  }

  async #draftOf(id: string): Promise<string | undefined> {
    const bytes = await this.#files.read(draftFile(id));
    const snapshot = bytes && readDraftSnapshot(new TextDecoder().decode(bytes));
    return typeof snapshot === 'object' && !isEmpty(snapshot.draft)
      ? titleOf(snapshot.draft)
      : undefined;
  }

  async #readIndex(): Promise<ReadonlyMap<string, SummaryRow>> {
    const bytes = await this.#files.read(INDEX_FILE).catch(() => undefined);
    const read = rowsSchema.safeParse(parseJson(new TextDecoder().decode(bytes)));
    const rows = read.success ? read.data : [];
    return new Map(rows.filter(({ id }) => isChatId(id)).map((row) => [row.id, row]));
  }

  async #writeIndex(rows: readonly SummaryRow[]): Promise<void> {
    try {
      await this.#files.writeAtomic(INDEX_FILE, JSON.stringify(rows));
    } catch (error) {
      this.#log(`the index of chats could not be written (${toStorageError(error).message})`);
    }
  }
}

/** The summary in the first line of a chat's file; `modifiedAt` is in milliseconds since the epoch. */
function rowFrom(
  id: string,
  text: string,
  modifiedAt: number,
): Omit<SummaryRow, 'size' | 'modifiedAt'> {
  const head = text.split('\n', 1)[0] ?? '';
  const unknown = { id, title: '', updatedAt: modifiedAt, turns: 0, isBlank: false };
  if (isDeletedText(head)) return { ...unknown, isDeleted: true };
  const header = readHeader(head);
  // It is listed nevertheless: opening it shows what is wrong.
  if (header === 'damaged') return unknown;
  if (header === 'future') return { ...unknown, ...likely(head) };
  const { title, workspace, updatedAt, turns } = header;
  return { id, title, workspace, updatedAt, turns, isBlank: turns === 0 };
}

/** The likely properties of a newer build's header. */
function likely(head: string): { title?: string; workspace?: string; updatedAt?: number } {
  const { title, workspace, updatedAt } = asRecord(parseJson(head));
  return {
    ...(typeof title === 'string' && { title }),
    ...(typeof workspace === 'string' && { workspace }),
    ...(typeof updatedAt === 'number' && { updatedAt }),
  };
}
