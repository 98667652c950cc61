import { Lexer, Tokenizer } from 'marked';
import type { MarkedToken, Token, Tokens } from 'marked';

/** A block or a piece of a line, as marked reads Markdown. A block of text without parts is shown as it is. */
export type MarkdownToken = MarkedToken;

/** Where links lead that are defined apart from their use, by their label. */
export type LinkDefinitions = Record<string, Pick<Tokens.Link, 'href' | 'title'>>;

/**
 * What marked is asked to read, at most. It reads sensible text in linear time, but some of its rules are
 * quadratic, and it recurses with the depth of the nesting; what is beyond these bounds is shown as plain text.
 */
const LONGEST_TEXT = 32_000;
const DEEPEST_NESTING = 12;
/** Lines like `> - - a`, each of which is read several times with those around it. */
const MOST_NESTED_LINES = 100;
const LONGEST_INLINE = 16_000;
const MOST_INLINE_MARKS = 1_000;

/** The marks of quotes and list items at the beginning of a line. */
const MARKED_LINE = /^([ \t]*)((?:(?:>|[-*+](?=\s)|\d{1,9}[.)](?=\s))[ \t]*)+)/gm;

/** HTML is text: its blocks are paragraphs, so that they end where paragraphs end. */
class TextTokenizer extends Tokenizer {
  override html(): undefined {
    return undefined;
  }
}

/** marked's lexer, which leaves alone what would take it too long. */
class BoundedLexer extends Lexer {
  override inlineTokens(text: string, tokens: Token[] = []): Token[] {
    if (isHeavy(text)) {
      tokens.push({ type: 'text', raw: text, text, escaped: false });
      return tokens;
    }
    return super.inlineTokens(text, tokens);
  }
}

/** Reads a segment of text; definitions of links are found in `links`, and added to it. Never throws. */
export function lexText(text: string, links: LinkDefinitions): readonly MarkdownToken[] {
  if (text.length > LONGEST_TEXT || isTangled(text)) return [plain(text)];
  const lexer = new BoundedLexer({ gfm: true, tokenizer: new TextTokenizer() });
  lexer.tokens.links = links;
  try {
    return lexer.lex(text) as MarkdownToken[];
  } catch {
    // marked throws where it makes no progress, and when the stack is full.
    return [plain(text)];
  }
}

/** No definitions yet; an object without a prototype, since labels are anybody's words. */
export function noDefinitions(): LinkDefinitions {
  return Object.create(null) as LinkDefinitions;
}

function plain(text: string): MarkdownToken {
  return { type: 'text', raw: text, text, escaped: false };
}

function isHeavy(text: string): boolean {
  if (text.length > LONGEST_INLINE) return true;
  const marks = text.match(/[*_~`[\]<!&\\]|https?:|www\.|@/g);
  return marks !== null && marks.length > MOST_INLINE_MARKS;
}

/** Whether quotes and lists could be nested too deep here, or too often on one line. */
function isTangled(text: string): boolean {
  const outer: number[] = [];
  let nestedLines = 0;
  for (const [, indent = '', marks = ''] of text.matchAll(MARKED_LINE)) {
    while ((outer.at(-1) ?? -1) >= indent.length) outer.pop();
    outer.push(indent.length);
    const count = marks.replace(/\d+[.)]/g, '-').replace(/\s/g, '').length;
    if (outer.length - 1 + count > DEEPEST_NESTING) return true;
    if (count > 1 && ++nestedLines > MOST_NESTED_LINES) return true;
  }
  return false;
}
