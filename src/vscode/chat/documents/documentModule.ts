import * as vscode from 'vscode';
import type { Emitter } from '../../../base/emitter.ts';
import type { ChatSessions } from '../../../chat/session/chatSessions.ts';
import type { DocumentQuestionView } from '../../../protocol/changeViews.ts';
import type { Notices } from '../panel/notices.ts';
import { PanelQuestion } from '../panel/panelQuestion.ts';
import type { AskedQuestion, PanelQuestionDependencies } from '../panel/panelQuestion.ts';
import { DocumentLibrary } from './documentLibrary.ts';
import type { DocumentLibraryDependencies } from './documentLibrary.ts';
import { DraftDocuments } from './draftDocuments.ts';
import type { DocumentReading } from './readDocumentTool.ts';

/** Dependencies of {@link DocumentModule}. */
export interface DocumentModuleDependencies
  extends DocumentLibraryDependencies, PanelQuestionDependencies {
  readonly notices: Pick<Notices, 'dismiss' | 'show'>;
}

/** The chat's documents: those of the message box, those that the model reads, and the question about them. */
export class DocumentModule {
  readonly documents: DocumentLibrary;
  readonly #dependencies: DocumentModuleDependencies;
  readonly #question: PanelQuestion<AskedQuestion<DocumentQuestionView>, boolean>;
  #draft: DraftDocuments | undefined;

  constructor(dependencies: DocumentModuleDependencies) {
    this.#dependencies = dependencies;
    this.documents = new DocumentLibrary(dependencies);
    this.#question = new PanelQuestion(dependencies);
  }

  /** Fires when there is another question, or none. */
  get onDidChange(): Emitter {
    return this.#question.onDidChange;
  }

  /** The question that the panel shows; undefined if there is none. */
  get question(): AskedQuestion<DocumentQuestionView> | undefined {
    return this.#question.view;
  }

  /** What the tool of the chat works with. */
  get reading(): DocumentReading {
    return {
      documents: this.documents,
      confirm: (text, signal, chatId) =>
        this.#question.ask(
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

  /** Answers the question. */
  decide(id: string, isAllowed: boolean): void {
    this.#question.decide(id, isAllowed);
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
