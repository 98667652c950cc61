import type * as z from 'zod/mini';
import { asRecord, parseJson } from '../../base/json.ts';
import type { AssistantTurn, Conversation, Draft, Turn } from '../session/conversation.ts';
import { answerSchema, draftSchema, headerSchema, turnSchema } from './archiveSchemas.ts';

/** Identifies the file format. A higher version was written by a newer build. */
const FORMAT = 'codestral-chat';
const VERSION = 1;

/** The first line of a chat's file: the conversation without its turns. */
export type Header = Omit<Conversation, 'turns'> & {
  /** The number of lines that follow. If there are fewer, some are lost. */
  readonly turns: number;
};

/** The parts of a chat that change often. */
export interface DraftSnapshot {
  readonly draft: Draft;
  /** The streaming answer so far. */
  readonly answer: AssistantTurn | undefined;
  /** The ID of the turn that the answer follows; undefined without an answer. */
  readonly after: string | undefined;
}

/** Why a text can't be read. */
export type UnreadableChatReason = 'future' | 'damaged';

/** The text of a file with one value, or one line of a file with several. */
function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** The first line of a chat's file. */
export function headerLine(conversation: Conversation, turns: number): string {
  const { id, title, isRenamed, workspace, createdAt, updatedAt } = conversation;
  return lineOf({
    format: FORMAT,
    version: VERSION,
    id,
    title,
    isRenamed,
    workspace,
    createdAt,
    updatedAt,
    turns,
  });
}

/** The text that replaces a chat's file when the chat is deleted. */
export function deletedText(): string {
  return lineOf({ format: FORMAT, version: VERSION, deleted: true });
}

/** Whether the first line of a chat's file marks the chat as deleted. */
export function isDeletedText(text: string): boolean {
  const value = parseJson(text);
  return originOf(value) === 'ours' && asRecord(value)['deleted'] === true;
}

/** Reads the first line of a chat's file. */
export function readHeader(text: string): Header | UnreadableChatReason {
  const value = parseJson(text);
  const origin = originOf(value);
  if (origin !== 'ours') return origin;
  const read = headerSchema.safeParse(value);
  return read.success ? { ...read.data, workspace: read.data.workspace } : 'damaged';
}

/** Reads the line of a turn. An unfinished answer is marked as interrupted: it will not be continued. */
export function readTurn(text: string): Turn | undefined {
  const turn = parse(turnSchema, parseJson(text));
  if (turn?.role !== 'assistant' || isFinished(turn)) return turn;
  return { ...turn, state: 'interrupted' };
}

/** Whether a turn is finished: only then it is written to the chat's file. */
export function isFinished(turn: Turn): boolean {
  return turn.role === 'user' || (turn.state !== 'waiting' && turn.state !== 'streaming');
}

/** The text of a draft file. */
export function draftSnapshotText({ draft, answer, after }: DraftSnapshot): string {
  return lineOf({ format: FORMAT, version: VERSION, draft, answer, after });
}

/** Reads the text of a draft file. */
export function readDraftSnapshot(text: string): DraftSnapshot | UnreadableChatReason {
  const value = parseJson(text);
  const origin = originOf(value);
  if (origin !== 'ours') return origin;
  const { draft, answer, after } = asRecord(value);
  const clean = parse(draftSchema, draft);
  if (!clean) return 'damaged';
  if (answer === undefined) return { draft: clean, answer: undefined, after: undefined };
  const state = parse(answerSchema, answer);
  if (!state || typeof after !== 'string') return 'damaged';
  return { draft: clean, answer: { ...state, state: 'interrupted' }, after };
}

/** Caches the line of each turn, so that a save serializes new turns only. */
export class LineCache {
  readonly #lines = new WeakMap<Turn, string>();

  /** The line of a turn. */
  lineOf(turn: Turn): string {
    let line = this.#lines.get(turn);
    if (line === undefined) this.#lines.set(turn, (line = lineOf(turn)));
    return line;
  }

  /** Caches the line that a turn was read from, without its line end. */
  set(turn: Turn, line: string): void {
    this.#lines.set(turn, `${line}\n`);
  }
}

function originOf(value: unknown): 'ours' | UnreadableChatReason {
  const { format, version } = asRecord(value);
  if (format !== FORMAT || typeof version !== 'number') return 'damaged';
  if (version > VERSION) return 'future';
  return version === VERSION ? 'ours' : 'damaged';
}

function parse<T extends z.ZodMiniType>(guard: T, value: unknown): z.infer<T> | undefined {
  const read = guard.safeParse(value);
  return read.success ? read.data : undefined;
}
