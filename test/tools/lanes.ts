/** How many tests passed, failed and were skipped. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A part of a test run. */
export interface Step {
  readonly name: string;
  /** Resolves with its counts; a rejection counts as one failure. `log` prints one line of the step's report. */
  readonly run: (log: (line: string) => void) => Promise<Counts>;
}

/** The result of a step. */
export interface StepResult extends Counts {
  readonly name: string;
  /** The lane in which it ran, from 1. */
  readonly lane: number;
  readonly seconds: number;
}

/** The clock and output of {@link runLanes}. */
export interface LanePorts {
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  readonly print: (line: string) => void;
  /** Calls back at regular intervals until the returned function is called. */
  readonly every: (callback: () => void) => () => void;
}

/**
 * Runs steps in a number of lanes side by side; a lane that is free takes the next step. The lines of a step are printed
 * together when it ends, so that the output of two lanes never mixes; meanwhile, a line for each running step
 * shows what it logged last. A failed step does not stop the others.
 */
export async function runLanes(
  steps: readonly Step[],
  lanes: number,
  { now, print, every }: LanePorts,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  const queue = [...steps];
  const running = new Map<string, { readonly start: number; readonly lines: readonly string[] }>();
  const secondsSince = (start: number) => (now() - start) / 1000;
  const stop = every(() => {
    for (const [name, { start, lines }] of running) {
      const last = lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
      print(`-- running: ${name} (${secondsSince(start).toFixed(0)} s) ${last}`.trimEnd());
    }
  });
  const runStep = async ({ name, run }: Step, lane: number): Promise<void> => {
    const start = now();
    const lines: string[] = [];
    running.set(name, { start, lines });
    print(`-- started: ${name}`);
    const counts = await run((line) => lines.push(line)).catch((error: unknown) => {
      lines.push(error instanceof Error ? error.message : String(error));
      return { passed: 0, failed: 1, skipped: 0 };
    });
    running.delete(name);
    const result = { name, lane, ...counts, seconds: secondsSince(start) };
    results.push(result);
    print(`\n== ${name}`);
    for (const line of lines) print(line);
    print(`== ${summaryOf(result)}`);
  };
  const runLane = async (lane: number): Promise<void> => {
    for (let step = queue.shift(); step; step = queue.shift()) await runStep(step, lane);
  };
  try {
    await Promise.all(Array.from({ length: lanes }, (_, at) => runLane(at + 1)));
  } finally {
    stop();
  }
  return results;
}

/** A summary line: `unit tests: 5049 passed, 0 failed, 77.8 s`. */
export function summaryOf({ name, passed, failed, seconds }: StepResult): string {
  return `${name}: ${passed} passed, ${failed} failed, ${seconds.toFixed(1)} s`;
}

/** How long each lane took: `lane 1: 312 s`. */
export function laneTimes(results: readonly StepResult[]): readonly string[] {
  const times: number[] = [];
  for (const { lane, seconds } of results) times[lane] = (times[lane] ?? 0) + seconds;
  return times.map((seconds, lane) => `lane ${lane}: ${seconds.toFixed(0)} s`).slice(1);
}

/** The sum of the counts of all steps. */
export function total(results: readonly Counts[]): Counts {
  const sum = (count: keyof Counts) => results.reduce((all, each) => all + each[count], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}
