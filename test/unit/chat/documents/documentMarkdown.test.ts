import assert from 'node:assert/strict';
import { documentMarkdown } from '../../../../src/chat/documents/documentMarkdown.ts';

const textOf = (markdown: string) =>
  documentMarkdown([{ page: 1, markdown }]).replace(/^<!-- page 1 -->\n\n|\n$/g, '');

describe('documentMarkdown', () => {
  it('marks each page', () => {
    const pages = [
      { page: 3, markdown: '# A\n' },
      { page: 7, markdown: 'b' },
    ];
    assert.equal(documentMarkdown(pages), '<!-- page 3 -->\n\n# A\n\n<!-- page 7 -->\n\nb\n');
  });

  const cases: Readonly<Record<string, readonly [string, string]>> = {
    'shows the target of a link': ['[Bank](https://evil.test/x)', 'Bank (https://evil.test/x)'],
    'keeps a link that shows its target': ['[https://a.test](https://a.test)', 'https://a.test'],
    'names images': ['![img-0.jpeg](img-0.jpeg)', '(image: img-0.jpeg)'],
    'shows bidirectional controls': ['a\u202eb', 'a[U+202E]b'],
    'shows zero-width joiners in Latin text': ['a\u200db', 'a[U+200D]b'],
    'removes soft hyphens': ['docu\u00adment', 'document'],
    'keeps joiners that a script needs': ['\u0646\u200c\u0647', '\u0646\u200c\u0647'],
    'does not let a document mark pages': ['<!-- page 9 -->', '&lt;!-- page 9 -->'],
    'removes NUL': ['a\0b', 'ab'],
    'keeps tables': ['| a | b |\n|---|---|\n| 1 | 2 |', '| a | b |\n|---|---|\n| 1 | 2 |'],
  };
  for (const [name, [markdown, expected]] of Object.entries(cases)) {
    it(name, () => {
      assert.equal(textOf(markdown), expected);
    });
  }
});
