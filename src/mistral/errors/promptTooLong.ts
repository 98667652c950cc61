import type { ErrorBody } from './errorBody.ts';

/** Unambiguous codes, in any status: of OpenAI, Mistral, llama.cpp and LiteLLM. */
const CODES =
  /prompt_too_long|context_length_exceeded|exceed_context_size|context_?window_?exceeded|context_too_long|request_too_large|max_context_length/;

/** Unambiguous phrases: of Mistral, vLLM, TGI, llama.cpp, Ollama, OpenRouter, Azure, Groq, Bedrock and others. */
const PHRASES =
  /contextwindowexceedederror|maximum context length|maximum model length|context[ _]length[ _]exceeded|(exceeds?|exceeded|exceeding|longer than|larger than|beyond|too (long|large) for) (the )?(available |maximum |model's |model )?(context|max_model_len)|context (length|window|size) (is |was |has been )?(only|exceeded)|context shift is disabled|context overflow|inputs. tokens \+ .max_new_tokens. must be|.inputs. must have less than|reduce the length of (the|your|either)|(prompt|input|inputs|messages|conversation|request|context|query) (is|are|was) too (long|large)|(prompt|input) too long|too large for model with|request too large for|maximum number of (input )?tokens allowed|too many (input|prompt) tokens|exceeds the (maximum|model)( input| prompt| number)?( length| tokens| of tokens)|prompt exceeds|input exceeds|decoder prompt|longest allowed prompt|maximum allowed (input|prompt|context|number of input)|prompt token count of/;

/** "Too long" counts if the sentence is about tokens or a context, and not about a smaller part. */
const TOO_LONG = /too (long|large)|longer than/;
const OF_TOKENS = /\btokens?\b|context/;
const OF_PROMPT = /prompt|input|messages?\b|conversation|request|sequence|maximum/;
const OF_A_PART =
  /\bname\b|\bstop\b|\burl\b|description|schema|function|tool|image|file|metadata|max_tokens. (is|must|should|value)/;

/** Rate limits are not about one prompt, even if they count its tokens. */
const OVER_TIME = /per[ -](second|minute|hour|day|month)|\b[rt]p[md]\b|rate limit|quota/;

/** Whether an error says that the prompt is too long for the model. */
export function isTooLong(status: number, { codes, prose, tokens }: ErrorBody): boolean {
  if (CODES.test(codes) || tokens !== undefined) return true;
  if (prose.includes('request too large for')) return true;
  if (status === 401 || status === 402 || OVER_TIME.test(prose)) return false;
  if (PHRASES.test(prose)) return true;
  const isOfPrompt = OF_TOKENS.test(prose) && OF_PROMPT.test(prose) && !OF_A_PART.test(prose);
  return TOO_LONG.test(prose) && isOfPrompt;
}

/** Phrases for the limit, followed by the number. */
const LIMITS: readonly RegExp[] = [
  /(?:context length|context window|context size|context|model length|limit|maximum)(?: \(?is| of)? (?:only )?(\d{1,9})/,
  /(?:<=|>|less than|at most|max(?:imum)?:?|limit:?) (\d{1,9})/,
  /(\d{1,9}) (?:tokens )?(?:maximum|max\b|limit)/,
];

/** The tokens of the prompt and the limit, as `40000 > 32768`; undefined if the error doesn't state them clearly. */
export function tokenCounts({ prose, tokens }: ErrorBody): string | undefined {
  if (tokens)
    return tokens.prompt > tokens.window ? written(tokens.prompt, tokens.window) : undefined;
  const text = prose.replaceAll(/(?<=\d),(?=\d{3})/g, '');
  const numbers = [...text.matchAll(/(?<![\w.])\d{1,9}(?![\w.]\w)/g)].map(([digits]) =>
    Number(digits),
  );
  const large = [...new Set(numbers.filter((number) => number >= 64))];
  const stated = LIMITS.map((pattern) => Number(pattern.exec(text)?.[1] ?? NaN)).find((number) =>
    large.includes(number),
  );
  const window = stated ?? (large.length === 2 ? Math.min(...large) : undefined);
  const prompt = Math.max(...large);
  return window !== undefined && prompt > window ? written(prompt, window) : undefined;
}

const written = (prompt: number, window: number): string => `${prompt} > ${window}`;
