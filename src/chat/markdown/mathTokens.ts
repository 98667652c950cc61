/** A formula in TeX: `$…$` or `\(…\)` in a line, `$$…$$` or `\[…\]` on its own. */
export interface MathToken {
  readonly type: 'math';
  /** As written. */
  readonly raw: string;
  /** The TeX between the marks. */
  readonly text: string;
  /** Whether it is displayed on its own line. */
  readonly isBlock: boolean;
}

/** Maximum length of a formula, in characters. Longer text between marks is not a formula. */
const MAX_INLINE = 1_000;
const MAX_BLOCK = 4_000;

/** The marks of formulas: `$$` comes before `$`, which it starts with. */
const MARKS = [
  { open: '$$', close: '$$', isBlock: true },
  { open: '\\[', close: '\\]', isBlock: true },
  { open: '\\(', close: '\\)', isBlock: false },
] as const;

/** The formula at the start of a text within a line. A `$` next to a space or before a digit is an amount of money. */
export function inlineMath(source: string): MathToken | undefined {
  const mark = MARKS.find(({ open }) => source.startsWith(open));
  if (mark) return between(source, mark.open.length, mark);
  if (!/^\$[^\s$]/.test(source)) return undefined;
  for (let end = source.indexOf('$', 1); end > 0 && end <= MAX_INLINE;) {
    if (source[end - 1] !== '\\') {
      if (/\s/.test(source[end - 1] ?? '') || /^[\w$]/.test(source.slice(end + 1)))
        return undefined;
      return mathOf(source.slice(0, end + 1), source.slice(1, end), false);
    }
    end = source.indexOf('$', end + 1);
  }
  return undefined;
}

/** The formula that the lines at the start of a text consist of. */
export function blockMath(source: string): MathToken | undefined {
  const indent = /^ {0,3}/.exec(source)?.[0].length ?? 0;
  const mark = blockMark(source.slice(indent, indent + 2));
  if (!mark) return undefined;
  const token = between(source, indent + mark.open.length, mark);
  const rest =
    token && /^[ \t]*(?:\n|$)/.exec(source.slice(token.raw.length, token.raw.length + 99));
  return rest ? { ...token, raw: token.raw + rest[0] } : undefined;
}

/** Where the next formula may start in a text; undefined if there is none. */
export function mathStart(source: string): number | undefined {
  const at = source.search(/\$|\\[([]/);
  return at < 0 ? undefined : at;
}

/** Whether a line starts a formula of several lines. */
export function opensMath(line: string): boolean {
  const text = line.trimStart();
  const mark = blockMark(text.slice(0, 2));
  return mark !== undefined && !text.includes(mark.close, 2);
}

/** Whether a line ends a formula of several lines. */
export function closesMath(line: string): boolean {
  return /(?:\$\$|\\\])[ \t]{0,99}$/.test(line.slice(-110));
}

function blockMark(start: string): (typeof MARKS)[number] | undefined {
  return MARKS.find(({ open, isBlock }) => isBlock && start === open);
}

function between(
  source: string,
  from: number,
  { close, isBlock }: (typeof MARKS)[number],
): MathToken | undefined {
  const end = source.slice(0, from + MAX_BLOCK).indexOf(close, from);
  if (end < 0) return undefined;
  return mathOf(source.slice(0, end + close.length), source.slice(from, end), isBlock);
}

function mathOf(raw: string, text: string, isBlock: boolean): MathToken | undefined {
  return text.trim() === '' ? undefined : { type: 'math', raw, text: text.trim(), isBlock };
}
