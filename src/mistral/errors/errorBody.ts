import { asRecord, isRecord, parseJson } from '../../base/json.ts';
import { oneLine } from '../../base/sanitizeText.ts';
import { beginningOf } from '../../base/textExcerpt.ts';
import { pauseIn } from './bodyPause.ts';
import { MAX_SENTENCE } from './serviceError.ts';

/** The relevant parts of an error body of any shape. */
export interface ErrorBody {
  /** All prose, in lower case and truncated. For matching only; never shown or logged. */
  readonly prose: string;
  /** Its most specific sentence on one line; undefined if it has no prose. For the user; never logged. */
  readonly sentence: string | undefined;
  /** Its types and codes, in lower case and separated by spaces. */
  readonly codes: string;
  /** A type or code that is safe to show and log. */
  readonly type: string | undefined;
  /** The HTTP status given in the body. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** The first validation error of a 422, such as `extra_forbidden: body.store`. */
  readonly validationError: string | undefined;
  /** The tokens of the prompt and of the model's context, if fields give them. */
  readonly tokens: { readonly prompt: number; readonly window: number } | undefined;
  /** How long to wait, in milliseconds, if a field or a sentence gives it. */
  readonly pauseMs: number | undefined;
  readonly isHtml: boolean;
}

/** Maximum length of prose, in characters; longer text is truncated: messages that quote the request may be huge. */
const MAX_PROSE = 4_000;
/** How many levels are searched: gateways wrap the error of the server behind them, often as text. */
const MAX_DEPTH = 4;
/** Maximum number of parts that are read. */
const MAX_PARTS = 24;

/** Fields that contain an error or a list of errors. */
const NESTED = [
  'error',
  'errors',
  'message',
  'detail',
  'details',
  'metadata',
  'raw',
  'body',
  'response',
  'data',
  'fault',
  'inner_error',
  'innererror',
  'cause',
  'choices',
];
/** Fields that contain prose. */
const PROSE = ['message', 'detail', 'error', 'msg', 'faultstring', 'description', 'title', 'raw'];
/** Fields that contain an error type or code. */
const CODES = ['type', 'code', 'error_type', 'errorType', 'status', 'name', 'error_code', 'reason'];
/** Fields that contain an HTTP status. */
const STATUSES = ['raw_status_code', 'status', 'status_code', 'statusCode', 'http_status', 'code'];

/** Reads an error body: JSON of any known shape, HTML or plain text. */
export function parseErrorBody(text: string): ErrorBody {
  const body = parseJson(text);
  const parts = partsOf(body);
  const fields = (names: readonly string[]) =>
    parts.flatMap((part) => names.map((name) => part[name]));
  const strings = fields(PROSE).filter((value) => typeof value === 'string');
  const plain = body === undefined ? text : typeof body === 'string' ? body : '';
  const prose = [plain.slice(0, MAX_PROSE), ...strings].join(' ').slice(0, MAX_PROSE);
  const words = fields(CODES).flatMap((value) => wordOf(value) ?? []);
  const codes = fields(CODES).flatMap((value) => codeOf(value) ?? []);
  const validationErrors = validationErrorsOf(parts);
  return {
    prose: prose.toLowerCase(),
    sentence: sentenceIn(isMarkup(plain) ? strings : [plain, ...strings]),
    codes: codes.join(' ').toLowerCase(),
    type: words[0],
    status: fields(STATUSES).flatMap((value) => statusOf(value) ?? [])[0],
    requestId: fields(['request_id', 'requestId']).flatMap((value) => safeId(value) ?? [])[0],
    validationError: validationErrors[0],
    tokens: parts.flatMap((part) => tokensOf(part) ?? [])[0],
    pauseMs: pauseIn(parts, prose),
    isHtml: isMarkup(plain),
  };
}

/** The last sentence: gateways put the error of the server behind them inside of theirs. JSON is not a sentence. */
function sentenceIn(texts: readonly string[]): string | undefined {
  const found = texts
    .map((text) => oneLine(text.slice(0, 2 * MAX_SENTENCE)))
    .findLast((text) => text.includes(' ') && !/[{}<>]/.test(text));
  if (found === undefined) return undefined;
  return found.length > MAX_SENTENCE ? `${beginningOf(found, MAX_SENTENCE - 1)}…` : found;
}

/** A type or code that is safe to show and log: never free text, which may quote the request, and no placeholder. */
function wordOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[\w.-]{1,48}$/.test(value)) return undefined;
  return /^(none|null|undefined|nan|error|\d+)$/i.test(value) ? undefined : value;
}

/** An ID that is safe to show and log. */
export function safeId(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[\w.:-]{1,128}$/.test(value)) return undefined;
  return /^(none|null|undefined)$/i.test(value) ? undefined : value;
}

/** Whether a text is a web page. */
export function isMarkup(text: string): boolean {
  return /^\s{0,99}<(!doctype|html|head|body|\?xml|!--)/i.test(text.slice(0, 200));
}

/** The body and the objects in it that may be errors, outermost first. */
function partsOf(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  const parts: Readonly<Record<string, unknown>>[] = [];
  let level: readonly unknown[] = [body];
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const records = level
      .flatMap((value): readonly unknown[] =>
        Array.isArray(value) ? value.slice(0, MAX_PARTS) : [value],
      )
      .map(unwrapped)
      .filter(isRecord)
      .slice(0, MAX_PARTS - parts.length);
    parts.push(...records);
    level = records.flatMap((record) => NESTED.map((name) => record[name]));
  }
  return parts;
}

/** JSON inside a string, possibly after some words of the gateway. */
function unwrapped(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const from = value.indexOf('{');
  const to = value.lastIndexOf('}');
  return from === -1 || to < from ? undefined : parseJson(value.slice(from, to + 1));
}

/** A type or code for matching. HTTP statuses are read separately. */
function codeOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && /^[\w.:-]{1,80}$/.test(value) ? value : undefined;
}

function statusOf(value: unknown): number | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && value.length === 3);
  const status = isNumber ? Number(value) : NaN;
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : undefined;
}

/** llama.cpp reports token counts. */
function tokensOf(part: Readonly<Record<string, unknown>>): ErrorBody['tokens'] {
  const { n_prompt_tokens: prompt, n_ctx: window } = part;
  const areCounts = Number.isSafeInteger(prompt) && Number.isSafeInteger(window);
  return areCounts ? { prompt: Number(prompt), window: Number(window) } : undefined;
}

/** The first validation error of a 422. Only lists of errors have a location. */
function validationErrorsOf(
  parts: readonly Readonly<Record<string, unknown>>[],
): readonly string[] {
  const lists = parts.flatMap(({ detail, message }) => [detail, asRecord(message).detail]);
  const first = lists.find((list) => Array.isArray(list)) as readonly unknown[] | undefined;
  return (first ?? []).slice(0, 1).map((value) => {
    const { type, loc } = asRecord(value);
    return `${wordOf(type) ?? 'invalid'}: ${location(loc)}`;
  });
}

/** `["body", "messages", 0, "name"]` as `body.messages.0.name`; unexpected parts as `?`. */
function location(loc: unknown): string {
  if (!Array.isArray(loc)) return '?';
  return loc
    .slice(0, 6)
    .map((part: unknown) => (typeof part === 'number' ? String(part) : (wordOf(part) ?? '?')))
    .join('.');
}
