import type { FimRequest } from '../../mistral/fim.ts';
import type { TokenUsage } from '../../mistral/tokenUsage.ts';
import { TokenRates } from './tokenRates.ts';
import type { Snippet } from './context/snippet.ts';
import type { CompletionMode } from '../postprocess/stop/completionMode.ts';
import type { RequestWithSnippets, PromptSettings } from './fimPrompt.ts';
import { buildFimRequest } from './fimPrompt.ts';
import type { Snapshot } from '../snapshot.ts';
import { StableSuffix } from './stableSuffix.ts';

/** Builds the requests of a session, and learns the token rate from their usage. */
export class RequestBuilder {
  readonly #cacheKey: string;
  readonly #context: (snapshot: Snapshot) => readonly Snippet[];
  readonly #rates = new TokenRates();
  readonly #suffix = new StableSuffix();

  constructor(cacheKey: string, context: (snapshot: Snapshot) => readonly Snippet[]) {
    this.#cacheKey = cacheKey;
    this.#context = context;
  }

  /** Builds the request for a state, including snippets of other files. */
  build(snapshot: Snapshot, mode: CompletionMode, settings: PromptSettings): RequestWithSnippets {
    const stable = { ...snapshot, suffix: this.#suffix.at(snapshot) };
    const rate = this.#rates.of(snapshot.languageId);
    return buildFimRequest(stable, mode, settings, this.#cacheKey, this.#context(snapshot), rate);
  }

  /** Learns from the token usage of a request. */
  learnTokenRate(
    { languageId }: Snapshot,
    { prompt, suffix }: FimRequest,
    { promptTokens }: TokenUsage,
  ): void {
    this.#rates.learn(languageId, prompt.length + suffix.length, promptTokens);
  }
}
