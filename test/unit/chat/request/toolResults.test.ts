import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shareResultRoom, shortened } from '../../../../src/chat/request/toolResults.ts';

describe('shareResultRoom', () => {
  const cases: readonly [string, number[], number, number[]][] = [
    ['sends all if they fit', [1_000, 1_000], 2_000, [1_000, 1_000]],
    ['shortens the oldest first', [1_000, 1_000, 1_000], 2_500, [500, 1_000, 1_000]],
    ['keeps 400 characters of old results', [1_000, 1_000, 1_000], 2_000, [400, 600, 1_000]],
    ['keeps short ones', [100, 1_000, 1_000], 1_500, [100, 400, 1_000]],
    ['then drops the oldest', [1_000, 1_000, 1_000], 900, [100, 400, 400]],
    ['drops all without room', [1_000, 1_000], 0, [0, 0]],
    ['drops all with negative room', [1_000, 1_000], -5, [0, 0]],
  ];
  for (const [name, lengths, room, kept] of cases) {
    it(name, () => {
      assert.deepEqual(shareResultRoom(lengths, room), kept);
    });
  }

  it('never exceeds the room, and never keeps less of a newer result than of an older one of its length', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000)), fc.nat(20_000), (lengths, room) => {
        const kept = shareResultRoom(lengths, room);
        assert.ok(kept.reduce((sum, each) => sum + each, 0) <= room);
        assert.ok(kept.every((each, at) => each >= 0 && each <= lengths[at]!));
      }),
    );
  });
});

describe('shortened', () => {
  it('says how much is left out', () => {
    assert.equal(shortened('abc', 3), 'abc');
    assert.match(shortened('a'.repeat(100), 10), /^a{10}\n\(Shortened: the first 10 of 100 /);
    assert.match(shortened('abc', 0), /^\(Shortened: the first 0 of 3 characters/);
  });
});
