import type { LineSource } from '../../base/lines.ts';
import type { TextPosition } from '../acceptedSuggestion.ts';

/** A problem that a language service reports, on one line. Columns count UTF-16 code units from 0. */
export interface LineDiagnostic {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** A name that a language service does not know, at its first place in a text. */
export interface MissingName {
  readonly name: string;
  readonly at: LineDiagnostic;
}

/** Names of one suggestion that are looked up; each costs a call of a language service. */
const MAX_NAMES = 8;

/**
 * The unknown names of a part of a document: problems at exactly one identifier, which their message mentions. A problem
 * reported before a change points at text that has moved, so it is rarely accepted.
 */
export function missingNames(
  problems: Iterable<LineDiagnostic>,
  { start, end }: { readonly start: TextPosition; readonly end: TextPosition },
  lines: LineSource,
): MissingName[] {
  const found = new Map<string, MissingName>();
  for (const at of problems) {
    if (found.size === MAX_NAMES) break;
    const isWithin =
      isBefore({ line: at.line, character: at.start }, end) &&
      isBefore(start, { line: at.line, character: at.end });
    if (!isWithin || at.line >= lines.count) continue;
    const name = identifierAt(lines.at(at.line), at);
    if (name === undefined || found.has(name) || !at.message.includes(name)) continue;
    found.set(name, { name, at });
  }
  return [...found.values()];
}

function isBefore(a: TextPosition, b: TextPosition): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** The text of a problem if that is a whole identifier. */
function identifierAt(text: string, { start, end }: LineDiagnostic): string | undefined {
  const name = text.slice(start, end);
  if (end > text.length || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return undefined;
  const around = text.charAt(start - 1) + text.charAt(end);
  return /[\p{L}\p{N}_$]/u.test(around) ? undefined : name;
}
