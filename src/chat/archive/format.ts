import type * as z from 'zod/mini';
import { asRecord, parseJson } from '../../mistral/json.ts';
import type { Answer, Conversation, Draft, Turn } from '../conversation.ts';
import { answerGuard, draftGuard, headerGuard, turnGuard } from './guards.ts';

/** Marks our files; a number higher than this one was written by a newer build. */
const FORMAT = 'codestral-chat';
const VERSION = 1;

/** The first line of a chat's file: all of the conversation but its turns. */
export type Header = Omit<Conversation, 'turns'> & {
  /** How many lines follow: fewer mean that some are lost. */
  readonly turns: number;
};

/** The part of a chat that changes often. */
export interface Live {
  readonly draft: Draft;
  /** The answer that streams, as far as it came. */
  readonly answer: Answer | undefined;
  /** The turn that the answer follows; undefined without an answer. */
  readonly after: string | undefined;
}

/** What reading a text can bring, beside what was meant to be read. */
export type Unreadable = 'future' | 'damaged';

/** The text of a file that has one value, or one line of a file that has many. */
function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** The first line of a chat's file. */
export function headerLine(conversation: Conversation, turns: number): string {
  const { id, title, isRenamed, workspace, createdAt, updatedAt } = conversation;
  return lineOf({
    format: FORMAT,
    version: VERSION,
    ...{ id, title, isRenamed, workspace, createdAt, updatedAt, turns },
  });
}

/** Reads the first line of a chat's file. */
export function readHeader(text: string): Header | Unreadable {
  const value = parseJson(text);
  const whose = originOf(value);
  if (whose !== 'ours') return whose;
  const read = headerGuard.safeParse(value);
  return read.success ? { ...read.data, workspace: read.data.workspace } : 'damaged';
}

/** A turn's line. An answer that was not finished breaks off here: nobody is waiting for it any more. */
export function readTurn(text: string): Turn | undefined {
  const turn = parse(turnGuard, parseJson(text));
  if (turn?.role !== 'assistant' || isFinished(turn)) return turn;
  return { ...turn, state: 'interrupted' };
}

/** Whether nothing more comes to the turn: only then it gets into the chat's file. */
export function isFinished(turn: Turn): boolean {
  return turn.role === 'user' || (turn.state !== 'waiting' && turn.state !== 'streaming');
}

/** The text of a live file. */
export function liveText({ draft, answer, after }: Live): string {
  return lineOf({ format: FORMAT, version: VERSION, draft, answer, after });
}

/** Reads the text of a live file. */
export function readLive(text: string): Live | Unreadable {
  const value = parseJson(text);
  const whose = originOf(value);
  if (whose !== 'ours') return whose;
  const { draft, answer, after } = asRecord(value);
  const kept = parse(draftGuard, draft);
  if (!kept) return 'damaged';
  if (answer === undefined) return { draft: kept, answer: undefined, after: undefined };
  const came = parse(answerGuard, answer);
  if (!came || typeof after !== 'string') return 'damaged';
  return { draft: kept, answer: { ...came, state: 'interrupted' }, after };
}

/** Keeps the line of each turn, so that a save makes those of new turns only. */
export class Lines {
  readonly #lines = new WeakMap<Turn, string>();

  /** The turn's line. */
  of(turn: Turn): string {
    let line = this.#lines.get(turn);
    if (line === undefined) this.#lines.set(turn, (line = lineOf(turn)));
    return line;
  }

  /** Remembers the line that a turn was read from, without its end. */
  keep(turn: Turn, line: string): void {
    this.#lines.set(turn, `${line}\n`);
  }
}

function originOf(value: unknown): 'ours' | Unreadable {
  const { format, version } = asRecord(value);
  if (format !== FORMAT || typeof version !== 'number') return 'damaged';
  if (version > VERSION) return 'future';
  return version === VERSION ? 'ours' : 'damaged';
}

function parse<T extends z.ZodMiniType>(guard: T, value: unknown): z.infer<T> | undefined {
  const read = guard.safeParse(value);
  return read.success ? read.data : undefined;
}
