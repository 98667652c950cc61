import type {
  LineState,
  Literal,
  LiteralKind,
  OpenLiteral,
} from '../../languages/literals/literal.ts';
import type { LanguageSyntax } from '../../languages/syntaxPresets.ts';
import { characterLiterals } from '../../languages/literals/characterLiterals.ts';
import { closerOf, commentCloser, heredocName } from './closingTokens.ts';
import type { TokenRun } from './grammarTokenizer.ts';

/** The literals of a line, and the last one that the line may leave open. */
export interface LineLiterals {
  readonly literals: readonly Literal[];
  /** The literal that reaches the end of the line, or whose text begins on the next one. */
  readonly last?: OpenLiteral | undefined;
}

/** Turns the runs of a line into literals. */
export function literalsOf(
  line: string,
  runs: readonly TokenRun[],
  { open }: LineState,
  syntax: LanguageSyntax,
): LineLiterals {
  const literals: Literal[] = [];
  /** Literals that are open, or that an interpolation interrupts, the innermost last. */
  const pending: PendingLiteral[] = open ? [{ ...open, begin: -1 }] : [];
  for (const { from, to, kind, isUnbalanced } of runs) {
    const text = line.slice(from, to);
    const isComment = pending.at(-1)?.kind === 'comment';
    if (kind === undefined && !isComment) {
      if (isUnbalanced && /[()[\]{}]/.test(text)) literals.push({ kind: 'character', from, to });
      else literals.push(...characterLiterals(line, from, to, syntax));
      continue;
    }
    const continues =
      isComment || (kind !== 'comment' && (from === 0 || /[)\]}]$/.test(line.slice(0, from))));
    const resumed = continues ? pending.pop() : undefined;
    const opened = resumed ?? openedBy(text, kind ?? 'comment', syntax);
    if (!opened) continue;
    if (opened.close === undefined) {
      literals.push({ kind: 'comment', from, to, isLine: true });
      continue;
    }
    const { close, begin = from, opening = 0 } = opened;
    const closed = endOf(text, { close, opening }, line.slice(to));
    literals.push({ kind: opened.kind, from, to, begin, ...closed });
    // At the end of the line, the grammar knows whether the next one continues the literal.
    if (!closed || to === line.length) pending.push({ kind: opened.kind, close, begin });
  }
  const name = pending.length > 0 ? undefined : heredocName(line);
  return { literals, last: name === undefined ? pending.at(-1) : { kind: 'string', close: name } };
}

interface PendingLiteral extends OpenLiteral {
  readonly begin: number;
  readonly opening?: number;
}

/** The literal that begins with a text; without a closing token for a comment to the end of the line. */
function openedBy(
  text: string,
  kind: LiteralKind,
  syntax: LanguageSyntax,
):
  | { readonly kind: LiteralKind; readonly close?: string; begin?: number; opening?: number }
  | undefined {
  if (kind !== 'comment') {
    // Some grammars count the whitespace in front.
    const trimmed = text.trimStart();
    const found = closerOf(trimmed, kind);
    return found && { kind, ...found, opening: found.opening + text.length - trimmed.length };
  }
  const comment = commentCloser(text, syntax);
  return comment ? { kind, ...comment } : { kind };
}

/** What begins an interpolation. */
const INTERPOLATION = /^(?:[#$@]?\{|\\?\(|\$\()/;

/**
 * The closing token at the end of a literal's text, with the flags of an expression; undefined if it is not closed.
 * `rest` is what follows on the line.
 */
function endOf(
  text: string,
  { close, opening }: { readonly close: string; readonly opening: number },
  rest: string,
): { readonly close: string } | undefined {
  const at = text.lastIndexOf(close);
  if (at < opening) return undefined;
  const token = text.slice(at);
  if (token.length > close.length && !/^\W[a-z]*$/.test(token)) return undefined;
  return endsEscaped(text) && INTERPOLATION.test(rest) ? undefined : { close: token };
}

/** Whether the last character follows an odd number of backslashes. */
export function endsEscaped(text: string): boolean {
  const before = text.slice(0, -1);
  let at = before.length;
  while (before.charAt(at - 1) === '\\') at -= 1;
  return (before.length - at) % 2 === 1;
}
