import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { raceAbort } from '../../../base/async.ts';

/** Output after this is not read, in bytes. */
const MAX_BYTES = 16_000_000;

/**
 * Finds the ripgrep program that VS Code uses for its own search: in a module of the application or, in desktop
 * versions, next to its archive. Undefined if there is none.
 */
export async function findRipgrep(
  appRoot: string,
  { platform, arch } = process,
): Promise<string | undefined> {
  const file = platform === 'win32' ? 'rg.exe' : 'rg';
  const places = [
    ['@vscode', 'ripgrep', 'bin'],
    ['@vscode', 'ripgrep-universal', 'bin', `${platform}-${arch}`],
  ];
  for (const modules of ['node_modules', 'node_modules.asar.unpacked']) {
    for (const place of places) {
      const path = join(appRoot, modules, ...place, file);
      try {
        await access(path, constants.X_OK);
        return path;
      } catch {
        // Not there.
      }
    }
  }
  return undefined;
}

/** How ripgrep is run. */
export interface RipgrepRun {
  readonly program: string;
  /** The folder that is searched. */
  readonly folder: string;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  /** Separates the records of the output. */
  readonly separator: '\n' | '\0';
}

/** The reason why ripgrep rejected its arguments: an invalid regular expression. */
export class InvalidRegexError extends Error {}

/** Characters of its error output that are kept. */
const MAX_REASON = 500;

/**
 * Runs ripgrep without a shell and yields the records of its output. Ends with the signal, after 16 MB, or when the
 * consumer returns; the process is then killed. Rejects with
 * {@link InvalidRegexError} if the regular expression is invalid, and otherwise if the program can't be started.
 */
export async function* ripgrepRecords({
  program,
  folder,
  args,
  signal,
  separator,
}: RipgrepRun): AsyncGenerator<string, void, undefined> {
  const child = spawn(program, args, {
    cwd: folder,
    shell: false,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  let reason = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    reason = (reason + text).slice(0, MAX_REASON);
  });
  const closed = new Promise<void>((resolve) => child.once('close', resolve));
  const chunks = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]();
  try {
    await started;
    let rest = '';
    let bytes = 0;
    for (;;) {
      const next = await raceAbort(chunks.next(), signal);
      if (!next || next.done === true || signal.aborted) break;
      const chunk = String(next.value);
      bytes += chunk.length;
      const records = (rest + chunk).split(separator);
      rest = records.pop() ?? '';
      yield* records;
      if (bytes > MAX_BYTES) return;
    }
    if (rest !== '' && !signal.aborted) yield rest;
    // The error output may arrive after the end of the standard output.
    await raceAbort(closed, signal);
    if (/regex/i.test(reason)) throw new InvalidRegexError(reason.trim());
  } finally {
    child.kill('SIGKILL');
    child.stdout.destroy();
  }
}
