import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cleanKey, maskKey } from '../../../../src/mistral/keys/cleanKey.ts';

describe('cleanKey', () => {
  const good: [string, string][] = [
    ['a key as it is', 'abc123'],
    ['surrounding whitespace', ' \tabc123\r\n'],
    ['quotes', '"abc123"'],
    ['typographic quotes', '“abc123”'],
    ['backquotes in quotes', `'\`abc123\`'`],
    ['the word Bearer', 'Bearer abc123'],
    ['all of it', ' "bearer  abc123" \n'],
    ['a zero-width space from a web page', '\u200babc123\u2060'],
    ['a no-break space', '\u00a0abc123\ufeff'],
    ['a line of a shell', 'export MISTRAL_API_KEY=abc123'],
    ['a line of a shell, in quotes', `export CODESTRAL_API_KEY="abc123";\n`],
    ['a line of an .env file', 'MISTRAL_API_KEY = abc123'],
    ['a line of cmd', 'set MISTRAL_API_KEY=abc123'],
    ['a line of PowerShell', `$env:MISTRAL_API_KEY = 'abc123'`],
    ['a line of a settings file', '"mistral.apiKey": "abc123",'],
    ['a header', 'Authorization: Bearer abc123'],
    ['a header of a curl command', '"authorization: Bearer abc123"'],
    ['another header', 'x-api-key: abc123'],
    ['quotes that belong to the key', 'abc"123'],
  ];
  for (const [name, text] of good) {
    it(`accepts ${name}`, () => {
      assert.deepEqual(cleanKey(text), {
        ok: true,
        key: text.includes('c"1') ? 'abc"123' : 'abc123',
      });
    });
  }

  const bad: [string, string][] = [
    ['', 'empty'],
    [' \n', 'empty'],
    ['""', 'empty'],
    ['Bearer ', 'empty'],
    ['export MISTRAL_API_KEY=', 'empty'],
    ['curl -H "Authorization: Bearer abc"', 'whitespace'],
    ['abc 123', 'whitespace'],
    ['abc\n123', 'whitespace'],
    ['abc€123', 'notLatin1'],
    ['abc\u0000123', 'notLatin1'],
    ['•••• 1234'.replace(' ', ''), 'notLatin1'],
  ];
  for (const [text, reason] of bad) {
    it(`refuses ${JSON.stringify(text)}: ${reason}`, () => {
      assert.deepEqual(cleanKey(text), { ok: false, reason });
    });
  }

  it('returns only keys valid in a header, and is idempotent', () => {
    const typed = [
      'a',
      'Z',
      '7',
      '_',
      '-',
      'é',
      '€',
      '🙂',
      'Bearer ',
      'bearer',
      'API_KEY',
      '=',
      ':',
    ];
    const around = [' ', '\n', '\t', '\0', '\u00a0', '\u200b', '"', "'", '`', '“', '”', '«', '»'];
    const piece = fc.constantFrom(...typed, ...around);
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const first = cleanKey(text);
          if (!first.ok) return;
          const header = new Headers({ authorization: `Bearer ${first.key}` }).get('authorization');
          assert.equal(header, `Bearer ${first.key}`);
          assert.deepEqual(cleanKey(first.key), first);
        },
      ),
    );
  });

  it('shows only the last four characters', () => {
    assert.equal(maskKey('abcdefghijklmnopqrst'), '•••• qrst');
  });

  it('never shows more than a quarter of a key', () => {
    assert.equal(maskKey('abcdefgh'), '•••• gh');
    assert.equal(maskKey('abc'), '••••');
    assert.equal(maskKey(''), '••••');
  });
});
