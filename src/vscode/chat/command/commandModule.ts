import * as vscode from 'vscode';
import { AllowedCommands } from '../../../chat/command/allowedCommands.ts';
import { runCommandTool } from '../../../chat/command/runCommandTool.ts';
import type { CommandDecision, CommandQuestion } from '../../../chat/command/runCommandTool.ts';
import { Emitter } from '../../../base/emitter.ts';
import type { Tool } from '../../../chat/tools/tool.ts';
import type { FromPanel } from '../../../protocol/fromPanel.ts';
import type { CommandQuestionView } from '../../../protocol/changeViews.ts';
import type { CommandTerminal } from '../apply/commandTerminal.ts';
import type { ChatViewProvider } from '../panel/chatViewProvider.ts';
import type { Notices } from '../panel/notices.ts';
import { manageAllowedCommands } from './manageAllowedCommands.ts';

/** Dependencies of {@link CommandModule}. */
export interface CommandModuleDependencies {
  readonly memory: Pick<vscode.Memento, 'get' | 'update'>;
  readonly terminal: Pick<CommandTerminal, 'execute'>;
  readonly view: Pick<ChatViewProvider, 'isListening' | 'show'>;
  readonly notices: Pick<Notices, 'show'>;
  readonly knownKeys: () => Promise<readonly string[]>;
  readonly newId: () => string;
}

/** Commands that the chat's model wants to run: the tool, and the question that the panel asks. */
export class CommandModule {
  /** `run_command`. */
  readonly tool: Tool;
  /** Fires when there is another question, or none. */
  readonly onDidChange = new Emitter();
  readonly #dependencies: CommandModuleDependencies;
  readonly #allowed: AllowedCommands;
  #question:
    | { readonly view: CommandQuestionView; readonly decide: (decision: CommandDecision) => void }
    | undefined;

  constructor(dependencies: CommandModuleDependencies) {
    this.#dependencies = dependencies;
    const { memory, terminal, notices, knownKeys } = dependencies;
    this.#allowed = new AllowedCommands(memory);
    this.tool = runCommandTool({
      isTrusted: () => vscode.workspace.isTrusted,
      allowed: this.#allowed,
      confirm: (question, signal) => this.#ask(question, signal),
      run: (command, signal) => terminal.execute(command, signal),
      ranAllowed: (shown) => {
        const { t } = vscode.l10n;
        const manage = { label: t('Allowed Commands'), run: () => this.#manage() };
        notices.show('info', t('Ran an allowed command: {0}', shown), manage);
      },
      knownKeys,
    });
  }

  /** The question that the panel shows; undefined if there is none. */
  get question(): CommandQuestionView | undefined {
    return this.#question?.view;
  }

  /** Handles the user's answer. One to an earlier question is ignored. */
  async handle({ id, action }: Extract<FromPanel, { type: 'command' }>): Promise<void> {
    if (action === 'manage') return this.#manage();
    if (this.#question?.view.id === id) this.#question.decide(action);
  }

  #manage(): Promise<void> {
    return manageAllowedCommands(this.#allowed);
  }

  /** Asks in the panel. The tool asks one question at a time. */
  async #ask({ shown, canAllow }: CommandQuestion, signal: AbortSignal): Promise<CommandDecision> {
    const { view, newId } = this.#dependencies;
    const decision = new Promise<CommandDecision>((resolve) => {
      const id = newId();
      const hasAllowed = this.#allowed.list.length > 0;
      this.#question = { view: { id, command: shown, canAllow, hasAllowed }, decide: resolve };
      signal.addEventListener(
        'abort',
        () => {
          resolve('reject');
        },
        { once: true },
      );
      if (signal.aborted) resolve('reject');
    });
    this.onDidChange.fire();
    if (!view.isListening) void this.#notifyHidden(decision);
    try {
      return await decision;
    } finally {
      this.#question = undefined;
      this.onDidChange.fire();
    }
  }

  /** The panel is not visible: without a message, the chat would wait forever. */
  async #notifyHidden(decision: Promise<CommandDecision>): Promise<void> {
    const { t } = vscode.l10n;
    const show = t('Show');
    const text = t('The chat asks whether it may run a command.');
    const chosen = await Promise.race([
      vscode.window.showInformationMessage(text, show),
      decision.then(() => undefined),
    ]);
    if (chosen === show) await this.#dependencies.view.show();
  }
}
