import { EMPTY_DRAFT } from '../session/conversation.ts';
import type { Conversation, Draft, Turn } from '../session/conversation.ts';
import { titleOf } from '../session/chatTitle.ts';
import type { AtomicFiles } from './atomicFiles.ts';
import { isDeletedText, readHeader, readDraftSnapshot, readTurn } from './archiveFormat.ts';
import type { Header, LineCache, DraftSnapshot, UnreadableChatReason } from './archiveFormat.ts';
import { chatFile, draftFile } from './archiveFileNames.ts';
import type { TimeSlice } from '../../base/yielding.ts';

const LINE_END = 10;

/** A chat as read from its files. */
export interface StoredChat {
  readonly conversation: Conversation;
  readonly draft: Draft;
  /** The partly unreadable files to quarantine before anything is written: their bytes by name. */
  readonly damaged: ReadonlyMap<string, Uint8Array>;
  /** Whether a draft file exists. */
  readonly hasDraftFile: boolean;
  /** Whether the last answer was interrupted and is not in the chat's file yet. */
  readonly hasInterruptedAnswer: boolean;
}

/** Reads a chat in any state of its files; `damaged` if nothing is readable. */
export async function readChat(
  id: string,
  files: AtomicFiles,
  slices: TimeSlice,
  lines: LineCache,
): Promise<StoredChat | 'missing' | UnreadableChatReason> {
  // In this order: a writer completes an answer in the chat's file before removing it from the draft file.
  const snapshotBytes = await files.read(draftFile(id));
  const bytes = await files.read(chatFile(id));
  if (!bytes || isDeletedText(firstLine(bytes))) return 'missing';
  const snapshot = snapshotBytes && readDraftSnapshot(textOf(snapshotBytes) ?? '');
  const read = await readTurns(bytes, slices, lines);
  if (read.header === 'future' || snapshot === 'future') return 'future';

  const draft = typeof snapshot === 'object' ? snapshot.draft : EMPTY_DRAFT;
  if (read.header === 'damaged' && read.turns.length === 0 && isEmpty(draft)) return 'damaged';
  const damaged = new Map<string, Uint8Array>();
  if (!read.isWhole) damaged.set(chatFile(id), bytes);
  if (snapshot === 'damaged') damaged.set(draftFile(id), snapshotBytes ?? new Uint8Array());
  const turns = read.isWhole ? read.turns : withoutUnpairedTurns(read.turns);
  const broken =
    typeof snapshot === 'object' ? interruptedAnswer(snapshot, turns.at(-1)) : undefined;
  return {
    conversation: {
      ...(read.header === 'damaged' ? guessed(turns) : facts(read.header)),
      id,
      turns: broken ? [...turns.filter((turn) => turn.id !== broken.id), broken] : turns,
    },
    draft,
    damaged,
    hasDraftFile: snapshotBytes !== undefined,
    hasInterruptedAnswer: broken !== undefined,
  };
}

/** Whether a draft is empty. */
export function isEmpty({ text, attachments }: Draft): boolean {
  return text === '' && attachments.length === 0;
}

/** Yields the lines of a file with pauses in between; undefined if it is not UTF-8. */
export async function* linesIn(
  bytes: Uint8Array,
  slices: TimeSlice,
): AsyncGenerator<string | undefined, void> {
  for (let from = 0; from < bytes.length;) {
    const found = bytes.indexOf(LINE_END, from);
    const end = found === -1 ? bytes.length : found;
    yield textOf(bytes.subarray(from, end));
    from = end + 1;
    await slices.yieldIfDue();
  }
}

/** The first line of a file's bytes. Invalid UTF-8 is replaced. */
function firstLine(bytes: Uint8Array): string {
  const found = bytes.indexOf(LINE_END);
  return new TextDecoder().decode(bytes.subarray(0, found === -1 ? bytes.length : found));
}

async function readTurns(
  bytes: Uint8Array,
  slices: TimeSlice,
  lines: LineCache,
): Promise<{ header: Header | UnreadableChatReason; turns: Turn[]; isWhole: boolean }> {
  let header: Header | UnreadableChatReason | undefined;
  const turns: Turn[] = [];
  let isWhole = true;
  for await (const line of linesIn(bytes, slices)) {
    if (header === undefined) {
      header = readHeader(line ?? '');
      if (header === 'future') break;
      // If the header is lost, the first line may be a turn.
      if (header !== 'damaged') continue;
    }
    const turn = readTurn(line ?? '');
    if (!turn) {
      isWhole = false;
      continue;
    }
    turns.push(turn);
    lines.set(turn, line ?? '');
  }
  header ??= 'damaged';
  isWhole &&= typeof header === 'object' && header.turns <= turns.length;
  return { header, turns, isWhole };
}

/** Adds the interrupted answer, unless the chat's file has it. */
function interruptedAnswer(
  { answer, after }: DraftSnapshot,
  last: Turn | undefined,
): Turn | undefined {
  if (!answer || !last) return undefined;
  if (last.id !== answer.id) return last.id === after ? answer : undefined;
  // The file already has it: finished, or as it was before it was continued.
  return answer.text.length > last.text.length ? answer : undefined;
}

/** Removes questions and answers without their counterpart: models require alternating turns. */
function withoutUnpairedTurns(turns: readonly Turn[]): Turn[] {
  return turns.filter((turn, index) =>
    turn.role === 'user' ? turns[index + 1]?.role !== 'user' : turns[index - 1]?.role === 'user',
  );
}

function facts(header: Header): Omit<Conversation, 'id' | 'turns'> {
  const { title, isRenamed, workspace, createdAt, updatedAt } = header;
  return { title, isRenamed, workspace, createdAt, updatedAt };
}

/** The lost header, with what the turns still show. */
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
