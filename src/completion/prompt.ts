import type { FimRequest } from '../mistral/client.ts';
import type { Mode } from './ending/mode.ts';
import type { Snapshot } from './snapshot.ts';

/** What the user's settings say about a request. */
export interface PromptSettings {
  readonly model: string;
  /** Tokens of an answer, at most. */
  readonly maxTokens: number;
  readonly temperature: number;
}

/** Tokens that an answer of one line may take: more than a long line needs, less than a runaway costs. */
const LINE_TOKENS = 96;

/**
 * The request for a place. The only stop sequences are the line break of a one-line answer and the file
 * header of the prompt's own format: nothing that code can hold.
 */
export function fimRequest(
  snapshot: Snapshot,
  mode: Mode,
  settings: PromptSettings,
  cacheKey: string,
): FimRequest {
  // The API's answer to an empty prompt is not documented: an empty file is asked for by its name.
  const isNamed = snapshot.prefix.trim() === '';
  const header = isNamed ? `+++++ ${snapshot.path}\n` : '';
  const stop = [...(mode === 'line' ? ['\n'] : []), ...(isNamed ? ['\n+++++ '] : [])];
  return {
    model: settings.model,
    prompt: header + snapshot.prefix,
    suffix: snapshot.suffix,
    maxTokens: mode === 'line' ? Math.min(LINE_TOKENS, settings.maxTokens) : settings.maxTokens,
    temperature: settings.temperature,
    ...(stop.length > 0 ? { stop } : {}),
    promptCacheKey: cacheKey,
  };
}
