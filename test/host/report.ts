import { readFile } from 'node:fs/promises';
import type { Log } from './log.ts';

/** What became of the suites of one run. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** A line for each test, and what the tests printed. */
  readonly output: string;
}

/** The environment variable that tells the suites where to leave their {@link SuiteResult} as JSON. */
export const reportVariable = 'SUITE_REPORT';

/** What the suites left at `file`; an error when they ended before they could. */
export async function readReport(file: string, printed: string): Promise<SuiteResult> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`The suites ended without a report. The editor printed:\n${printed}`);
  });
  return JSON.parse(text) as SuiteResult;
}

/** Marks the lines that suites print among all that an editor writes to its console. */
export const suiteLinePrefix = '[suite] ';

/** Passes the lines of the suites on, without their mark, and nothing else. */
export function suiteLines(log: Log): Log {
  return (line) => {
    if (line.startsWith(suiteLinePrefix)) log(line.slice(suiteLinePrefix.length));
  };
}
