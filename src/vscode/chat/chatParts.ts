import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Answering } from '../../chat/answering.ts';
import { Archive } from '../../chat/archive/archive.ts';
import { toArchiveFault } from '../../chat/archive/fault.ts';
import type { ArchiveFault } from '../../chat/archive/fault.ts';
import { IMAGES_FOLDER } from '../../chat/archive/images.ts';
import { attachmentTokens } from '../../chat/context/tokens.ts';
import type { TextAttachment } from '../../chat/conversation.ts';
import type { MistralClient } from '../../mistral/client.ts';
import type { Clock } from '../../mistral/clock.ts';
import type { Limits } from '../../mistral/limits.ts';
import type { Price } from '../../mistral/prices.ts';
import type { Services } from '../../mistral/services.ts';
import type { DiffPreview } from '../diffPreview.ts';
import type { Exclusions } from '../exclusions.ts';
import type { Models } from '../models/models.ts';
import type { Settings } from '../settings.ts';
import { FolderFiles } from '../storage/folderFiles.ts';
import { isAlive } from '../storage/isAlive.ts';
import { answerLanguage } from './answerLanguage.ts';
import { ApplyCode } from './applyCode.ts';
import { Asks } from './asks.ts';
import type { AskedQuestion } from './asks.ts';
import { Chat } from './chat.ts';
import { ChatModels } from './chatModels.ts';
import { ChatView } from './chatView.ts';
import { CommandTerminal } from './commandTerminal.ts';
import { Composer } from './composer.ts';
import { CurrentSelection } from './currentSelection.ts';
import { Gather } from './gather.ts';
import { History } from './history.ts';
import { Mentions } from './mentions.ts';
import { Notices } from './notices.ts';
import { Pictures } from './pictures.ts';
import { Preparing } from './preparing.ts';
import { Received } from './received.ts';
import { Talks } from './talks.ts';
import type { TerminalOutput } from './terminalOutput.ts';
import type { TurnViewPorts } from './turnViews.ts';

/** What the chat shares with the rest. */
export interface ChatFoundation {
  readonly context: Pick<
    vscode.ExtensionContext,
    'extensionUri' | 'globalStorageUri' | 'workspaceState'
  >;
  readonly clock: Clock;
  readonly log: vscode.LogOutputChannel;
  readonly settings: Settings;
  readonly exclusions: Exclusions;
  readonly services: Services;
  readonly client: MistralClient;
  readonly limits: Limits;
  readonly circumstances: TurnViewPorts['circumstances'];
  /** What a model costs now; undefined where nobody knows. */
  readonly price: (model: string) => Price | undefined;
  readonly terminal: TerminalOutput;
  readonly models: Models;
  readonly preview: Pick<DiffPreview, 'show'>;
}

/** The parts of the chat, built with its first use. */
export class ChatParts implements vscode.Disposable {
  readonly view: ChatView;
  readonly #models: ChatModels;
  readonly #talks: Talks;
  readonly #asks: Asks;
  readonly #composer: Composer;
  readonly #history: History;
  readonly #selection: CurrentSelection;
  readonly #subscriptions: readonly { dispose(): void }[];
  /** When the last chat is back: before, nothing is done with the one on screen. */
  readonly #restored: Promise<void>;

  constructor({ context, clock, log, settings, exclusions, ...shared }: ChatFoundation) {
    const { services, client, limits, price, terminal, circumstances, preview } = shared;
    const folder = vscode.Uri.joinPath(context.globalStorageUri, 'chats');
    const images = vscode.Uri.joinPath(folder, IMAGES_FOLDER);
    const failed = (id: string, fault: ArchiveFault) => {
      chat.tellFault(id, fault, () => {
        for (const unsaved of archive.unsaved) {
          archive.flush(unsaved).catch((error: unknown) => {
            failed(unsaved, toArchiveFault(error));
          });
        }
      });
    };
    const archive = archiveIn(folder, clock, log, failed);
    const view: ChatView = new ChatView({
      ...{ clock, log, extensionUri: context.extensionUri, images },
      picture: () => chat.picture(),
      opened: () => void models.refresh(),
      received: (message) => void this.#restored.then(() => received.receive(message)),
    });
    const notices = new Notices(() => {
      chat.update('notice');
    }, newId);
    const models = new ChatModels({
      ...{ services, settings, all: shared.models },
      isShown: () => view.isListening,
      now: () => clock.now(),
      changed: () => {
        chat.update('models', 'composer', 'closed');
      },
      opened: () => {
        asks.serviceOpened();
      },
    });
    const language = answerLanguage(vscode.env.language);
    const preparing = new Preparing({ settings, models, archive, language });
    const { charactersPerToken } = preparing;
    const views: TurnViewPorts = {
      tokensOf: (attachment) => attachmentTokens(attachment, charactersPerToken),
      circumstances: (failure) => circumstances(failure),
      now: () => clock.now(),
      imageAddress: (file) => view.addressOf(vscode.Uri.joinPath(images, file)),
    };
    const talks = new Talks({
      ...{ archive, clock, newId, failed, memory: context.workspaceState },
      answering: new Answering({ clock, services, client, limits, price }),
      prepare: (service, talk, continued) => preparing.prepare(service, talk, continued),
      changed: (talk, change) => {
        chat.talkChanged(talk, change);
        if (change.kind === 'turn' && 'model' in change.turn && change.turn.model !== '') {
          void models.served(change.turn.service);
        }
      },
      switched: () => {
        selection.recall();
        // What is said there is about the chat before.
        notices.dismiss();
        view.hydrate();
      },
    });
    const selection = new CurrentSelection({ clock, exclusions, newId });
    const composer = new Composer({
      ...{ talks, selection, models, notices, views, charactersPerToken },
      gather: new Gather({ clock, exclusions, selection, terminal, newId }),
      pictures: new Pictures({ archive, exclusions, newId }),
      changed: () => {
        chat.update('composer');
      },
    });
    const history = new History({
      ...{ archive, talks, notices },
      changed: () => {
        chat.update('history');
      },
    });
    const tell = (text: string) => void vscode.window.showWarningMessage(text);
    const commandTerminal = new CommandTerminal();
    const mentions = new Mentions({ clock, exclusions, terminal });
    const apply = new ApplyCode({
      ...{ preview, tell, terminal: commandTerminal },
      target: () => selection.target,
    });
    const parts = { view, talks, composer, history, models, notices, selection, views };
    const chat: Chat = new Chat(parts);
    const asks: Asks = new Asks({ ...parts, services, preparing });
    const received = new Received({ ...parts, asks, chat, mentions, apply, log });
    this.view = view;
    this.#models = models;
    this.#talks = talks;
    this.#asks = asks;
    this.#composer = composer;
    this.#history = history;
    this.#selection = selection;
    this.#subscriptions = [
      ...[selection, commandTerminal, mentions],
      selection.onDidChange(() => {
        chat.update('composer', 'target');
      }),
    ];
    this.#restored = this.#restore(chat, notices, log);
    // What was deleted in an earlier run is not asked for back any more.
    this.#restored
      .then(() => archive.purge())
      .catch((error: unknown) => {
        log.warn(`Deleted chats could not be cleared away (${toArchiveFault(error).message}).`);
      });
    void models.refresh();
  }

  /** A key or a setting changed. Never rejects. */
  async changed(): Promise<void> {
    await this.#models.refresh();
  }

  /** Shows the chat that was last open. */
  async open(): Promise<void> {
    await this.view.show();
  }

  /** Shows a new chat. */
  async begin(): Promise<void> {
    await this.#restored;
    this.#history.close();
    this.#talks.begin();
    await this.view.show();
  }

  /** Attaches files to the chat, or what is selected in the editor, or its file. */
  async add(uris: readonly vscode.Uri[]): Promise<void> {
    await this.#restored;
    this.#history.close();
    if (uris.length > 0) {
      await this.#composer.drop(uris.map((uri) => uri.toString()));
    } else {
      const file = this.#selection.suggestion();
      // What is selected is attached by itself.
      if (!this.#selection.attachment() && file) await this.#composer.attach(file.id);
    }
    await this.view.show();
  }

  /** Attaches to the chat what is made already. */
  async addAttachments(attachments: readonly TextAttachment[]): Promise<void> {
    await this.#restored;
    this.#history.close();
    this.#composer.add(attachments);
    await this.view.show();
  }

  /** Asks in a new chat; resolves when the answer is over, or the question waits in the message box. */
  async about(question: AskedQuestion): Promise<void> {
    await this.#restored;
    this.#history.close();
    await Promise.all([this.#asks.about(question), this.view.show()]);
  }

  /** Attaches the last command of the terminal with its output. */
  async addTerminal(): Promise<void> {
    await this.#restored;
    this.#history.close();
    await this.#composer.attach('terminal');
    await this.view.show();
  }

  /** Ends what runs, and writes what is not written. */
  async close(): Promise<void> {
    await this.#talks.close();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Brings back what was on screen. Never rejects. */
  async #restore(chat: Chat, notices: Notices, log: vscode.LogOutputChannel): Promise<void> {
    try {
      const restored = await this.#talks.restore();
      if (restored) chat.tellOpened(restored);
    } catch (error) {
      log.warn(`The last chat could not be read (${toArchiveFault(error).message}).`);
      notices.show('error', vscode.l10n.t('The chat cannot be read.'));
    }
  }
}

function newId(): string {
  return randomUUID();
}

function archiveIn(
  folder: vscode.Uri,
  clock: Clock,
  log: vscode.LogOutputChannel,
  failed: (id: string, fault: ArchiveFault) => void,
): Archive {
  return new Archive({
    files: new FolderFiles(folder.fsPath),
    clock,
    holder: { id: newId(), pid: process.pid, isAlive },
    pause: () =>
      new Promise((resolve) => {
        setImmediate(resolve);
      }),
    log: (message) => {
      log.warn(message);
    },
    failed,
  });
}
