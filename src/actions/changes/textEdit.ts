import { offsetsOf } from '../../base/linearSearch.ts';

/** An edit as the model sends it: a text that occurs once, and the text that replaces it. */
export interface SearchReplaceEdit {
  readonly oldText: string;
  readonly newText: string;
}

/** An edit at its place in a text, in characters. */
export interface PlacedEdit {
  readonly start: number;
  readonly end: number;
  /** The new text, with the line ends of the text around it. */
  readonly text: string;
}

/** Why an edit cannot be applied, for the model. */
export type EditProblem =
  | { readonly kind: 'missing' | 'empty' | 'unchanged' }
  | {
      readonly kind: 'ambiguous';
      /** The number of matches, at most {@link MAX_MATCHES}. */
      readonly count: number;
      /** The lines of the first matches, from 1. */
      readonly lines: readonly number[];
    };

/** Matches that are counted; an edit with more is just as ambiguous. */
export const MAX_MATCHES = 100;
/** Matches whose lines are reported. */
const MAX_LINES = 10;

/**
 * Finds the place of an edit. Line ends count as equal: models write LF, and the new text gets the line ends of the
 * file. A final line end that the file does not have is ignored, and a byte order mark stays. Takes linear time.
 */
export function placeEdit(text: string, edit: SearchReplaceEdit): PlacedEdit | EditProblem {
  let oldText = toLf(edit.oldText);
  let newText = toLf(edit.newText);
  if (!text.startsWith(BOM)) [oldText, newText] = [withoutBom(oldText), withoutBom(newText)];
  if (oldText === newText) return { kind: 'unchanged' };
  if (oldText === '') {
    const at = text === BOM ? 1 : 0;
    return text.length > at ? { kind: 'empty' } : { start: at, end: at, text: edit.newText };
  }
  const lines = new LfText(text);
  let offsets = offsetsOf(lines.text, oldText, MAX_MATCHES);
  if (offsets.length === 0 && oldText.endsWith('\n') && !lines.text.endsWith('\n')) {
    // The last line of a file without a final line end.
    oldText = oldText.slice(0, -1);
    newText = newText.replace(/\n$/, '');
    const at = lines.text.length - oldText.length;
    if (oldText !== '' && oldText !== newText && lines.text.endsWith(oldText)) offsets = [at];
  }
  const [first] = offsets;
  if (first === undefined) return { kind: 'missing' };
  if (offsets.length > 1) {
    const shown = offsets.slice(0, MAX_LINES).map((offset) => lineAt(lines.text, offset));
    return { kind: 'ambiguous', count: offsets.length, lines: shown };
  }
  const [start, end] = [lines.offsetOf(first), lines.offsetOf(first + oldText.length)];
  return { start, end, text: withEol(newText, eolOf(text)) };
}

/** Whether the place of an edit was found. */
export function isPlaced(placed: PlacedEdit | EditProblem): placed is PlacedEdit {
  return 'start' in placed;
}

/** The text with an edit at its place. */
export function withEdit(text: string, { start, end, text: newText }: PlacedEdit): string {
  return text.slice(0, start) + newText + text.slice(end);
}

/** The line end of a text: that of its first line, LF for a text of one line. */
function eolOf(text: string): '\n' | '\r\n' {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** A text with the given line ends. */
function withEol(text: string, eol: '\n' | '\r\n'): string {
  const lf = toLf(text);
  return eol === '\n' ? lf : lf.replaceAll('\n', eol);
}

/** A text with LF line ends. */
export function toLf(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}

/** The byte order mark, which some files start with. */
const BOM = '\ufeff';

/** A text without the byte order mark at its start. */
export function withoutBom(text: string): string {
  return text.startsWith(BOM) ? text.slice(1) : text;
}

/** A text with LF line ends, and the offsets of its characters in the original. */
class LfText {
  readonly text: string;
  readonly #original: string;

  constructor(original: string) {
    this.#original = original;
    this.text = toLf(original);
  }

  /** The offset in the original text. A line end begins with its CR. */
  offsetOf(offset: number): number {
    if (this.text.length === this.#original.length) return offset;
    let [at, original] = [0, 0];
    for (;;) {
      const next = this.#original.indexOf('\r\n', original);
      const length = next < 0 ? Infinity : next - original;
      if (offset - at <= length) return original + offset - at;
      at += length + 1;
      original += length + 2;
    }
  }
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
