import type { CalledTool } from './chat.ts';
import type { FailureFacts } from './errors.ts';
import { isRecord, parseJson } from './json.ts';

/** A piece of a call, as the SDK hands it over; the id is `null` in letters where there is none. */
export interface CallPiece {
  readonly id?: string | undefined;
  readonly index?: number | undefined;
  readonly function: {
    /** Only the first piece of a call has one. */
    readonly name: string;
    /** JSON in the making, or the whole as an object. */
    readonly arguments: string | Readonly<Record<string, unknown>>;
  };
}

/** What is told of an answer whose call of a tool is damaged. */
export const DAMAGED_CALL: FailureFacts = { detail: 'toolCall' };

/** No answer calls so many tools at once; what comes after them is a server's mistake and left out. */
const MOST_CALLS = 128;
/** Longer arguments are not kept, in characters: they end in the middle, which is no JSON. */
const LONGEST_ARGUMENTS = 1_000_000;

interface Growing {
  readonly index: number;
  id: string | undefined;
  name: string;
  arguments: string;
}

/**
 * Puts calls of tools together that come whole or in pieces. Pieces belong together by their index and never by
 * their id, which only the first one has for certain. Services that leave the index out, or number each
 * call 0, are understood where the next call has both a name and an id of its own.
 */
export class CallAssembler {
  readonly #calls: Growing[] = [];

  /** Takes the next piece. */
  push({ id, index = 0, function: { name, arguments: more } }: CallPiece): void {
    const known = id === undefined || id === '' || id === 'null' ? undefined : id;
    const text = typeof more === 'string' ? more : JSON.stringify(more);
    const call = this.#calls.findLast((each) => each.index === index);
    const isNext =
      name !== '' && call?.id !== undefined && known !== undefined && known !== call.id;
    if (!call || isNext) {
      if (this.#calls.length < MOST_CALLS) {
        this.#calls.push({ index, id: known, name, arguments: clip(text) });
      }
      return;
    }
    call.id ??= known;
    if (call.name === '') call.name = name;
    call.arguments = clip(call.arguments + text);
  }

  /** The calls in the order in which they began. */
  end(): readonly CalledTool[] {
    return this.#calls.map(({ id, name, arguments: text }) => ({ id, name, arguments: text }));
  }
}

/** The arguments of a call as an object; none at all are an empty one, and undefined is no object. */
export function argumentsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text.trim() === '') return {};
  const value = parseJson(text);
  return isRecord(value) ? value : undefined;
}

function clip(text: string): string {
  return text.slice(0, LONGEST_ARGUMENTS);
}
