import * as vscode from 'vscode';
import { baseName } from '../../../base/baseName.ts';
import { Emitter } from '../../../base/emitter.ts';
import { SerialQueue } from '../../../base/serialQueue.ts';
import { documentMarkdown } from '../../../chat/documents/documentMarkdown.ts';
import type { LoadedDocument } from '../../../chat/documents/documentReader.ts';
import { pagesText } from '../../../chat/documents/pageRange.ts';
import { attachmentLabel, makeTextAttachment } from '../../../chat/context/textAttachment.ts';
import type { ChatSession } from '../../../chat/session/chatSession.ts';
import type { ChatSessions } from '../../../chat/session/chatSessions.ts';
import type {
  AttachedDocument,
  Attachment,
  TextAttachment,
} from '../../../chat/session/conversation.ts';
import { pathAt } from '../../platform/files.ts';
import type { Notices } from '../panel/notices.ts';
import type { DocumentLibrary } from './documentLibrary.ts';
import { documentFailureText } from './documentFailureText.ts';
import type { DocumentReading } from './readDocumentTool.ts';
import { confirmationText, rangeProblemText } from './documentTexts.ts';

/** Documents with more pages are read only after a question. */
const MAX_PAGES_WITHOUT_CONFIRMATION = 20;

/** Dependencies of {@link DraftDocuments}. */
export interface DraftDocumentsDependencies {
  readonly documents: Pick<DocumentLibrary, 'costOf' | 'isServiceAvailable' | 'load' | 'reader'>;
  readonly sessions: ChatSessions;
  readonly notices: Pick<Notices, 'dismiss' | 'show'>;
  /** Asks the user; resolves to false once the signal is aborted. */
  readonly confirm: DocumentReading['confirm'];
  readonly newId: () => string;
}

/** The documents of the unsent message: attached with their pages and price, read when the message is sent. */
export class DraftDocuments {
  readonly #onDidChange = new Emitter();
  /** Fires when an attached document has changed, or when reading starts or ends. */
  readonly onDidChange = this.#onDidChange.event;
  readonly #dependencies: DraftDocumentsDependencies;
  readonly #queue = new SerialQueue();
  #reading: { readonly id: string; readonly controller: AbortController } | undefined;

  constructor(dependencies: DraftDocumentsDependencies) {
    this.#dependencies = dependencies;
  }

  /** The ID of the attachment that is being read; undefined if none is. */
  get readingId(): string | undefined {
    return this.#reading?.id;
  }

  /**
   * Creates an attachment for a document that is read later, or tells the user why that isn't possible. Nothing is sent.
   * Resolves to undefined if there is none, or if another chat is open by now. Never rejects.
   */
  async attach(uri: vscode.Uri): Promise<TextAttachment | undefined> {
    const { documents, newId, notices, sessions } = this.#dependencies;
    const session = sessions.current;
    const loaded = await documents.load(uri);
    if (session !== sessions.current) return undefined;
    if ('refused' in loaded) {
      notices.show('error', loaded.refused);
      return undefined;
    }
    const document = await this.#attached(loaded, '');
    if (!document) return undefined;
    if (document.unread > 0 && !(await documents.isServiceAvailable())) {
      this.#askForKey();
      return undefined;
    }
    if (session !== sessions.current) return undefined;
    const path = pathAt(uri);
    const name = uri.toString();
    return {
      kind: 'document',
      id: newId(),
      label: attachmentLabel(path),
      path,
      uri: name,
      text: '',
      sources: [name],
      languageId: 'markdown',
      document,
    };
  }

  /** Chooses the pages of an attached document, as the user wrote them. */
  async choose(id: string, range: string): Promise<void> {
    const { notices, sessions } = this.#dependencies;
    const session = sessions.current;
    const found = unreadIn(session).find((each) => each.id === id);
    if (!found || sessions.isReadOnly) return;
    const { hash, count: pages, isEstimate } = found.document;
    const document = await this.#attached({ hash, pages, isEstimate }, range);
    if (document) replace(session, { ...found, document });
    else notices.show('error', rangeProblemText(pages));
    this.#onDidChange.fire();
  }

  /** Stops reading. */
  stop(): void {
    this.#reading?.controller.abort();
  }

  /**
   * Reads the attached documents of the current chat, after a question about long ones. Resolves to false if that
   * failed, which the user is told, or was stopped. Never rejects.
   */
  async readAll(): Promise<boolean> {
    const session = this.#dependencies.sessions.current;
    return this.#queue.run(async () => {
      for (const attachment of unreadIn(session)) {
        const controller = new AbortController();
        this.#reading = { id: attachment.id, controller };
        this.#onDidChange.fire();
        try {
          if (!(await this.#read(session, attachment, controller.signal))) return false;
        } finally {
          this.#reading = undefined;
          this.#onDidChange.fire();
        }
      }
      return true;
    });
  }

  async #read(
    session: ChatSession,
    attachment: UnreadDocument,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { documents, notices, sessions } = this.#dependencies;
    const fail = (text: string): false => {
      if (!signal.aborted && session === sessions.current) notices.show('error', text);
      return false;
    };
    const { document, label, path, uri = '' } = attachment;
    const loaded = await documents.load(vscode.Uri.parse(uri, true));
    if ('refused' in loaded) return fail(loaded.refused);
    const current = await this.#attached(loaded, document.range);
    const isChanged = loaded.hash !== document.hash || current?.chosen !== document.chosen;
    if (!current || isChanged) {
      // The user has seen another price.
      const shown = current ?? (await this.#attached(loaded, ''));
      if (shown) replace(session, { ...attachment, document: shown });
      return fail(vscode.l10n.t('{0} has changed. Check its pages, then send again.', label));
    }
    if (
      current.unread > MAX_PAGES_WITHOUT_CONFIRMATION &&
      !(await this.#confirm(label, current, signal))
    ) {
      return false;
    }
    try {
      const pages = await documents.reader.read(loaded, document.range, signal);
      if (signal.aborted) return false;
      if (pages.length === 0) return fail(vscode.l10n.t('No text was found in {0}.', label));
      const numbers = pagesText(pages.map(({ page }) => page));
      const isWhole = document.range.trim() === '';
      const text = makeTextAttachment({
        ...attachment,
        text: documentMarkdown(pages),
        ...(isWhole ? {} : { label: `${baseName(path ?? label)} (${numbers})` }),
        document: { ...current, chosen: pages.length, unread: 0, isRead: true },
      });
      replace(session, text);
      return true;
    } catch (error) {
      return fail(documentFailureText(error));
    }
  }

  #confirm(label: string, { unread }: AttachedDocument, signal: AbortSignal): Promise<boolean> {
    const { confirm, documents } = this.#dependencies;
    return confirm(confirmationText(label, unread, documents.costOf(unread)), signal);
  }

  #askForKey(): void {
    const { t } = vscode.l10n;
    const text = t(
      'Reading documents needs a Mistral API key. The Codestral service can’t read them.',
    );
    const run = async () => {
      await vscode.commands.executeCommand('codestral.setMistralKey');
    };
    this.#dependencies.notices.show('error', text, { label: t('Set Mistral API Key'), run });
  }

  async #attached(
    document: Pick<LoadedDocument, 'hash' | 'isEstimate' | 'pages'>,
    range: string,
  ): Promise<AttachedDocument | undefined> {
    const plan = await this.#dependencies.documents.reader.plan(document, range);
    if (!plan) return undefined;
    const { hash, pages: count, isEstimate } = document;
    const { pages, unread } = plan;
    return {
      hash,
      count,
      isEstimate,
      range,
      isRead: false,
      chosen: pages.length,
      unread: unread.length,
    };
  }
}

type UnreadDocument = TextAttachment & { readonly document: AttachedDocument };

function unreadIn(session: ChatSession): UnreadDocument[] {
  return session.draft.attachments.filter(isUnread);
}

function isUnread(attachment: Attachment): attachment is UnreadDocument {
  return attachment.kind === 'document' && attachment.document?.isRead === false;
}

/** Replaces an attachment of the draft, unless the user has removed it. */
function replace(session: ChatSession, attachment: TextAttachment): void {
  const { draft } = session;
  const attachments = draft.attachments.map((each) =>
    each.id === attachment.id ? attachment : each,
  );
  session.setDraft({ ...draft, attachments });
}
