import type { ChatMessage, ChatRequest } from '../../mistral/chat.ts';
import { ToolNames } from '../../mistral/tools/toolNames.ts';
import { wireMessages } from '../../mistral/tools/wireMessages.ts';
import { effortFor } from '../../mistral/models/reasoning.ts';
import type { AssistantTurn, Turn } from '../session/conversation.ts';
import { turnPairsOf, isSendable, mergeUsers } from './turnPairs.ts';
import { divideWindow } from './windowBudget.ts';
import { tokensOf } from '../context/tokenEstimate.ts';
import type { ToolOffer } from '../tools/toolCallRunner.ts';
import type { AttachmentCut, WriterOptions } from './messageWriter.ts';
import { MessageWriter } from './messageWriter.ts';
import { systemPrompt } from './systemPrompt.ts';

/** Options of a request. */
export interface RequestOptions extends WriterOptions {
  readonly settings: ChatSettings;
  /** A random UUID that stays the same for a conversation. */
  readonly cacheKey: string;
  /** The answer to continue. */
  readonly continueFrom?: AssistantTurn | undefined;
  /** The tools to offer; without any, tool calls of earlier answers are left out as well. */
  readonly offer?: ToolOffer | undefined;
}

/** The user's chat settings; undefined means the model's default. */
export interface ChatSettings {
  readonly temperature: number | undefined;
  readonly topP: number | undefined;
  readonly maxTokens: number | undefined;
  /** Appended to the default system prompt. */
  readonly systemPrompt: string;
  readonly reasoning: 'off' | 'high';
}

/** A request that fits with what was left out of it, or by how much the question is too long, in tokens. */
export type RequestResult =
  | {
      readonly request: ChatRequest;
      /** Estimated. */
      readonly tokens: number;
      /** Number of the earliest turns that are left out. */
      readonly turnsLeftOut: number;
      /** Attachments that are truncated or left out. */
      readonly cuts: readonly AttachmentCut[];
      /** Number of images left out because the model can't see them, they couldn't be read, or there were too many. */
      readonly imagesLeftOut: number;
      /** Number of these that were too many. */
      readonly imagesOverLimit: number;
      /** Number of tool results of this answer that are shortened. */
      readonly resultsShortened: number;
    }
  | { readonly error: 'tooLong'; readonly tokens: number; readonly room: number };

/**
 * Creates the request for the last question; turns after it are ignored. It fits the model's context window, in
 * estimated tokens:
 *
 * 1. Part of the window is reserved for the answer. The system prompt, the question's text and images, and the
 *    answer to continue are sent completely; otherwise there is no request.
 * 2. Tool results of the answer to continue get what the question's attachments leave, at least half of the rest.
 *    Older results shrink first (see `shareResultRoom`).
 * 3. The question's attachments share the rest (see `shareRoom`) and are truncated to their shares.
 * 4. Earlier questions with their answers follow, newest first, until one doesn't fit. Their attachments are
 *    truncated to the remaining room, so that the user can ask follow-up questions about them. Their tool results
 *    are shortened to their beginning.
 *
 * Throws if there is no question.
 */
export function chatRequest(turns: readonly Turn[], options: RequestOptions): RequestResult {
  const { model, settings, cacheKey, continueFrom, offer } = options;
  const { question, earlier } = splitAtLast(turns);
  const writer = new MessageWriter(options);
  const room = divideWindow(model.context, settings.maxTokens, model.maxOutput);
  const hasTools = (offer?.tools.length ?? 0) > 0;
  const system = systemPrompt(settings.systemPrompt, hasTools);

  const request = writer.question(question);
  const ongoing =
    continueFrom && isSendable(continueFrom) ? writer.answer(continueFrom, hasTools) : undefined;
  const fixedTokens = [
    writer.measure(system),
    request.tokens,
    ongoing?.tokens ?? 0,
    hasTools ? tokensOf(JSON.stringify(offer?.tools), options.charactersPerToken) : 0,
  ];
  let left = fixedTokens.reduce((rest, tokens) => rest - tokens, room.forPrompt);
  if (left < 0) return { error: 'tooLong', tokens: room.forPrompt - left, room: room.forPrompt };

  const whole = request.withAttachments(left);
  const results = ongoing?.withResults(Math.max(left / 2, left - whole.tokens));
  left -= results?.tokens ?? 0;
  const last = whole.tokens <= left ? whole : request.withAttachments(left);
  left -= last.tokens;
  const cuts = [...last.cuts];
  const newestFirst: ChatMessage[][] = [[last.message]];
  let { imagesLeftOut, imagesOverLimit } = request;
  let turnsLeftOut = earlier.reduce((sum, pair) => sum + pair.turns, 0);
  for (const pair of earlier.toReversed()) {
    const content = writer.question(pair.question);
    const answer = pair.answer && writer.answer(pair.answer, hasTools);
    const earlierResults = answer?.withResults('earlier');
    const rest = left - content.tokens - (answer?.tokens ?? 0) - (earlierResults?.tokens ?? 0);
    if (rest < 0) break;
    const attached = content.withAttachments(rest);
    left = rest - attached.tokens;
    cuts.push(...attached.cuts);
    imagesLeftOut += content.imagesLeftOut;
    imagesOverLimit += content.imagesOverLimit;
    turnsLeftOut -= pair.turns;
    newestFirst.push([attached.message, ...(earlierResults?.messages ?? [])]);
  }

  return {
    request: {
      model: model.id,
      messages: inOrder([
        { role: 'system', content: system },
        ...mergeUsers(newestFirst.toReversed().flat()),
        ...(results?.messages ?? []),
      ]),
      ...(hasTools ? { tools: offer?.tools, toolChoice: offer?.choice } : {}),
      temperature: settings.temperature,
      topP: settings.topP,
      maxTokens: room.maxTokens,
      reasoningEffort: effortFor(settings.reasoning, model),
      promptCacheKey: cacheKey,
    },
    tokens: room.forPrompt - left,
    turnsLeftOut,
    cuts,
    imagesLeftOut,
    imagesOverLimit,
    resultsShortened: results?.shortened ?? 0,
  };
}

/** The messages in an order that the service accepts, with valid IDs of calls. An answer at the end is continued. */
function inOrder(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const names = messages.flatMap((message) =>
    message.role === 'assistant' ? (message.toolCalls ?? []).map(({ name }) => name) : [],
  );
  if (names.length > 0) return wireMessages(messages, new ToolNames(names));
  const last = messages.at(-1);
  return last?.role === 'assistant'
    ? messages.with(-1, { ...last, prefix: true as const })
    : messages;
}

function splitAtLast(turns: readonly Turn[]) {
  const pairs = turnPairsOf(turns);
  const question = pairs.at(-1)?.question;
  if (!question) throw new Error('no question');
  return { question, earlier: pairs.slice(0, -1) };
}
