import { prefixOf, tokensOf } from './messages.ts';
import type { ChatBody, ChatReply, FimBody, Reply } from './protocol.ts';
import { seededRandom, hash, hexId } from './random.ts';
import type { Answer } from './stream.ts';
import { countTokens, tokenise } from './tokens.ts';

/** Tokens of the prompt are cached in blocks of this many, says Mistral's documentation. */
const cacheBlock = 64;

/** So many prompts are remembered for each cache key. */
const promptsKept = 16;

/** Tokens that the service's template puts around what a request says. */
const templateTokens = 3;

/** What a test may put in the place of a model's answers. */
export type Script<Body, R = Reply> = R | ((body: Body) => R | undefined);

/** Where answers come from when nobody scripts them. */
export interface Models {
  readonly fim: (body: FimBody, seed: number) => string;
  readonly chat: (body: ChatBody) => ChatReply;
}

/** What is said, as far as the request allows it. */
type Spoken = Pick<Answer, 'thinking' | 'pieces' | 'calling' | 'finishReason'>;

/** Makes answers: what the script or the model says, cut to what the request allows, and its cost. */
export class Answers {
  readonly #models: Models;
  readonly #seed: number;
  readonly #prompts = new Map<string, string[][]>();
  #count = 0;
  #fimScript: Script<FimBody> | undefined;
  #chatScript: Script<ChatBody, ChatReply> | undefined;
  #nextChat: ChatReply[] = [];

  constructor(models: Models, seed: number) {
    this.#models = models;
    this.#seed = seed;
  }

  /** Scripts the answers to FIM requests; undefined lets the model speak again. */
  script(script: Script<FimBody> | undefined): void {
    this.#fimScript = script;
  }

  /** Scripts the answers to chat requests; undefined lets the model speak again. */
  scriptChat(script: Script<ChatBody, ChatReply> | undefined): void {
    this.#chatScript = script;
  }

  /** Scripts the next answers to chat requests, each for one request. */
  scriptNextChats(replies: readonly ChatReply[]): void {
    this.#nextChat.push(...replies);
  }

  /** Forgets scripts and cached prompts. */
  reset(): void {
    this.#fimScript = undefined;
    this.#chatScript = undefined;
    this.#nextChat = [];
    this.#prompts.clear();
  }

  fim(body: FimBody): Answer {
    const seed = hash(`${this.#seed} ${this.#count}`);
    const reply = replyOf(this.#fimScript, body) ?? this.#models.fim(body, seed);
    // The template puts the suffix first, so only what follows an unchanged suffix is cached.
    const tokens = [...tokenise(body.suffix ?? ''), ...tokenise(body.prompt)];
    return this.#answer(body, tokens, { thinking: [], ...limit(reply, body) });
  }

  chat(body: ChatBody): Answer {
    const reply =
      this.#nextChat.shift() ?? replyOf(this.#chatScript, body) ?? this.#models.chat(body);
    const prefix = prefixOf(body.messages);
    // Thinking comes before an answer, not in its midst.
    const thinks = body.reasoning_effort === 'high' && prefix === undefined;
    const said = thinks ? thoughtful(reply, body) : { thinking: [], ...limit(reply, body) };
    const spoken = withCalls(said, reply);
    const answer = this.#answer(body, tokensOf(body.messages), spoken);
    // The service repeats the beginning that it is given.
    return prefix === undefined
      ? answer
      : { ...answer, pieces: [...tokenise(prefix), ...answer.pieces] };
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

  /** How many of these tokens an earlier prompt under the same key began with. */
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

/** Calls follow a text that came to its own end. */
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

/** Thoughts and text; `max_tokens` counts both. */
function thoughtful(reply: ChatReply, body: ChatBody): Spoken {
  const said = typeof reply === 'object' && 'thinking' in reply ? reply.thinking : [];
  const { pieces: thinking, finishReason } = limit(said, { max_tokens: body.max_tokens });
  if (finishReason === 'length') return { thinking, pieces: [], finishReason };
  const left = (body.max_tokens ?? Infinity) - countTokens(thinking.join(''));
  return { thinking, ...limit(reply, { stop: body.stop, max_tokens: left }) };
}

/** Cuts a reply at the first stop sequence, which is not part of it, and at `max_tokens`. */
function limit(
  reply: ChatReply,
  { stop, max_tokens }: { stop?: FimBody['stop']; max_tokens?: number | null | undefined },
): Pick<Answer, 'pieces' | 'finishReason'> {
  const isBare = typeof reply === 'string' || 'length' in reply;
  const said = isBare ? reply : reply.text;
  const pieces = typeof said === 'string' ? tokenise(said) : said;
  if (!isBare && reply.finishReason !== undefined) {
    return { pieces, finishReason: reply.finishReason };
  }
  const text = pieces.join('');
  const stops = (typeof stop === 'string' ? [stop] : (stop ?? [])).filter((word) => word !== '');
  const stopped = stops.map((word) => text.indexOf(word)).filter((at) => at >= 0);
  const natural = Math.min(text.length, ...stopped);
  const allowed = tokenise(text)
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
