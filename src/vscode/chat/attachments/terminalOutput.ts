import * as vscode from 'vscode';
import type { TerminalCommand } from '../../../chat/context/terminalText.ts';

/** Maximum length of the recorded output, in characters; the end is kept. */
const MAX_OUTPUT = 200_000;

/** The last command and its output. */
interface TrackedExecution {
  readonly execution: vscode.TerminalShellExecution;
  output: string;
  state: TerminalCommand['state'];
  exitCode: number | undefined;
  /** Resolves when the output is complete. */
  finished: Promise<void>;
}

/**
 * Records the last command of any terminal and its output. VS Code provides output only while it arrives, so
 * recording starts with the extension. Only one command is kept, in memory. Requires shell integration.
 */
export class TerminalOutput implements vscode.Disposable {
  readonly #subscriptions: readonly vscode.Disposable[];
  #last: TrackedExecution | undefined;

  constructor() {
    this.#subscriptions = [
      vscode.window.onDidStartTerminalShellExecution(({ execution }) => {
        this.#follow(execution);
      }),
      vscode.window.onDidEndTerminalShellExecution(({ execution, exitCode }) => {
        if (this.#last?.execution !== execution) return;
        this.#last.state = 'ended';
        this.#last.exitCode = exitCode;
      }),
    ];
  }

  /** The last started command, if any. */
  get last(): TerminalCommand | undefined {
    if (!this.#last) return undefined;
    const { execution, output, state, exitCode } = this.#last;
    return { commandLine: execution.commandLine.value, output, state, exitCode };
  }

  /** The last command with its complete output, which may arrive after the command ends. */
  async lastWhole(): Promise<TerminalCommand | undefined> {
    if (this.#last?.state === 'ended') await this.#last.finished;
    return this.last;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#last = undefined;
  }

  #follow(execution: vscode.TerminalShellExecution): void {
    const followed: TrackedExecution = {
      execution,
      output: '',
      state: 'running',
      exitCode: undefined,
      finished: Promise.resolve(),
    };
    this.#last = followed;
    followed.finished = this.#read(followed);
  }

  async #read(followed: TrackedExecution): Promise<void> {
    try {
      for await (const data of followed.execution.read()) {
        if (this.#last !== followed) return; // another command has started
        followed.output += data;
        // Truncating at twice the length is rarely necessary.
        if (followed.output.length > 2 * MAX_OUTPUT) followed.output = lastOf(followed.output);
      }
    } catch {
      // The terminal was closed; the output so far is kept.
    }
    followed.output = lastOf(followed.output);
  }
}

function lastOf(output: string): string {
  return output.slice(-MAX_OUTPUT);
}
