/** A command that ran in a terminal, as VS Code reports it. */
export interface TerminalCommand {
  readonly commandLine: string;
  /** What the terminal received, escape sequences included. */
  readonly output: string;
  readonly state: 'running' | 'ended';
  /** Undefined while it runs, and where the shell does not say. */
  readonly exitCode: number | undefined;
}

/** Lines of output that are kept, the last ones. */
const MOST_LINES = 400;

/**
 * Escape sequences of ECMA-48: strings that an ST or BEL ends (titles, links, VS Code's own marks), control
 * sequences, and short ones. One that has not ended yet reaches to the end.
 */
const ESCAPES =
  // eslint-disable-next-line no-control-regex
  /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\x00-\x07\x0b-\x1f\x7f-\x9f]/g;

/** What is left of terminal output for a reader: no colours, no moves of the cursor. */
export function stripEscapes(text: string): string {
  return text.replace(ESCAPES, '');
}

/** A command with the last lines of its output and how it ended. */
export function terminalText({ commandLine, output, state, exitCode }: TerminalCommand): string {
  const lines = stripEscapes(output).replaceAll('\r\n', '\n').split('\n').map(drawn);
  while (lines.at(-1)?.trim() === '') lines.pop();
  const skipped = lines.length - MOST_LINES;
  return [
    `$ ${commandLine}`,
    ...(skipped > 0 ? [`(${skipped} lines before these)`] : []),
    ...lines.slice(-MOST_LINES),
    state === 'running' ? '(still running)' : `(exit code: ${exitCode ?? 'unknown'})`,
  ].join('\n');
}

/** A line as the terminal shows it at last: a carriage return writes over it, a backspace takes back. */
function drawn(line: string): string {
  const last = line.replace(/\r+$/, '');
  const shown: string[] = [];
  for (const char of last.slice(last.lastIndexOf('\r') + 1)) {
    if (char === '\b') shown.pop();
    else shown.push(char);
  }
  return shown.join('').replace(CONTROLS, '').trimEnd();
}
