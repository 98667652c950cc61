/** A piece of an answer's text, without inline reasoning. */
export interface VisibleText {
  /** Whether all text before this piece turned out to be reasoning: the answer starts here. */
  readonly restarts: boolean;
  readonly text: string;
}

const NAMES = '(?:think(?:ing)?|thoughts?|reasoning)';
/** The opening tag of reasoning at the start of a line; the length of attributes is limited. */
const OPENING = new RegExp(
  `^[ \\t]*(?:<${NAMES}(?:\\s[^<>\\n]{0,200})?/?>|\\[THINK(?:ING)?\\])`,
  'i',
);
const CLOSING = new RegExp(`</${NAMES}[ \\t]{0,9}>|\\[/THINK(?:ING)?\\]`, 'i');
/** The end of a text that may become one of these tags or the fence of a code block. */
const MAYBE_OPENING = /^[ \t]*(?:<[a-z]{0,9}(?:\s[^<>\n]{0,200})?\/?|\[[a-z]{0,8})?$/i;
const MAYBE_CLOSING = /(?:<(?:\/[a-z]{0,9}[ \t]{0,9})?|\[(?:\/[a-z]{0,8})?)$/i;
const MAYBE_FENCE = /^ {0,3}(?:`*|~*)$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)/;
/** Maximum length of a tag, in characters. */
const MAX_TAG_LENGTH = 240;

/**
 * Separates inline reasoning from a streaming answer: `<think>…</think>`, `[THINK]…[/THINK]` and similar tags, which
 * some servers send as text. Reasoning starts at the start of a line and extends to the end if it is not closed. With
 * a closing tag only, everything before it is reasoning. Tags in a code block or within a line of text are not
 * interpreted. Takes linear time.
 */
export class InlineThinking {
  /** Text that may still turn out to be a tag. */
  #pending = '';
  #isThinking = false;
  #hasThought = false;
  /** Whether `#pending` is at the start of a line that has not been examined. */
  #isAtLine = true;
  /** Whether nothing of the current line has been returned. */
  #isLineBare = true;
  /** The fence of the open code block. */
  #fence: string | undefined;
  #text = '';
  #restarts = false;

  /** Adds a piece of the answer. */
  push(piece: string): VisibleText {
    this.#pending += piece;
    return this.#take(false);
  }

  /** Ends the answer. */
  end(): VisibleText {
    return this.#take(true);
  }

  #take(isOver: boolean): VisibleText {
    this.#text = '';
    this.#restarts = false;
    while (this.#pending !== '' && this.#step(isOver));
    return { restarts: this.#restarts, text: this.#text };
  }

  /** Processes one step. Returns whether another one is possible with the text so far. */
  #step(isOver: boolean): boolean {
    if (this.#isThinking) return this.#think();
    return this.#isAtLine ? this.#beginLine(isOver) : this.#continueLine(isOver);
  }

  #think(): boolean {
    const end = CLOSING.exec(this.#pending);
    if (!end) {
      this.#pending = this.#pending.slice(-MAX_TAG_LENGTH);
      return false;
    }
    this.#isThinking = false;
    this.#endThought(end);
    return true;
  }

  #beginLine(isOver: boolean): boolean {
    const end = this.#pending.indexOf('\n');
    const line = end === -1 ? this.#pending : this.#pending.slice(0, end);
    const opening = this.#fence === undefined ? OPENING.exec(this.#pending)?.[0] : undefined;
    if (opening !== undefined) {
      this.#isThinking = !opening.endsWith('/>');
      this.#hasThought = true;
      this.#pending = this.#pending.slice(opening.length);
      return true;
    }
    const isOpen = end === -1 && !isOver && line.length <= MAX_TAG_LENGTH;
    const mayBeTag = this.#fence === undefined && MAYBE_OPENING.test(line);
    if (isOpen && (mayBeTag || MAYBE_FENCE.test(line))) return false;
    const [, fence = '', info = ''] = FENCE.exec(line) ?? [];
    if (this.#fence === undefined) this.#fence = fence === '' ? undefined : fence;
    else if (fence.startsWith(this.#fence) && info.trim() === '') this.#fence = undefined;
    this.#isAtLine = false;
    this.#isLineBare = true;
    return true;
  }

  #continueLine(isOver: boolean): boolean {
    const end = this.#pending.indexOf('\n');
    const isWhole = end !== -1 || isOver;
    const line = end === -1 ? this.#pending : this.#pending.slice(0, end + 1);
    const closing = this.#fence === undefined ? CLOSING.exec(line) : null;
    if (closing) {
      const after = closing.index + closing[0].length;
      const isLast = line.slice(after).trim() === '';
      if (isLast && !isWhole) {
        this.#give(closing.index);
        return false;
      }
      const isFirst = this.#isLineBare && line.slice(0, closing.index).trim() === '';
      if (isLast || isFirst || this.#hasThought) {
        this.#text = '';
        this.#restarts = true;
        this.#endThought(closing);
      } else this.#give(after);
      return true;
    }
    if (isWhole) {
      this.#give(line.length);
      this.#isAtLine = true;
      return true;
    }
    const held = this.#fence === undefined ? (MAYBE_CLOSING.exec(line)?.[0].length ?? 0) : 0;
    this.#give(line.length - held);
    return false;
  }

  /** The text after a closing tag is examined like a new line. */
  #endThought({ 0: tag, index }: RegExpExecArray): void {
    this.#pending = this.#pending.slice(index + tag.length);
    this.#hasThought = true;
    this.#isAtLine = true;
  }

  #give(length: number): void {
    if (length === 0) return;
    this.#text += this.#pending.slice(0, length);
    this.#pending = this.#pending.slice(length);
    this.#isLineBare = false;
  }
}
