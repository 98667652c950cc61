import { closesMath, opensMath } from './mathTokens.ts';
import { OpenFence, readFence } from './openFence.ts';

/** A part of an answer that later text does not change. */
export type Segment =
  | { readonly kind: 'code'; readonly info: string; readonly code: string }
  | { readonly kind: 'text'; readonly text: string };

/** The part that is still open. */
export interface OpenSegment {
  readonly kind: Segment['kind'];
  /** The info string of a code block; empty for text. */
  readonly info: string;
  /** The text added since the last report; all of its text if it is a new segment. */
  readonly added: string;
}

/** The changes caused by a push. */
export interface SegmenterOutput {
  /** The segments completed by it, in order. The first one is the previously open segment. */
  readonly closed: readonly Segment[];
  readonly open: OpenSegment | undefined;
}

/** A longer list or quote, in characters, continues in a new segment at its next item or line. */
const MAX_SEGMENT_LENGTH = 8_000;
/** A line that consists only of markers is held back until it ends, up to this length in characters. */
const MAX_HELD_LENGTH = 200;

const LIST_ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])( {1,4}|\t|$)/;

/** A heading or its underline: a new block follows. */
const HEADING = /^ {0,3}(#{1,6}([ \t].*)?|=+\s*|--+\s*)$/;
/** An underline that could also be an empty list item. */
const UNDERLINE = /^ {0,3}-\s*$/;

/**
 * Splits streaming Markdown into segments: code blocks, and text that can be parsed separately. Only complete lines
 * decide, so the segments do not depend on how the text is split, and each character is processed once. The
 * incomplete last line is reported as part of the open segment, unless it may become a fence.
 */
export class Segmenter {
  #closed: Segment[] = [];
  /** The complete lines of the open segment, each with its line break. */
  #lines = '';
  #fence: OpenFence | undefined;
  /** A bare fence whose role depends on the next line. */
  #undecided: string | undefined;
  /** In text: the indentation that a line after a blank one needs to belong to it; undefined if none does. */
  #hanging: number | undefined;
  /** In a list: the column of the text of its latest top-level item. */
  #itemText = 0;
  #isAfterBlank = false;
  /** In text: whether the lines belong to a formula, in which `=` and `-` have no meaning for Markdown. */
  #isMath = false;

  /** The incomplete last line, how much of it was reported, and what was added since the last step. */
  #partial = '';
  #given = 0;
  #added = '';
  /** A high surrogate whose low surrogate has not arrived yet. */
  #half = '';

  /** Adds the next piece of the answer. */
  push(piece: string): SegmenterOutput {
    let text = this.#half + piece;
    this.#half = /[\r\uD800-\uDBFF]$/.exec(text)?.[0] ?? '';
    text = text.slice(0, text.length - this.#half.length).replace(/\r\n?/g, '\n');
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#line(this.#partial + text.slice(from, end));
      this.#partial = '';
      this.#given = 0;
      from = end + 1;
    }
    this.#appendPartial(text.slice(from));
    return this.#output();
  }

  /** The answer is complete. */
  end(): SegmenterOutput {
    const last = this.#partial + (this.#half === '\r' ? '' : this.#half);
    if (last !== '') this.#line(last);
    this.#close();
    this.#partial = this.#half = this.#added = '';
    this.#given = 0;
    return this.#output();
  }

  #output(): SegmenterOutput {
    const closed = this.#closed;
    const added = this.#added;
    this.#closed = [];
    this.#added = '';
    const isOpen = this.#fence !== undefined || this.#lines !== '' || this.#given > 0;
    const kind = this.#fence ? 'code' : 'text';
    return { closed, open: isOpen ? { kind, info: this.#fence?.info ?? '', added } : undefined };
  }

  /** Extends the incomplete line. Once it was reported, it is not examined again. */
  #appendPartial(piece: string): void {
    this.#partial += piece;
    if (this.#given > 0) {
      this.#added += piece;
      this.#given += piece.length;
    } else if (!this.#isHeld()) {
      this.#added += this.#fence ? this.#fence.strip(this.#partial) : this.#partial;
      this.#given = this.#partial.length;
    }
  }

  #isHeld(): boolean {
    if (this.#undecided !== undefined) return true;
    if (this.#partial.length > MAX_HELD_LENGTH) return false;
    // For code, only its end matters. For text, also what may turn the previous line into a heading or table.
    if (this.#fence) return /^ {0,3}[`~]*\s*$/.test(this.#partial);
    return /^([-=*_+|:#>`~\s]*| {0,3}(`{3,}[^`]*|~{3,}(?!~).*))$/.test(this.#partial);
  }

  #line(line: string): void {
    if (this.#undecided !== undefined) this.#decide(line);
    if (this.#fence) {
      this.#codeLine(this.#fence, line);
    } else {
      this.#textLine(line);
    }
  }

  #codeLine(fence: OpenFence, line: string): void {
    const what = fence.processLine(line);
    if (what === 'end') {
      this.#close();
    } else if (what === 'undecided') {
      this.#undecided = line;
    } else {
      this.#add(fence.strip(line), line.length - fence.strip(line).length);
    }
  }

  /** The line after a bare fence. */
  #decide(next: string): void {
    const line = this.#undecided ?? '';
    this.#undecided = undefined;
    if (this.#fence?.decide(next) === true) {
      this.#add(this.#fence.strip(line), 0);
    } else {
      this.#close();
    }
  }

  #textLine(line: string): void {
    const fence = readFence(line);
    if (fence && !(this.#hanging === 1 && fence.indent >= this.#itemText)) {
      this.#close();
      this.#fence = new OpenFence(fence);
      return;
    }
    if (/^\s*$/.test(line)) {
      if (this.#hanging === undefined) this.#close();
      else this.#add(line, 0);
      this.#isAfterBlank = true;
      return;
    }
    if (this.#isMath) {
      this.#add(line, 0);
      this.#isMath = !closesMath(line);
      return;
    }
    this.#isMath = this.#hanging === undefined && opensMath(line);
    const isUnderline = this.#hanging === undefined && this.#lines !== '' && UNDERLINE.test(line);
    const item = isUnderline ? null : LIST_ITEM.exec(line);
    if (this.#endsText(line, item !== null)) this.#close();
    if (item) {
      this.#hanging = 1;
      this.#itemText = item[0].length;
    } else if (this.#lines === '' && indentOf(line) >= 4) {
      this.#hanging = 4;
    }
    this.#isAfterBlank = false;
    this.#add(line, 0);
    if (isUnderline || (this.#hanging === undefined && HEADING.test(line))) this.#close();
  }

  /** Whether the segment ended before this line, which is not blank. */
  #endsText(line: string, isItem: boolean): boolean {
    const isLong = this.#lines.length > MAX_SEGMENT_LENGTH;
    if (this.#hanging === undefined) return isLong && line.startsWith('>');
    if (isItem && this.#hanging === 1) return isLong;
    return this.#isAfterBlank && indentOf(line) < this.#hanging;
  }

  /** Adds a complete line, part of which may have been reported. */
  #add(line: string, stripped: number): void {
    this.#lines += `${line}\n`;
    this.#added += `${line}\n`.slice(Math.max(0, this.#given - stripped));
    this.#given = 0;
  }

  #close(): void {
    if (this.#fence) {
      this.#closed.push({
        kind: 'code',
        info: this.#fence.info,
        code: withoutLastBreak(this.#lines),
      });
    } else if (this.#lines !== '') {
      this.#closed.push({ kind: 'text', text: withoutLastBreak(this.#lines) });
    }
    this.#fence = this.#undecided = this.#hanging = undefined;
    this.#isAfterBlank = this.#isMath = false;
    this.#lines = this.#added = '';
    this.#given = 0;
  }
}

/** The width of a line's indentation, with tabs of four columns. */
function indentOf(line: string): number {
  const indent = /^[ \t]{0,8}/.exec(line)?.[0] ?? '';
  return indent.replaceAll('\t', '    ').length;
}

function withoutLastBreak(lines: string): string {
  return lines.endsWith('\n') ? lines.slice(0, -1) : lines;
}
