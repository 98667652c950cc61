import type { Capabilities } from './modelCards.ts';
import type { Price } from './prices.ts';
import type { ReasoningEffort } from './reasoning.ts';

/** Facts about a model that are known without asking a service. */
export interface KnownModel {
  /** The dated name. */
  readonly id: string;
  /** Aliases of the model. */
  readonly aliases: readonly string[];
  /** The context length in tokens, input and output together; undefined if Mistral does not publish it. */
  readonly context?: number;
  /** Maximum output in tokens; undefined if Mistral publishes no limit below the context length. */
  readonly maxOutput?: number;
  /** Undefined if Mistral no longer publishes it. During a preview, the preview price. */
  readonly price?: Price;
  /** The price after the preview, if {@link price} is a preview price. Mistral announces no end date. */
  readonly priceAfterPreview?: Price;
  /** Undefined if Mistral no longer publishes them. */
  readonly capabilities?: readonly (keyof Capabilities)[];
  /** The accepted values of `reasoning_effort`, lowest first; undefined for `none` and `high`. */
  readonly efforts?: readonly ReasoningEffort[];
  /** Whether it supports a predicted answer (`prediction`). */
  readonly supportsPrediction?: true;
  /** The retirement date, UTC, as `YYYY-MM-DD`. Requests fail with 404 from that day on. */
  readonly retires?: string;
  /** The replacement that Mistral recommends, or the current model of the same family. */
  readonly replacement?: string;
}

/** 32k tokens, as rounded in Mistral's documentation. */
export const TOKENS_32K = 32_768;
/** 128k tokens. */
export const TOKENS_128K = 131_072;
/** 256k tokens. */
export const TOKENS_256K = 262_144;
/** 1M tokens. */
export const TOKENS_1M = 1_048_576;

/** Capabilities of text-only chat models. */
export const TEXT_CHAT = ['chat', 'tools'] as const;
/** The same, with images. */
export const VISION_CHAT = ['chat', 'vision', 'tools'] as const;
/** The same, with images and reasoning. */
export const REASONING_CHAT = ['chat', 'vision', 'reasoning', 'tools'] as const;
/** The same, with reasoning and without images. */
export const REASONING_TEXT_CHAT = ['chat', 'reasoning', 'tools'] as const;
/** Capabilities of code completion models. */
export const FIM_MODEL = ['chat', 'fim', 'tools'] as const;

/** US dollars per million tokens; `cached` if it is not 10% of the input price. */
export const price = (input: number, output: number, cached?: number): Price => ({
  input,
  output,
  ...(cached === undefined ? {} : { cached }),
});
