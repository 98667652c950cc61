import * as vscode from 'vscode';
import { AllowedCommands } from '../../../chat/command/allowedCommands.ts';
import { runCommandTool } from '../../../chat/command/runCommandTool.ts';
import type { CommandDecision } from '../../../chat/command/runCommandTool.ts';
import { Emitter } from '../../../base/emitter.ts';
import { SerialQueue } from '../../../base/serialQueue.ts';
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

/** What the chat's model may do only after the user confirms it: `run_command`, and the question that the panel asks. */
export class CommandModule {
  /** `run_command`. */
  readonly tool: Tool;
  /** Fires when there is another question, or none. */
  readonly onDidChange = new Emitter();
  readonly #dependencies: CommandModuleDependencies;
  readonly #allowed: AllowedCommands;
  /** Several chats may ask; the panel shows one question at a time. */
  readonly #questions = new SerialQueue();
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
      confirm: ({ shown, canAllow }, signal) => {
        const hasAllowed = this.#allowed.list.length > 0;
        return this.#ask({ kind: 'command', command: shown, canAllow, hasAllowed }, signal);
      },
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

  /** Asks whether a query may be sent to search the web. */
  async confirmSearch(query: string, signal: AbortSignal): Promise<boolean> {
    const question = { command: query, canAllow: false, hasAllowed: false };
    return (await this.#ask({ kind: 'search', ...question }, signal)) === 'run';
  }

  #manage(): Promise<void> {
    return manageAllowedCommands(this.#allowed);
  }

  /** Asks in the panel, after the questions before. */
  #ask(question: Omit<CommandQuestionView, 'id'>, signal: AbortSignal): Promise<CommandDecision> {
    return this.#questions.run(() => this.#askNow(question, signal));
  }

  async #askNow(
    question: Omit<CommandQuestionView, 'id'>,
    signal: AbortSignal,
  ): Promise<CommandDecision> {
    const { view, newId } = this.#dependencies;
    const decision = new Promise<CommandDecision>((resolve) => {
      this.#question = { view: { id: newId(), ...question }, decide: resolve };
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
    if (!view.isListening) void this.#notifyHidden(question.kind, decision);
    try {
      return await decision;
    } finally {
      this.#question = undefined;
      this.onDidChange.fire();
    }
  }

  /** The panel is not visible: without a message, the chat would wait forever. */
  async #notifyHidden(
    kind: CommandQuestionView['kind'],
    decision: Promise<CommandDecision>,
  ): Promise<void> {
    const { t } = vscode.l10n;
    const show = t('Show');
    const text =
      kind === 'search'
        ? t('The chat asks whether it may search the web.')
        : t('The chat asks whether it may run a command.');
    const chosen = await Promise.race([
      vscode.window.showInformationMessage(text, show),
      decision.then(() => undefined),
    ]);
    if (chosen === show) await this.#dependencies.view.show();
  }
}
