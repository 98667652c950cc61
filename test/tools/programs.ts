import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Counts } from './lanes.ts';

type Log = (line: string) => void;

/** Runs a program of node_modules that passes or fails as a whole, at a lower priority than the editors. */
export async function check(log: Log, program: string, ...args: string[]): Promise<Counts> {
  const { code } = await run(log, program, args, { isBackground: true });
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Runs test files with mocha and the settings of `.mocharc.json`, at a lower priority than the editors. */
export async function mocha(log: Log, ...args: string[]): Promise<Counts> {
  const all = ['--reporter', 'dot', ...args];
  return countsOf(await run(log, 'mocha/bin/mocha.js', all, { isBackground: true }));
}

/** How a program is run. */
export interface ProgramOptions {
  /** It is asked to end after this time in ms; the default is longer than a whole run on two cores. */
  readonly timeoutMs?: number;
  /** It is killed this long after that, in ms; its output is closed this long after its end. */
  readonly graceMs?: number;
  /** Whether it runs at a lower priority than other programs. */
  readonly isBackground?: boolean;
}

/**
 * Runs a program of node_modules with Node; logs each line of its output. It always ends: a program that takes
 * too long is stopped, and a process that it left behind cannot keep its output open.
 */
export function run(
  log: Log,
  program: string,
  args: readonly string[],
  { timeoutMs = 30 * 60_000, graceMs = 10_000, isBackground = false }: ProgramOptions = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join('node_modules', program), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // An editor test times out if it gets too little processor time; a check has no time limit.
    if (isBackground && child.pid !== undefined)
      setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    const lines: string[] = [];
    const receive = (line: string) => {
      lines.push(line);
      log(line);
    };
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', receive);
    }
    const timers = [
      setTimeout(() => {
        receive(`${program} did not end within ${timeoutMs / 60_000} minutes.`);
        child.kill('SIGTERM');
        timers.push(setTimeout(() => child.kill('SIGKILL'), graceMs));
      }, timeoutMs),
    ];
    child.on('exit', () => {
      const closeOutput = () => {
        child.stdout.destroy();
        child.stderr.destroy();
      };
      timers.push(setTimeout(closeOutput, graceMs));
    });
    child.on('error', reject);
    child.on('close', (code) => {
      for (const timer of timers) clearTimeout(timer);
      resolve({ code: code ?? 1, output: lines.join('\n') });
    });
  });
}

/** Reads the counts of mocha's summary. */
export function countsOf(result: { readonly code: number; readonly output: string }): Counts {
  const count = (word: string) =>
    Number(new RegExp(`^ *(\\d+) ${word}`, 'm').exec(result.output)?.[1] ?? 0);
  const failed = count('failing');
  return {
    passed: count('passing'),
    // A run that ends before its summary, or outside its tests, has failed as well.
    failed: result.code === 0 ? failed : Math.max(1, failed),
    skipped: count('pending'),
  };
}
