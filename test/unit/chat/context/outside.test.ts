import assert from 'node:assert/strict';
import { joinDiff, splitDiff } from '../../../../src/chat/context/diff.ts';
import { rankMentions } from '../../../../src/chat/context/mentions.ts';
import { stripEscapes, terminalText } from '../../../../src/chat/context/terminal.ts';

describe('chat/context/terminal', () => {
  for (const [title, raw, plain] of [
    ['colours', '\x1b[1;31mred\x1b[0m', 'red'],
    ['a title, ended by BEL', 'a\x1b]0;title\x07b', 'ab'],
    ['a link, ended by ST', '\x1b]8;;https://x.y\x1b\\text\x1b]8;;\x1b\\', 'text'],
    ['VS Code’s own marks', '\x1b]633;C\x07out\x1b]633;D;0\x07', 'out'],
    ['private modes', '\x1b[?2004hx\x1b[?25l', 'x'],
    ['a character set', '\x1b(Bx\x1b=', 'x'],
    ['a device control string', '\x1bPq#0\x1b\\x', 'x'],
    ['one that does not end', 'x\x1b]633;E;secret', 'x'],
    ['one that has hardly begun', 'x\x1b', 'x'],
  ] as const) {
    it(`strips ${title}`, () => {
      assert.equal(stripEscapes(raw), plain);
    });
  }

  const command = { commandLine: 'npm test', state: 'ended', exitCode: 1 } as const;

  it('shows what the screen shows at last', () => {
    const output = ' 10 %\r 50 %\r100 %\r\nspinner |\b/\b-\r\ndone\x07   \r\n\r\n\r\n';
    assert.equal(
      terminalText({ ...command, output }),
      '$ npm test\n100 %\nspinner -\ndone\n(exit code: 1)',
    );
  });

  it('keeps the last lines and says so', () => {
    const output = Array.from({ length: 1_000 }, (_, at) => `line ${at}\r\n`).join('');
    const lines = terminalText({ ...command, output }).split('\n');
    assert.deepEqual(lines.slice(0, 3), ['$ npm test', '(600 lines before these)', 'line 600']);
    assert.deepEqual(lines.slice(-2), ['line 999', '(exit code: 1)']);
  });

  it('says that a command still runs, or that nobody knows how it ended', () => {
    const base = { ...command, output: '', exitCode: undefined };
    assert.equal(terminalText({ ...base, state: 'running' }), '$ npm test\n(still running)');
    assert.equal(terminalText(base), '$ npm test\n(exit code: unknown)');
  });

  it('is quick with hostile output', () => {
    for (const output of [
      '\x1b]'.repeat(100_000),
      '\b'.repeat(200_000),
      'x'.repeat(100_000) + '\b'.repeat(100_000),
    ]) {
      const at = performance.now();
      terminalText({ ...command, output });
      assert.ok(performance.now() - at < 1_000);
    }
  });
});

describe('chat/context/diff', () => {
  const section = (a: string, b = a) =>
    `diff --git a/${a} b/${b}\nindex 1..2 100644\n--- a/${a}\n+++ b/${b}\n@@ -1 +1 @@\n-x\n+y\n`;

  it('is split by files', () => {
    const [first, second, ...rest] = splitDiff(
      `warning: x\n${section('a.ts')}${section('b c.ts')}`,
    );
    assert.equal(first?.text, section('a.ts'));
    assert.equal(second?.text, section('b c.ts'));
    assert.deepEqual(rest, []);
  });

  for (const [title, text, path] of [
    ['a plain name', section('a.ts'), 'a.ts'],
    ['a name with blanks', section('a b/c d.ts'), 'a b/c d.ts'],
    ['a new name', section('old.ts', '.env'), '.env'],
    ['an old name', section('.env', 'new.ts'), '.env'],
    ['a rename alone', 'diff --git a/x b/.env\nrename from x\nrename to .env\n', '.env'],
    ['a mode alone', 'diff --git a/.env b/.env\nold mode 1\nnew mode 2\n', '.env'],
    ['a binary', 'diff --git a/k.pem b/k.pem\nBinary files a/k.pem and b/k.pem differ\n', 'k.pem'],
    ['no prefix', 'diff --git .env .env\n--- .env\n+++ .env\n@@ -1 +1 @@\n', '.env'],
    ['other prefixes', 'diff --git i/.env w/.env\n--- i/.env\n+++ w/.env\n@@ -1 +1 @@\n', '.env'],
    ['a merge', 'diff --cc .env\nindex 1,2..3\n--- a/.env\n+++ b/.env\n@@@ -1 -1 +1 @@@\n', '.env'],
    ['a quoted name', 'diff --git "a/\\303\\251\\"\\t.env" "b/\\303\\251\\"\\t.env"\n', 'é"\t.env'],
    ['a coloured diff', section('.env').replace('diff', '\x1b[1mdiff'), '.env'],
    ['CRLF', section('.env').replaceAll('\n', '\r\n'), '.env'],
  ] as const) {
    it(`names ${title}`, () => {
      const [file] = splitDiff(text);
      assert.ok(file?.paths.includes(path), `${file?.paths.join(' | ')}`);
    });
  }

  it('takes no line of a file for a name', () => {
    const [file, ...rest] = splitDiff(`${section('a.ts')}+++ b/.env\n+diff --git a/x b/x\n`);
    assert.deepEqual(file?.paths, ['a/a.ts', 'a.ts', 'b/a.ts']);
    assert.deepEqual(rest, []);
  });

  it('is kept by whole files', () => {
    const long = { paths: [], text: 'l'.repeat(250_000) };
    const short = { paths: [], text: 's'.repeat(100) };
    assert.deepEqual(joinDiff([short, long, short]), { text: short.text.repeat(2), of: 250_200 });
    assert.deepEqual(joinDiff([long]), { text: long.text.slice(0, 200_000), of: 250_000 });
    assert.deepEqual(joinDiff([]), { text: '', of: 0 });
  });
});

describe('chat/context/mentions', () => {
  const files = [
    'src/cart.ts',
    'lib/nitem.ts',
    'src/cartItem.ts',
    'test/cart.test.ts',
    'src/shopping-cart/index.ts',
    'src/descartes.ts',
    'docs/README.md',
    'İstanbul.md',
  ].map((detail) => ({ label: detail.split('/').at(-1)!, detail }));
  const ranked = (query: string, limit = 9) =>
    rankMentions(query, files, limit).map(({ detail }) => detail);

  for (const [query, expected] of [
    ['cart.ts', ['src/cart.ts']],
    [
      'cart',
      [
        'src/cart.ts',
        'src/cartItem.ts',
        'test/cart.test.ts',
        'src/descartes.ts',
        'src/shopping-cart/index.ts',
      ],
    ],
    ['CART.T', ['src/cart.ts', 'test/cart.test.ts', 'src/cartItem.ts']],
    ['item', ['src/cartItem.ts']],
    ['src/ca', ['src/cart.ts', 'src/cartItem.ts']],
    ['test\\cart', ['test/cart.test.ts']],
    ['ctst', ['test/cart.test.ts', 'src/descartes.ts']],
    ['readme', ['docs/README.md']],
    ['xyz', []],
  ] as const) {
    it(`ranks for ${query}`, () => {
      assert.deepEqual(ranked(query).slice(0, expected.length), expected);
      if (expected.length === 0) assert.deepEqual(ranked(query), []);
    });
  }

  it('keeps the order for an empty query, and the limit', () => {
    assert.deepEqual(ranked(' ', 2), ['src/cart.ts', 'lib/nitem.ts']);
    assert.equal(ranked('cart', 2).length, 2);
  });

  it('is quick with twenty thousand files', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => ({
      label: `component${at}.ts`,
      detail: `packages/app${at % 100}/src/component${at}.ts`,
    }));
    const at = performance.now();
    assert.equal(rankMentions('app7cmp99', many, 50)[0]?.detail.startsWith('packages/app7'), true);
    assert.ok(performance.now() - at < 500, `${performance.now() - at} ms`);
  });
});
