/** A value of a PDF file. Strings are sequences of bytes, one per character; streams are read by {@link PdfFile}. */
export type PdfValue =
  | null
  | boolean
  | number
  | string
  | PdfName
  | PdfReference
  | readonly PdfValue[]
  | PdfDictionary;

/** A name, such as `/Pages`, without its slash. */
interface PdfName {
  readonly name: string;
}

/** A reference to a numbered object, such as `12 0 R`. Generations are ignored: only the newest one is in the index. */
interface PdfReference {
  readonly object: number;
}

/** A dictionary by names without their slash. */
export type PdfDictionary = ReadonlyMap<string, PdfValue>;

/** A value and where it ends in the text. */
export interface ReadPdfValue {
  readonly value: PdfValue;
  readonly end: number;
}

/** Deeper nesting is refused: the structures that are read here need three levels. */
const MAX_DEPTH = 32;

const WHITESPACE = '\0\t\n\f\r ';
/** What ends a name or number. */
const ENDS = `${WHITESPACE}()<>[]{}/%`;
/** The rest of a reference after the number of its object. */
const REFERENCE = /\s{1,8}\d{1,5}\s{1,8}R(?![\w.])/y;

/** Reads the value at an offset of a text in Latin-1; undefined if there is none. Linear in what it reads. */
export function readPdfValue(text: string, at: number): ReadPdfValue | undefined {
  return readAt(text, at, 0);
}

/** The value as a dictionary; undefined if it isn't one. */
export function asDictionary(value: PdfValue | undefined): PdfDictionary | undefined {
  return value instanceof Map ? (value as PdfDictionary) : undefined;
}

/** The value as a name; undefined if it isn't one. */
export function pdfNameOf(value: PdfValue | undefined): string | undefined {
  return isObject(value) && 'name' in value ? value.name : undefined;
}

/** The number of the object that a value refers to; undefined if it isn't a reference. */
export function referenceOf(value: PdfValue | undefined): number | undefined {
  return isObject(value) && 'object' in value ? value.object : undefined;
}

/** Whether a value is a number that can count or locate something. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The offset of the next character that is neither whitespace nor part of a comment. */
export function skipSpace(text: string, at: number): number {
  let next = at;
  while (next < text.length) {
    if (text[next] === '%') {
      while (next < text.length && text[next] !== '\n' && text[next] !== '\r') next += 1;
    } else if (!WHITESPACE.includes(text.charAt(next))) return next;
    next += 1;
  }
  return text.length;
}

function isObject(value: PdfValue | undefined): value is PdfName | PdfReference {
  return typeof value === 'object' && value !== null;
}

function readAt(text: string, from: number, depth: number): ReadPdfValue | undefined {
  const at = skipSpace(text, from);
  if (at >= text.length || depth > MAX_DEPTH) return undefined;
  switch (text.charAt(at)) {
    case '/':
      return readName(text, at);
    case '(':
      return readString(text, at);
    case '[':
      return readArray(text, at + 1, depth);
    case '<':
      return text[at + 1] === '<' ? readDictionary(text, at + 2, depth) : readHex(text, at + 1);
    default:
      return readWord(text, at);
  }
}

function wordEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !ENDS.includes(text.charAt(end))) end += 1;
  return end;
}

function readName(text: string, at: number): ReadPdfValue {
  const end = wordEnd(text, at + 1);
  const name = text
    .slice(at + 1, end)
    .replace(/#([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return { value: { name }, end };
}

/** A number, a reference or a keyword. */
function readWord(text: string, at: number): ReadPdfValue | undefined {
  const end = wordEnd(text, at);
  const word = text.slice(at, end);
  if (word === 'null') return { value: null, end };
  if (word === 'true' || word === 'false') return { value: word === 'true', end };
  if (!/^[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})$/.test(word)) return undefined;
  REFERENCE.lastIndex = end;
  return /^\d{1,10}$/.test(word) && REFERENCE.test(text)
    ? { value: { object: Number(word) }, end: REFERENCE.lastIndex }
    : { value: Number(word), end };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '\n': '',
  '\r': '',
};

function readString(text: string, from: number): ReadPdfValue | undefined {
  const parts: string[] = [];
  let nesting = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') {
      const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))?.[0];
      const next = text.charAt(at + 1);
      if (octal === undefined) parts.push(ESCAPES[next] ?? next);
      else parts.push(String.fromCharCode(parseInt(octal, 8) & 0xff));
      at += octal?.length ?? 1;
      continue;
    }
    if (character === '(') nesting += 1;
    if (character === ')') nesting -= 1;
    if (nesting === 0) return { value: parts.join(''), end: at + 1 };
    if (at > from) parts.push(character);
  }
  return undefined;
}

function readHex(text: string, at: number): ReadPdfValue | undefined {
  const end = text.indexOf('>', at);
  if (end < 0) return undefined;
  const digits = text.slice(at, end).replace(/[^\da-f]/gi, '');
  const pairs = digits.match(/../g) ?? [];
  const last = digits.length % 2 === 0 ? [] : [`${digits.at(-1) ?? ''}0`];
  const codes = [...pairs, ...last].map((pair) => String.fromCharCode(parseInt(pair, 16)));
  return { value: codes.join(''), end: end + 1 };
}

function readArray(text: string, from: number, depth: number): ReadPdfValue | undefined {
  const values: PdfValue[] = [];
  let at = skipSpace(text, from);
  while (text[at] !== ']') {
    const item = readAt(text, at, depth + 1);
    if (!item) return undefined;
    values.push(item.value);
    at = skipSpace(text, item.end);
  }
  return { value: values, end: at + 1 };
}

function readDictionary(text: string, from: number, depth: number): ReadPdfValue | undefined {
  const entries = new Map<string, PdfValue>();
  let at = skipSpace(text, from);
  while (!(text[at] === '>' && text[at + 1] === '>')) {
    if (text[at] !== '/') return undefined;
    const key = readName(text, at);
    const item = readAt(text, key.end, depth + 1);
    if (!item) return undefined;
    entries.set((key.value as PdfName).name, item.value);
    at = skipSpace(text, item.end);
  }
  return { value: entries, end: at + 2 };
}
