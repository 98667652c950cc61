import type { ReceivedToolCall } from '../chat.ts';
import type { FailureFacts } from '../errors/serviceError.ts';
import { isRecord, parseJson } from '../../base/json.ts';

/** A piece of a tool call from the SDK. The ID is the string `null` if there is none. */
export interface ToolCallDelta {
  readonly id?: string | undefined;
  readonly index?: number | undefined;
  readonly function: {
    /** Only in the first piece of a call. */
    readonly name: string;
    /** A piece of JSON, or the whole as an object. */
    readonly arguments: string | Readonly<Record<string, unknown>>;
  };
}

/** The detail of an answer with a damaged tool call. */
export const DAMAGED_CALL: FailureFacts = { detail: 'toolCall' };

/** Maximum number of tool calls that are kept; further ones are ignored. */
const MAX_CALLS = 128;
/** Maximum number of characters of arguments that are kept. Longer ones are truncated and thus invalid JSON. */
const MAX_ARGUMENTS_LENGTH = 1_000_000;
/** The deepest nesting of arguments. No tool takes any that are nested so deeply. */
const MAX_DEPTH = 200;

interface PartialToolCall {
  readonly index: number;
  readonly json: JsonProgress;
  id: string | undefined;
  name: string;
  arguments: string;
}

/**
 * Assembles tool calls that arrive whole or in pieces. Pieces belong together by index, not by ID, which only the first
 * piece is sure to have and some models (GLM) change. For services that omit the index or use 0 for all calls, a new
 * call starts where a piece has a name and a new ID and the previous call is complete.
 */
export class ToolCallAssembler {
  readonly #calls: PartialToolCall[] = [];

  /** Adds a piece. */
  push({ id, index = 0, function: { name, arguments: more } }: ToolCallDelta): void {
    const known = id === undefined || id === '' || id === 'null' ? undefined : id;
    const text = typeof more === 'string' ? more : JSON.stringify(more);
    const call = this.#calls.findLast((each) => each.index === index);
    const hasOwnId = call?.id !== undefined && known !== undefined && known !== call.id;
    const isNext = name !== '' && hasOwnId && (call.json.isComplete || isOther(call, name));
    if (!call || isNext) {
      if (this.#calls.length < MAX_CALLS) {
        const json = new JsonProgress();
        json.push(text);
        this.#calls.push({ index, json, id: known, name, arguments: clip(text) });
      }
      return;
    }
    call.json.push(text);
    call.id ??= known;
    if (call.name === '') call.name = name;
    call.arguments = clip(call.arguments + text);
  }

  /** The calls in the order in which they started. */
  end(): readonly ReceivedToolCall[] {
    return this.#calls.map(({ id, name, arguments: text }) => ({ id, name, arguments: text }));
  }
}

/** Before its arguments start, a call with another name is a new call. */
function isOther(call: PartialToolCall, name: string): boolean {
  return !call.json.hasBegun && call.name !== '' && call.name !== name;
}

/** Tracks the end and the nesting of streamed JSON without parsing it repeatedly. */
class JsonProgress {
  #depth = 0;
  #isString = false;
  #isEscaped = false;
  hasBegun = false;
  /** The deepest nesting so far. */
  maxDepth = 0;

  /** Adds a piece. */
  push(text: string): void {
    for (const character of text) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (this.#isString) {
        if (character === '\\') this.#isEscaped = true;
        else if (character === '"') this.#isString = false;
      } else if (character === '"') this.#isString = true;
      else if (character === '{' || character === '[') {
        this.#depth += 1;
        this.maxDepth = Math.max(this.maxDepth, this.#depth);
      } else if (character === '}' || character === ']') this.#depth -= 1;
      if (character.trim() !== '') this.hasBegun = true;
    }
  }

  /** Whether the JSON is complete. */
  get isComplete(): boolean {
    return this.hasBegun && this.#depth <= 0 && !this.#isString;
  }
}

/**
 * The arguments of a call as an object; an empty one if there are none, undefined if they are not an object, or nested
 * so deeply that serializing them could overflow the stack.
 */
export function argumentsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text.trim() === '') return {};
  const json = new JsonProgress();
  json.push(text);
  const value = json.maxDepth > MAX_DEPTH ? undefined : parseJson(text);
  return isRecord(value) ? value : undefined;
}

function clip(text: string): string {
  return text.slice(0, MAX_ARGUMENTS_LENGTH);
}
