import assert from 'node:assert/strict';
import { filesOf, joinDiff } from '../../../../src/chat/context/splitDiff.ts';
import { rankMentions } from '../../../../src/chat/context/rankMentions.ts';
import { stripEscapes, terminalText } from '../../../../src/chat/context/terminalText.ts';

describe('terminalText', () => {
  for (const [title, raw, plain] of [
    ['colors', '\x1b[1;31mred\x1b[0m', 'red'],
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

  it('keeps the final state of the screen', () => {
    const output = ' 10 %\r 50 %\r100 %\r\nspinner |\b/\b-\r\ndone\x07   \r\n\r\n\r\n';
    assert.equal(
      terminalText({ ...command, output }, []).text,
      '$ npm test\n100 %\nspinner -\ndone\n(exit code: 1)',
    );
  });

  it('keeps the last lines and marks the omission', () => {
    const output = Array.from({ length: 1_000 }, (_, at) => `line ${at}\r\n`).join('');
    const lines = terminalText({ ...command, output }, []).text.split('\n');
    assert.deepEqual(lines.slice(0, 3), ['$ npm test', '(600 lines before these)', 'line 600']);
    assert.deepEqual(lines.slice(-2), ['line 999', '(exit code: 1)']);
  });

  it('reports that a command is running or its exit code is unknown', () => {
    const base = { ...command, output: '', exitCode: undefined };
    assert.equal(
      terminalText({ ...base, state: 'running' }, []).text,
      '$ npm test\n(still running)',
    );
    assert.equal(terminalText(base, []).text, '$ npm test\n(exit code: unknown)');
  });

  it('masks secrets and reports that', () => {
    const { text, count } = terminalText(
      {
        ...command,
        commandLine: 'API_KEY=hidden node a.js',
        output:
          'my-own-key\r\nAuthorization: Bearer hidden\r\n\x1b[1mDB_PASS\x1b[0mWORD=hidden\r\n',
      },
      ['my-own-key'],
    );
    assert.equal(count, 4);
    assert.equal(
      text,
      [
        '$ API_KEY=[redacted] node a.js',
        '[redacted]',
        'Authorization: Bearer [redacted]',
        'DB_PASSWORD=[redacted]',
        '(exit code: 1)',
        '(4 secrets were replaced with [redacted].)',
      ].join('\n'),
    );
  });
});

describe('filesOf', () => {
  const section = (a: string, b = a) =>
    `diff --git a/${a} b/${b}\nindex 1..2 100644\n--- a/${a}\n+++ b/${b}\n@@ -1 +1 @@\n-x\n+y\n`;

  it('splits a diff by file', () => {
    const [first, second, ...rest] = filesOf(`warning: x\n${section('a.ts')}${section('b c.ts')}`);
    assert.deepEqual(first, { header: 'diff --git a/a.ts b/a.ts', text: section('a.ts') });
    assert.equal(second?.text, section('b c.ts'));
    assert.deepEqual(rest, []);
  });

  it('never mistakes a line of a file for a header', () => {
    const [file, ...rest] = filesOf(`${section('a.ts')}+++ b/.env\n+diff --git a/x b/x\n`);
    assert.equal(file?.header, 'diff --git a/a.ts b/a.ts');
    assert.deepEqual(rest, []);
  });

  it('keeps whole files within a limit', () => {
    const long = { text: 'l'.repeat(250_000) };
    const short = { text: 's'.repeat(100) };
    assert.deepEqual(joinDiff([short, long, short]), {
      text: short.text.repeat(2),
      fullLength: 250_200,
    });
    assert.deepEqual(joinDiff([long]), { text: long.text.slice(0, 200_000), fullLength: 250_000 });
    assert.deepEqual(joinDiff([]), { text: '', fullLength: 0 });
  });
});

describe('rankMentions', () => {
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
    it(`ranks files for ${query}`, () => {
      assert.deepEqual(ranked(query).slice(0, expected.length), expected);
      if (expected.length === 0) assert.deepEqual(ranked(query), []);
    });
  }

  it('keeps the order for an empty query, up to the limit', () => {
    assert.deepEqual(ranked(' ', 2), ['src/cart.ts', 'lib/nitem.ts']);
    assert.equal(ranked('cart', 2).length, 2);
  });

  it('handles twenty thousand files', () => {
    const many = Array.from({ length: 20_000 }, (_, at) => ({
      label: `component${at}.ts`,
      detail: `packages/app${at % 100}/src/component${at}.ts`,
    }));
    assert.equal(rankMentions('app7cmp99', many, 50)[0]?.detail.startsWith('packages/app7'), true);
  });
});
