import type { ChatBody, ChatReply, FimBody, FimReply, Reply } from './protocol.ts';
import { seededRandom, hash, hexId } from './random.ts';
import type { Answer } from './stream.ts';
import { tokenise } from './tokens.ts';

/** Tokens of the prompt are cached in blocks of this many, says Mistral's documentation. */
const cacheBlock = 64;

/** So many prompts are remembered for each cache key. */
const promptsKept = 16;

/** Tokens that the service's template puts around what a request says. */
const templateTokens = 3;

/** What a test may put in the place of a model's answers. */
export type Script<Body> = Reply | ((body: Body) => Reply | undefined);

/** Where answers come from when nobody scripts them. */
export interface Models {
  readonly fim: (body: FimBody, seed: number) => string;
  readonly chat: (body: ChatBody) => string;
}

/** Makes answers: what the script or the model says, cut to what the request allows, and its cost. */
export class Answers {
  readonly #models: Models;
  readonly #seed: number;
  readonly #prompts = new Map<string, string[][]>();
  #count = 0;
  #fimScript: Script<FimBody> | undefined;
  #chatScript: Script<ChatBody> | undefined;

  constructor(models: Models, seed: number) {
    this.#models = models;
    this.#seed = seed;
  }

  /** Scripts the answers to FIM requests; undefined lets the model speak again. */
  script(script: FimReply | ((body: FimBody) => FimReply | undefined) | undefined): void {
    this.#fimScript = script;
  }

  /** Scripts the answers to chat requests; undefined lets the model speak again. */
  scriptChat(script: ChatReply | ((body: ChatBody) => ChatReply | undefined) | undefined): void {
    this.#chatScript = script;
  }

  /** Forgets scripts and cached prompts. */
  reset(): void {
    this.#fimScript = undefined;
    this.#chatScript = undefined;
    this.#prompts.clear();
  }

  fim(body: FimBody): Answer {
    const seed = hash(`${this.#seed} ${this.#count}`);
    const reply = replyOf(this.#fimScript, body) ?? this.#models.fim(body, seed);
    // The template puts the suffix first, so only what follows an unchanged suffix is cached.
    return this.#answer(body, [body.suffix ?? '', body.prompt], reply);
  }

  chat(body: ChatBody): Answer {
    const reply = replyOf(this.#chatScript, body) ?? this.#models.chat(body);
    return this.#answer(body, [JSON.stringify(body.messages)], reply);
  }

  #answer(body: FimBody | ChatBody, prompt: readonly string[], reply: Reply): Answer {
    this.#count += 1;
    const { pieces, finishReason } = limit(reply, body);
    const tokens = prompt.flatMap(tokenise);
    const prompt_tokens = tokens.length + templateTokens;
    const completion_tokens = tokenise(pieces.join('')).length;
    return {
      id: hexId(seededRandom(hash(`${this.#seed} id ${this.#count}`))),
      model: body.model,
      created: Math.floor(Date.now() / 1000),
      pieces,
      finishReason,
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

function replyOf<Body>(script: Script<Body> | undefined, body: Body): Reply | undefined {
  return typeof script === 'function' ? script(body) : script;
}

/** Cuts a reply at the first stop sequence, which is not part of it, and at `max_tokens`. */
function limit(
  reply: Reply,
  { stop, max_tokens }: Pick<FimBody, 'stop' | 'max_tokens'>,
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
