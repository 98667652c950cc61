import { isBlank, linesOf } from './blanks.ts';
import { hasControls } from './hidden.ts';

/** Lines that may be sent to a terminal. */
export interface ShellCommand {
  readonly lines: readonly string[];
}

/** Why a block is not sent to a terminal; `controls` are characters that a terminal obeys. */
export type NotRunnable = 'not a shell' | 'empty' | 'too long' | 'controls';

/** Languages of blocks that are commands, as models write them behind a fence. */
const SHELLS = new Set(
  `bash sh shell zsh fish ksh shellscript console terminal shell-session shellsession sh-session
   powershell pwsh ps1 cmd bat batch dos`.split(/\s+/),
);
/** More is a script, which belongs into a file; in characters. */
const LONGEST = 20_000;
/** In front of what was typed, in transcripts of a Unix shell, PowerShell and the Windows prompt. */
const PROMPT =
  /^\s*(?:(?:\([\w.-]{1,64}\) )?[$%] |[\w.-]{1,64}@[\w.-]{1,64}[:~/][^$#%]{0,200}[$#%] |PS(?: [^>]{1,200})?> ?|[A-Za-z]:\\[^>]{0,200}> ?)/;
const CONTINUED_PROMPT = /^\s*>>? /;

/** What makes one command of many lines, by VS Code's names of the shells. */
const GROUPS = new Map<string, readonly [begin: string, end: string]>([
  ...['bash', 'gitbash', 'ksh', 'sh', 'wsl', 'zsh'].map((shell) => [shell, ['{', '}']] as const),
  ['fish', ['begin', 'end']],
  ['pwsh', ['. {', '}']],
]);

/** Whether blocks of a language can be run at all. */
export function isShell(language: string): boolean {
  return SHELLS.has(language.toLowerCase());
}

/**
 * Reads a block as commands: of a transcript only what was typed. A tab becomes a blank, for a shell would answer
 * it with a completion.
 */
export function readCommand(code: string, language: string): ShellCommand | NotRunnable {
  if (!isShell(language)) return 'not a shell';
  if (code.length > LONGEST) return 'too long';
  const text = code.replace(/\r\n/g, '\n');
  if (hasControls(text) || !text.isWellFormed()) return 'controls';
  const lines = typedLines(linesOf(text)).map((line) => line.replaceAll('\t', ' '));
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  return first < 0 ? 'empty' : { lines: lines.slice(first, last + 1) };
}

/** What was typed in a transcript; all lines where there is no prompt. */
function typedLines(lines: readonly string[]): readonly string[] {
  const start = lines.find((line) => !isBlank(line) && !line.trimStart().startsWith('#'));
  if (start === undefined || !PROMPT.test(start)) return lines;
  let goesOn = false;
  return lines.flatMap((line) => {
    const prompt = PROMPT.exec(line) ?? (goesOn ? CONTINUED_PROMPT.exec(line) : null);
    if (!prompt && !goesOn) return [];
    const typed = line.slice(prompt?.[0].length ?? 0);
    goesOn = /[\\`^]$/.test(typed);
    return [typed];
  });
}

/**
 * One text that a shell reads to its end before it runs any of it, so that no command takes the next line for its
 * input. `shell` is VS Code's name of the shell; one that is not known gets the lines as they are.
 */
export function asOneCommand({ lines }: ShellCommand, shell: string | undefined): string {
  const text = lines.join('\n');
  if (lines.length === 1) return text;
  const [begin, end] = GROUPS.get(shell ?? '') ?? [];
  return begin === undefined ? text : `${begin}\n${text}\n${end ?? ''}`;
}
