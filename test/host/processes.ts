import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

/** Options for starting a program; its output is always captured. */
export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Receives every complete line of both output streams. */
  readonly onLine?: (line: string) => void;
}

/** A started program and its child processes. */
export interface RunningProgram {
  /** The last 200,000 characters of both output streams. */
  output(): string;
  /** The exit code; null if a signal ended it. Rejects if the program could not be started. */
  readonly exit: Promise<number | null>;
  /** Resolves to the first match in the output; rejects if the program ends or after `timeoutMs`. */
  waitFor(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray>;
  /** Ends the program and its children; resolves when they have ended. */
  stop(): Promise<void>;
}

const keptOutput = 200_000;
const cleanups = new Set<() => void>();
let watching = false;

/**
 * Runs `cleanup` (synchronous) when this process ends, including by Ctrl+C and other signals; what was registered last
 * runs first, so that a program ends before its folder is removed. The returned function cancels the registration.
 */
export function atExit(cleanup: () => void): () => void {
  watchForExit();
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

function watchForExit(): void {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const cleanup of [...cleanups].reverse()) {
      try {
        cleanup();
      } catch (error) {
        // An exception would keep this process from ending.
        console.error(error);
      }
    }
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // A regular exit also lets Playwright close its browsers; the code is the one that shells use.
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

/** Starts a program as the leader of a process group, which ends with this process at the latest. */
export function startProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): RunningProgram {
  const windows = process.platform === 'win32';
  // Scripts such as npm.cmd need a shell, which joins the arguments with spaces.
  const shell = windows && file.endsWith('.cmd');
  const quote = (text: string): string => (shell && /[\s&()^]/.test(text) ? `"${text}"` : text);
  const child = spawn(quote(file), args.map(quote), {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !windows,
    windowsHide: true,
    shell,
  });
  const forget = atExit(() => {
    killGroup(child);
  });
  const listeners = new Set<() => void>();
  let text = '';
  const receive = (chunk: string): void => {
    text = (text + chunk).slice(-keptOutput);
    for (const listener of listeners) listener();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', receive);
    if (options.onLine) splitLines(stream, options.onLine);
  }
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => {
    // Children may survive their parent.
    killGroup(child);
    forget();
  });
  exit.catch(() => undefined);
  const output = (): string => text;
  return {
    output,
    exit,
    waitFor: (pattern, timeoutMs) => waitFor(pattern, timeoutMs, output, listeners, exit, file),
    async stop() {
      killGroup(child);
      await exit.catch(() => undefined);
    },
  };
}

/** Runs a program and resolves to its output; rejects with its last lines if it fails. */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<string> {
  const program = startProgram(file, args, options);
  const code = await program.exit;
  if (code === 0) return program.output();
  const tail = program.output().trimEnd().split('\n').slice(-25).join('\n');
  throw new Error(`${file} ${args.join(' ')} failed (${code ?? 'killed'}):\n${tail}`);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') {
      spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    } else {
      process.kill(-child.pid, 'SIGKILL');
    }
  } catch {
    // The group has already ended.
  }
}

function splitLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

function waitFor(
  pattern: RegExp,
  timeoutMs: number,
  output: () => string,
  listeners: Set<() => void>,
  exit: Promise<number | null>,
  file: string,
): Promise<RegExpMatchArray> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      finish();
      reject(new Error(`${file} ${why} before it printed ${String(pattern)}:\n${output()}`));
    };
    const timer = setTimeout(() => {
      fail(`ran ${timeoutMs} ms`);
    }, timeoutMs);
    const check = (): void => {
      const match = pattern.exec(output());
      if (!match) return;
      finish();
      resolve(match);
    };
    const finish = (): void => {
      clearTimeout(timer);
      listeners.delete(check);
    };
    listeners.add(check);
    exit.then(
      (code) => {
        fail(`ended (${code ?? 'killed'})`);
      },
      (error: unknown) => {
        fail(`could not be started (${String(error)})`);
      },
    );
    check();
  });
}
