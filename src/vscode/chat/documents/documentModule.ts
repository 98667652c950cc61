import * as vscode from 'vscode';
import type { Event } from '../../../base/emitter.ts';
import type { ChatSessions } from '../../../chat/session/chatSessions.ts';
import type { DocumentConfirmationView } from '../../../protocol/changeViews.ts';
import type { Notices } from '../panel/notices.ts';
import { PanelConfirmation } from '../panel/panelConfirmation.ts';
import type {
  RequestedConfirmation,
  PanelConfirmationDependencies,
} from '../panel/panelConfirmation.ts';
import { DocumentLibrary } from './documentLibrary.ts';
import type { DocumentLibraryDependencies } from './documentLibrary.ts';
import { DraftDocuments } from './draftDocuments.ts';
import type { DocumentReading } from './readDocumentTool.ts';

/** Dependencies of {@link DocumentModule}. */
export interface DocumentModuleDependencies
  extends DocumentLibraryDependencies, PanelConfirmationDependencies {
  readonly notices: Pick<Notices, 'dismiss' | 'show'>;
}

/** The chat's documents: those of the message box, those that the model reads, and their confirmation. */
export class DocumentModule {
  readonly library: DocumentLibrary;
  readonly #dependencies: DocumentModuleDependencies;
  readonly #confirmation: PanelConfirmation<
    RequestedConfirmation<DocumentConfirmationView>,
    boolean
  >;
  #draft: DraftDocuments | undefined;

  constructor(dependencies: DocumentModuleDependencies) {
    this.#dependencies = dependencies;
    this.library = new DocumentLibrary(dependencies);
    this.#confirmation = new PanelConfirmation(dependencies);
  }

  /** Fires when there is another confirmation, or none. */
  get onDidChange(): Event {
    return this.#confirmation.onDidChange;
  }

  /** The confirmation that the panel shows; undefined if there is none. */
  get confirmation(): RequestedConfirmation<DocumentConfirmationView> | undefined {
    return this.#confirmation.view;
  }

  /** What the tool of the chat works with. */
  get reading(): DocumentReading {
    return {
      documents: this.library,
      confirm: (text, signal, chatId) =>
        this.#confirmation.ask(
          (id) => ({ id, chatId, text }),
          {
            rejected: false,
            hint: vscode.l10n.t('Codestral wants to read a document.'),
          },
          signal,
        ),
    };
  }

  /** Creates the documents of the message box. */
  createDraft(sessions: ChatSessions): DraftDocuments {
    this.#draft = new DraftDocuments({ ...this.#dependencies, ...this.reading, sessions });
    return this.#draft;
  }

  /** Sets the user's decision. */
  decide(id: string, isAllowed: boolean): void {
    this.#confirmation.decide(id, isAllowed);
  }

  /** Chooses the pages of an attached document. */
  async choose(id: string, range: string): Promise<void> {
    await this.#draft?.choose(id, range);
  }

  /** Stops reading the documents of the message box. */
  stop(): void {
    this.#draft?.stop();
  }
}
