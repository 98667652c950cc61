import { errorResponse } from './errorBodies.ts';
import type { ErrorFacts, CompleteResponse } from './errorBodies.ts';
import { defaultDimension, embed, maxDimension, numbersOf } from './embeddingModel.ts';
import type { EmbeddingType } from './embeddingModel.ts';
import { hexId, seededRandom, hash } from './random.ts';
import { countTokens } from './tokens.ts';

/** A validated request to `/v1/embeddings`. */
export interface EmbeddingBody {
  readonly model: string;
  readonly input: string | readonly string[];
  readonly output_dimension?: number | null;
  readonly output_dtype?: EmbeddingType;
  readonly encoding_format?: 'float' | 'base64';
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

/** The limits of a request: tokens of an input, of all inputs, and their number. */
const maxInputTokens = 8_192;
const maxRequestTokens = 16_384;
const maxInputs = 256;

/** The inputs of a request. */
function inputsOf({ input }: EmbeddingBody): readonly string[] {
  return typeof input === 'string' ? [input] : input;
}

/** The tokens of all inputs of a request. */
export function embeddingTokens(body: EmbeddingBody): number {
  return inputsOf(body).reduce((sum, text) => sum + countTokens(text), 0);
}

/** The errors of a request for embeddings. */
export function embeddingRefusal(
  body: EmbeddingBody,
  facts: ErrorFacts,
): CompleteResponse | undefined {
  const { model, output_dimension: dimension, output_dtype: type = 'float' } = body;
  if (!/^codestral-embed/.test(model)) return errorResponse('notEmbeddings', facts);
  const inputs = inputsOf(body);
  if (inputs.length === 0) return errorResponse('emptyInput', facts);
  const isPacked = type === 'binary' || type === 'ubinary';
  if (dimension && (dimension > maxDimension || (isPacked && dimension % 8 !== 0))) {
    return errorResponse('wrongDimension', facts);
  }
  const tokens = inputs.map(countTokens);
  const longest = Math.max(...tokens);
  if (longest > maxInputTokens) {
    return errorResponse('contextTooLong', {
      ...facts,
      tokens: longest,
      maxTokens: maxInputTokens,
    });
  }
  const total = tokens.reduce((sum, each) => sum + each, 0);
  const isTooMany = inputs.length > maxInputs || total > maxRequestTokens;
  return isTooMany ? errorResponse('tooManyInputs', facts) : undefined;
}

/** The answer to a request: a vector for each input, in order, and its usage. */
export function answerEmbeddings(body: EmbeddingBody): {
  readonly text: string;
  readonly tokens: number;
} {
  const { model, output_dimension: dimension, output_dtype: type = 'float' } = body;
  const data = inputsOf(body).map((text, index) => ({
    object: 'embedding',
    embedding: numbersOf(embed(text, dimension ?? defaultDimension), type),
    index,
  }));
  const tokens = embeddingTokens(body);
  const id = hexId(seededRandom(hash(JSON.stringify(body))));
  const usage = { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens };
  const answer = { id, object: 'list', data, model, usage };
  return {
    text: JSON.stringify({ ...answer, usage: { ...usage, prompt_audio_seconds: null } }),
    tokens,
  };
}
