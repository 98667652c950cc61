import { raceAbort } from '../../base/async.ts';
import { hasHidden } from '../../base/hiddenCharacters.ts';
import { SerialQueue } from '../../base/serialQueue.ts';
import { readShellCommand, reviewText } from '../../languages/shell.ts';
import type { NotRunnable } from '../../languages/shell.ts';
import { redactSecrets } from '../../privacy/redactSecrets.ts';
import type { ChatTool } from '../../mistral/chat.ts';
import { declinedCall, failedCall } from '../tools/tool.ts';
import type { Tool, ToolResult } from '../tools/tool.ts';
import type { AllowedCommands } from './allowedCommands.ts';

/** The user's answer to a command. */
export type CommandDecision = 'allow' | 'always' | 'reject';

/** A command that the user is asked about. */
export interface CommandConfirmation {
  /** The whole command; hidden characters are shown as code points. */
  readonly shown: string;
  /** Whether it can be allowed for the future: not if it has hidden characters. */
  readonly canAlwaysAllow: boolean;
}

/** What became of a command. */
export interface CommandRun {
  /** `unknown`: the terminal does not report output. `running`: it did not end in time. */
  readonly state: 'ended' | 'running' | 'closed' | 'unknown';
  readonly exitCode?: number | undefined;
  /** The output as plain text, already limited. */
  readonly output: string;
}

/** Dependencies of {@link runCommandTool}. */
export interface RunCommandPorts {
  isTrusted(): boolean;
  readonly allowed: Pick<AllowedCommands, 'add' | 'has'>;
  /** Asks the user. Resolves to `reject` once the signal is aborted. */
  confirm(
    confirmation: CommandConfirmation,
    signal: AbortSignal,
    chatId?: string,
  ): Promise<CommandDecision>;
  /**
   * Runs a command in a terminal. Aborting the signal interrupts the command. `isAllowed` is for one that the user was
   * not asked about: what it does must not depend on earlier commands.
   */
  run(command: string, signal: AbortSignal, isAllowed: boolean): Promise<CommandRun>;
  /** Called when an allowed command runs without asking. */
  onAutoRun(shown: string): void;
  /** The stored keys, which are removed from the output. */
  knownKeys(): Promise<readonly string[]>;
}

/** `run_command` as the model sees it. */
export const RUN_COMMAND: ChatTool = {
  name: 'run_command',
  description:
    'Runs one command line in a terminal in the first workspace folder and returns its output. The user must allow it ' +
    'first. Proposed changes are not on disk until the user accepts them. Do not start servers or watchers.',
  parameters: {
    type: 'object',
    properties: {
      command: { type: 'string', minLength: 1, description: 'One line. Join commands with `&&`.' },
    },
    required: ['command'],
  },
};

/** `run_command`: runs a command that the user has confirmed, one at a time. */
export function runCommandTool(ports: RunCommandPorts): Tool {
  const queue = new SerialQueue();
  return {
    definition: RUN_COMMAND,
    mayRepeat: true,
    run: (args, signal, chatId) =>
      queue.run(async () => {
        signal.throwIfAborted();
        const confirm = (confirmation: CommandConfirmation) =>
          ports.confirm(confirmation, signal, chatId);
        const command = String(args['command']);
        const result = await raceAbort(run(command, { ...ports, confirm }, signal), signal);
        signal.throwIfAborted();
        return result ?? failedCall('The command was stopped.');
      }),
  };
}

async function run(
  text: string,
  ports: Omit<RunCommandPorts, 'confirm'> & {
    confirm(confirmation: CommandConfirmation): Promise<CommandDecision>;
  },
  signal: AbortSignal,
): Promise<ToolResult> {
  if (!ports.isTrusted()) {
    return failedCall(
      'The user has not trusted this workspace, so commands can’t be run. Do not try again.',
    );
  }
  const read = readShellCommand(text);
  if (typeof read === 'string') return failedCall(notRunnable(read));
  const [command = '', ...more] = read.lines;
  if (more.length > 0) return failedCall('A command must be one line. Join several with `&&`.');
  const shown = reviewText(read);
  if (shown === undefined) return failedCall('The command is too long for the user to review.');
  const isAllowed = ports.allowed.has(command);
  if (isAllowed) ports.onAutoRun(shown);
  else {
    const canAlwaysAllow = !hasHidden(command, { spaces: true });
    const decision = await ports.confirm({ shown, canAlwaysAllow });
    // The user may have clicked while the answer was being stopped.
    signal.throwIfAborted();
    if (decision === 'reject') {
      return declinedCall(
        'The user did not allow this command. Continue without it, or ask the user.',
      );
    }
    if (decision === 'always' && canAlwaysAllow) await ports.allowed.add(command);
  }
  const { output, ...state } = await ports.run(command, signal, isAllowed);
  const { text: shownOutput } = redactSecrets(output, await ports.knownKeys());
  return { content: [`$ ${command}`, shownOutput, ending(state)].filter(Boolean).join('\n') };
}

function ending({ state, exitCode }: Omit<CommandRun, 'output'>): string {
  switch (state) {
    case 'ended':
      return `(exit code: ${exitCode ?? 'unknown'})`;
    case 'running':
      return '(still running in the terminal; the output so far is above)';
    case 'closed':
      return '(the terminal was closed)';
    case 'unknown':
      return '(started in the terminal, which does not report the output; ask the user about it)';
  }
}

function notRunnable(why: Exclude<NotRunnable, 'not a shell'>): string {
  switch (why) {
    case 'empty':
      return 'The command is empty.';
    case 'too long':
      return 'The command is too long.';
    case 'controls':
      return 'The command contains control characters.';
  }
}
