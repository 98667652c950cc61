/** Characters of the shorter input at the first scale. The longer input has four times as many. */
const SHORT = 1_500;
/**
 * The largest accepted ratio of the two times: 4 is linear, 16 quadratic. Both times include work that does not depend
 * on the input.
 */
const MAX_RATIO = 9;
/** The allowance for garbage collection and compilation, in milliseconds. */
const NOISE_MS = 4;
/**
 * Growth must be excessive at each of these scales: noise rarely repeats, quadratic time does. `attempts` is how often a
 * pair is measured at most; the shortest time of each length counts.
 */
const SCALES = [
  { scale: 1, attempts: 8 },
  { scale: 2, attempts: 4 },
];

/** Input of at least `length` characters that repeats one piece. */
export function repeated(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length));
}

/**
 * Compares the times for an input and one of four times the length. Returns their ratio if it shows more than linear
 * growth, or else undefined. `prepare` returns the function to measure for a length.
 */
export function excessiveGrowth(prepare: (length: number) => () => unknown): number | undefined {
  let ratio: number | undefined;
  for (const { scale, attempts } of SCALES) {
    ratio = excessiveRatio(prepare(scale * SHORT), prepare(4 * scale * SHORT), attempts);
    if (ratio === undefined) return undefined;
  }
  return ratio;
}

function excessiveRatio(
  runShort: () => unknown,
  runLong: () => unknown,
  attempts: number,
): number | undefined {
  let [short, long] = [Infinity, Infinity];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    long = Math.min(long, cpuTimeOf(runLong));
    if (long <= NOISE_MS) return undefined;
    // Twice, since a single slow run would hide excessive growth.
    short = Math.min(short, cpuTimeOf(runShort), cpuTimeOf(runShort));
    if (long <= short * MAX_RATIO + NOISE_MS) return undefined;
  }
  return long / short;
}

/** CPU time of this process in milliseconds, so that other processes on a busy machine don't count. */
function cpuTimeOf(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
