import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

/** How a program is started; its output is always captured. */
export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Sees every complete line of both output streams. */
  readonly onLine?: (line: string) => void;
}

/** A started program together with everything it starts itself. */
export interface RunningProgram {
  /** What it has printed so far on both streams, the last 200 000 characters of it. */
  output(): string;
  /** Its exit code; null when a signal ended it. Rejects when it could not be started at all. */
  readonly exit: Promise<number | null>;
  /** Resolves with the first match in the output; rejects when the program ends or the time is over. */
  waitFor(pattern: RegExp, timeoutMs: number): Promise<RegExpMatchArray>;
  /** Ends it and its children and waits until it is gone. */
  stop(): Promise<void>;
}

const keptOutput = 200_000;
const cleanups = new Set<() => void>();
let watching = false;

/**
 * Runs `cleanup` (synchronous, must not throw) when this process ends, by Ctrl+C and other signals
 * too. The returned function takes the registration back.
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
    for (const cleanup of cleanups) cleanup();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // An orderly exit also lets Playwright end its browsers; the code is the one that shells give.
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

/** Starts a program as the leader of its own process group, which ends with this process at the latest. */
export function startProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions = {},
): RunningProgram {
  const windows = process.platform === 'win32';
  // Scripts such as npm.cmd can only be started by a shell, which joins what it is given with blanks.
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
    // Children that survived their parent would otherwise run on unseen.
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

/** Runs a program to its end and gives its output; rejects with its last lines when it fails. */
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
    // The group is gone already.
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
