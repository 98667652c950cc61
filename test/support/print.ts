import { suiteLinePrefix } from '../host/suiteReport.ts';

const printed: string[] = [];

/**
 * Prints text from a suite, such as measured figures. It is shown while the suites run and is part of
 * their result; the console also has the output of the editor.
 */
export function print(text: string): void {
  for (const line of text.split('\n')) {
    printed.push(line);
    console.log(suiteLinePrefix + line);
  }
}

/** All lines printed so far. */
export function printedLines(): readonly string[] {
  return printed;
}
