import type Mocha from 'mocha';

/**
 * How often a test in an editor runs again after it failed. An editor shares the processor with everything else on the
 * machine, so a single failure may say nothing about the product; one that is repeated does.
 */
export const EDITOR_RETRIES = 1;

/** The beginning of the line about a test that runs a second time. Each is a test to fix. */
export const RETRY_PREFIX = 'again ';

/** Prints why a test failed at first, so that it is not forgotten when the second try passes. */
export function reportRetries(runner: Mocha.Runner, print: (line: string) => void): void {
  runner.on('retry', (test: Mocha.Test, error: unknown) => {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    print(`${RETRY_PREFIX}${test.fullTitle()}\n${why}`);
  });
}
