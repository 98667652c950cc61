import { readFile } from 'node:fs/promises';
import type { Log } from './log.ts';

/** The result of a run of suites. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** One line per test, and the lines that tests printed. */
  readonly output: string;
}

/** The environment variable with the path to which the suites write their {@link SuiteResult} as JSON. */
export const reportVariable = 'SUITE_REPORT';

/** Reads the result of the suites from `file`; rejects if they ended without one. */
export async function readReport(file: string, printed: string): Promise<SuiteResult> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`The suites ended without a report. The editor printed:\n${printed}`);
  });
  return JSON.parse(text) as SuiteResult;
}

/** Marks the lines of suites in the console of the editor. */
export const suiteLinePrefix = '[suite] ';

/** Passes on only the lines of suites, without their mark. */
export function suiteLines(log: Log): Log {
  return (line) => {
    if (line.startsWith(suiteLinePrefix)) log(line.slice(suiteLinePrefix.length));
  };
}
