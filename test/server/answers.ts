import { prefixOf, tokensOf } from './messages.ts';
import { conversationOf } from './conversation.ts';
import type { ConversationAnswer } from './conversation.ts';
import type {
  ChatBody,
  ChatReply,
  ConversationBody,
  FimBody,
  Reply,
  WebPiece,
} from './protocol.ts';
import { answerFromWeb } from './web.ts';
import { seededRandom, hash, hexId } from './random.ts';
import type { Answer } from './stream.ts';
import { countTokens, tokenize } from './tokens.ts';

/** The block size of the prompt cache in tokens, according to Mistral's documentation. */
const cacheBlock = 64;

/** How many prompts are kept per cache key. */
const promptsKept = 16;

/** Tokens that the service's template adds to a request. */
const templateTokens = 3;

/** Scripted replies that replace the model's answers. */
export type Script<Body, R = Reply> = R | ((body: Body) => R | undefined);

/** The sources of answers without a script. */
export interface AnswerModels {
  readonly fim: (body: FimBody, seed: number) => string;
  readonly chat: (body: ChatBody) => ChatReply;
}

/** The content of an answer, limited as the request asks. */
type Spoken = Pick<Answer, 'thinking' | 'pieces' | 'calling' | 'finishReason'>;

/** Creates answers: the text of the script or model, limited as the request asks, and its token usage. */
export class Answers {
  readonly #models: AnswerModels;
  readonly #seed: number;
  readonly #prompts = new Map<string, string[][]>();
  #count = 0;
  #fimScript: Script<FimBody> | undefined;
  #chatScript: Script<ChatBody, ChatReply> | undefined;
  #nextChat: ChatReply[] = [];
  #webScript: readonly WebPiece[] | undefined;

  constructor(models: AnswerModels, seed: number) {
    this.#models = models;
    this.#seed = seed;
  }

  /** Scripts the answers to FIM requests; undefined restores the model's own answers. */
  script(script: Script<FimBody> | undefined): void {
    this.#fimScript = script;
  }

  /** Scripts the answers to chat requests; undefined restores the model's own answers. */
  scriptChat(script: Script<ChatBody, ChatReply> | undefined): void {
    this.#chatScript = script;
  }

  /** Scripts the next chat answers, each for one request. */
  scriptNextChats(replies: readonly ChatReply[]): void {
    this.#nextChat.push(...replies);
  }

  /** Scripts the answers from the web; undefined restores the server's own. */
  scriptWeb(pieces: readonly WebPiece[] | undefined): void {
    this.#webScript = pieces;
  }

  /** Clears scripts and cached prompts. */
  reset(): void {
    this.#fimScript = undefined;
    this.#chatScript = undefined;
    this.#nextChat = [];
    this.#webScript = undefined;
    this.#prompts.clear();
  }

  fim(body: FimBody): Answer {
    const seed = hash(`${this.#seed} ${this.#count}`);
    const reply = replyOf(this.#fimScript, body) ?? this.#models.fim(body, seed);
    // The template puts the suffix first, so a cache hit requires an unchanged suffix.
    const tokens = [...tokenize(body.suffix ?? ''), ...tokenize(body.prompt)];
    return this.#answer(body, tokens, { thinking: [], ...limit(reply, body) });
  }

  chat(body: ChatBody): Answer {
    const reply =
      this.#nextChat.shift() ?? replyOf(this.#chatScript, body) ?? this.#models.chat(body);
    const prefix = prefixOf(body.messages);
    // Reasoning comes before an answer only.
    const thinks = (body.reasoning_effort ?? 'none') !== 'none' && prefix === undefined;
    const said = thinks ? thoughtful(reply, body) : { thinking: [], ...limit(reply, body) };
    const spoken = withCalls(said, reply);
    const answer = this.#answer(body, tokensOf(body.messages), spoken);
    // The service repeats the prefix that it is given.
    return prefix === undefined
      ? answer
      : { ...answer, pieces: [...tokenize(prefix), ...answer.pieces] };
  }

  conversation(body: ConversationBody): ConversationAnswer {
    return conversationOf(body, this.#webScript ?? answerFromWeb(body));
  }

  #answer(body: FimBody | ChatBody, tokens: string[], spoken: Spoken): Answer {
    this.#count += 1;
    const prompt_tokens = tokens.length + templateTokens;
    const completion_tokens =
      countTokens(spoken.thinking.join('')) +
      countTokens(spoken.pieces.join('')) +
      countTokens(spoken.calling ? JSON.stringify(spoken.calling.calls) : '');
    return {
      id: hexId(seededRandom(hash(`${this.#seed} id ${this.#count}`))),
      model: body.model,
      created: Math.floor(Date.now() / 1000),
      ...spoken,
      usage: {
        prompt_tokens,
        total_tokens: prompt_tokens + completion_tokens,
        completion_tokens,
        prompt_tokens_details: { cached_tokens: this.#cached(body.prompt_cache_key ?? '', tokens) },
        service_tier: 'standard',
      },
    };
  }

  /** How many of these tokens an earlier prompt with the same key started with. */
  #cached(key: string, tokens: string[]): number {
    const earlier = this.#prompts.get(key) ?? [];
    this.#prompts.set(key, [tokens, ...earlier].slice(0, promptsKept));
    const common = earlier.map((prompt) => {
      const difference = tokens.findIndex((token, index) => token !== prompt[index]);
      return difference === -1 ? tokens.length : difference;
    });
    return Math.floor(Math.max(0, ...common) / cacheBlock) * cacheBlock;
  }
}

function replyOf<Body, R extends ChatReply>(
  script: Script<Body, R> | undefined,
  body: Body,
): R | undefined {
  return typeof script === 'function' ? script(body) : script;
}

/** Tool calls follow only a text that ended normally. */
function withCalls(spoken: Spoken, reply: ChatReply): Spoken {
  const calling = typeof reply === 'object' && 'calling' in reply ? reply.calling : undefined;
  if (!calling || spoken.finishReason === 'length') return spoken;
  const { finishReason } = spoken;
  return {
    ...spoken,
    calling,
    finishReason: finishReason === 'stop' ? 'tool_calls' : finishReason,
  };
}

/** Reasoning and text; `max_tokens` covers both. */
function thoughtful(reply: ChatReply, body: ChatBody): Spoken {
  const said = typeof reply === 'object' && 'thinking' in reply ? reply.thinking : [];
  const { pieces: thinking, finishReason } = limit(said, { max_tokens: body.max_tokens });
  if (finishReason === 'length') return { thinking, pieces: [], finishReason };
  const left = (body.max_tokens ?? Infinity) - countTokens(thinking.join(''));
  return { thinking, ...limit(reply, { stop: body.stop, max_tokens: left }) };
}

/** Truncates a reply at the first stop sequence, which is not included, and at `max_tokens`. */
function limit(
  reply: ChatReply,
  { stop, max_tokens }: { stop?: FimBody['stop']; max_tokens?: number | null | undefined },
): Pick<Answer, 'pieces' | 'finishReason'> {
  const isBare = typeof reply === 'string' || 'length' in reply;
  const said = isBare ? reply : reply.text;
  const pieces = typeof said === 'string' ? tokenize(said) : said;
  if (!isBare && reply.finishReason !== undefined) {
    return { pieces, finishReason: reply.finishReason };
  }
  const text = pieces.join('');
  const stops = (typeof stop === 'string' ? [stop] : (stop ?? [])).filter((word) => word !== '');
  const stopped = stops.map((word) => text.indexOf(word)).filter((at) => at >= 0);
  const natural = Math.min(text.length, ...stopped);
  const allowed = tokenize(text)
    .slice(0, max_tokens ?? Infinity)
    .join('').length;
  const finishReason = allowed < natural ? 'length' : 'stop';
  return { pieces: clip(pieces, Math.min(natural, allowed)), finishReason };
}

/** The pieces up to a length in characters. */
function clip(pieces: readonly string[], length: number): string[] {
  const kept: string[] = [];
  let left = length;
  for (const piece of pieces) {
    if (left <= 0) break;
    kept.push(piece.slice(0, left));
    left -= piece.length;
  }
  return kept;
}
