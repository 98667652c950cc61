import type { ChatMessage } from '../../mistral/chat.ts';
import type { ReasoningModel } from '../../mistral/models/reasoning.ts';
import { MAX_IMAGES } from '../context/imageLimits.ts';
import { oneLine } from '../../base/sanitizeText.ts';
import { IMAGE_TOKENS, MESSAGE_TOKENS, tokensOf } from '../context/tokenEstimate.ts';
import type { AssistantTurn, UserTurn, TextAttachment } from '../session/conversation.ts';
import { answerMessage, userMessage } from './turnPairs.ts';
import { shareRoom } from './windowBudget.ts';
import { attachmentBlock } from './attachmentText.ts';
import { answerMessages } from './toolMessages.ts';
import { earlierResultRoom, shareResultRoom, shortened } from './toolResults.ts';
import { expandSlash } from './slashCommands.ts';
import { textWithSources } from '../web/citations.ts';

/** Options for {@link MessageWriter}. */
export interface WriterOptions {
  readonly model: ChatModelFacts;
  /** Images that could be read, as `data:` URLs by their file name in the archive. */
  readonly images: ReadonlyMap<string, string>;
  readonly charactersPerToken: number;
  /** The English name of the language for answers to commands; undefined for English. */
  readonly language?: string | undefined;
}

/** Facts about a model that a request depends on. */
export interface ChatModelFacts extends ReasoningModel {
  readonly id: string;
  /** Its context window in tokens, if known. */
  readonly context: number | undefined;
  /** Its longest answer in tokens; undefined if unknown or only limited by the window. */
  readonly maxOutput?: number | undefined;
  readonly supportsImages: boolean;
  /** Whether it supports function calling. Undefined if unknown: nearly all models do. */
  readonly supportsTools?: boolean | undefined;
}

/** How much of an attachment's text is sent, in characters. */
export interface AttachmentCut {
  readonly id: string;
  readonly kept: number;
  readonly of: number;
}

/** Maximum number of tokens of the note in a shortened result. */
const RESULT_NOTE_TOKENS = 40;

/** An answer whose tool results can still be shortened. */
export interface WrittenAnswer {
  /** Estimated tokens without the tool results. */
  readonly tokens: number;
  /** Estimated tokens of the complete tool results. */
  readonly resultTokens: number;
  /**
   * The messages with results in a number of tokens, or as for an earlier question; with the tokens of the results and
   * the number of results that were shortened.
   */
  readonly withResults: (room: number | 'earlier') => {
    readonly messages: readonly ChatMessage[];
    readonly tokens: number;
    readonly shortened: number;
  };
}

/** Writes the messages of a request, newest first, and estimates their tokens. */
export class MessageWriter {
  readonly #options: WriterOptions;
  #images = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** The estimated tokens of a text message. */
  measure(text: string): number {
    return MESSAGE_TOKENS + tokensOf(text, this.#options.charactersPerToken);
  }

  /**
   * An answer as messages. Without tools in the request, its tool calls are left out. `tokens` doesn't include their
   * results; `withResults` adds them in a given number of tokens.
   */
  answer(answer: AssistantTurn, hasTools = false): WrittenAnswer {
    const { model, charactersPerToken: rate } = this.#options;
    const steps = hasTools ? (answer.steps ?? []) : [];
    const text = textWithSources(answer);
    const said = model.reasoning ? answer.thinking + text : text;
    const calls = steps.reduce(
      (sum, step) =>
        sum + 2 * MESSAGE_TOKENS + RESULT_NOTE_TOKENS + tokensOf(step.name + step.arguments, rate),
      0,
    );
    const lengths = steps.map(({ result }) => result.length);
    return {
      tokens: this.measure(said) + calls,
      resultTokens: lengths.reduce((sum, length) => sum + Math.ceil(length / rate), 0),
      withResults: (room) => {
        const characters = room === 'earlier' ? 0 : Math.floor(room * rate);
        const kept =
          room === 'earlier' ? earlierResultRoom(lengths) : shareResultRoom(lengths, characters);
        const results = steps.map(({ result }, at) => shortened(result, kept[at] ?? 0));
        const messages =
          steps.length > 0
            ? answerMessages(answer, results, model.reasoning)
            : answer.text.trim() === ''
              ? []
              : [answerMessage({ ...answer, text }, model.reasoning)];
        return {
          messages,
          tokens: kept.reduce((sum, length) => sum + Math.ceil(length / rate), 0),
          shortened: kept.filter((length, at) => length < (lengths[at] ?? 0)).length,
        };
      },
    };
  }

  /** A question with its images; `withAttachments` adds its other attachments in a given number of tokens. */
  question({ text, attachments }: UserTurn) {
    const images = attachments.filter((each) => each.kind === 'image');
    const texts = attachments.filter((each) => each.kind !== 'image');
    const urls: string[] = [];
    const notes: string[] = [];
    let imagesOverLimit = 0;
    for (const { label, file } of images) {
      const isOver = this.#options.model.supportsImages && this.#images >= MAX_IMAGES;
      const url = this.#image(file);
      if (isOver) imagesOverLimit += 1;
      const why = isOver ? 'omitted because there are too many' : 'that you cannot see';
      if (url === undefined) notes.push(`Attachment: image ${why}, ${oneLine(label)}`);
      else urls.push(url);
    }
    const said = [...notes, expandSlash(text, this.#options.language)]
      .filter((piece) => piece !== '')
      .join('\n\n');
    return {
      tokens: this.measure(said) + urls.length * IMAGE_TOKENS,
      imagesLeftOut: notes.length,
      imagesOverLimit,
      withAttachments: (room: number) => {
        const { blocks, cuts, tokens } = this.#blocks(texts, room);
        return { tokens, cuts, message: userMessage([...blocks, said].join('\n\n'), urls) };
      },
    };
  }

  #image(file: string): string | undefined {
    const { model, images } = this.#options;
    const url = model.supportsImages && this.#images < MAX_IMAGES ? images.get(file) : undefined;
    if (url !== undefined) this.#images += 1;
    return url;
  }

  #blocks(attachments: readonly TextAttachment[], room: number) {
    const rate = this.#options.charactersPerToken;
    // Blocks are separated by a blank line.
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
