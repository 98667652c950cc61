import * as vscode from 'vscode';
import { AllowedCommands } from '../../../chat/command/allowedCommands.ts';
import { runCommandTool } from '../../../chat/command/runCommandTool.ts';
import type { CommandDecision, CommandQuestion } from '../../../chat/command/runCommandTool.ts';
import type { Emitter } from '../../../base/emitter.ts';
import type { Tool } from '../../../chat/tools/tool.ts';
import type { FromPanel } from '../../../protocol/fromPanel.ts';
import type { CommandQuestionView } from '../../../protocol/changeViews.ts';
import type { CommandTerminal } from '../apply/commandTerminal.ts';
import type { ChatViewProvider } from '../panel/chatViewProvider.ts';
import type { Notices } from '../panel/notices.ts';
import { PanelQuestion } from '../panel/panelQuestion.ts';
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
  readonly #allowed: AllowedCommands;
  readonly #question: PanelQuestion<CommandQuestionView, CommandDecision>;

  constructor(dependencies: CommandModuleDependencies) {
    this.#question = new PanelQuestion(dependencies);
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
    return this.#question.view;
  }

  /** Fires when there is another question, or none. */
  get onDidChange(): Emitter {
    return this.#question.onDidChange;
  }

  /** Handles the user's answer. One to an earlier question is ignored. */
  async handle({ id, action }: Extract<FromPanel, { type: 'command' }>): Promise<void> {
    if (action === 'manage') return this.#manage();
    this.#question.decide(id, action);
  }

  #manage(): Promise<void> {
    return manageAllowedCommands(this.#allowed);
  }

  /** Asks in the panel. The tool asks one question at a time. */
  #ask({ shown, canAllow }: CommandQuestion, signal: AbortSignal): Promise<CommandDecision> {
    const hasAllowed = this.#allowed.list.length > 0;
    const hint = vscode.l10n.t('The chat asks whether it may run a command.');
    return this.#question.ask(
      (id) => ({ id, command: shown, canAllow, hasAllowed }),
      { rejected: 'reject', hint },
      signal,
    );
  }
}
