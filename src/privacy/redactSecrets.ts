import { assignedSecrets } from './secretValues.ts';
import { REDACTED } from '../base/redacted.ts';
import type { OffsetRange } from '../base/offsetRange.ts';

/** A text without secrets. */
export interface Redacted {
  readonly text: string;
  /** The number of parts replaced by {@link REDACTED}. */
  readonly count: number;
}

/** Minimum length of a key to search for, in characters: a shorter one may be part of anything. */
const MIN_KEY_LENGTH = 6;

/** Minimum length of a part of a key to search for, in characters: a shorter one may be a coincidence. */
const MIN_PART_LENGTH = 12;

/**
 * Secrets that are recognizable by their form: keys of well-known services, and web tokens. Each starts at a word
 * boundary, so that a long text is read once.
 */
const SECRET_FORMATS: readonly RegExp[] = [
  /(?<![\w-])(?:sk|pk|rk)[-_][\w-]{16,}/g,
  /(?<![\w-])(?:gh[opsur]_|github_pat_|glpat-|gldt-|npm_|hf_|pypi-|dop_v1_|shp(?:at|ss|ca)_|xapp-|AGE-SECRET-KEY-)[\w-]{16,}/g,
  /(?<![\w-])(?:AKIA|ASIA|ABIA|ACCA)[A-Z\d]{16}(?![\w-])/g,
  /(?<![\w-])xox[a-z](?:\.[a-z]{1,10})?-[\w-]{10,}/g,
  /(?<![\w-])AIza[\w-]{30,}/g,
  /(?<![\w-])ya29\.[\w-]{20,}/g,
  /(?<![\w-])SG\.[\w-]{16,}\.[\w-]{16,}/g,
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
];

/** The groups of these matches are secrets. All repetitions are bounded or end at a fixed character. */
const SECRET_CONTEXTS: readonly RegExp[] = [
  // Authentication schemes other than digest have a single value.
  /authorization\\?["']?[ \t]{0,5}[:=][ \t]{0,5}\\?["']?(?:digest[ \t]{1,5}([^\r\n]+)|(?:[a-z][a-z\d-]{0,20}[ \t]{1,5})?([^\s"'`\\,;]+))/dgi,
  /(?<![\w-])(?:bearer|basic)[ \t]{1,5}([\w.~+/=-]{8,})/dgi,
  /(?<![\w-])(?:set-)?cookie:[ \t]{0,5}([^\r\n"'`]+)/dgi,
  // https://user:password@host, and a token instead of the user.
  /:\/\/(?:[^\s/@:"'`<>]{0,200}:([^\s/"'`<>]{1,400})|([^\s/@:"'`<>]{20,400}))@/dgi,
  /hooks\.slack\.com\/(?:services|workflows)\/([\w/]{10,})/dgi,
  // curl -u user:password
  /(?<!\S)(?:-u|--user)[ \t=]{0,3}["']?[^\s:"']{1,100}:([^\s"']+)/dg,
];

const PEM = /-----(BEGIN|END) [A-Z\d ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/**
 * Replaces what must not be shown, sent or logged: known keys, private keys, passwords in URLs, authorization headers,
 * values of variables and properties with secret names, and texts in the form of a key. When in doubt, it replaces.
 * Takes linear time.
 */
export function redactSecrets(text: string, knownKeys: readonly string[] = []): Redacted {
  const found = [
    ...knownKeys.flatMap((key) => [...placesOf(text, key)]),
    ...privateKeys(text),
    ...SECRET_FORMATS.flatMap((shape) => [...text.matchAll(shape)].map(rangeOf)),
    ...SECRET_CONTEXTS.flatMap((place) => [...text.matchAll(place)].flatMap(groupsOf)),
    ...assignedSecrets(text),
  ];
  return without(text, found);
}

/** A text without known keys, and without parts of them that a limit of length has cut. */
export function withoutKeys(text: string, keys: readonly string[]): string {
  return without(
    text,
    keys.flatMap((key) => [...placesOf(text, key)]),
  ).text;
}

/** A text with the given parts replaced, which may overlap. */
function without(text: string, parts: readonly OffsetRange[]): Redacted {
  const found = [...parts].sort((a, b) => a.start - b.start);
  let redacted = '';
  let at = 0;
  let count = 0;
  for (const { start, end } of found) {
    if (end <= at) continue;
    if (start >= at) {
      redacted += text.slice(at, start) + REDACTED;
      count += 1;
    }
    at = end;
  }
  return { text: redacted + text.slice(at), count };
}

/** Finds a key, plain or as part of a URL. */
function* placesOf(text: string, key: string): Generator<OffsetRange, void, undefined> {
  const trimmed = key.trim();
  if (trimmed.length < MIN_KEY_LENGTH) return;
  for (const form of new Set([trimmed, encodeURIComponent(trimmed.toWellFormed())])) {
    for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length)) {
      yield { start: at, end: at + form.length };
    }
    yield* partsOf(text, form);
  }
}

/** Finds the beginning and the end of a key that a limit of length has cut. */
function* partsOf(text: string, key: string): Generator<OffsetRange, void, undefined> {
  if (key.length <= MIN_PART_LENGTH) return;
  const first = key.slice(0, MIN_PART_LENGTH);
  for (let at = text.indexOf(first); at !== -1; at = text.indexOf(first, at + 1)) {
    let length = MIN_PART_LENGTH;
    while (length < key.length && text[at + length] === key[length]) length += 1;
    yield { start: at, end: at + length };
  }
  const last = key.slice(-MIN_PART_LENGTH);
  for (let at = text.indexOf(last); at !== -1; at = text.indexOf(last, at + 1)) {
    let length = MIN_PART_LENGTH;
    const end = at + MIN_PART_LENGTH;
    while (length < key.length && text[end - length - 1] === key[key.length - length - 1])
      length += 1;
    yield { start: end - length, end };
  }
}

/** Finds private keys. One without a start or end line extends to the start or end of the text. */
function* privateKeys(text: string): Generator<OffsetRange, void, undefined> {
  let keyStart: number | undefined;
  let isFirst = true;
  for (const { 0: line, 1: kind, index } of text.matchAll(PEM)) {
    if (kind === 'BEGIN') keyStart ??= index + line.length;
    else if (keyStart !== undefined || isFirst) {
      yield { start: keyStart ?? beginningOfKey(text, index), end: index };
      keyStart = undefined;
    }
    isFirst = false;
  }
  if (keyStart !== undefined) yield { start: keyStart, end: text.length };
}

/** Finds the start of a key without a start line: the line above it is short or has other characters. */
function beginningOfKey(text: string, end: number): number {
  let start = end;
  while (start > 0) {
    const line = text.lastIndexOf('\n', start - 2) + 1;
    if (!/^\s*(?:[A-Za-z\d+/=]+\s*)?$/.test(text.slice(line, start))) break;
    start = line;
  }
  return start;
}

function rangeOf({ 0: all, index }: RegExpExecArray): OffsetRange {
  return { start: index, end: index + all.length };
}

function groupsOf(match: RegExpExecArray): OffsetRange[] {
  // Unmatched groups have no indices, despite the types.
  const groups: readonly (readonly [number, number] | undefined)[] = match.indices?.slice(1) ?? [];
  return groups.flatMap((group) => (group ? [{ start: group[0], end: group[1] }] : []));
}
