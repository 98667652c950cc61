import * as vscode from 'vscode';
import { AllowedCommands } from '../../../chat/command/allowedCommands.ts';
import { runCommandTool } from '../../../chat/command/runCommandTool.ts';
import type { CommandDecision } from '../../../chat/command/runCommandTool.ts';
import type { Event } from '../../../base/emitter.ts';
import type { Tool } from '../../../chat/tools/tool.ts';
import type { FromPanel } from '../../../protocol/fromPanel.ts';
import type { ToolConfirmationView } from '../../../protocol/changeViews.ts';
import type { CommandTerminal } from '../apply/commandTerminal.ts';
import type { ChatViewProvider } from '../panel/chatViewProvider.ts';
import type { Notices } from '../panel/notices.ts';
import { PanelConfirmation } from '../panel/panelConfirmation.ts';
import type { RequestedConfirmation } from '../panel/panelConfirmation.ts';
import { manageAllowedCommands } from './manageAllowedCommands.ts';

/** Dependencies of {@link ToolConfirmations}. */
export interface ToolConfirmationsDependencies {
  readonly workspaceState: Pick<vscode.Memento, 'get' | 'update'>;
  readonly commandTerminal: Pick<CommandTerminal, 'runForModel'>;
  readonly view: Pick<ChatViewProvider, 'isReady' | 'show'>;
  readonly notices: Pick<Notices, 'show'>;
  readonly knownKeys: () => Promise<readonly string[]>;
  readonly newId: () => string;
}

/** The confirmations that the chat's tools ask for in the panel: shell commands and web searches. */
export class ToolConfirmations {
  /** `run_command`. */
  readonly tool: Tool;
  readonly #allowed: AllowedCommands;
  readonly #confirmation: PanelConfirmation<
    RequestedConfirmation<ToolConfirmationView>,
    CommandDecision
  >;

  constructor(dependencies: ToolConfirmationsDependencies) {
    this.#confirmation = new PanelConfirmation(dependencies);
    const { workspaceState, commandTerminal: terminal, notices, knownKeys } = dependencies;
    this.#allowed = new AllowedCommands(workspaceState);
    this.tool = runCommandTool({
      isTrusted: () => vscode.workspace.isTrusted,
      allowed: this.#allowed,
      confirm: ({ shown, canAlwaysAllow }, signal, chatId) => {
        const hasAllowed = this.#allowed.list.length > 0;
        const hint = vscode.l10n.t('Codestral wants to run a command.');
        const confirmation = { kind: 'command', text: shown, canAlwaysAllow, hasAllowed } as const;
        return this.#ask({ ...confirmation, chatId }, hint, signal);
      },
      run: (command, signal, isAllowed) => terminal.runForModel(command, signal, isAllowed),
      onAutoRun: (shown) => {
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

  /** The confirmation that the panel shows; undefined if there is none. */
  get confirmation(): RequestedConfirmation<ToolConfirmationView> | undefined {
    return this.#confirmation.view;
  }

  /** Fires when there is another confirmation, or none. */
  get onDidChange(): Event {
    return this.#confirmation.onDidChange;
  }

  /** Handles the user's decision. One about an earlier confirmation is ignored. */
  async handle({ id, action }: Extract<FromPanel, { type: 'confirmation' }>): Promise<void> {
    if (action === 'manage') return this.#manage();
    this.#confirmation.decide(id, action);
  }

  /** Asks whether a query may be sent to search the web. */
  async confirmSearch(query: string, signal: AbortSignal, chatId?: string): Promise<boolean> {
    const confirmation = { text: query, canAlwaysAllow: false, hasAllowed: false, chatId };
    const hint = vscode.l10n.t('Codestral wants to search the web.');
    return (await this.#ask({ kind: 'search', ...confirmation }, hint, signal)) === 'allow';
  }

  #manage(): Promise<void> {
    return manageAllowedCommands(this.#allowed);
  }

  /** Asks in the panel, after the confirmations before. */
  #ask(
    confirmation: Omit<RequestedConfirmation<ToolConfirmationView>, 'id'>,
    hint: string,
    signal: AbortSignal,
  ): Promise<CommandDecision> {
    return this.#confirmation.ask(
      (id) => ({ id, ...confirmation }),
      { rejected: 'reject', hint },
      signal,
    );
  }
}
