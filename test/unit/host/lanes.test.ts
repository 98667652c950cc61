import assert from 'node:assert/strict';
import type { Step } from '../../tools/lanes.ts';
import { laneTimes, runLanes, total } from '../../tools/lanes.ts';

const PASSED = { passed: 1, failed: 0, skipped: 0 };

/** A step that the test ends. */
function heldStep(name: string) {
  let end: () => void = () => undefined;
  const started: string[] = [];
  const step: Step = {
    name,
    run: (log) => {
      started.push(name);
      log(`line of ${name}`);
      return new Promise((resolve) => {
        end = () => {
          resolve(PASSED);
        };
      });
    },
  };
  return {
    step,
    started,
    end: () => {
      end();
    },
  };
}

function fakePorts() {
  const printed: string[] = [];
  let tick: () => void = () => undefined;
  let now = 0;
  return {
    printed,
    advance: (ms: number) => {
      now += ms;
      tick();
    },
    ports: {
      now: () => now,
      print: (line: string) => printed.push(line),
      every: (callback: () => void) => {
        tick = callback;
        return () => {
          tick = () => undefined;
        };
      },
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('runLanes', () => {
  it('runs lanes side by side, and the next step in the lane that is free first', async () => {
    const { ports } = fakePorts();
    const [a, b, c] = [heldStep('a'), heldStep('b'), heldStep('c')];
    const done = runLanes([a.step, c.step, b.step], 2, ports);
    await turn();
    assert.deepEqual([a.started, b.started, c.started], [['a'], [], ['c']]);
    a.end();
    await turn();
    assert.deepEqual(b.started, ['b']);
    b.end();
    c.end();
    assert.deepEqual(total(await done), { passed: 3, failed: 0, skipped: 0 });
  });

  it('prints the lines of a step together and the last line of each running step', async () => {
    const { ports, printed, advance } = fakePorts();
    const [a, b] = [heldStep('a'), heldStep('b')];
    const done = runLanes([a.step, b.step], 2, ports);
    await turn();
    advance(30_000);
    assert.deepEqual(printed, [
      '-- started: a',
      '-- started: b',
      '-- running: a (30 s) line of a',
      '-- running: b (30 s) line of b',
    ]);
    b.end();
    await turn();
    assert.deepEqual(printed.slice(4), ['\n== b', 'line of b', '== b: 1 passed, 0 failed, 30.0 s']);
    a.end();
    assert.deepEqual(laneTimes(await done), ['lane 1: 30 s', 'lane 2: 30 s']);
  });

  it('counts a rejected step as one failure and continues', async () => {
    const { ports, printed } = fakePorts();
    const broken: Step = { name: 'broken', run: () => Promise.reject(new Error('no browser')) };
    const next: Step = { name: 'next', run: () => Promise.resolve(PASSED) };
    const results = await runLanes([broken, next], 1, ports);
    assert.deepEqual(total(results), { passed: 1, failed: 1, skipped: 0 });
    assert.ok(printed.includes('no browser'));
  });
});
