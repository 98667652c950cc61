import assert from 'node:assert/strict';
import { SystemClock } from '../../../../src/vscode/platform/systemClock.ts';

describe('SystemClock', () => {
  const cases: readonly [string, even: number, wall: number, now: number][] = [
    ['advances', 1_000, 1_000, 1_000],
    ['continues steadily during small corrections', 1_000, 1_400, 1_000],
    ['and back by a little', 1_000, 600, 1_000],
    ['knows how long the machine slept', 1_000, 3_600_000, 3_600_000],
    ['follows when it is set back', 1_000, -86_400_000, -86_400_000],
  ];
  for (const [name, evenMs, wallMs, nowMs] of cases) {
    it(name, () => {
      const start = 1_800_000_000_000;
      let [even, wall] = [50, start];
      const clock = new SystemClock(
        () => even,
        () => wall,
      );
      even += evenMs;
      wall += wallMs;
      assert.equal(clock.now() - start, nowMs);
      even += 10;
      wall += 10;
      assert.equal(clock.now() - start, nowMs + 10);
    });
  }
});
