import { EMPTY_DRAFT } from '../conversation.ts';
import type { Conversation, Draft, Turn } from '../conversation.ts';
import { titleOf } from '../titles.ts';
import type { ArchiveFiles } from './files.ts';
import { readHeader, readLive, readTurn } from './format.ts';
import type { Header, Lines, Live, Unreadable } from './format.ts';
import { chatFile, liveFile } from './names.ts';
import type { Slices } from './slices.ts';

const LINE_END = 10;

/** A chat as its files have it. */
export interface StoredChat {
  readonly conversation: Conversation;
  readonly draft: Draft;
  /** Files of which something could not be read, by name: copies to put aside before they are written again. */
  readonly damaged: ReadonlyMap<string, Uint8Array>;
  /** Whether the last answer broke off with its window, and is not in the chat's file yet. */
  readonly hasBrokenOff: boolean;
}

/** Reads a chat, however its files were left; `damaged` if nothing of it can be saved. */
export async function readChat(
  id: string,
  files: ArchiveFiles,
  slices: Slices,
  lines: Lines,
): Promise<StoredChat | 'missing' | Unreadable> {
  // In this order: a writer finishes an answer in the chat's file before it takes it out of the live file.
  const liveBytes = await files.read(liveFile(id));
  const bytes = await files.read(chatFile(id));
  if (!bytes) return 'missing';
  const live = liveBytes && readLive(textOf(liveBytes) ?? '');
  const read = await readTurns(bytes, slices, lines);
  if (read.header === 'future' || live === 'future') return 'future';

  const draft = typeof live === 'object' ? live.draft : EMPTY_DRAFT;
  if (read.header === 'damaged' && read.turns.length === 0 && isEmpty(draft)) return 'damaged';
  const damaged = new Map<string, Uint8Array>();
  if (!read.isWhole) damaged.set(chatFile(id), bytes);
  if (live === 'damaged') damaged.set(liveFile(id), liveBytes ?? new Uint8Array());
  const turns = read.isWhole ? read.turns : inPairs(read.turns);
  const broken = typeof live === 'object' ? brokenOff(live, turns.at(-1)) : undefined;
  return {
    conversation: {
      ...(read.header === 'damaged' ? guessed(turns) : facts(read.header)),
      id,
      turns: broken ? [...turns.filter((turn) => turn.id !== broken.id), broken] : turns,
    },
    draft,
    damaged,
    hasBrokenOff: broken !== undefined,
  };
}

/** Whether there is nothing in a draft. */
export function isEmpty({ text, attachments }: Draft): boolean {
  return text === '' && attachments.length === 0;
}

/** The lines of a file, one after the other, without stopping everything else; undefined for one that is no text. */
export async function* linesIn(
  bytes: Uint8Array,
  slices: Slices,
): AsyncGenerator<string | undefined, void> {
  for (let from = 0; from < bytes.length;) {
    const found = bytes.indexOf(LINE_END, from);
    const end = found === -1 ? bytes.length : found;
    yield textOf(bytes.subarray(from, end));
    from = end + 1;
    await slices.rest();
  }
}

async function readTurns(
  bytes: Uint8Array,
  slices: Slices,
  lines: Lines,
): Promise<{ header: Header | Unreadable; turns: Turn[]; isWhole: boolean }> {
  let header: Header | Unreadable | undefined;
  const turns: Turn[] = [];
  let isWhole = true;
  for await (const line of linesIn(bytes, slices)) {
    if (header === undefined) {
      header = readHeader(line ?? '');
      if (header === 'future') break;
      // The header may be what is lost; then its line, if it is a turn, is not.
      if (header !== 'damaged') continue;
    }
    const turn = readTurn(line ?? '');
    if (!turn) {
      isWhole = false;
      continue;
    }
    turns.push(turn);
    lines.keep(turn, line ?? '');
  }
  header ??= 'damaged';
  isWhole &&= typeof header === 'object' && header.turns <= turns.length;
  return { header, turns, isWhole };
}

/** The answer that was streaming when its window went away, unless it got into the chat's file. */
function brokenOff({ answer, after }: Live, last: Turn | undefined): Turn | undefined {
  if (!answer || !last) return undefined;
  if (last.id !== answer.id) return last.id === after ? answer : undefined;
  // It is there: finished, or as it was before it went on.
  return answer.text.length > last.text.length ? answer : undefined;
}

/** Without halves of a pair whose other half is lost: models take questions and answers in turns only. */
function inPairs(turns: readonly Turn[]): Turn[] {
  return turns.filter((turn, index) =>
    turn.role === 'user' ? turns[index + 1]?.role !== 'user' : turns[index - 1]?.role === 'user',
  );
}

function facts(header: Header): Omit<Conversation, 'id' | 'turns'> {
  const { title, isRenamed, workspace, createdAt, updatedAt } = header;
  return { title, isRenamed, workspace, createdAt, updatedAt };
}

/** What a lost header said, as far as the turns know it. */
function guessed(turns: readonly Turn[]): Omit<Conversation, 'id' | 'turns'> {
  const [first] = turns;
  return {
    title: first?.role === 'user' ? titleOf(first) : '',
    isRenamed: false,
    workspace: undefined,
    createdAt: first?.at ?? 0,
    updatedAt: turns.at(-1)?.at ?? 0,
  };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
