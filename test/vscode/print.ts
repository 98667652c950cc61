import { suiteLinePrefix } from '../host/report.ts';

const printed: string[] = [];

/**
 * Prints text from a suite, for figures above all: it is shown while the suites run and is part of
 * their result. What goes to `console` drowns in what the editor itself writes there.
 */
export function print(text: string): void {
  for (const line of text.split('\n')) {
    printed.push(line);
    console.log(suiteLinePrefix + line);
  }
}

/** All lines that were printed so far. */
export function printedLines(): readonly string[] {
  return printed;
}
