import assert from 'node:assert/strict';
import { CommandOutput } from '../../../../src/chat/command/commandOutput.ts';

function text(...pieces: readonly string[]): string {
  const output = new CommandOutput();
  for (const piece of pieces) output.append(piece);
  return output.text();
}

describe('CommandOutput', () => {
  for (const [name, pieces, expected] of [
    ['nothing', [], ''],
    ['lines without colors', ['\u001b[31mred\u001b[0m\r\nnext\r\n'], 'red\nnext'],
    ['a sequence in two pieces', ['a\u001b[3', '1mb'], 'ab'],
    ['the last state of a progress line', ['10 %\r50 %\r100 %\n'], '100 %'],
  ] as const) {
    it(`returns ${name}`, () => {
      assert.equal(text(...pieces), expected);
    });
  }

  for (const count of [5_000, 2_000_000]) {
    it(`returns the beginning and the end of ${count} lines`, () => {
      const output = new CommandOutput();
      for (let at = 0; at < count; at += 1_000) {
        output.append(Array.from({ length: 1_000 }, (_, line) => `line ${at + line}\r\n`).join(''));
      }
      const result = output.text();
      assert.match(result, /^line 0\nline 1\n/);
      assert.match(result, /\n\(… output left out here …\)\nline \d+\n/);
      assert.ok(result.endsWith(`line ${count - 1}`));
      assert.ok(result.length <= 16_100, `${result.length}`);
    });
  }
});
