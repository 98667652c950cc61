import assert from 'node:assert/strict';
import { numberedLines } from '../../../../src/chat/tools/numberedLines.ts';

describe('numberedLines', () => {
  it('numbers the lines of a range, whatever the line ends', () => {
    const read = numberedLines('a.ts', 'one\r\ntwo\r\nthree\r\n', 2, 9);
    assert.deepEqual(read, { text: 'a.ts, lines 2 to 3 of 3\n2\ttwo\n3\tthree', count: 2 });
  });

  it('reads an empty file as one empty line', () => {
    assert.equal(numberedLines('a', '')?.text, 'a, lines 1 to 1 of 1\n1\t');
  });

  it('has nothing for lines that do not exist', () => {
    assert.equal(numberedLines('a', 'one\n', 2), undefined);
    assert.equal(numberedLines('a', 'one\ntwo', 2, 1), undefined);
  });

  it('says how to read on', () => {
    const text = Array.from({ length: 1_000 }, (_, at) => `line ${at + 1}`).join('\n');
    const read = numberedLines('a', text, 11);
    assert.equal(read?.count, 400);
    assert.match(read.text, /^a, lines 11 to 410 of 1000\n11\tline 11\n/);
    assert.match(read.text, /\n\(Truncated\. To read on, use startLine 411\.\)$/);
  });

  it('truncates long lines and long texts', () => {
    const read = numberedLines('a', `${'x'.repeat(5_000_000)}\n`.repeat(2));
    assert.ok(read!.text.length < 3_000);
    const many = numberedLines('a', `${'y'.repeat(900)}\n`.repeat(400));
    assert.ok(many!.text.length < 25_000);
    assert.match(many!.text, /use startLine 27\./);
  });
});
