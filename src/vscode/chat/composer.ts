import * as vscode from 'vscode';
import { attachmentTokens, turnTokens } from '../../chat/context/tokens.ts';
import type { Attachment } from '../../chat/conversation.ts';
import type { ComposerView } from '../../protocol/views.ts';
import type { ChatModels } from './chatModels.ts';
import type { CurrentSelection } from './currentSelection.ts';
import type { Gather } from './gather.ts';
import type { Notices } from './notices.ts';
import type { Picture, Pictures } from './pictures.ts';
import { isPicture } from './pictures.ts';
import type { Talks } from './talks.ts';
import type { TurnViewPorts } from './turnViews.ts';
import { chipView } from './turnViews.ts';

/** What the message box and its attachments take. */
export interface ComposerPorts {
  readonly talks: Talks;
  readonly gather: Pick<Gather, 'attach'>;
  readonly selection: CurrentSelection;
  readonly models: ChatModels;
  readonly pictures: Pictures;
  readonly notices: Notices;
  readonly views: TurnViewPorts;
  readonly charactersPerToken: number;
  /** The view is another one. */
  readonly changed: () => void;
}

/** What is being written: its text, and what is attached to it. */
export class Composer {
  readonly #ports: ComposerPorts;
  #lastPicture: Promise<void> = Promise.resolve();

  constructor(ports: ComposerPorts) {
    this.#ports = ports;
  }

  /** The message box as the panel shows it. */
  view(): ComposerView {
    const { talks, models, selection, views, charactersPerToken } = this.#ports;
    const { conversation } = talks.current;
    const attached = this.attached();
    const { context, seesImages } = models.facts();
    const tokens = attached.map((each) => attachmentTokens(each, charactersPerToken));
    const suggestion = selection.suggestion();
    const isAttached = attached.some(
      ({ kind, label }) => kind === 'file' && label === suggestion?.label,
    );
    return {
      chips: attached.map((each) => chipView(each, views)),
      suggestion: isAttached ? undefined : suggestion,
      tokens: tokens.reduce(
        (sum, each) => sum + each,
        turnTokens(conversation.turns, charactersPerToken),
      ),
      window: context,
      takesImages: seesImages,
    };
  }

  /** What travels with the next question: what was attached, and what is selected. */
  attached(): readonly Attachment[] {
    const { talks, selection } = this.#ports;
    const selected = talks.isReadOnly ? undefined : selection.attachment();
    const { attachments } = talks.current.draft;
    return selected ? [...attachments, selected] : attachments;
  }

  /** What was attached has gone with a question; later ones have it from there. */
  sent(): void {
    this.#ports.selection.dismiss();
  }

  /** The text has changed. A message about another chat comes too late. */
  write(session: string, text: string): void {
    const { current, isReadOnly } = this.#ports.talks;
    if (isReadOnly || current.conversation.id !== session) return;
    current.write({ ...current.draft, text });
  }

  /** Attaches what is made already. */
  add(attachments: readonly Attachment[]): void {
    for (const attachment of attachments) this.#put(attachment);
  }

  /** Attaches what an id stands for (see `Gather`). */
  async attach(id: string): Promise<void> {
    const { gather, notices, talks } = this.#ports;
    const talk = talks.current;
    const gathered = await gather.attach(id);
    if (talk !== talks.current) return;
    if ('refused' in gathered) {
      notices.show('error', gathered.refused);
      return;
    }
    const { attachment, note } = gathered;
    this.#put(attachment);
    if (note !== undefined) notices.show('info', note);
  }

  /** Attaches the file that is only suggested, if there is one. */
  async attachSuggestion(): Promise<void> {
    const suggestion = this.#ports.selection.suggestion();
    if (suggestion) await this.attach(suggestion.id);
  }

  /** Takes an attachment off again. */
  detach(id: string): void {
    const { talks, selection, changed } = this.#ports;
    const { current, isReadOnly } = talks;
    if (isReadOnly) return;
    if (selection.attachment()?.id === id) selection.dismiss();
    const attachments = current.draft.attachments.filter((each) => each.id !== id);
    current.write({ ...current.draft, attachments });
    changed();
  }

  /** Lets the user choose files, pictures among them. */
  async chooseFiles(): Promise<void> {
    const uris = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Attach Files'),
      openLabel: vscode.l10n.t('Attach'),
      canSelectMany: true,
    });
    for (const uri of uris ?? []) await this.#attachAt(uri);
  }

  /** Attaches files and folders by their URIs. */
  async drop(uris: readonly string[]): Promise<void> {
    for (const text of uris) {
      const uri = parsed(text);
      if (uri) await this.#attachAt(uri);
    }
  }

  /** Attaches a picture that was pasted or dropped; its bytes come in base64. */
  async paste(label: string, data: string): Promise<void> {
    await this.#picture((pictures, chat, count) =>
      pictures.keep(chat, label, Buffer.from(data, 'base64'), count),
    );
  }

  async #attachAt(uri: vscode.Uri): Promise<void> {
    if (isPicture(uri)) {
      await this.#picture((pictures, chat, count) => pictures.read(chat, uri, count));
    } else {
      await this.attach(`file:${uri.toString()}`);
    }
  }

  /** One picture after the other: each counts those before it. */
  #picture(
    take: (pictures: Pictures, chat: string, count: number) => Promise<Picture>,
  ): Promise<void> {
    const taken = this.#lastPicture.then(() => this.#takePicture(take));
    this.#lastPicture = taken.catch(() => undefined);
    return taken;
  }

  async #takePicture(
    take: (pictures: Pictures, chat: string, count: number) => Promise<Picture>,
  ): Promise<void> {
    const { talks, models, notices, pictures } = this.#ports;
    const talk = talks.current;
    if (talks.isReadOnly) return;
    if (!models.facts().seesImages) {
      notices.show('error', vscode.l10n.t('The model cannot see images. Choose another model.'));
      return;
    }
    const count = talk.draft.attachments.filter(({ kind }) => kind === 'image').length;
    const picture = await take(pictures, talk.conversation.id, count);
    if (talk !== talks.current) return;
    if ('refused' in picture) notices.show('error', picture.refused);
    else this.#put(picture);
  }

  #put(attachment: Attachment): void {
    const { talks, changed } = this.#ports;
    if (talks.isReadOnly) return;
    const { current } = talks;
    // What is attached again is there anew, not twice.
    const others = current.draft.attachments.filter(
      ({ kind, label }) =>
        kind === 'image' || kind !== attachment.kind || label !== attachment.label,
    );
    current.write({ ...current.draft, attachments: [...others, attachment] });
    changed();
  }
}

function parsed(uri: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(uri, true);
  } catch {
    return undefined;
  }
}
