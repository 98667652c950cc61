import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_CHUNK_LENGTH } from '../../../src/search/chunk.ts';
import { chunkFile } from '../../../src/search/chunkFile.ts';

const body = (name: string) =>
  Array.from({ length: 9 }, (_, at) => `  ${name}(${at}, 'some argument that is long');`).join(
    '\n',
  );

describe('chunkFile', () => {
  it('divides a program at its functions, each with its comment', () => {
    const text = `import a from 'a';\n\n/**\n * Adds.\n */\nexport function add() {\n${body('a')}\n}\n\n// Removes.\nfunction remove() {\n${body('b')}\n}\n`;
    const chunks = chunkFile(text, 'typescript').map(({ symbol, firstLine, lastLine }) => [
      ...[symbol, firstLine, lastLine],
    ]);
    assert.deepEqual(chunks, [
      ['add', 1, 16],
      ['remove', 18, 29],
    ]);
  });

  it('divides a long class into its members', () => {
    const names = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
    const members = names.map(
      (name) => `  ${name}() {\n${body(name).replaceAll(/^/gm, '  ')}\n  }\n`,
    );
    const text = `class Cart {\n${members.join('\n')}}\n`;
    const symbols = chunkFile(text, 'javascript').map(({ symbol }) => symbol);
    const [first, ...others] = names.map((name) => `Cart.${name}`);
    assert.deepEqual(symbols, [`Cart, ${first}`, ...others]);
  });

  it('joins short declarations', () => {
    const chunks = chunkFile('export const A = 1;\nexport const B = 2;\n', 'typescript');
    assert.deepEqual(
      chunks.map(({ symbol }) => symbol),
      ['A, B'],
    );
  });

  it('divides Markdown at its headings, not within code', () => {
    const text = `# Setup\n\n${'Text. '.repeat(50)}\n\n## Proxy ##\n\n\`\`\`sh\n# no heading\n\`\`\`\n${'More. '.repeat(50)}\n`;
    assert.deepEqual(
      chunkFile(text, 'markdown').map(({ symbol, firstLine }) => [symbol, firstLine]),
      [
        ['Setup', 1],
        ['Setup › Proxy', 5],
      ],
    );
  });

  it('keeps every line with a letter exactly once, within the limit of a chunk', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '',
        '}',
        '  }',
        '  return 1;',
        'function a() {',
        '# Title',
        '// note',
        '/**',
        ' */',
      ),
      fc.string({ maxLength: 600 }),
    );
    const language = fc.constantFrom('typescript', 'python', 'markdown', 'c', 'plaintext', '');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 200 }), language, (lines, languageId) => {
        const text = lines.join('\n');
        const all = text.split(/\r\n?|\n/);
        let last = 0;
        const covered = new Set<number>();
        for (const chunk of chunkFile(text, languageId)) {
          assert.ok(chunk.firstLine > last && chunk.lastLine >= chunk.firstLine);
          last = chunk.lastLine;
          for (let at = chunk.firstLine; at <= chunk.lastLine; at += 1) covered.add(at);
          assert.ok(chunk.text.length <= MAX_CHUNK_LENGTH + 400, `${chunk.text.length}`);
          assert.equal(chunk.text.split('\n').length, chunk.lastLine - chunk.firstLine + 1);
        }
        for (const [at, each] of all.entries()) {
          if (/\p{L}{3}/u.test(each.slice(0, 400)))
            assert.ok(covered.has(at + 1), `line ${at + 1}`);
        }
      }),
    );
  });
});
