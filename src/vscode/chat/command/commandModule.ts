import * as vscode from 'vscode';
import { AllowedCommands } from '../../../chat/command/allowedCommands.ts';
import { runCommandTool } from '../../../chat/command/runCommandTool.ts';
import type { CommandDecision } from '../../../chat/command/runCommandTool.ts';
import type { Emitter } from '../../../base/emitter.ts';
import type { Tool } from '../../../chat/tools/tool.ts';
import type { FromPanel } from '../../../protocol/fromPanel.ts';
import type { CommandQuestionView } from '../../../protocol/changeViews.ts';
import type { CommandTerminal } from '../apply/commandTerminal.ts';
import type { ChatViewProvider } from '../panel/chatViewProvider.ts';
import type { Notices } from '../panel/notices.ts';
import { PanelQuestion } from '../panel/panelQuestion.ts';
import type { AskedQuestion } from '../panel/panelQuestion.ts';
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

/** What the chat's model may do only after the user confirms it: `run_command`, and the question that the panel asks. */
export class CommandModule {
  /** `run_command`. */
  readonly tool: Tool;
  readonly #allowed: AllowedCommands;
  readonly #question: PanelQuestion<AskedQuestion<CommandQuestionView>, CommandDecision>;

  constructor(dependencies: CommandModuleDependencies) {
    this.#question = new PanelQuestion(dependencies);
    const { memory, terminal, notices, knownKeys } = dependencies;
    this.#allowed = new AllowedCommands(memory);
    this.tool = runCommandTool({
      isTrusted: () => vscode.workspace.isTrusted,
      allowed: this.#allowed,
      confirm: ({ shown, canAllow }, signal, chatId) => {
        const hasAllowed = this.#allowed.list.length > 0;
        const hint = vscode.l10n.t('Codestral wants to run a command.');
        const question = { kind: 'command', command: shown, canAllow, hasAllowed } as const;
        return this.#ask({ ...question, chatId }, hint, signal);
      },
      run: (command, signal, isAllowed) => terminal.execute(command, signal, isAllowed),
      ranAllowed: (shown) => {
        const { t } = vscode.l10n;
        const manage = { label: t('Allowed Commands'), run: () => this.#manage() };
        notices.show('info', t('Ran an allowed command: {0}', shown), manage);
      },
      knownKeys,
    });
  }

  /** Whether a tool can be used now: commands need a trusted workspace. */
  isOffered(name: string): boolean {
    return name !== this.tool.definition.name || vscode.workspace.isTrusted;
  }

  /** The question that the panel shows; undefined if there is none. */
  get question(): AskedQuestion<CommandQuestionView> | undefined {
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

  /** Asks whether a query may be sent to search the web. */
  async confirmSearch(query: string, signal: AbortSignal, chatId?: string): Promise<boolean> {
    const question = { command: query, canAllow: false, hasAllowed: false, chatId };
    const hint = vscode.l10n.t('Codestral wants to search the web.');
    return (await this.#ask({ kind: 'search', ...question }, hint, signal)) === 'run';
  }

  #manage(): Promise<void> {
    return manageAllowedCommands(this.#allowed);
  }

  /** Asks in the panel, after the questions before. */
  #ask(
    question: Omit<AskedQuestion<CommandQuestionView>, 'id'>,
    hint: string,
    signal: AbortSignal,
  ): Promise<CommandDecision> {
    return this.#question.ask((id) => ({ id, ...question }), { rejected: 'reject', hint }, signal);
  }
}
