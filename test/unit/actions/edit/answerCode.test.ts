import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AnswerBlockReader } from '../../../../src/actions/edit/answerBlocks.ts';
import { codeOf, partialCode } from '../../../../src/actions/edit/answerCode.ts';
import type { AnswerReading } from '../../../../src/actions/edit/answerCode.ts';
import { compareLanguage } from '../../../../src/languages/fenceLanguages.ts';

/** The result for a complete answer that arrives in these pieces. */
function read(pieces: readonly string[], languageId: string, code: string): AnswerReading {
  const blocks = new AnswerBlockReader();
  for (const piece of pieces) blocks.push(piece);
  blocks.end();
  return codeOf({ text: pieces.join(''), blocks: blocks.blocks }, { code, languageId });
}

const OLD = 'function total(items) {\n  return items.length;\n}';
const PYTHON = 'def total(items):\n    return len(items)';
const DOC = '# Title\n\n```sh\nnpm test\n```\n\nMore.';
const code = (text: string): AnswerReading => ({ kind: 'code', code: text });
const foreign = (language: string): AnswerReading => ({ kind: 'foreign', language });
const PROSE: AnswerReading = { kind: 'prose' };
const NOTHING: AnswerReading = { kind: 'nothing' };

type AnswerCase = readonly [name: string, answer: string, expected: AnswerReading];

const typescript: readonly AnswerCase[] = [
  ['one block', '```typescript\na();\n```', code('a();')],
  ['a line end behind it', '```typescript\na();\n```\n', code('a();')],
  ['another name of the language', '```ts\na();\n```', code('a();')],
  ['capitals in its name', '```TypeScript\na();\n```', code('a();')],
  ['a file behind the language', '```ts title="src/a.ts"\na();\n```', code('a();')],
  ['a file instead of the language', '```src/a.ts\na();\n```', code('a();')],
  ['no language', '```\na();\n```', code('a();')],
  ['an unknown language', '```typescript-5\na();\n```', code('a();')],
  ['plain text as its language', '```text\na();\n```', code('a();')],
  ['a relative of the language', '```javascript\na();\n```', code('a();')],
  ['tildes', '~~~ts\na();\n~~~', code('a();')],
  ['a longer fence', '`````ts\na();\n`````', code('a();')],
  ['an end that is longer', '```ts\na();\n`````', code('a();')],
  ['an indented fence', '  ```ts\n  a();\n    b();\n  ```', code('a();\n  b();')],
  ['a fence that is far in', 'Here:\n\n    ```ts\n      a();\n    ```', code('      a();')],
  ['a block in a list', '1. Change:\n\n   ```ts\n   a();\n   ```\n\n2. Done.', code('   a();')],
  ['a block right in a list', '- ```ts\n  a();\n  ```', code('  a();')],
  ['a block in a quote', '> ```ts\n> a();\n>   b();\n> ```', code('a();\n  b();')],
  [
    'code around a far fence',
    'f(`\n    ```\n    x\n    ```\n`);',
    code('f(`\n    ```\n    x\n    ```\n`);'),
  ],
  ['a foreign block in a list', '- ```python\n  a()\n  ```', foreign('python')],
  ['blank lines first', '\n\n```ts\na();\n```', code('a();')],
  ['words before', 'Here is the code:\n\n```ts\na();\n```', code('a();')],
  ['words right before', 'Here is the code:\n```ts\na();\n```', code('a();')],
  ['words behind', '```ts\na();\n```\n\nI have renamed it.', code('a();')],
  ['words on both sides', 'Sure!\n```ts\na();\n```\nDone.', code('a();')],
  ['CRLF', '```ts\r\na();\r\nb();\r\n```\r\n', code('a();\nb();')],
  ['CR alone', '```ts\ra();\rb();\r```', code('a();\nb();')],
  ['indentation', '```ts\n    a();\n\tb();\n```', code('    a();\n\tb();')],
  ['blank lines within', '```ts\na();\n\n\nb();\n```', code('a();\n\n\nb();')],
  ['blank lines at its ends', '```ts\n\na();\n\n```', code('\na();\n')],
  ['no end', '```ts\na();\nb();', code('a();\nb();')],
  ['no end, but a line end', '```ts\na();\nb();\n', code('a();\nb();')],
  ['half an end', '```ts\na();\n``', code('a();\n``')],
  ['a fence within a line', '```ts\nconst f = "```";\n```', code('const f = "```";')],
  ['with backticks in the code', '```ts\nconst f = `a ${b}`;\n```', code('const f = `a ${b}`;')],
  ['an inner fence of tildes', '```ts\n/*\n~~~\nx\n~~~\n*/\n```', code('/*\n~~~\nx\n~~~\n*/')],
  [
    'inner fences in a longer one',
    '````ts\n/*\n```\nx\n```\n*/\n````',
    code('/*\n```\nx\n```\n*/'),
  ],
  ['an empty block', '```ts\n```', code('')],
  ['an empty block in words', 'It is all gone:\n```ts\n```\nIs that right?', code('')],
  ['a block of one blank line', '```ts\n\n```', code('')],
  ['nothing', '', NOTHING],
  ['whitespace', ' \n\n ', NOTHING],
  ['the longest of two', '```ts\na();\n```\nThen:\n```ts\na();\nb();\n```', code('a();\nb();')],
  ['the first of two as long', '```ts\na();\n```\nor\n```ts\nb();\n```', code('a();')],
  [
    'its language before a longer one',
    '```ts\na();\n```\n```sh\nnpm test -- all\n```',
    code('a();'),
  ],
  ['its language before none', '```\nlonger than the other\n```\n```ts\na();\n```', code('a();')],
  ['no language before another', '```sh\nnpm install a\n```\n```\na();\n```', code('a();')],
  ['an empty and a full one', '```ts\n```\n```ts\na();\n```', code('a();')],
  ['a diff', '```diff\n-a();\n+b();\n```', foreign('diff')],
  ['a patch', '```patch\n-a();\n+b();\n```', foreign('patch')],
  ['another language', '```python\na()\n```', foreign('python')],
  ['only other languages', '```python\na()\n```\n```sh\nls\n```', foreign('python')],
  ['a block of Markdown', '```markdown\n# a\n```', foreign('markdown')],
  ['an apology', "I'm sorry, I cannot do that.", PROSE],
  ['a question', 'Which of the two functions do you mean?', PROSE],
  ['an explanation of lines', 'This is fine as it is.\nThere is nothing to add.', PROSE],
  ['an explanation without a full stop', 'There is nothing to change here', PROSE],
  ['words in another script', '抱歉，我不能这样做。', PROSE],
  ['French words', 'Désolé, je ne peux pas le faire.', PROSE],
  ['a list', 'You could do this:\n- Rename it.\n- Remove it.\nTell me which.', PROSE],
  ['inline code in words', 'The function `total` is correct.', PROSE],
  [
    'bare code',
    'function total(items) {\n  return 0;\n}',
    code('function total(items) {\n  return 0;\n}'),
  ],
  ['bare code of one line', 'const a = 1;', code('const a = 1;')],
  ['bare code with blank ends', '\n\n  a();\n\n', code('  a();')],
  [
    'bare code with a comment',
    '// The sum of all items.\na();',
    code('// The sum of all items.\na();'),
  ],
  [
    'bare code that is mostly documentation',
    '/**\n * The number of items.\n * Never negative.\n */\nfunction total(items) {\n  return items.length;\n}',
    code(
      '/**\n * The number of items.\n * Never negative.\n */\nfunction total(items) {\n  return items.length;\n}',
    ),
  ],
  ['code under a fence that ends alone', 'a();\nb();\n```', code('a();\nb();')],
  ['words under a fence that ends alone', 'I cannot do that.\n```', PROSE],
];

const python: readonly AnswerCase[] = [
  ['its language', '```python\nx = 1\n```', code('x = 1')],
  ['a short name', '```py\nx = 1\n```', code('x = 1')],
  ['bare code', 'for item in items:\n    print(item)', code('for item in items:\n    print(item)')],
  ['bare code without a mark', 'import os', code('import os')],
  ['TypeScript', '```ts\na();\n```', foreign('ts')],
];

const markdown: readonly AnswerCase[] = [
  ['a longer fence', '````markdown\n# A\n```sh\nls\n```\n````', code('# A\n```sh\nls\n```')],
  [
    'a fence that is too short',
    '```markdown\n# A\n```sh\nls\n```\nB\n```',
    code('# A\n```sh\nls\n```\nB'),
  ],
  ['one without a name', '```\n# A\n```sh\nls\n```\nB\n```', code('# A\n```sh\nls\n```\nB')],
  ['words behind', '```md\n# A\n```sh\nls\n```\n```\nThat is all.', code('# A\n```sh\nls\n```')],
  ['no fences left', '```md\n# A\n```', code('# A')],
  ['mere words', 'There is nothing that I could change.', PROSE],
];

const sql: readonly AnswerCase[] = [
  [
    'bare code in words',
    'SELECT name FROM users WHERE id IS NULL',
    code('SELECT name FROM users WHERE id IS NULL'),
  ],
];

describe('codeOf', () => {
  for (const [languageId, old, rows] of [
    ['typescript', OLD, typescript],
    ['python', PYTHON, python],
    ['markdown', DOC, markdown],
    ['sql', 'SELECT 1', sql],
  ] as const) {
    describe(`for ${languageId}`, () => {
      for (const [name, answer, expected] of rows) {
        it(`reads ${name}`, () => {
          assert.deepEqual(read([answer], languageId, old), expected);
        });
      }
    });
  }

  it('reads the outer fence if the original code contains fences, in any language', () => {
    const old = 'def f():\n    """\n```\nf()\n```\n    """';
    const fresh = 'def g():\n    """\n```\ng()\n```\n    """';
    assert.deepEqual(read([`\`\`\`python\n${fresh}\n\`\`\``], 'python', old), code(fresh));
  });

  const part = fc.constantFrom(
    ...['```', '````', '~~~', '`', 'ts', 'python', 'diff', '\n', '\r\n', '\r', '\n\n', '  '],
    ...['a();', 'function total(items) {', 'I cannot do that.', 'Here:', '😀', '- ', '> '],
  );
  const answer = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));
  const cuts = fc.array(fc.nat(200), { maxLength: 20 });

  function piecesOf(text: string, at: readonly number[]): string[] {
    const places = [0, ...at.filter((each) => each < text.length).sort((a, b) => a - b)];
    return places.map((from, index) => text.slice(from, places[index + 1] ?? text.length));
  }

  it('returns the same code for any split of an answer', () => {
    fc.assert(
      fc.property(answer, cuts, fc.constantFrom(OLD, DOC), (text, at, old) => {
        const whole = read([text], 'typescript', old);
        assert.deepEqual(read(piecesOf(text, at), 'typescript', old), whole);
      }),
      { numRuns: 1_000 },
    );
  });

  it('grows by whole lines while an answer streams, unless a better block follows', () => {
    fc.assert(
      fc.property(answer, (text) => {
        const blocks = new AnswerBlockReader();
        let before: { readonly code: string; readonly count: number } | undefined;
        for (const char of text) {
          blocks.push(char);
          const now = partialCode(blocks.blocks, { languageId: 'typescript' });
          if (now === undefined) continue;
          const count = blocks.blocks.length;
          if (before?.count === count) {
            assert.ok(now.startsWith(before.code), JSON.stringify([before.code, now]));
            const rest = now.slice(before.code.length);
            assert.ok(rest === '' || before.code === '' || rest.startsWith('\n'));
          }
          before = { code: now, count };
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('compareLanguage', () => {
  for (const [name, languageId, expected] of [
    ['rust', 'rust', 'same'],
    ['rs', 'rust', 'same'],
    ['jsx', 'typescript', 'same'],
    ['c', 'cpp', 'same'],
    ['json5', 'json', 'same'],
    ['js', 'html', 'same'],
    ['css', 'vue', 'same'],
    ['html', 'css', 'other'],
    ['bash', 'shellscript', 'same'],
    ['hcl', 'terraform', 'unknown'],
    ['terraform', 'terraform', 'same'],
    ['python', 'terraform', 'other'],
    ['', 'go', 'unknown'],
    ['python', 'plaintext', 'unknown'],
    ['diff', 'plaintext', 'other'],
    ['diff', 'diff', 'same'],
    ['c#', 'csharp', 'same'],
    ['constructor', 'go', 'unknown'],
  ] as const) {
    it(`rates ${name || 'no name'} for ${languageId} as ${expected}`, () => {
      assert.equal(compareLanguage(name, languageId), expected);
    });
  }
});

describe('AnswerBlockReader', () => {
  it('reads an endless line in linear time', () => {
    // A search for each word from each letter took a minute.
    const words = `Key ${'a'.repeat(200_000)}`;
    assert.equal(read([`${words}.`], 'typescript', 'a();').kind, 'prose');
    assert.equal(read([`${words}()`], 'typescript', 'a();').kind, 'code');
  });
});
