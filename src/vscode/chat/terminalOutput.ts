import * as vscode from 'vscode';
import type { TerminalCommand } from '../../chat/context/terminal.ts';

/** Of a command's output, so much is remembered, in characters: the last of it. */
const MOST_OUTPUT = 200_000;

/** What is known of the last command. */
interface Followed {
  readonly execution: vscode.TerminalShellExecution;
  output: string;
  state: TerminalCommand['state'];
  exitCode: number | undefined;
  /** Resolves when no more output comes. */
  over: Promise<void>;
}

/**
 * Remembers the last command of any terminal with its output. VS Code tells output only while it comes, so
 * this listens from the start; what it keeps is one command's, in memory alone. Without shell integration
 * there is nothing to hear.
 */
export class TerminalOutput implements vscode.Disposable {
  readonly #subscriptions: readonly vscode.Disposable[];
  #last: Followed | undefined;

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

  /** The command that was started last; undefined before there is one. */
  get last(): TerminalCommand | undefined {
    if (!this.#last) return undefined;
    const { execution, output, state, exitCode } = this.#last;
    return { commandLine: execution.commandLine.value, output, state, exitCode };
  }

  /** The same, with the last of its output: that may come a little after the end of a command. */
  async lastWhole(): Promise<TerminalCommand | undefined> {
    if (this.#last?.state === 'ended') await this.#last.over;
    return this.last;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#last = undefined;
  }

  #follow(execution: vscode.TerminalShellExecution): void {
    const followed: Followed = {
      execution,
      output: '',
      state: 'running',
      exitCode: undefined,
      over: Promise.resolve(),
    };
    this.#last = followed;
    followed.over = this.#read(followed);
  }

  async #read(followed: Followed): Promise<void> {
    try {
      for await (const data of followed.execution.read()) {
        if (this.#last !== followed) return; // another command is the last one now
        followed.output += data;
        // Cutting at twice the length makes it seldom.
        if (followed.output.length > 2 * MOST_OUTPUT) followed.output = lastOf(followed.output);
      }
    } catch {
      // The terminal is gone; what came stays.
    }
    followed.output = lastOf(followed.output);
  }
}

function lastOf(output: string): string {
  return output.slice(-MOST_OUTPUT);
}
