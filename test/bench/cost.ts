import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { takeSnapshot } from '../../src/completion/snapshot.ts';
import type { LineSource } from '../../src/base/lines.ts';
import type { Snapshot } from '../../src/completion/snapshot.ts';
import type { FimEvent } from '../../src/mistral/fim.ts';
import type { Clock } from '../../src/base/clock.ts';
import { percentile, round } from './metrics.ts';
import { ours } from './ours.ts';
import type { Policy } from './policy.ts';

/** The cost of the engine in real time on this machine, next to its targets. */
export type Costs = Readonly<Record<string, number>>;

/** The repeated lines of documents of any size: plain code with brackets and strings. */
const LINES = [
  'export function total(items: readonly Item[], tax: number): number {',
  "  const prices = items.map((item) => item.price * (item.tax === 'none' ? 1 : tax));",
  '  return prices.reduce((sum, price) => sum + price, 0);',
  '}',
  '',
];
const ANSWER = 'const rounded = Math.round(prices.length * 100) / 100;';

/** The number of measured calls. */
const ROUNDS = 6;

/** Measures everything. Takes half a minute; the process should have done nothing else before. */
export async function measureCosts(): Promise<Costs> {
  const sizes = [100, 100_000, Math.ceil(10_000_000 / (LINES.join('\n').length / LINES.length))];
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const times: number[] = [];
    for (const size of sizes) times.push(await callTimes(size));
    rounds.push(times);
  }
  // The first round includes compilation. Of the others, take the median, since garbage collection may affect one.
  const [small = 0, large = 0, huge = 0] = sizes.map((_, at) =>
    quantile(
      rounds.slice(1).map((times) => times[at] ?? 0),
      0.5,
    ),
  );
  return {
    'typed-through key p50, ms (target < 1)': await typedThrough(),
    'added to the answer p95, ms (target 5)': await addedToAnswer(),
    'one call in 100 lines p99, ms (target <= 2)': small,
    'in 100,000 lines, times that (target <= 1.5)': round(large / small, 2),
    'in 10 MB, times that (target <= 1.5)': round(huge / small, 2),
    ...(await leaks()),
  };
}

/** An engine with a service that responds at once, piece by piece. */
class TestBed {
  readonly policy: Policy;
  /** The answers that are still being read. */
  open = 0;
  requests = 0;
  /** When the last piece was sent. */
  answeredAt = 0;
  readonly timers = new Set<NodeJS.Timeout>();
  /** The engine's clock, which the benchmark advances so that waits cost no real time. */
  #ahead = 0;

  constructor() {
    const clock: Clock = {
      now: () => Date.now() + this.#ahead,
      setTimeout: (run) => {
        const timer = setTimeout(() => {
          this.timers.delete(timer);
          run();
        }, 0);
        this.timers.add(timer);
        return () => {
          this.timers.delete(timer);
          clearTimeout(timer);
        };
      },
    };
    this.policy = ours({ delay: 0 })({
      clock,
      service: { stream: () => this.#stream() },
    });
  }

  /** Advances the clock by more than a second. */
  rest(): void {
    this.#ahead += 2_000;
  }

  async *#stream(): AsyncGenerator<FimEvent, void, undefined> {
    this.open += 1;
    this.requests += 1;
    try {
      for (const text of ANSWER.split(/(?= )/)) yield { text };
      this.answeredAt = performance.now();
      yield { end: 'stop' };
    } finally {
      this.open -= 1;
    }
  }
}

/** A document with this number of lines and typed text on a line in its middle. */
function snapshotIn(count: number, typed: string): Snapshot {
  const line = Math.floor(count / 2 / LINES.length) * LINES.length + 2;
  const lines: LineSource = {
    count,
    at: (number) => (number === line ? `  ${typed}` : (LINES[number % LINES.length] ?? '')),
  };
  return takeSnapshot(lines, {
    document: 'file:///bench.ts',
    path: 'bench.ts',
    languageId: 'typescript',
    line,
    column: typed.length + 2,
    trigger: 'automatic',
  });
}

const neverAborted = new AbortController().signal;

/** Milliseconds for a keystroke that matches the suggestion: snapshot, call and answer, without a request. */
async function typedThrough(): Promise<number> {
  const bed = new TestBed();
  await bed.policy.suggest(snapshotIn(1000, ''), neverAborted);
  const times: number[] = [];
  for (let turn = 0; turn < 40; turn += 1) {
    for (let length = 1; length < ANSWER.length - 1; length += 1) {
      const from = performance.now();
      await bed.policy.suggest(snapshotIn(1000, ANSWER.slice(0, length)), neverAborted);
      times.push(performance.now() - from);
    }
  }
  if (bed.requests !== 1) throw new Error(`${bed.requests} requests for one suggestion`);
  return quantile(times, 0.5);
}

/** Milliseconds from the service's last piece to the item. */
async function addedToAnswer(): Promise<number> {
  const bed = new TestBed();
  const times: number[] = [];
  for (let number = 0; number < 1000; number += 1) {
    bed.rest();
    await bed.policy.suggest(snapshotIn(1000, `v${number} = `), neverAborted);
    times.push(performance.now() - bed.answeredAt);
  }
  return quantile(times, 0.95);
}

/**
 * The 99th percentile of the CPU time of a call with its request, in milliseconds, in a document with this number of
 * lines.
 */
async function callTimes(count: number): Promise<number> {
  const bed = new TestBed();
  const times: number[] = [];
  for (let number = 0; number < 1000; number += 1) {
    bed.rest();
    const from = process.cpuUsage();
    await bed.policy.suggest(snapshotIn(count, `v${number} = `), neverAborted);
    const { user, system } = process.cpuUsage(from);
    times.push((user + system) / 1000);
  }
  return quantile(times, 0.99);
}

/** The memory that remains after 10,000 completions in one process. */
async function leaks(): Promise<Costs> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let unhandled = 0;
  const count = () => (unhandled += 1);
  process.on('unhandledRejection', count);
  const bed = new TestBed();
  const complete = async (from: number, to: number) => {
    for (let number = from; number < to; number += 1) {
      bed.rest();
      await bed.policy.suggest(snapshotIn(1000, `v${number} = `), neverAborted);
    }
    await setImmediate();
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = await complete(0, 1000);
  const after = await complete(1000, 11_000);
  process.off('unhandledRejection', count);
  return {
    'heap growth over 10,000 completions, MB': round((after - before) / 2 ** 20, 2),
    'timers left': bed.timers.size,
    'streams left open': bed.open,
    'unhandled rejections': unhandled,
  };
}

function quantile(times: number[], of: number): number {
  return percentile(
    times.sort((a, b) => a - b),
    of,
  )!;
}
