import * as vscode from 'vscode';
import { withTimeout } from '../../../base/async.ts';
import { CommandOutput } from '../../../chat/command/commandOutput.ts';
import type { CommandRun } from '../../../chat/command/runCommandTool.ts';
import { clock } from '../../platform/systemClock.ts';
import { asOneCommand, type ShellCommand } from '../../../languages/shell.ts';

/** How long to wait for shell integration in a new terminal, in milliseconds, as VS Code recommends. */
const INTEGRATION_MS = 3_000;
/**
 * How much longer to wait, in milliseconds, if the model needs the output and the shell supports it: shells may start
 * slowly.
 */
const MORE_INTEGRATION_MS = 40_000;
/** The shells for which VS Code has shell integration, by its names for them. */
const INTEGRATED_SHELLS = new Set(['bash', 'fish', 'gitbash', 'pwsh', 'zsh']);

/**
 * How long the model waits for a command, in milliseconds: long enough for most test runs. The command keeps running in
 * the terminal.
 */
const MAX_RUN_MS = 120_000;
/** How long to wait for output after the end of a command, in milliseconds. */
const LAST_OUTPUT_MS = 1_000;
const CTRL_C = '\u0003';

/** Whether the user was asked about a command, or has always allowed it. */
type CommandKind = 'confirmed' | 'allowed';

/** The terminals for commands from the chat. A terminal that may be busy is not reused. */
export class CommandTerminal implements vscode.Disposable {
  readonly #registrations: readonly vscode.Disposable[];
  readonly #terminals = new Map<CommandKind, vscode.Terminal>();
  /** Terminals whose last command has ended; known only with shell integration. */
  readonly #idle = new WeakSet<vscode.Terminal>();
  /** Terminals that ran a command other than the allowed ones, which may have changed the shell. */
  readonly #changed = new WeakSet<vscode.Terminal>();
  /** The last command that {@link runForModel} ran without a question. */
  #allowedLine: string | undefined;

  constructor() {
    this.#registrations = [
      vscode.window.onDidStartTerminalShellExecution(({ terminal, execution }) => {
        this.#idle.delete(terminal);
        if (execution.commandLine.value !== this.#allowedLine) this.#changed.add(terminal);
      }),
      vscode.window.onDidEndTerminalShellExecution(({ terminal }) => {
        if ([...this.#terminals.values()].includes(terminal)) this.#idle.add(terminal);
      }),
    ];
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
  }

  /** Shows the terminal and runs a command at the request of the user. */
  async runForUser(command: ShellCommand): Promise<void> {
    const isLong = command.lines.length > 1;
    // VS Code removes text typed there only when it executes the command itself, which several lines prevent.
    const terminal = this.#terminalFor('confirmed', !isLong);
    terminal.show();
    const integration =
      terminal.shellIntegration ?? (await integrationOf(terminal, INTEGRATION_MS));
    if (terminal.exitStatus !== undefined) return;
    // For text of several lines that is one command, the end event never fires.
    if (integration && !isLong) integration.executeCommand(asOneCommand(command, undefined));
    else terminal.sendText(asOneCommand(command, terminal.state.shell));
  }

  /**
   * Shows the terminal and runs a one-line command from the model. An always-allowed command runs in the first workspace
   * folder, in a shell that no other command can have changed; any other one has just been confirmed. Resolves when it
   * ends, to its output so far after {@link MAX_RUN_MS}, or once the signal is aborted, which interrupts it like Ctrl+C.
   */
  async runForModel(line: string, signal: AbortSignal, isAllowed: boolean): Promise<CommandRun> {
    this.#allowedLine = isAllowed ? line : undefined;
    const terminal = this.#terminalFor(isAllowed ? 'allowed' : 'confirmed', true);
    terminal.show(true);
    const integration =
      terminal.shellIntegration ??
      (await integrationOf(terminal, INTEGRATION_MS)) ??
      (isIntegrated(terminal) ? await integrationOf(terminal, MORE_INTEGRATION_MS) : undefined);
    if (terminal.exitStatus !== undefined || signal.aborted) return { state: 'closed', output: '' };
    if (!integration) {
      terminal.sendText(line);
      return { state: 'unknown', output: '' };
    }
    return outputOf(terminal, integration.executeCommand(line), signal);
  }

  /** The terminal of a kind if it can be reused, else a new one. It counts as busy until its next command ends. */
  #terminalFor(kind: CommandKind, mayReuse: boolean): vscode.Terminal {
    const last = this.#terminals.get(kind);
    const cwd = vscode.workspace.workspaceFolders?.[0]?.uri;
    const isIdle = last !== undefined && last.exitStatus === undefined && this.#idle.has(last);
    const isUnchanged =
      kind === 'confirmed' ||
      (last && !this.#changed.has(last) && last.shellIntegration?.cwd?.fsPath === cwd?.fsPath);
    if (isIdle && mayReuse && isUnchanged) {
      this.#idle.delete(last);
      return last;
    }
    // The chat has its output.
    if (isIdle && kind === 'allowed') last.dispose();
    const options = { name: 'Codestral', ...(cwd && kind === 'allowed' ? { cwd } : {}) };
    const terminal = vscode.window.createTerminal(options);
    this.#terminals.set(kind, terminal);
    return terminal;
  }
}

/** What a command writes until it ends, or until the time is up or the signal is aborted. */
async function outputOf(
  terminal: vscode.Terminal,
  execution: vscode.TerminalShellExecution,
  signal: AbortSignal,
): Promise<CommandRun> {
  const output = new CommandOutput();
  const reading = readAll(execution, output);
  const ended = new Promise<Omit<CommandRun, 'output'>>((resolve) => {
    const finish = (run: Omit<CommandRun, 'output'>) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
      for (const registration of registrations) registration.dispose();
      resolve(run);
    };
    const interrupt = () => {
      terminal.sendText(CTRL_C, false);
      finish({ state: 'running' });
    };
    const registrations = [
      vscode.window.onDidEndTerminalShellExecution((event) => {
        if (event.execution === execution) finish({ state: 'ended', exitCode: event.exitCode });
      }),
      vscode.window.onDidCloseTerminal((closed) => {
        if (closed === terminal) finish({ state: 'closed' });
      }),
    ];
    const timer = setTimeout(() => {
      finish({ state: 'running' });
    }, MAX_RUN_MS);
    signal.addEventListener('abort', interrupt);
  });
  const run = await ended;
  // The last output may arrive after the end.
  if (run.state === 'ended') await withTimeout(reading, LAST_OUTPUT_MS, clock);
  return { ...run, output: output.text() };
}

async function readAll(execution: vscode.TerminalShellExecution, output: CommandOutput) {
  try {
    for await (const data of execution.read()) output.append(data);
  } catch {
    // The terminal was closed; the output so far is kept.
  }
}

/** Whether a terminal's shell will have shell integration, even if it starts slowly. */
function isIntegrated({ state, exitStatus }: vscode.Terminal): boolean {
  const settings = vscode.workspace.getConfiguration('terminal.integrated.shellIntegration');
  const isOff = settings.get('enabled') === false;
  return !isOff && exitStatus === undefined && INTEGRATED_SHELLS.has(state.shell ?? '');
}

/** The shell integration of a new terminal; undefined if it is not available in time. */
function integrationOf(
  terminal: vscode.Terminal,
  ms: number,
): Promise<vscode.TerminalShellIntegration | undefined> {
  return new Promise((resolve) => {
    const registrations = [
      vscode.window.onDidChangeTerminalShellIntegration((event) => {
        if (event.terminal === terminal) finish(event.shellIntegration);
      }),
      vscode.window.onDidCloseTerminal((closed) => {
        if (closed === terminal) finish(undefined);
      }),
    ];
    const timer = setTimeout(() => {
      finish(undefined);
    }, ms);
    const finish = (integration: vscode.TerminalShellIntegration | undefined) => {
      clearTimeout(timer);
      for (const registration of registrations) registration.dispose();
      resolve(integration);
    };
  });
}
