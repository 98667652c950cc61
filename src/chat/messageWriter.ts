import { MOST_IMAGES } from './context/images.ts';
import { oneLine } from './context/text.ts';
import { IMAGE_TOKENS, MESSAGE_TOKENS, tokensOf } from './context/tokens.ts';
import type { Answer, Question, TextAttachment } from './conversation.ts';
import { answerMessage, userMessage } from './exchanges.ts';
import { shareRoom } from './fitting.ts';
import { attachmentBlock } from './prompts/attachment.ts';
import { expandSlash } from './prompts/slash.ts';

/** What messages are written for. */
export interface WriterOptions {
  readonly model: ChatModelFacts;
  /** The archive's pictures that could be read: `data:` URLs by the names of their files. */
  readonly images: ReadonlyMap<string, string>;
  readonly charactersPerToken: number;
  /** What commands are answered in, as English calls it; absent for English. */
  readonly language?: string | undefined;
}

/** What has to be known of a model. */
export interface ChatModelFacts {
  readonly id: string;
  /** Tokens that its window holds, where known. */
  readonly context: number | undefined;
  readonly seesImages: boolean;
  readonly thinks: boolean;
}

/** How much of an attachment's text is sent, in characters. */
export interface AttachmentCut {
  readonly id: string;
  readonly kept: number;
  readonly of: number;
}

/** Writes a request's messages, the newest first, and weighs them in tokens. */
export class MessageWriter {
  readonly #options: WriterOptions;
  #images = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** The tokens of a message that is text alone. */
  weigh(text: string): number {
    return MESSAGE_TOKENS + tokensOf(text, this.#options.charactersPerToken);
  }

  /** An answer, to be sent back. */
  answer(answer: Answer) {
    const { thinks } = this.#options.model;
    const tokens = this.weigh(thinks ? answer.thinking + answer.text : answer.text);
    return { tokens, message: answerMessage(answer, thinks) };
  }

  /** A question by its text and pictures; its attachments come with the room that there is for them. */
  question({ text, attachments }: Question) {
    const pictures = attachments.filter((each) => each.kind === 'image');
    const texts = attachments.filter((each) => each.kind !== 'image');
    const urls: string[] = [];
    const notes: string[] = [];
    for (const { label, file } of pictures) {
      const url = this.#image(file);
      if (url === undefined)
        notes.push(`Attachment: a picture that you cannot see, ${oneLine(label)}`);
      else urls.push(url);
    }
    const said = [...notes, expandSlash(text, this.#options.language)]
      .filter((piece) => piece !== '')
      .join('\n\n');
    return {
      tokens: this.weigh(said) + urls.length * IMAGE_TOKENS,
      imagesLeftOut: notes.length,
      withAttachments: (room: number) => {
        const { blocks, cuts, tokens } = this.#blocks(texts, room);
        return { tokens, cuts, message: userMessage([...blocks, said].join('\n\n'), urls) };
      },
    };
  }

  #image(file: string): string | undefined {
    const { model, images } = this.#options;
    const url = model.seesImages && this.#images < MOST_IMAGES ? images.get(file) : undefined;
    if (url !== undefined) this.#images += 1;
    return url;
  }

  #blocks(attachments: readonly TextAttachment[], room: number) {
    const rate = this.#options.charactersPerToken;
    // A blank line stands between blocks.
    const tokensOfBlock = (text: string) => tokensOf(`${text}\n\n`, rate);
    const claims = attachments.map((attachment) => ({
      kind: attachment.kind,
      tokens: tokensOfBlock(attachmentBlock(attachment)?.text ?? ''),
    }));
    const shares = shareRoom(claims, room);
    const blocks: string[] = [];
    const cuts: AttachmentCut[] = [];
    let tokens = 0;
    for (const [at, attachment] of attachments.entries()) {
      const block = attachmentBlock(attachment, Math.floor((shares[at] ?? 0) * rate) - 2);
      const kept = block?.kept ?? 0;
      if (kept < attachment.text.length) {
        const of = attachment.cut?.of ?? attachment.text.length;
        cuts.push({ id: attachment.id, kept, of });
      }
      if (!block) continue;
      blocks.push(block.text);
      tokens += tokensOfBlock(block.text);
    }
    return { blocks, cuts, tokens };
  }
}
