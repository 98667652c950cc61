import { escapeHidden } from '../../base/hiddenCharacters.ts';
import { cleanText, oneLine } from '../../base/sanitizeText.ts';
import { beginningOf } from '../../base/textExcerpt.ts';
import { ObjectStream, objectsIn } from './jsonObjects.ts';
import type { ShownLines } from './numberedDiff.ts';

/** How serious a finding is, most serious first. */
export const SEVERITIES = ['error', 'warning', 'suggestion'] as const;

/** How serious a finding is. */
export type Severity = (typeof SEVERITIES)[number];

/** A finding about changed lines. */
export interface Finding {
  /** Relative to the repository. */
  readonly path: string;
  /** The first line in the new file, from 1. */
  readonly line: number;
  /** The text of its lines in the new file. */
  readonly lines: readonly string[];
  readonly severity: Severity;
  /** One line of plain text; not empty. */
  readonly title: string;
  /** Markdown of the model: show it with `withoutImages`. */
  readonly comment: string;
  /** The proposed text in place of `lines`; undefined if there is none. */
  readonly replacement: string | undefined;
}

/** The findings in an answer, most serious first. */
export interface FindingsResult {
  readonly findings: readonly Finding[];
  /** The number of findings without a text, or about lines that the changes do not show. */
  readonly leftOut: number;
}

/** The key of the list of findings in the answer. */
export const FINDINGS_KEY = 'findings';
/** Maximum number of findings read from an answer. A review shows far fewer, but not those that were dismissed. */
const MAX_READ = 200;
/** Longer texts are shortened, in characters. */
const MAX_TITLE_LENGTH = 120;
const MAX_COMMENT_LENGTH = 2_000;
/** Longer proposals are left out, in characters and replaced lines. */
const MAX_REPLACEMENT_LENGTH = 20_000;
const MAX_REPLACED_LINES = 200;

/**
 * The findings in a model's answer, which may be anything. `shownLinesOf` are the lines that the changes of a file show;
 * undefined for other files. Undefined if the answer contains no list of findings.
 */
export function readFindings(
  answer: string,
  shownLinesOf: (path: string) => ShownLines | undefined,
): FindingsResult | undefined {
  const entries = objectsIn(answer, FINDINGS_KEY);
  if (!entries) return undefined;
  const found = new Map<string, Finding>();
  let invalid = Math.max(0, entries.length - MAX_READ);
  for (const entry of entries.slice(0, MAX_READ)) {
    const finding = findingOf(entry, shownLinesOf);
    if (!finding) invalid += 1;
    // A model may repeat itself.
    else found.set(findingKey(finding), finding);
  }
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  return { findings: [...found.values()].sort((a, b) => rank(a) - rank(b)), leftOut: invalid };
}

/** A key that is equal for findings with the same title about the same line. */
export function findingKey({ path, line, title }: Finding): string {
  return JSON.stringify([path, line, title]);
}

/** Reads findings while the answer arrives, so that they can be shown before its end. Returns each only once. */
export class FindingStream {
  readonly #objects = new ObjectStream(FINDINGS_KEY);
  readonly #shownLinesOf: (path: string) => ShownLines | undefined;
  readonly #found = new Set<string>();

  /** `shownLinesOf` as for {@link readFindings}. */
  constructor(shownLinesOf: (path: string) => ShownLines | undefined) {
    this.#shownLinesOf = shownLinesOf;
  }

  /** Adds a piece of the answer; returns the findings that it completes. */
  push(text: string): readonly Finding[] {
    return this.#objects.push(text).flatMap((entry) => {
      const finding = findingOf(entry, this.#shownLinesOf);
      if (!finding || this.#found.size === MAX_READ) return [];
      if (this.#found.has(findingKey(finding))) return [];
      this.#found.add(findingKey(finding));
      return [finding];
    });
  }
}

function findingOf(
  entry: Readonly<Record<string, unknown>>,
  shownLinesOf: (path: string) => ShownLines | undefined,
): Finding | undefined {
  const place = shownLineOf(entry, shownLinesOf);
  const comment = textOf(entry['comment'], MAX_COMMENT_LENGTH);
  const title = oneLine(textOf(entry['title'], MAX_TITLE_LENGTH)) || oneLine(firstLine(comment));
  if (!place || title === '') return undefined;
  const severity = SEVERITIES.find((each) => each === entry['severity']) ?? 'suggestion';
  const all = rangeOf(place.shown, place.line, numberOf(entry['endLine']) ?? place.line);
  const replacement = all && replacementOf(entry['replacement'], all);
  const lines = all ?? [place.shown.get(place.line) ?? ''];
  return { path: place.path, line: place.line, lines, severity, title, comment, replacement };
}

/** The line of a finding, if the changes show it. */
function shownLineOf(
  entry: Readonly<Record<string, unknown>>,
  shownLinesOf: (path: string) => ShownLines | undefined,
): { readonly path: string; readonly line: number; readonly shown: ShownLines } | undefined {
  const line = numberOf(entry['line']);
  const named = entry['path'];
  if (line === undefined || typeof named !== 'string') return undefined;
  // Models add the prefixes of git's diff or of a relative path.
  for (const path of [named, named.replace(/^(?:[ab]|\.)?\//, '')]) {
    const shown = shownLinesOf(path);
    if (shown) return shown.has(line) ? { path, line, shown } : undefined;
  }
  return undefined;
}

/** The text of the lines from `first` to `last`; undefined if the changes do not show all of them. */
function rangeOf(shown: ShownLines, first: number, last: number): string[] | undefined {
  if (last < first || last - first >= MAX_REPLACED_LINES) return undefined;
  const lines: string[] = [];
  for (let at = first; at <= last; at += 1) {
    const line = shown.get(at);
    if (line === undefined) return undefined;
    lines.push(line);
  }
  return lines;
}

/** A proposal that changes something. Blank ones mean that there is none. */
function replacementOf(value: unknown, lines: readonly string[]): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_REPLACEMENT_LENGTH) return undefined;
  const text = unfenced(cleanText(value)).replace(/\n$/, '');
  return text.trim() === '' || text === lines.join('\n') ? undefined : text;
}

function unfenced(text: string): string {
  const opened = /^```[^\n`]*\n/.exec(text)?.[0];
  const end = text.lastIndexOf('\n```');
  if (opened === undefined || end < opened.length - 1 || text.slice(end + 4).trim() !== '') {
    return text;
  }
  return text.slice(opened.length, Math.max(opened.length, end));
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

function textOf(value: unknown, max: number): string {
  if (typeof value !== 'string') return '';
  const text = cleanText(value.slice(0, 2 * max)).trim();
  return escapeHidden(text.length > max ? `${beginningOf(text, max - 1).trimEnd()}…` : text);
}

function firstLine(comment: string): string {
  return beginningOf(comment.split('\n', 1)[0] ?? '', MAX_TITLE_LENGTH);
}
