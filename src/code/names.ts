import { asRecord, isRecord, parseJson } from '../mistral/json.ts';
import { inStyle, partsOf } from './nameStyle.ts';
import type { NameStyle } from './nameStyle.ts';
import { isReserved } from './reservedWords.ts';

/** A name that was suggested, fit to stand in the code. */
export interface SuggestedName {
  readonly name: string;
  /** Why, in one line; empty where the model gave no reason. */
  readonly reason: string;
  /** Whether the file has that word already: to take it may be a mistake. */
  readonly isTaken: boolean;
}

/** What names are suggested for. */
export interface NameWanted {
  /** The name as it stands in the code. */
  readonly old: string;
  readonly languageId: string;
  readonly style: NameStyle;
  /** The text of the file. */
  readonly text: string;
}

/** More are no choice any more. */
const MOST_NAMES = 5;
/** Longer than this nobody wants to read, in characters. */
const LONGEST_NAME = 60;
const LONGEST_REASON = 200;
/** A row of letters, digits and what may stand between them. */
const PART_OF_NAME = /[\p{L}\p{Nl}\p{M}\p{Nd}_$]/u;

/**
 * The names in a model's answer, at most five: what can be a name in the language, written in the style of the old
 * one, none twice. The answer may be anything: JSON or not, in prose, of another form, or only its beginning.
 */
export function readNames(answer: string, wanted: NameWanted): readonly SuggestedName[] {
  const found = new Map<string, SuggestedName>();
  for (const entry of entriesOf(answer)) {
    const { name, reason } = typeof entry === 'string' ? { name: entry } : asRecord(entry);
    const fit = isShort(name) ? fitName(name, wanted) : undefined;
    if (fit === undefined || found.has(fit)) continue;
    const isTaken = standsIn(wanted.text, fit);
    found.set(fit, { name: fit, reason: reasonOf(reason), isTaken });
    if (found.size === MOST_NAMES) break;
  }
  return [...found.values()];
}

/** What the answer lists. What is no JSON as a whole may have some in it: in a fence, in prose, before it was cut. */
function entriesOf(answer: string): readonly unknown[] {
  const [, fenced = ''] = /```[^\n`]{0,80}\n([^]*?)```/.exec(answer) ?? [];
  const between = (first: string, last: string): string =>
    answer.slice(answer.indexOf(first), answer.lastIndexOf(last) + 1);
  for (const text of [answer, fenced, between('{', '}'), between('[', ']')]) {
    const entries = listIn(parseJson(text));
    if (entries) return entries;
  }
  return (answer.match(/\{[^{}]*\}/g) ?? []).map(parseJson);
}

/** The list, or the first one in an object. */
function listIn(value: unknown): readonly unknown[] | undefined {
  const inside = isRecord(value) ? [value.names, ...Object.values(value)] : [];
  return [value, ...inside].find(isList);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** A name with the signs around it that the old one has; undefined if it can be none, or is the old one. */
function fitName(suggested: string, { old, languageId, style }: NameWanted): string | undefined {
  const parts = partsOf(suggested.trim().normalize('NFC'));
  const { before, after } = partsOf(old) ?? { before: '', after: '' };
  if (!parts) return undefined;
  const name = before + inStyle(parts.core, style) + after;
  if (name === old || name.length > LONGEST_NAME || isReserved(name, languageId)) return undefined;
  return name.includes('-') && style !== 'kebab-case' && !old.includes('-') ? undefined : name;
}

/** A name with quotes, blanks and an explanation may still be one; taking a text apart would take long. */
function isShort(name: unknown): name is string {
  return typeof name === 'string' && name.length <= 4 * LONGEST_NAME;
}

function reasonOf(reason: unknown): string {
  if (typeof reason !== 'string') return '';
  return reason
    .slice(0, LONGEST_REASON)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
}

/** Whether a text has a word, by itself. */
function standsIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const isWhole = ![text[at - 1], text[at + word.length]].some(
      (beside) => beside !== undefined && PART_OF_NAME.test(beside),
    );
    if (isWhole) return true;
  }
  return false;
}
