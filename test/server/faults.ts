import type { ErrorName } from './errorBodies.ts';
import type { FaultOptions, RouteName, ServiceName } from './protocol.ts';

/** How a refusal says when to come back: seconds, a date that many seconds ahead, or any text. */
export type RetryAfter = number | { readonly dateInSeconds: number } | string;

/** Where in a stream a fault strikes. */
interface Midway {
  /** After so many pieces of the answer; 1 unless told otherwise. */
  readonly after?: number;
}

/** Faults that take the place of any answer, whatever the route. */
export type WholeFault =
  /** The connection is closed before a byte of the answer. */
  | { readonly kind: 'drop' }
  /** The connection stays open and nothing comes. */
  | { readonly kind: 'stallBeforeHeaders' }
  /** Status 200 and its headers come, then nothing. */
  | { readonly kind: 'stallAfterHeaders' }
  /** One of the real error bodies; `status` puts it under another one. */
  | {
      readonly kind: 'error';
      readonly body: ErrorName;
      readonly status?: number;
      readonly retryAfter?: RetryAfter;
    }
  /** An error whose body goes on for ever, `status` 500 unless told otherwise. */
  | { readonly kind: 'endlessError'; readonly status?: number }
  /** Status 200 with the web page of somebody else. */
  | { readonly kind: 'html200' }
  /** Status 200 with JSON where a stream was asked for, or of a shape nobody expects. */
  | { readonly kind: 'json200' }
  | {
      readonly kind: 'redirect';
      readonly status: 301 | 302 | 307 | 308;
      readonly location: string;
    };

/** Faults of the connection once an answer has begun. */
export type WireFault =
  /** The connection is closed in the midst of the answer. */
  | ({ readonly kind: 'fin' } & Midway)
  /** The connection is reset in the midst of the answer. */
  | ({ readonly kind: 'rst' } & Midway)
  /** Nothing comes any more, and the connection stays open. */
  | ({ readonly kind: 'stall' } & Midway)
  /** Bytes that are no UTF-8 where JSON should be. */
  | ({ readonly kind: 'garbage' } & Midway)
  /** So many bytes at a time (1), each after so many milliseconds. */
  | { readonly kind: 'slowDrip'; readonly everyMs: number; readonly bytes?: number }
  /** The header that announces a model's end, an ISO date; the answer itself is in order. */
  | { readonly kind: 'deprecated'; readonly date: string };

/** Faults of what a stream says. */
export type StreamFault =
  /** The stream ends properly, without a finish reason and without `[DONE]`. */
  | ({ readonly kind: 'eofWithoutFinish' } & Midway)
  /** The last event lacks its blank line, and `[DONE]` does not follow. */
  | { readonly kind: 'missingFinalBlankLine' }
  /** One event's JSON is cut short; the others are in order. */
  | ({ readonly kind: 'malformedChunk' } & Midway)
  /** The service's error object comes as an event, and the stream ends. */
  | ({ readonly kind: 'inBandError'; readonly error?: object } & Midway)
  /** A chunk without choices and with `usage: null` comes in between. */
  | { readonly kind: 'emptyChoices' }
  /** `usage: null` on every chunk but the last. */
  | { readonly kind: 'usageNull' }
  /** No `finish_reason` key where it would be null. */
  | { readonly kind: 'missingFinishReason' }
  | { readonly kind: 'finishReason'; readonly value: string }
  | { readonly kind: 'missingId' }
  | { readonly kind: 'missingModel' }
  /** `content: null` on the chunks that say nothing. */
  | { readonly kind: 'contentNull' }
  /** Ends with a call of a tool: in one chunk, or as chunks without id and type. */
  | { readonly kind: 'toolCalls'; readonly form: 'whole' | 'pieces' }
  | { readonly kind: 'emptyAnswer' }
  /** The answer is said again and again, past every limit. */
  | { readonly kind: 'endless' }
  /** One piece's text holds half a character. */
  | ({ readonly kind: 'brokenUtf8' } & Midway);

/** Everything that can be made to go wrong. */
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

/** Whether the fault takes the place of the whole answer. */
export function isWholeFault(fault: Fault): fault is WholeFault {
  return wholeKinds.includes(fault.kind);
}

/** What faults are chosen by. */
export interface Target {
  readonly service: ServiceName;
  readonly route: RouteName;
  readonly isStream: boolean;
  /** Route, key, schema, model: nothing to complain about. */
  readonly isInOrder: boolean;
}

/** The faults that wait for a request, first come, first served. */
export class FaultQueue {
  #waiting: { fault: Fault; options: FaultOptions; left: number }[] = [];

  add(fault: Fault, options: FaultOptions = {}): void {
    this.#waiting.push({ fault, options, left: options.times ?? 1 });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The fault for this request. One that a request's answer cannot show waits for the next. */
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
  if (isWholeFault(fault)) return target.isInOrder || beforeAuth;
  return target.isInOrder && (target.isStream || wireKinds.includes(fault.kind));
}

/** The value of a Retry-After header. */
export function retryAfterHeader(after: RetryAfter, now: Date): string {
  if (typeof after !== 'object') return String(after);
  return new Date(now.getTime() + after.dateInSeconds * 1000).toUTCString();
}
