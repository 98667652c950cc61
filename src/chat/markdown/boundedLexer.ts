import { Lexer, Tokenizer } from 'marked';
import type { MarkedToken, Token, Tokens } from 'marked';
import type { MathToken } from './mathTokens.ts';
import { blockMath, inlineMath, mathStart } from './mathTokens.ts';

/** A block or inline token of marked. A text token without children is shown as plain text. */
export type MarkdownToken = MarkedToken | MathToken;

/** The link definitions of an answer, by label. */
export type LinkDefinitions = Record<string, Pick<Tokens.Link, 'href' | 'title'>>;

/**
 * Limits for text that marked parses. It takes linear time for ordinary text, but some of its rules are quadratic,
 * and it recurses with the nesting depth. Text beyond these limits is shown as plain text.
 */
const MAX_TEXT_LENGTH = 32_000;
const MAX_NESTING = 12;
/** Lines like `> - - a`, each of which is parsed several times with its surroundings. */
const MAX_NESTED_LINES = 100;
const MAX_INLINE_LENGTH = 16_000;
const MAX_INLINE_MARKS = 1_000;

/** The markers of quotes and list items at the start of a line. */
const MARKED_LINE = /^([ \t]*)((?:(?:>|[-*+](?=\s)|\d{1,9}[.)](?=\s))[ \t]*)+)/gm;

/** Treats HTML as text: its blocks are paragraphs, so they end where paragraphs end. */
class TextTokenizer extends Tokenizer {
  override html(): undefined {
    return undefined;
  }
}

/** The lexer of marked, which skips text that would take too long. */
class BoundedLexer extends Lexer {
  override inlineTokens(text: string, tokens: Token[] = []): Token[] {
    if (isHeavy(text)) {
      tokens.push({ type: 'text', raw: text, text, escaped: false });
      return tokens;
    }
    return super.inlineTokens(text, tokens);
  }
}

/** Formulas, which the marks of Markdown must not change. */
const MATH = {
  renderers: {},
  childTokens: {},
  inline: [inlineMath],
  startInline: [mathStart],
  block: [blockMath],
  startBlock: [
    (source: string) => {
      const at = source.search(/\n {0,3}(?:\$\$|\\\[)/);
      return at < 0 ? undefined : at;
    },
  ],
};

/** Parses a segment of text. Uses the link definitions in `links` and adds new ones. Never throws. */
export function lexText(text: string, links: LinkDefinitions): readonly MarkdownToken[] {
  if (text.length > MAX_TEXT_LENGTH || isTangled(text)) return [plain(text)];
  const lexer = new BoundedLexer({
    gfm: true,
    tokenizer: new TextTokenizer(),
    extensions: MATH,
  });
  lexer.tokens.links = links;
  try {
    return lexer.lex(text) as MarkdownToken[];
  } catch {
    // marked throws if it makes no progress and if the stack overflows.
    return [plain(text)];
  }
}

/** An empty set of definitions. Without a prototype, since labels are untrusted. */
export function noDefinitions(): LinkDefinitions {
  return Object.create(null) as LinkDefinitions;
}

function plain(text: string): MarkdownToken {
  return { type: 'text', raw: text, text, escaped: false };
}

function isHeavy(text: string): boolean {
  if (text.length > MAX_INLINE_LENGTH) return true;
  const marks = text.match(/[*_~`[\]<!&\\$]|https?:|www\.|@/g);
  return marks !== null && marks.length > MAX_INLINE_MARKS;
}

/** Whether quotes and lists may be nested too deeply, or too often on one line. */
function isTangled(text: string): boolean {
  const outer: number[] = [];
  let nestedLines = 0;
  for (const [, indent = '', marks = ''] of text.matchAll(MARKED_LINE)) {
    while ((outer.at(-1) ?? -1) >= indent.length) outer.pop();
    outer.push(indent.length);
    const count = marks.replace(/\d{1,9}[.)]/g, '-').replace(/\s/g, '').length;
    if (outer.length - 1 + count > MAX_NESTING) return true;
    if (count > 1 && ++nestedLines > MAX_NESTED_LINES) return true;
  }
  return false;
}
