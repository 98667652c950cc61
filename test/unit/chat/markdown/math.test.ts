import assert from 'node:assert/strict';
import { lexText, noDefinitions } from '../../../../src/chat/markdown/boundedLexer.ts';
import type { MarkdownToken } from '../../../../src/chat/markdown/boundedLexer.ts';
import { Segmenter } from '../../../../src/chat/markdown/segmenter.ts';

/** The formulas in a text, in order; those on their own in double quotes of TeX. */
function formulas(markdown: string): string[] {
  const found: string[] = [];
  const visit = (tokens: readonly unknown[]): void => {
    for (const token of tokens as readonly MarkdownToken[]) {
      if (token.type === 'math') found.push(token.isBlock ? `[${token.text}]` : token.text);
      if ('tokens' in token) visit(token.tokens);
      if (token.type === 'list') visit(token.items);
      if (token.type === 'table') visit(token.rows.flat());
    }
  };
  visit(lexText(markdown, noDefinitions()));
  return found;
}

describe('formulas in Markdown', () => {
  const cases: readonly [markdown: string, found: readonly string[]][] = [
    ['The area is $\\pi r^2$.', ['\\pi r^2']],
    ['\\(a_1 * b_1\\) and *c*', ['a_1 * b_1']],
    ['$$\n\\frac{a}{b}\n= c\n- d\n$$', ['[\\frac{a}{b}\n= c\n- d]']],
    ['\\[\nx = 1\n\\]', ['[x = 1]']],
    ['Text\n$$x$$\nmore', ['[x]']],
    ['In a line $$x$$ as well', ['[x]']],
    ['- item $a$\n- item $b$', ['a', 'b']],
    ['| a |\n|-|\n| $x$ |', ['x']],
    ['**bold $x_1$**', ['x_1']],
    ['It costs $5 and $10.', []],
    ['From $5,000 to $6,000', []],
    ['US$5–US$10', []],
    ['`$a$` and `\\(b\\)`', []],
    ['$HOME and $PATH', []],
    ['$a,$b', []],
    ['$ a $', []],
    ['\\$a$', []],
    ['$$', []],
    ['$$ $$', []],
    ['\\(never closed', []],
    [`$${'x'.repeat(2_000)}$`, []],
    ['$a \\$ b$', ['a \\$ b']],
  ];
  for (const [markdown, found] of cases) {
    it(`are ${JSON.stringify(found)} in ${JSON.stringify(markdown.slice(0, 40))}`, () => {
      assert.deepEqual(formulas(markdown), found);
    });
  }

  it('stay in one segment', () => {
    for (const markdown of ['$$\na\n=\nb\n---\n- c\n$$\n', '\\[\na\n===\nb\n\\]\n']) {
      const segmenter = new Segmenter();
      const { closed } = {
        closed: [...segmenter.push(markdown).closed, ...segmenter.end().closed],
      };
      assert.equal(closed.length, 1);
      assert.equal(formulas(markdown).length, 1);
    }
  });

  it('end at a blank line, whatever was opened', () => {
    const segmenter = new Segmenter();
    const closed = [...segmenter.push('$$ open\n\n# Title\n').closed, ...segmenter.end().closed];
    assert.deepEqual(
      closed.map((each) => each.kind === 'text' && each.text),
      ['$$ open', '# Title'],
    );
  });
});
