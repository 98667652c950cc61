import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SseParser } from '../../../src/mistral/sse.ts';
import type { SseEvent } from '../../../src/mistral/sse.ts';

function parse(pieces: readonly Uint8Array[]): SseEvent[] {
  const parser = new SseParser();
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
}

function parseText(text: string): SseEvent[] {
  return parse([new TextEncoder().encode(text)]);
}

describe('mistral/sse', () => {
  const table: [string, string, SseEvent[]][] = [
    ['an event', 'data: a\n\n', [{ event: '', data: 'a' }]],
    [
      'CRLF',
      'data: a\r\n\r\ndata: b\r\n\r\n',
      [
        { event: '', data: 'a' },
        { event: '', data: 'b' },
      ],
    ],
    [
      'CR',
      'data: a\r\rdata: b\r\r',
      [
        { event: '', data: 'a' },
        { event: '', data: 'b' },
      ],
    ],
    ['no space after the colon', 'data:a\n\n', [{ event: '', data: 'a' }]],
    ['only one space taken off', 'data:  a\n\n', [{ event: '', data: ' a' }]],
    ['several data lines', 'data: a\ndata: b\n\n', [{ event: '', data: 'a\nb' }]],
    ['a name', 'event: error\ndata: a\n\n', [{ event: 'error', data: 'a' }]],
    ['a name that counts once', 'event: x\n\ndata: a\n\n', [{ event: '', data: 'a' }]],
    ['comments, ids and retries', ': hi\nid: 1\nretry: 2\ndata: a\n\n', [{ event: '', data: 'a' }]],
    [
      'no blank line at the end',
      'data: a\n\ndata: b',
      [
        { event: '', data: 'a' },
        { event: '', data: 'b' },
      ],
    ],
    ['a byte order mark', '\ufeffdata: a\n\n', [{ event: '', data: 'a' }]],
    ['a field without a value', 'data\n\n', [{ event: '', data: '' }]],
    ['nothing', '\n\n\n', []],
  ];
  for (const [name, text, events] of table) {
    it(`reads ${name}`, () => {
      assert.deepEqual(parseText(text), events);
    });
  }

  it('finds the same events wherever the bytes are cut', () => {
    const line = fc.oneof(
      fc.constantFrom('', 'event: error', ': comment', 'data: {"a":"é🙂漢"}', 'data: [DONE]'),
      fc.string({ unit: 'grapheme' }).map((text) => `data: ${text}`),
    );
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
    const stream = fc.array(fc.tuple(line, lineEnd)).map((lines) => lines.flat().join(''));
    fc.assert(
      fc.property(stream, fc.array(fc.nat(400)), (text, cuts) => {
        const bytes = new TextEncoder().encode(text);
        const at = [
          0,
          ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b),
          bytes.length,
        ];
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        assert.deepEqual(parse(pieces), parse([bytes]));
      }),
    );
  });

  it('takes invalid UTF-8 for U+FFFD', () => {
    const bytes = [...new TextEncoder().encode('data: a'), 0xff, 0xc3];
    assert.deepEqual(parse([Uint8Array.from(bytes)]), [{ event: '', data: 'a\ufffd\ufffd' }]);
  });

  it('tells how much it holds', () => {
    const parser = new SseParser();
    parser.push(new TextEncoder().encode('data: 1234\ndata: 5678'));
    assert.equal(parser.pending, 14);
    parser.push(new TextEncoder().encode('\n\n'));
    assert.equal(parser.pending, 0);
  });
});
