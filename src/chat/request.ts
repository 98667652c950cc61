import type { ChatMessage, ChatRequest } from '../mistral/chat.ts';
import type { Answer, Turn } from './conversation.ts';
import { exchangesOf, hasText, mergeUsers } from './exchanges.ts';
import { divideWindow } from './fitting.ts';
import type { AttachmentCut, WriterOptions } from './messageWriter.ts';
import { MessageWriter } from './messageWriter.ts';
import { systemPrompt } from './prompts/system.ts';

/** What a request is made with, beside the turns. */
export interface RequestOptions extends WriterOptions {
  readonly settings: ChatSettings;
  /** A random UUID that stays the same for a conversation. */
  readonly cacheKey: string;
  /** The answer to the last question, to go on from where it ended. */
  readonly continueFrom?: Answer | undefined;
}

/** The user's settings for chats; undefined is the model's own default. */
export interface ChatSettings {
  readonly temperature: number | undefined;
  readonly topP: number | undefined;
  readonly maxTokens: number | undefined;
  /** Added to ours. */
  readonly systemPrompt: string;
  readonly reasoning: 'off' | 'high';
}

/** A request that fits, with what had to be left out; or how much too long the question is, in tokens. */
export type RequestResult =
  | {
      readonly request: ChatRequest;
      /** Estimated. */
      readonly tokens: number;
      /** How many of the earliest turns are not in it. */
      readonly turnsLeftOut: number;
      /** Attachments of which only a part, or nothing, is in it. */
      readonly cuts: readonly AttachmentCut[];
      /** Pictures that the model cannot see, that could not be read, or that were too many. */
      readonly imagesLeftOut: number;
    }
  | { readonly fault: 'tooLong'; readonly tokens: number; readonly room: number };

/**
 * The request for the last question among the turns; what follows it does not count. It fits the model's
 * window by this rule, in estimated tokens:
 *
 * 1. A part of the window is kept for the answer. The system prompt, the question's text and its pictures,
 *    and the answer to go on from, are sent in whole, or there is no request.
 * 2. The question's attachments share what is left (see `shareRoom`), each cut where its share ends.
 * 3. Earlier questions follow with their answers, the newest first, until one does not fit: it and all before
 *    it are left out. What is attached to them is cut where the room ends, so that one can ask on about it.
 *
 * Throws if nothing is asked.
 */
export function chatRequest(turns: readonly Turn[], options: RequestOptions): RequestResult {
  const { model, settings, cacheKey, continueFrom } = options;
  const { question, earlier } = splitAtLast(turns);
  const writer = new MessageWriter(options);
  const room = divideWindow(model.context, settings.maxTokens);
  const system = systemPrompt(settings.systemPrompt);

  const asked = writer.question(question);
  const goOn = continueFrom && hasText(continueFrom) ? [writer.answer(continueFrom)] : [];
  const needed = [writer.weigh(system), asked.tokens, ...goOn.map(({ tokens }) => tokens)];
  let left = needed.reduce((rest, tokens) => rest - tokens, room.forPrompt);
  if (left < 0) return { fault: 'tooLong', tokens: room.forPrompt - left, room: room.forPrompt };

  const last = asked.withAttachments(left);
  left -= last.tokens;
  const cuts = [...last.cuts];
  const newestFirst: ChatMessage[][] = [[last.message]];
  let { imagesLeftOut } = asked;
  let turnsLeftOut = earlier.reduce((sum, exchange) => sum + exchange.turns, 0);
  for (const exchange of earlier.toReversed()) {
    const said = writer.question(exchange.question);
    const answer = exchange.answer ? [writer.answer(exchange.answer)] : [];
    const rest = left - said.tokens - (answer[0]?.tokens ?? 0);
    if (rest < 0) break;
    const whole = said.withAttachments(rest);
    left = rest - whole.tokens;
    cuts.push(...whole.cuts);
    imagesLeftOut += said.imagesLeftOut;
    turnsLeftOut -= exchange.turns;
    newestFirst.push([whole.message, ...answer.map(({ message }) => message)]);
  }

  return {
    request: {
      model: model.id,
      messages: [
        { role: 'system', content: system },
        ...mergeUsers(newestFirst.toReversed().flat()),
        ...goOn.map(({ message }) => ({ ...message, prefix: true as const })),
      ],
      temperature: settings.temperature,
      topP: settings.topP,
      maxTokens: room.maxTokens,
      reasoningEffort: settings.reasoning === 'high' && model.thinks ? 'high' : undefined,
      promptCacheKey: cacheKey,
    },
    tokens: room.forPrompt - left,
    turnsLeftOut,
    cuts,
    imagesLeftOut,
  };
}

function splitAtLast(turns: readonly Turn[]) {
  const exchanges = exchangesOf(turns);
  const question = exchanges.at(-1)?.question;
  if (!question) throw new Error('nothing is asked');
  return { question, earlier: exchanges.slice(0, -1) };
}
