import { declarationPatternsOf } from '../languages/declarations.ts';

/** A line and the lines next to it; empty at the edges of a document. */
export interface LineAt {
  readonly above: string;
  readonly line: string;
  readonly below: string;
}

/** Longer lines are generated code, in characters. */
const MAX_LINE_LENGTH = 400;

/**
 * Whether a line declares a function or type without documentation. Looks at three lines only, without a parser: the
 * editor asks at every cursor move.
 */
export function isDocumentable({ above, line, below }: LineAt, languageId: string): boolean {
  const declarations = declarationPatternsOf(languageId);
  const text = line.trim();
  if (!declarations || text.length > MAX_LINE_LENGTH) return false;
  if (!declarations.begins.some((begin) => begin.test(text))) return false;
  return declarations.hasDocBelow
    ? !/^\s*[rRuUbB]{0,2}(?:"""|''')/.test(below)
    : !/\*\/\s*$|^\s*(?:\/\/|#(?!\[|include|define|if|endif|pragma|region)|--)/.test(above);
}
