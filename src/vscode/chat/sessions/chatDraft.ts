import * as vscode from 'vscode';
import { Emitter } from '../../../base/emitter.ts';
import { SerialQueue } from '../../../base/serialQueue.ts';
import { attachmentKey } from '../../../chat/context/attachmentLabels.ts';
import { isDocumentName } from '../../../chat/documents/documentFormat.ts';
import { isAlreadySent } from '../../../chat/context/sentAttachments.ts';
import type { ChatSessions } from '../../../chat/session/chatSessions.ts';
import type { Attachment, TextAttachment } from '../../../chat/session/conversation.ts';
import type { DraftAttachments } from '../../../chat/session/messageSender.ts';
import { fileOf, parseUri } from '../../platform/files.ts';
import type { ChatModels } from './chatModels.ts';
import type { DraftInstructions } from './draftInstructions.ts';
import { CODEBASE_ID } from '../attachments/codebaseAttachments.ts';
import type { CodebaseAttachments } from '../attachments/codebaseAttachments.ts';
import type { CurrentSelection } from '../attachments/currentSelection.ts';
import type { AttachmentCollector } from '../attachments/attachmentCollector.ts';
import type { Notices } from '../panel/notices.ts';
import type { ImageResult, ImageAttachments } from '../attachments/imageAttachments.ts';
import { isImagePath } from '../attachments/imageAttachments.ts';
import type { DraftDocuments } from '../documents/draftDocuments.ts';

/** Dependencies of {@link ChatDraft}. */
export interface ChatDraftDependencies {
  readonly sessions: ChatSessions;
  readonly collector: Pick<AttachmentCollector, 'attach'>;
  readonly codebase: Pick<CodebaseAttachments, 'onDidChange' | 'placeholder' | 'resolve' | 'stop'>;
  readonly selection: CurrentSelection;
  readonly instructions: DraftInstructions;
  readonly models: ChatModels;
  readonly images: ImageAttachments;
  readonly documents: DraftDocuments;
  readonly notices: Notices;
}

/** The selection or the current file, which is attached unless the user removes it. */
export interface AutomaticAttachment {
  readonly attachment: TextAttachment;
  readonly kind: TextAttachment['kind'];
  /** Whether a question of this chat contains it unchanged. */
  readonly isSent: boolean;
}

/** The unsent message: its text and its attachments. */
export class ChatDraft implements DraftAttachments {
  readonly #onDidChange = new Emitter();
  /** Fires when attachments were added or removed. */
  readonly onDidChange = this.#onDidChange.event;
  readonly #dependencies: ChatDraftDependencies;
  #attaching = new AbortController();
  /** Images are added one at a time, so that each is counted against the limit. */
  readonly #images = new SerialQueue();

  constructor(dependencies: ChatDraftDependencies) {
    this.#dependencies = dependencies;
    const changed = () => {
      this.#onDidChange.fire();
    };
    for (const each of [dependencies.documents, dependencies.codebase]) each.onDidChange(changed);
    const { instructions, selection, sessions } = dependencies;
    sessions.onEvent(({ kind }) => {
      if (kind !== 'session') this.cancelAttaching();
      if (kind !== 'switched') return;
      selection.restore();
      instructions.restore();
    });
  }

  /** The attachments of the next message: those of the draft, and what is attached automatically. */
  attached({ withFile = true } = {}): readonly Attachment[] {
    const { attachments } = this.#dependencies.sessions.current.draft;
    const automatic = this.automatic();
    const isWanted = automatic && !automatic.isSent && (withFile || automatic.kind !== 'file');
    return isWanted ? [...attachments, automatic.attachment] : attachments;
  }

  /**
   * The selection or the file that is attached automatically; undefined if there is none, or if the draft contains
   * it. `isSent` tells that the model already has it.
   */
  automatic(): AutomaticAttachment | undefined {
    const { sessions, selection } = this.#dependencies;
    const { conversation, draft } = sessions.current;
    const attachment = sessions.isReadOnly ? undefined : selection.automatic();
    if (!attachment) return undefined;
    const key = attachmentKey(attachment);
    if (draft.attachments.some((each) => attachmentKey(each) === key)) return undefined;
    const isSent = isAlreadySent(attachment, conversation.turns);
    return { attachment, kind: attachment.kind, isSent };
  }

  /** The project's instructions for the next question, without those that the model has. */
  instructions(): readonly TextAttachment[] {
    const { instructions, sessions } = this.#dependencies;
    if (sessions.isReadOnly) return [];
    const { turns } = sessions.current.conversation;
    return instructions.attachments.filter((each) => !isAlreadySent(each, turns));
  }

  /** Reads the instructions for the draft if its files have changed, or always if `force` is true. Never rejects. */
  async refreshInstructions(force: boolean): Promise<void> {
    await this.#dependencies.instructions.refresh(this.#targetsOf(this.attached()), force);
  }

  /** The project's instructions and the prompt file for a question, except those that were already sent. */
  async projectFiles(
    message: string,
    attachments: readonly Attachment[],
  ): Promise<readonly Attachment[]> {
    const { instructions, sessions } = this.#dependencies;
    const session = sessions.current;
    const files = await instructions.forQuestion(message, this.#targetsOf(attachments));
    instructions.restore();
    const { turns } = session.conversation;
    return files.filter((each) => each.kind === 'prompt' || !isAlreadySent(each, turns));
  }

  withCodebase(message: string, attachments: readonly Attachment[]) {
    return this.#dependencies.codebase.resolve(message, attachments);
  }

  /** Sets the text; ignored if another session is current by now. */
  write(sessionId: string, text: string): void {
    const { current, isReadOnly } = this.#dependencies.sessions;
    if (isReadOnly || current.conversation.id !== sessionId) return;
    current.setDraft({ ...current.draft, text });
  }

  /** Adds attachments. */
  attachAll(attachments: readonly Attachment[]): void {
    for (const attachment of attachments) this.#add(attachment);
  }

  /** Adds the attachment for an ID (see `AttachmentCollector`), or tells the user why that isn't possible. */
  async attach(id: string): Promise<void> {
    const { codebase, collector, notices, sessions } = this.#dependencies;
    if (id === CODEBASE_ID) {
      this.#add(codebase.placeholder());
      return;
    }
    const file = /^file:(.+)$/s.exec(id)?.[1];
    if (file !== undefined && isDocumentName(file)) {
      const uri = parseUri(file);
      if (uri) {
        await this.#attachDocument(uri);
        return;
      }
    }
    const session = sessions.current;
    const collected = await collector.attach(id, this.#attaching.signal);
    if (session !== sessions.current) return;
    if ('refused' in collected) {
      notices.show('error', collected.refused);
      return;
    }
    const { attachment, note } = collected;
    this.#add(attachment);
    if (note !== undefined) notices.show('info', note);
  }

  /** Cancels attachments that are still being read, because their chat was closed. */
  cancelAttaching(): void {
    this.#attaching.abort();
    for (const each of [this.#dependencies.documents, this.#dependencies.codebase]) each.stop();
    this.#attaching = new AbortController();
  }

  /** Attaches the text of an attached image instead of the image. */
  async readImage(id: string): Promise<void> {
    const image = this.#dependencies.sessions.current.draft.attachments.find(
      (each) => each.id === id && each.kind === 'image',
    );
    const uri = image?.uri === undefined ? undefined : parseUri(image.uri);
    if (uri && (await this.#attachDocument(uri))) this.detach(id);
  }

  /** The ID of the document that is being read; undefined if none is. */
  get readingId(): string | undefined {
    return this.#dependencies.documents.readingId;
  }

  /** Reads the attached documents; see {@link DraftDocuments.readAll}. */
  readDocuments(): Promise<boolean> {
    return this.#dependencies.documents.readAll();
  }

  /** Attaches the suggested file, if there is one. */
  async attachSuggestion(): Promise<void> {
    const suggestion = this.#dependencies.selection.suggestion();
    if (suggestion) await this.attach(suggestion.id);
  }

  /** Removes an attachment. */
  detach(id: string): void {
    const { sessions, selection } = this.#dependencies;
    const { current, isReadOnly } = sessions;
    if (isReadOnly) return;
    if (this.#dependencies.instructions.dismiss(id)) return;
    if (selection.automatic()?.id === id) selection.dismiss();
    const attachments = current.draft.attachments.filter((each) => each.id !== id);
    current.setDraft({ ...current.draft, attachments });
    this.#onDidChange.fire();
  }

  /** Lets the user select files and images to attach. */
  async chooseFiles(): Promise<void> {
    const uris = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Attach Files'),
      openLabel: vscode.l10n.t('Attach'),
      canSelectMany: true,
    });
    for (const uri of uris ?? []) await this.#attachAt(uri);
  }

  /** Attaches files and folders by their URIs. */
  async attachUris(uris: readonly string[]): Promise<void> {
    for (const text of uris) {
      const uri = parseUri(text);
      if (uri) await this.#attachAt(uri);
      else
        this.#dependencies.notices.show(
          'error',
          vscode.l10n.t('Only files and folders can be attached.'),
        );
    }
  }

  /** Attaches an image that was pasted or dropped; `data` is its content in base64. */
  async paste(label: string, data: string): Promise<void> {
    await this.#addImage((images, chat, count) =>
      images.addBytes(chat, label, Buffer.from(data, 'base64'), count),
    );
  }

  async #attachAt(uri: vscode.Uri): Promise<void> {
    const { models } = this.#dependencies;
    if (isImagePath(uri) && !models.facts().supportsImages) {
      // The text of an image is the next best for a model that can't see it.
      await this.#attachDocument(uri);
    } else if (isImagePath(uri)) {
      await this.#addImage((images, chat, count) => images.read(chat, uri, count));
    } else {
      await this.attach(`file:${uri.toString()}`);
    }
  }

  /** Attaches a document. Resolves to whether it was attached; if not, the user is told why. */
  async #attachDocument(uri: vscode.Uri): Promise<boolean> {
    const attachment = await this.#dependencies.documents.attach(uri);
    if (attachment) this.#add(attachment);
    return attachment !== undefined;
  }

  #addImage(
    read: (images: ImageAttachments, chat: string, count: number) => Promise<ImageResult>,
  ): Promise<void> {
    return this.#images.run(async () => {
      const { sessions, models, notices, images } = this.#dependencies;
      const session = sessions.current;
      if (sessions.isReadOnly) return;
      if (!models.facts().supportsImages) {
        notices.show(
          'error',
          vscode.l10n.t('This model doesn’t support images. Choose a model that does.'),
        );
        return;
      }
      const count = session.draft.attachments.filter(({ kind }) => kind === 'image').length;
      const image = await read(images, session.conversation.id, count);
      if (session !== sessions.current) return;
      if ('refused' in image) notices.show('error', image.refused);
      else this.#add(image);
    });
  }

  /** The files and folders that a question is about, or else the current file. */
  #targetsOf(attachments: readonly Attachment[]): readonly vscode.Uri[] {
    const named = attachments.flatMap(({ uri, sources = [] }) => (uri ? [uri] : sources));
    const uris = named.map(parseUri).filter((uri) => uri !== undefined);
    const current = this.#dependencies.selection.target?.document;
    return uris.length > 0 || !current ? uris : [fileOf(current)];
  }

  #add(attachment: Attachment): void {
    const { sessions } = this.#dependencies;
    if (sessions.isReadOnly) return;
    const { current } = sessions;
    // The same attachment replaces the existing one.
    const key = attachmentKey(attachment);
    const others = current.draft.attachments.filter(
      (each) => key === undefined || attachmentKey(each) !== key,
    );
    current.setDraft({ ...current.draft, attachments: [...others, attachment] });
    this.#onDidChange.fire();
  }
}
