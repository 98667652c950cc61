import { REDACTED } from '../../base/redacted.ts';
import { redactSecrets } from '../../privacy/redactSecrets.ts';
import type { Redacted } from '../../privacy/redactSecrets.ts';

/** A terminal command as VS Code reports it. */
export interface TerminalCommand {
  readonly commandLine: string;
  /** The output with its escape sequences. */
  readonly output: string;
  readonly state: 'running' | 'ended';
  /** Undefined while it runs, and if the shell does not report it. */
  readonly exitCode: number | undefined;
}

/** Maximum number of output lines to keep, from the end. */
const MAX_LINES = 400;

/**
 * Escape sequences of ECMA-48: strings that end with ST or BEL (titles, links, VS Code's own markers), control
 * sequences, and short ones. An unterminated string extends to the next sequence or the end. So every sequence
 * matches where it starts, and a long text is scanned once.
 */
const ESCAPES =
  // oxlint-disable-next-line no-control-regex
  /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c|$)|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\x00-\x07\x0b-\x1f\x7f-\x9f]/g;

/** Terminal output as plain text: without colors and cursor movements. */
export function stripEscapes(text: string): string {
  return text.replace(ESCAPES, '');
}

/**
 * A command with the last lines of its output and its exit code, without known keys and anything that looks like a
 * secret.
 */
export function terminalText(command: TerminalCommand, knownKeys: readonly string[]): Redacted {
  const redacted = redactSecrets(shownText(command), knownKeys);
  const { text, count } = redacted;
  if (count === 0) return redacted;
  const secrets = count === 1 ? '1 secret was' : `${count} secrets were`;
  return { text: `${text}\n(${secrets} replaced with ${REDACTED}.)`, count };
}

/** The lines of terminal output as they look once it is complete, without blank lines at the end. */
export function terminalLines(output: string): readonly string[] {
  const lines = stripEscapes(output).replaceAll('\r\n', '\n').split('\n').map(drawn);
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}

function shownText({ commandLine, output, state, exitCode }: TerminalCommand): string {
  const lines = terminalLines(output);
  const skipped = lines.length - MAX_LINES;
  return [
    `$ ${commandLine}`,
    ...(skipped > 0 ? [`(${skipped} lines before these)`] : []),
    ...lines.slice(-MAX_LINES),
    state === 'running' ? '(still running)' : `(exit code: ${exitCode ?? 'unknown'})`,
  ].join('\n');
}

/** The final state of a terminal line: a carriage return overwrites it, a backspace deletes a character. */
function drawn(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end -= 1;
  const visible: string[] = [];
  for (const char of line.slice(line.lastIndexOf('\r', end - 1) + 1, end)) {
    if (char === '\b') visible.pop();
    else visible.push(char);
  }
  return visible.join('').replace(CONTROLS, '').trimEnd();
}
