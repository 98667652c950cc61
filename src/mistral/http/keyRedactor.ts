import { REDACTED } from '../../base/redacted.ts';
import type { OffsetRange } from '../../base/offsetRange.ts';

/** Parts of a key with at least this many characters are removed as well; also the shortest key for answers. */
const MIN_PART = 8;
/** Shorter keys are not searched for, since they occur in ordinary words. */
const MIN_KEY = 4;
/** Values nested deeper than this are dropped. The API's own objects have five levels. */
const MAX_DEPTH = 20;

/**
 * Removes keys from responses. Services and gateways sometimes repeat the key in error types, headers and messages,
 * from which it would reach logs, reports and files.
 */
export class KeyRedactor {
  readonly #keys: readonly string[];
  #parts: ReadonlySet<string> | undefined;
  #whole: readonly string[] | undefined;

  /** `keys` are all known keys, of any service. */
  constructor(keys: readonly string[]) {
    this.#keys = [...new Set(keys)].filter(({ length }) => length >= MIN_KEY);
  }

  /**
   * For short texts about a request, such as an ID or error type. Removes every part of a key, ignoring case, in plain
   * or encoded form (percent, Base64, hex).
   */
  redactMetadata(text: string): string {
    const parts = (this.#parts ??= new Set(this.#keys.flatMap(encodings).flatMap(partsOf)));
    if (parts.size === 0) return text;
    if (text.includes('%') && findParts(decoded(text), parts).length > 0) return REDACTED;
    let result = '';
    let end = 0;
    for (const found of findParts(text, parts)) {
      // Overlapping parts are replaced together.
      if (found.start > end || result === '') result += text.slice(end, found.start) + REDACTED;
      end = Math.max(end, found.end);
    }
    return result + text.slice(end);
  }

  /** For answers. Removes whole keys, ignoring case, in plain or percent-encoded form. */
  redactText(text: string): string {
    return replaceAll(text, this.wholeKeys);
  }

  /** Applies {@link KeyRedactor.redactText} to every string in a JSON value. */
  redactJson(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.redactText(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= MAX_DEPTH) return null;
    if (Array.isArray(value)) return value.map((item: unknown) => this.redactJson(item, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        this.redactText(name),
        this.redactJson(item, depth + 1),
      ]),
    );
  }

  /** The keys that {@link redactText} removes, in lower case. */
  get wholeKeys(): readonly string[] {
    this.#whole ??= this.#keys
      .filter(({ length }) => length >= MIN_PART)
      .flatMap((key) => [...new Set([key, percentEncoded(key)])].map(lower));
    return this.#whole;
  }
}

/** Applies {@link KeyRedactor.redactText} to a streamed text, also for keys that are split across pieces. */
export class StreamRedactor {
  readonly #keys: readonly string[];
  #held = '';

  constructor(redactor: KeyRedactor) {
    this.#keys = redactor.wholeKeys;
  }

  /** Adds a piece. Returns the text that is safe to show; holds back a possible start of a key. */
  push(piece: string): string {
    if (this.#keys.length === 0) return piece;
    const text = replaceAll(this.#held + piece, this.#keys);
    const held = heldLength(lower(text), this.#keys);
    this.#held = text.slice(text.length - held);
    return text.slice(0, text.length - held);
  }

  /** Ends the text. Returns what was held back. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** ASCII letters only, since lower case must not change the length. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function percentEncoded(key: string): string {
  try {
    return encodeURIComponent(key);
  } catch {
    return key;
  }
}

function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** The key in all its encodings. */
function encodings(key: string): readonly string[] {
  if (/[^\x20-\xff]/.test(key)) return [key, percentEncoded(key)];
  const hex = Array.from(key, (letter) => letter.charCodeAt(0).toString(16).padStart(2, '0'));
  // Base64 depends on the offset modulo three. Characters that include bits of neighbors are left out.
  const base64 = [0, 1, 2].map((before) => {
    const text = btoa(' '.repeat(before) + key).replaceAll('=', '');
    return text.slice(before === 0 ? 0 : before + 1, -1);
  });
  const base64Url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [key, percentEncoded(key), hex.join(''), ...base64, ...base64Url];
}

/** All substrings of {@link MIN_PART} characters; shorter encodings whole. */
function partsOf(form: string): readonly string[] {
  const text = lower(form);
  if (text.length <= MIN_PART) return text.length < MIN_KEY ? [] : [text];
  return Array.from({ length: text.length - MIN_PART + 1 }, (_, at) =>
    text.slice(at, at + MIN_PART),
  );
}

/** The ranges of all parts that occur in a text, ignoring case. */
function findParts(text: string, parts: ReadonlySet<string>): readonly OffsetRange[] {
  const small = lower(text);
  const lengths = [...new Set([...parts].map(({ length }) => length))];
  const found: OffsetRange[] = [];
  for (let start = 0; start < small.length; start += 1) {
    for (const length of lengths) {
      const isFound = parts.has(small.slice(start, start + length));
      if (isFound) found.push({ start, end: start + length });
    }
  }
  return found;
}

function replaceAll(text: string, keys: readonly string[]): string {
  let result = text;
  for (const key of keys) {
    const pieces = lower(result).split(key);
    if (pieces.length === 1) continue;
    let at = 0;
    const kept = pieces.map(({ length }) => {
      const piece = result.slice(at, at + length);
      at += length + key.length;
      return piece;
    });
    result = kept.join(REDACTED);
  }
  return result;
}

/** How many characters at the end may be the start of a key. */
function heldLength(text: string, keys: readonly string[]): number {
  let held = 0;
  for (const key of keys) {
    const from = Math.max(0, text.length - key.length + 1);
    for (let at = from; at < text.length - held; at += 1) {
      if (text[at] === key[0] && key.startsWith(text.slice(at))) held = text.length - at;
    }
  }
  return held;
}
