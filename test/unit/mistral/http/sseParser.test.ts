import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SseParser } from '../../../../src/mistral/http/sseParser.ts';
import type { SseEvent } from '../../../../src/mistral/http/sseParser.ts';

function parse(pieces: readonly Uint8Array[]): SseEvent[] {
  const parser = new SseParser();
  return [...pieces.flatMap((piece) => parser.push(piece)), ...parser.end()];
}

function parseText(text: string): SseEvent[] {
  return parse([new TextEncoder().encode(text)]);
}

describe('SseParser', () => {
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
    ['only one space removed', 'data:  a\n\n', [{ event: '', data: ' a' }]],
    ['several data lines', 'data: a\ndata: b\n\n', [{ event: '', data: 'a\nb' }]],
    ['a name', 'event: error\ndata: a\n\n', [{ event: 'error', data: 'a' }]],
    ['a name for one event only', 'event: x\n\ndata: a\n\n', [{ event: '', data: 'a' }]],
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
    ['an error field', 'error: {"a":1}\n\n', [{ event: 'error', data: '{"a":1}' }]],
    ['a JSON object without a field', '{"a":1}\n\n', [{ event: '', data: '{"a":1}' }]],
  ];
  for (const [name, text, events] of table) {
    it(`reads ${name}`, () => {
      assert.deepEqual(parseText(text), events);
    });
  }

  it('finds the same events wherever the bytes are split', () => {
    const line = fc.oneof(
      fc.constantFrom('', 'event: error', ': comment', 'data: {"a":"é🙂漢"}', 'data: [DONE]'),
      fc.constantFrom('error: {"a":1}', '{"a":1}'),
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

  it('replaces invalid UTF-8 with U+FFFD', () => {
    const bytes = [...new TextEncoder().encode('data: a'), 0xff, 0xc3];
    assert.deepEqual(parse([Uint8Array.from(bytes)]), [{ event: '', data: 'a\ufffd\ufffd' }]);
  });

  it('reports the size of the incomplete event', () => {
    const parser = new SseParser();
    parser.push(new TextEncoder().encode('data: 1234\ndata: 5678'));
    // Line endings count as well.
    assert.equal(parser.pending, 15);
    parser.push(new TextEncoder().encode('\n\n'));
    assert.equal(parser.pending, 0);
  });
});
