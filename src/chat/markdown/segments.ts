import { OpenFence, readFence } from './fence.ts';

/** A piece of an answer that stays as it is, whatever comes after it. */
export type Segment =
  | { readonly kind: 'code'; readonly info: string; readonly code: string }
  | { readonly kind: 'text'; readonly text: string };

/** The piece that still grows. */
export interface OpenSegment {
  readonly kind: Segment['kind'];
  /** The info string of code; empty for text. */
  readonly info: string;
  /** What it has grown by since it was last told of; all of it, if it is another one than the last time. */
  readonly added: string;
}

/** What a push has changed. */
export interface Step {
  /** Complete now, in their order. The segment that was open before is the first of them. */
  readonly closed: readonly Segment[];
  readonly open: OpenSegment | undefined;
}

/** A list or quote longer than this, in characters, goes on in a new segment at its next item or line. */
const LONGEST_RUN = 8_000;
/** A line that consists of marks so far says what it is only at its end; longer ones are not waited for. */
const LONGEST_HELD = 200;

const LIST_ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])( {1,4}|\t|$)/;

/** A heading, or the line under one: whatever comes next is another block. */
const HEADING = /^ {0,3}(#{1,6}([ \t].*)?|=+\s*|--+\s*)$/;
/** The line under a heading, where it could also be an empty item of a list. */
const UNDERLINE = /^ {0,3}-\s*$/;

/**
 * Cuts streaming Markdown into segments: fenced code, and text that can be read by itself. Only complete lines
 * decide, so the segments are the same however the text arrives, and each character is looked at once. The
 * incomplete line at the end is told of as part of the open segment, unless it could become a fence.
 */
export class Segmenter {
  #closed: Segment[] = [];
  /** The complete lines of the open segment, each with its line break. */
  #lines = '';
  #fence: OpenFence | undefined;
  /** A bare fence that is waiting for the line after it. */
  #undecided: string | undefined;
  /** In text: how far a line after an empty one must be indented to belong to it; undefined if none does. */
  #hanging: number | undefined;
  /** In a list: where the text of its latest outer item begins. */
  #itemText = 0;
  #isAfterBlank = false;

  /** The incomplete line at the end; how much of it has been told of; what has been added since the last step. */
  #partial = '';
  #given = 0;
  #added = '';
  /** A character that can only be understood with the next one. */
  #half = '';

  /** Takes the next piece of the answer. */
  push(piece: string): Step {
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
    this.#grow(text.slice(from));
    return this.#step();
  }

  /** The answer is complete. */
  end(): Step {
    const last = this.#partial + (this.#half === '\r' ? '' : this.#half);
    if (last !== '') this.#line(last);
    this.#close();
    this.#partial = this.#half = this.#added = '';
    this.#given = 0;
    return this.#step();
  }

  #step(): Step {
    const closed = this.#closed;
    const added = this.#added;
    this.#closed = [];
    this.#added = '';
    const isOpen = this.#fence !== undefined || this.#lines !== '' || this.#given > 0;
    const kind = this.#fence ? 'code' : 'text';
    return { closed, open: isOpen ? { kind, info: this.#fence?.info ?? '', added } : undefined };
  }

  /** The incomplete line grows; once it has been told of, it is not looked at again. */
  #grow(piece: string): void {
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
    if (this.#partial.length > LONGEST_HELD) return false;
    // Code: only its end matters. Text: also what would make a heading or a table of the line before.
    if (this.#fence) return /^ {0,3}[`~]*\s*$/.test(this.#partial);
    return /^([-=*_+|:#>`~\s]*| {0,3}(`{3,}[^`]*|~{3,}.*))$/.test(this.#partial);
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
    const what = fence.take(line);
    if (what === 'end') {
      this.#close();
    } else if (what === 'undecided') {
      this.#undecided = line;
    } else {
      this.#add(fence.strip(line), line.length - fence.strip(line).length);
    }
  }

  /** The line after a bare fence is here. */
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

  /** Whether the segment has ended before this line, which is not empty. */
  #endsText(line: string, isItem: boolean): boolean {
    const isLong = this.#lines.length > LONGEST_RUN;
    if (this.#hanging === undefined) return isLong && line.startsWith('>');
    if (isItem && this.#hanging === 1) return isLong;
    return this.#isAfterBlank && indentOf(line) < this.#hanging;
  }

  /** Adds a complete line, of which a part may have been told of. */
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
    this.#isAfterBlank = false;
    this.#lines = this.#added = '';
    this.#given = 0;
  }
}

/** The width of a line's indentation, a tab being four. */
function indentOf(line: string): number {
  const indent = /^[ \t]{0,8}/.exec(line)?.[0] ?? '';
  return indent.replaceAll('\t', '    ').length;
}

function withoutLastBreak(lines: string): string {
  return lines.endsWith('\n') ? lines.slice(0, -1) : lines;
}
