import * as z from 'zod/mini';
import { asRecord, parseJson } from '../../mistral/json.ts';
import { titleOf } from '../titles.ts';
import { toArchiveFault } from './fault.ts';
import type { ArchiveFiles, FileFacts } from './files.ts';
import { readHeader, readLive } from './format.ts';
import { rowGuard } from './guards.ts';
import { INDEX_FILE, chatFile, isChatId, liveFile, ownerOf } from './names.ts';
import { isEmpty } from './reading.ts';

/** A chat in the list, without its turns. */
export interface Summary {
  readonly id: string;
  /** Empty where it is not known: the chat cannot be read, or is of a newer build. */
  readonly title: string;
  readonly workspace: string | undefined;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  /** How many turns are in its file. */
  readonly turns: number;
}

/** A summary and the state of the file that it was read from. */
type Row = z.infer<typeof rowGuard>;

/** The first line of a chat's file is shorter than this, in bytes: titles and addresses of folders are. */
const HEAD = 16_384;
const rowsGuard = z.array(rowGuard);

/**
 * The list of chats. The index is a cache, never the truth: each row counts only while the file it speaks of has
 * the size and time it was read with. So windows may write it over each other, and it may be lost.
 */
export class Summaries {
  readonly #files: ArchiveFiles;
  readonly #log: (message: string) => void;
  #rows: ReadonlyMap<string, Row> | undefined;

  constructor(files: ArchiveFiles, log: (message: string) => void) {
    this.#files = files;
    this.#log = log;
  }

  /** The chats that have turns or a draft, newest first. Rejects with an {@link ArchiveFault}. */
  async list(): Promise<Summary[]> {
    const summaries: Summary[] = [];
    for (const row of await this.#refresh()) {
      const { id, title, workspace, updatedAt, turns } = row;
      const found = { id, title, workspace, updatedAt, turns };
      if (!row.isBlank) {
        summaries.push(found);
        continue;
      }
      const drafted = await this.#draftOf(id);
      if (drafted !== undefined) summaries.push({ ...found, title: title || drafted });
    }
    return summaries.sort((a, b) => b.updatedAt - a.updatedAt);
  }

  /** The chats without any turn or draft. */
  async blanks(): Promise<string[]> {
    const blanks: string[] = [];
    for (const { id, isBlank } of await this.#refresh()) {
      if (isBlank && (await this.#draftOf(id)) === undefined) blanks.push(id);
    }
    return blanks;
  }

  async #refresh(): Promise<Row[]> {
    const known = this.#rows ?? (await this.#readIndex());
    const rows = new Map<string, Row>();
    let isChanged = false;
    for (const facts of await this.#files.list('')) {
      const id = ownerOf(facts.name);
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

  async #readRow(id: string, { name, size, modifiedAt }: FileFacts): Promise<Row> {
    const unknown = { id, title: '', updatedAt: modifiedAt, turns: 0, isBlank: false };
    const state = { size, modifiedAt };
    let head: string;
    try {
      head = new TextDecoder().decode(await this.#files.read(name, HEAD)).split('\n', 1)[0] ?? '';
    } catch (error) {
      this.#log(`a chat could not be read for the list (${toArchiveFault(error).message})`);
      return { ...unknown, ...state };
    }
    const header = readHeader(head);
    // It is listed all the same: opening it tells what is wrong.
    if (header === 'damaged') return { ...unknown, ...state };
    if (header === 'future') return { ...unknown, ...likely(head), ...state };
    const { title, workspace, updatedAt, turns } = header;
    return { id, title, workspace, updatedAt, turns, isBlank: turns === 0, ...state };
  }

  async #draftOf(id: string): Promise<string | undefined> {
    const bytes = await this.#files.read(liveFile(id));
    const live = bytes && readLive(new TextDecoder().decode(bytes));
    return typeof live === 'object' && !isEmpty(live.draft) ? titleOf(live.draft) : undefined;
  }

  async #readIndex(): Promise<ReadonlyMap<string, Row>> {
    const bytes = await this.#files.read(INDEX_FILE).catch(() => undefined);
    const read = rowsGuard.safeParse(parseJson(new TextDecoder().decode(bytes)));
    const rows = read.success ? read.data : [];
    return new Map(rows.filter(({ id }) => isChatId(id)).map((row) => [row.id, row]));
  }

  async #writeIndex(rows: readonly Row[]): Promise<void> {
    try {
      await this.#files.writeAtomic(INDEX_FILE, JSON.stringify(rows));
    } catch (error) {
      this.#log(`the index of chats could not be written (${toArchiveFault(error).message})`);
    }
  }
}

/** What the header of a newer build most likely says. */
function likely(head: string): { title?: string; workspace?: string; updatedAt?: number } {
  const { title, workspace, updatedAt } = asRecord(parseJson(head));
  return {
    ...(typeof title === 'string' && { title }),
    ...(typeof workspace === 'string' && { workspace }),
    ...(typeof updatedAt === 'number' && { updatedAt }),
  };
}
