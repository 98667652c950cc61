import type { ErrorName } from './errorBodies.ts';
import { conversationFaults } from './conversation.ts';
import type { FaultOptions, RouteName, ServiceName } from './protocol.ts';

/** The form of Retry-After: seconds, a date that many seconds ahead, or any text. */
export type RetryAfter = number | { readonly dateInSeconds: number } | string;

/** The position of a fault in a stream. */
interface Midway {
  /** After this many pieces of the answer. Default: 1. */
  readonly after?: number;
}

/** Faults that replace the answer, on any route. */
export type WholeFault =
  /** Closes the connection before the first byte of the response. */
  | { readonly kind: 'drop' }
  /** Keeps the connection open without a response. */
  | { readonly kind: 'stallBeforeHeaders' }
  /** Sends status 200 and headers, then nothing. */
  | { readonly kind: 'stallAfterHeaders' }
  /** Sends one of the known error bodies; `status` overrides its status. */
  | {
      readonly kind: 'error';
      readonly body: ErrorName;
      readonly status?: number;
      readonly retryAfter?: RetryAfter;
    }
  /** Sends an endless error body. Default for `status`: 500. */
  | { readonly kind: 'endlessError'; readonly status?: number }
  /** Sends a foreign web page with status 200. */
  | { readonly kind: 'html200' }
  /** Sends JSON with status 200 instead of a stream. Default: of an unexpected shape. */
  | { readonly kind: 'json200'; readonly body?: unknown }
  | {
      readonly kind: 'redirect';
      readonly status: 301 | 302 | 307 | 308;
      readonly location: string;
    };

/** Connection faults within an answer. */
export type WireFault =
  /** Closes the connection within the answer. */
  | ({ readonly kind: 'fin' } & Midway)
  /** Resets the connection within the answer. */
  | ({ readonly kind: 'rst' } & Midway)
  /** Stops sending but keeps the connection open. */
  | ({ readonly kind: 'stall' } & Midway)
  /** Sends bytes that are not valid UTF-8 instead of JSON. */
  | ({ readonly kind: 'garbage' } & Midway)
  /** Sends this many bytes at a time (default: 1), with a delay in milliseconds. */
  | { readonly kind: 'slowDrip'; readonly everyMs: number; readonly bytes?: number }
  /** Adds the header that announces a model's retirement, an ISO date. The answer is valid. */
  | { readonly kind: 'deprecated'; readonly date: string };

/** Faults in the content of a stream. */
export type StreamFault =
  /** Ends the stream normally without a finish reason and `[DONE]`. */
  | ({ readonly kind: 'eofWithoutFinish' } & Midway)
  /** Omits the blank line after the last event, and `[DONE]`. */
  | { readonly kind: 'missingFinalBlankLine' }
  /** Truncates the JSON of one event. */
  | ({ readonly kind: 'malformedChunk' } & Midway)
  /**
   * Sends an error as an event and ends the stream: as data, as an event named `error`, in a field of that name, or on
   * a line without a field. Default: the service's own error object.
   */
  | ({
      readonly kind: 'inBandError';
      readonly error?: unknown;
      readonly as?: 'data' | 'event' | 'field' | 'line';
    } & Midway)
  /** The position of usage: before the end, on every chunk, after zeros, or followed by `null`. */
  | { readonly kind: 'usage'; readonly form: 'early' | 'everyChunk' | 'zerosFirst' | 'nullLast' }
  /** Sends the text of each chunk as reasoning beside it, or as a list of strings. */
  | {
      readonly kind: 'delta';
      readonly form: 'reasoning' | 'reasoning_content' | 'strings';
    }
  /** Inserts a chunk without choices and with `usage: null`. */
  | { readonly kind: 'emptyChoices' }
  /** Sends `usage: null` on every chunk but the last. */
  | { readonly kind: 'usageNull' }
  /** Omits the `finish_reason` field instead of sending null. */
  | { readonly kind: 'missingFinishReason' }
  | { readonly kind: 'finishReason'; readonly value: string }
  | { readonly kind: 'missingId' }
  | { readonly kind: 'missingModel' }
  /** Sends `content: null` on chunks without content. */
  | { readonly kind: 'contentNull' }
  /** Ends with a tool call: in one chunk, in chunks without ID and type, or with a different ID in each. */
  | { readonly kind: 'toolCalls'; readonly form: 'whole' | 'pieces' | 'changingIds' | 'noIds' }
  | { readonly kind: 'emptyAnswer' }
  /** Repeats the answer beyond every limit. */
  | { readonly kind: 'endless' }
  /** Sends a lone surrogate in one piece. */
  | ({ readonly kind: 'brokenUtf8' } & Midway);

/** All faults that can be injected. */
export type Fault = WholeFault | WireFault | StreamFault;

const wholeKinds: readonly Fault['kind'][] = [
  'drop',
  'stallBeforeHeaders',
  'stallAfterHeaders',
  'error',
  'endlessError',
  'html200',
  'json200',
  'redirect',
];

const wireKinds: readonly Fault['kind'][] = [
  'fin',
  'rst',
  'stall',
  'garbage',
  'slowDrip',
  'deprecated',
];

/** Whether the fault replaces the whole answer. */
export function isWholeFault(fault: Fault): fault is WholeFault {
  return wholeKinds.includes(fault.kind);
}

/** The properties that faults are matched with. */
export interface Target {
  readonly service: ServiceName;
  readonly route: RouteName;
  readonly isStream: boolean;
  /** Whether route, key, schema and model are valid. */
  readonly isValid: boolean;
}

/** A first-in, first-out queue of faults that wait for a matching request. */
export class FaultQueue {
  #waiting: { fault: Fault; options: FaultOptions; left: number }[] = [];

  add(fault: Fault, options: FaultOptions = {}): void {
    this.#waiting.push({ fault, options, left: options.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The fault for a request. One that the response can't show waits for the next request. */
  take(target: Target): Fault | undefined {
    const found = this.#waiting.find(({ fault, options }) => strikes(fault, options, target));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#waiting = this.#waiting.filter((entry) => entry !== found);
    return found.fault;
  }
}

function strikes(fault: Fault, options: FaultOptions, target: Target): boolean {
  const { service = target.service, path = target.route, beforeAuth = false } = options;
  if (service !== target.service || path !== target.route) return false;
  if (isWholeFault(fault)) return target.isValid || beforeAuth;
  if (target.route === 'conversations' && !conversationFaults.includes(fault.kind)) return false;
  return target.isValid && (target.isStream || wireKinds.includes(fault.kind));
}

/** The value of a Retry-After header. */
export function retryAfterHeader(after: RetryAfter, now: Date): string {
  if (typeof after !== 'object') return String(after);
  return new Date(now.getTime() + after.dateInSeconds * 1000).toUTCString();
}
