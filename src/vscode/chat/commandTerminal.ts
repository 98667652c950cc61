import * as vscode from 'vscode';
import { asOneCommand, type ShellCommand } from '../../code/shell.ts';

/** How long a new terminal may take until its shell tells what it does, in milliseconds: VS Code's own advice. */
const INTEGRATION_MS = 3_000;

/** The terminal for commands out of the chat. One that is busy, or may be, is left alone and a new one made. */
export class CommandTerminal implements vscode.Disposable {
  readonly #registrations: readonly vscode.Disposable[];
  #terminal: vscode.Terminal | undefined;
  /** Only a shell that tells when a command ends is ever known to be idle again. */
  #isIdle = false;

  constructor() {
    this.#registrations = [
      vscode.window.onDidStartTerminalShellExecution(({ terminal }) => {
        if (terminal === this.#terminal) this.#isIdle = false;
      }),
      vscode.window.onDidEndTerminalShellExecution(({ terminal }) => {
        if (terminal === this.#terminal) this.#isIdle = true;
      }),
    ];
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
  }

  /** Shows the terminal and runs a command that the user has agreed to. */
  async run(command: ShellCommand): Promise<void> {
    const isLong = command.lines.length > 1;
    const terminal = this.#idle(isLong) ?? vscode.window.createTerminal('Codestral');
    this.#terminal = terminal;
    this.#isIdle = false;
    terminal.show();
    const integration = terminal.shellIntegration ?? (await integrationOf(terminal));
    if (terminal.exitStatus !== undefined) return;
    // VS Code waits for an end of each line that it runs, which does not come where many lines are one command.
    if (integration && !isLong) integration.executeCommand(asOneCommand(command, undefined));
    else terminal.sendText(asOneCommand(command, terminal.state.shell));
  }

  /**
   * The terminal, if it is free. Text that the user has begun to type there is taken away by VS Code, but only
   * where it runs the command, which is not so for one of many lines.
   */
  #idle(isLong: boolean): vscode.Terminal | undefined {
    const isFree = this.#isIdle && !isLong && this.#terminal?.exitStatus === undefined;
    return isFree ? this.#terminal : undefined;
  }
}

/** What lets us run commands in a new terminal, as soon as it is there; undefined if it does not come in time. */
function integrationOf(
  terminal: vscode.Terminal,
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
    }, INTEGRATION_MS);
    const finish = (integration: vscode.TerminalShellIntegration | undefined) => {
      clearTimeout(timer);
      for (const registration of registrations) registration.dispose();
      resolve(integration);
    };
  });
}
