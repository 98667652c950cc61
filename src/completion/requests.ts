import type { FimRequest, Usage } from '../mistral/client.ts';
import { TokenRates } from '../mistral/tokenRates.ts';
import type { Snippet } from './context/snippet.ts';
import type { Mode } from './ending/mode.ts';
import type { PromptSettings } from './prompt.ts';
import { fimRequest } from './prompt.ts';
import type { Snapshot } from './snapshot.ts';
import { SteadySuffix } from './steadySuffix.ts';

/** Makes the requests of a session, and learns from what they cost. */
export class Requests {
  readonly #cacheKey: string;
  readonly #context: (snapshot: Snapshot) => readonly Snippet[];
  readonly #rates = new TokenRates();
  readonly #suffix = new SteadySuffix();

  constructor(cacheKey: string, context: (snapshot: Snapshot) => readonly Snippet[]) {
    this.#cacheKey = cacheKey;
    this.#context = context;
  }

  /** The request for a place, with what travels beside the current file. */
  at(snapshot: Snapshot, mode: Mode, settings: PromptSettings): FimRequest {
    const steady = { ...snapshot, suffix: this.#suffix.at(snapshot) };
    const rate = this.#rates.of(snapshot.languageId);
    return fimRequest(steady, mode, settings, this.#cacheKey, this.#context(snapshot), rate);
  }

  /** The answer to a request has said what it cost. */
  cost({ languageId }: Snapshot, { prompt, suffix }: FimRequest, { promptTokens }: Usage): void {
    this.#rates.learn(languageId, prompt.length + suffix.length, promptTokens);
  }
}
