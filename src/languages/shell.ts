import { hasControls, escapeHidden } from '../base/hiddenCharacters.ts';

/** Lines that may be sent to a terminal. */
export interface ShellCommand {
  readonly lines: readonly string[];
}

/** Why a block can't be sent to a terminal; `controls`: it contains control characters. */
export type NotRunnable = 'not a shell' | 'empty' | 'too long' | 'controls';

/** Names after a code fence for a terminal session: commands after a prompt, and their output. */
const TRANSCRIPTS = new Set(
  `console terminal shellsession shsession bashsession zshsession fishsession cmdsession
   powershellsession pwshsession commandprompt doscon ps1con`.split(/\s+/),
);
/** Names after a code fence for shell commands. Makefiles and Dockerfiles contain commands, but can't be run. */
const SHELLS = new Set(
  `sh bash zsh ksh mksh dash ash shell shellscript csh tcsh fish nu nushell elvish xonsh
   powershell pwsh ps ps1 posh cmd bat batch batchfile dos dosbatch`.split(/\s+/),
);
/** Maximum length in characters; more is a script, which belongs in a file. */
const MAX_COMMAND_LENGTH = 20_000;
/** Prompts of Unix shells, PowerShell and the Windows command prompt. */
const PROMPT =
  /^\s*(?:(?:\([\w.-]{1,64}\) )?[$%] |[\w.-]{1,64}@[\w.-]{1,64}[:~/][^$#%]{0,200}[$#%] |PS(?: [^>]{1,200})?> ?|[A-Za-z]:\\[^>]{0,200}> ?)/;
/** Prompts of fish, Nushell and popular themes. Outside a terminal session, `> ` redirects output. */
const BARE_PROMPT = /^\s*[>❯➜λ»] /;
const CONTINUED_PROMPT = /^\s*>>? /;

/**
 * Size of a text that a confirmation can show without scrolling: VS Code uses native dialogs by default, which cut off
 * what does not fit on the screen.
 */
const REVIEW_COLUMNS = 80;
const MAX_REVIEW_ROWS = 25;

/** Tokens that group several lines into one command, by VS Code's shell names. */
const GROUPS = new Map<string, readonly [begin: string, end: string]>([
  ...['bash', 'gitbash', 'ksh', 'sh', 'wsl', 'zsh'].map((shell) => [shell, ['{', '}']] as const),
  ['fish', ['begin', 'end']],
  ['pwsh', ['. {', '}']],
]);

/** Whether a code block with this name contains shell commands and gets a Run button. */
export function isShell(language: string): boolean {
  const name = plainName(language);
  return SHELLS.has(name) || TRANSCRIPTS.has(name);
}

/** Removes differences in case and separators: `Shell-Session`, `shell_script`. */
function plainName(language: string): string {
  return language.toLowerCase().replace(/[-_ ]/g, '');
}

/**
 * Reads the commands of a block; of a terminal session, only the typed lines. Tabs become spaces, since a shell would
 * start its own completion.
 */
export function readCommand(code: string, language: string): ShellCommand | NotRunnable {
  if (!isShell(language)) return 'not a shell';
  const isTranscript = TRANSCRIPTS.has(plainName(language));
  return readLines(code, isTranscript ? [PROMPT, BARE_PROMPT] : [PROMPT]);
}

/** Like {@link readCommand} for text that is known to be shell commands. */
export function readShellCommand(code: string): ShellCommand | Exclude<NotRunnable, 'not a shell'> {
  return readLines(code, [PROMPT]);
}

function readLines(code: string, prompts: readonly RegExp[]): ReturnType<typeof readShellCommand> {
  if (code.length > MAX_COMMAND_LENGTH) return 'too long';
  const text = code.replace(/\r\n/g, '\n');
  if (hasControls(text) || !text.isWellFormed()) return 'controls';
  const lines = typedLines(text.split('\n'), prompts).map((line) => line.replaceAll('\t', ' '));
  const first = lines.findIndex((line) => !isWhitespace(line));
  const last = lines.findLastIndex((line) => !isWhitespace(line));
  return first < 0 ? 'empty' : { lines: lines.slice(first, last + 1) };
}

/** The lines typed after a prompt, by the first of `prompts` that matches; all lines if there is no prompt. */
function typedLines(lines: readonly string[], prompts: readonly RegExp[]): readonly string[] {
  const start = lines.find((line) => !isWhitespace(line) && !line.trimStart().startsWith('#'));
  const prompt = prompts.find((pattern) => start !== undefined && pattern.test(start));
  if (!prompt) return lines;
  let isContinued = false;
  return lines.flatMap((line) => {
    const found = prompt.exec(line) ?? (isContinued ? CONTINUED_PROMPT.exec(line) : null);
    if (!found && !isContinued) return [];
    const typed = line.slice(found?.[0].length ?? 0);
    isContinued = /[\\`^]$/.test(typed);
    return [typed];
  });
}

function isWhitespace(line: string): boolean {
  return line.trim() === '';
}

/**
 * The whole command as a confirmation shows it, hidden characters and unusual spaces as code points; undefined for one
 * that a confirmation has no room for, which must not be run.
 */
export function reviewText({ lines }: ShellCommand): string | undefined {
  const shown = lines.map((line) => escapeHidden(line, { spaces: true }));
  // A long run of spaces is shown shorter than it is, which must not make room for more text.
  const rows = lines.map((line, at) => {
    const columns = Math.max(line.length, shown[at]?.length ?? 0);
    return Math.max(1, Math.ceil(columns / REVIEW_COLUMNS));
  });
  const all = rows.reduce((sum, count) => sum + count, 0);
  return all > MAX_REVIEW_ROWS ? undefined : shown.join('\n');
}

/**
 * One text that a shell parses as a whole before it runs anything, so that no command reads the next line as its input.
 * `shell` is VS Code's name of the shell; an unknown shell gets the lines unchanged.
 */
export function asOneCommand({ lines }: ShellCommand, shell: string | undefined): string {
  const text = lines.join('\n');
  if (lines.length === 1) return text;
  const [begin, end] = GROUPS.get(shell ?? '') ?? [];
  return begin === undefined ? text : `${begin}\n${text}\n${end ?? ''}`;
}
