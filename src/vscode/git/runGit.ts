import { spawn } from 'node:child_process';
import type { Clock } from '../../base/clock.ts';

/** The standard output of git. */
interface GitOutput {
  readonly text: string;
  /** Whether the output was longer than the limit. */
  readonly isCut: boolean;
}

/**
 * Runs git in a folder and reads up to `maxBytes` of its output. Rejects if git cannot be started, fails or times out,
 * and when the signal is aborted. Changes nothing in the repository.
 */
export type RunGit = (
  folder: string,
  args: readonly string[],
  signal: AbortSignal,
  maxBytes?: number,
) => Promise<GitOutput>;

/** The default output limit, in bytes: enough for a list of names. */
const MAX_BYTES = 8_000_000;
/** When to end git, in milliseconds: it may wait for a network drive or a filter. */
const TIMEOUT_MS = 30_000;
/** Characters of git's error output that are shown. */
const MAX_REASON_LENGTH = 300;

/**
 * Overrides settings of the user or the repository that change the output format or start a program. Diff options are
 * passed to the diff commands.
 */
const SETTINGS = [
  'core.quotePath=false',
  'core.fsmonitor=false',
  'diff.autoRefreshIndex=true',
  'diff.suppressBlankEmpty=false',
  'i18n.logOutputEncoding=UTF-8',
  'log.showSignature=false',
];

/** Environment variables that change the output format or start a program. */
const FORMAT_VARIABLES =
  /^(?:GIT_(?:EXTERNAL_DIFF|DIFF_OPTS|PAGER|TRACE\w*|(?:LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS|FLUSH|EDITOR|ADVICE)|PAGER)$/i;

/** Runs the git program at this path, without a shell. */
export function gitRunner(
  git: string,
  clock: Clock,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): RunGit {
  return (folder, args, signal, maxBytes = MAX_BYTES) =>
    new Promise((resolve, reject) => {
      const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
      const child = spawn(git, ['--no-pager', ...settings, ...args], {
        cwd: folder,
        env: gitEnvironment(environment),
        signal,
        shell: false,
        windowsHide: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const chunks: Buffer[] = [];
      let bytes = 0;
      let isCut = false;
      let reason = '';
      const cancel = clock.setTimeout(() => {
        child.kill();
        reject(new Error('git timed out.'));
      }, TIMEOUT_MS);
      child.stdout.on('data', (chunk: Buffer) => {
        if (isCut) return;
        isCut = bytes + chunk.length > maxBytes;
        chunks.push(isCut ? chunk.subarray(0, maxBytes - bytes) : chunk);
        bytes += chunk.length;
        if (isCut) child.kill();
      });
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        reason = (reason + chunk).slice(0, MAX_REASON_LENGTH);
      });
      child.on('error', (error) => {
        cancel();
        reject(error);
      });
      child.on('close', (code) => {
        cancel();
        if (code !== 0 && !isCut) {
          reject(new Error(reason.trim() || `git ended with ${code ?? 'a signal'}.`));
          return;
        }
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(chunks));
        resolve({ text, isCut });
      });
    });
}

/** The environment without {@link FORMAT_VARIABLES}. Git neither prompts nor takes locks. */
function gitEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const kept = Object.entries(environment).filter(([name]) => !FORMAT_VARIABLES.test(name));
  return { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
}
