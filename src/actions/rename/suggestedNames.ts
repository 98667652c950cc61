import { asRecord, isRecord, parseJson } from '../../base/json.ts';
import { inStyle, splitName } from './nameStyle.ts';
import type { NameStyle } from './nameStyle.ts';
import { isReserved } from '../../languages/reservedWords.ts';

/** A suggested name that is valid in the code. */
export interface SuggestedName {
  readonly name: string;
  /** The reason in one line; empty if the model gave none. */
  readonly reason: string;
  /** Whether the file already contains this word, so that using it may be a mistake. */
  readonly isUsedInFile: boolean;
}

/** The name to replace. */
export interface RenameRequest {
  /** The name as written in the code. */
  readonly old: string;
  readonly languageId: string;
  readonly style: NameStyle;
  /** The text of the file. */
  readonly text: string;
}

/** More names would be hard to choose from. */
const MAX_NAMES = 5;
/** Longest name and reason, in characters. */
const MAX_NAME_LENGTH = 60;
const MAX_REASON_LENGTH = 200;
/** A character that names may contain. */
const NAME_CHARACTER = /[\p{L}\p{Nl}\p{M}\p{Nd}_$]/u;

/**
 * The names in a model's answer, at most five: valid in the language, in the style of the old name, without duplicates.
 * The answer may be anything: JSON of another form, prose, or incomplete.
 */
export function readNames(answer: string, request: RenameRequest): readonly SuggestedName[] {
  const found = new Map<string, SuggestedName>();
  for (const entry of entriesOf(answer)) {
    const { name, reason } = typeof entry === 'string' ? { name: entry } : asRecord(entry);
    const adapted = isShort(name) ? adaptName(name, request) : undefined;
    if (adapted === undefined || found.has(adapted)) continue;
    const isUsedInFile = occursIn(request.text, adapted);
    found.set(adapted, { name: adapted, reason: reasonOf(reason), isUsedInFile });
    if (found.size === MAX_NAMES) break;
  }
  return [...found.values()];
}

/** The entries of the answer. JSON may be inside a fence or prose, or incomplete. */
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

/** The value itself if it is a list, or else the first list in it. */
function listIn(value: unknown): readonly unknown[] | undefined {
  const inside = isRecord(value) ? [value.names, ...Object.values(value)] : [];
  return [value, ...inside].find(isList);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The name with the prefix and suffix of the old one; undefined if it is invalid or the same. */
function adaptName(
  suggested: string,
  { old, languageId, style }: RenameRequest,
): string | undefined {
  const parts = splitName(suggested.trim().normalize('NFC'));
  const { before, after } = splitName(old) ?? { before: '', after: '' };
  if (!parts) return undefined;
  const name = before + inStyle(parts.core, style) + after;
  if (name === old || name.length > MAX_NAME_LENGTH || isReserved(name, languageId))
    return undefined;
  return name.includes('-') && style !== 'kebab-case' && !old.includes('-') ? undefined : name;
}

/** Allows for quotes, whitespace and an explanation, but bounds the time. */
function isShort(name: unknown): name is string {
  return typeof name === 'string' && name.length <= 4 * MAX_NAME_LENGTH;
}

function reasonOf(reason: unknown): string {
  if (typeof reason !== 'string') return '';
  return reason
    .slice(0, MAX_REASON_LENGTH)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
}

/** Whether a text contains a word as a whole. */
function occursIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const isWhole = ![text[at - 1], text[at + word.length]].some(
      (beside) => beside !== undefined && NAME_CHARACTER.test(beside),
    );
    if (isWhole) return true;
  }
  return false;
}
