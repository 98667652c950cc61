import type { ChatRequest } from '../../mistral/chat.ts';

type Sampling = Pick<
  ChatRequest,
  | 'temperature'
  | 'topP'
  | 'maxTokens'
  | 'stop'
  | 'randomSeed'
  | 'presencePenalty'
  | 'frequencyPenalty'
>;

/**
 * The options of another extension that Mistral's API has, by its names and with its bounds. All else is left out:
 * the service refuses requests over a field that it does not know. `mostTokens` is the model's own limit.
 */
export function samplingOf(
  options: Readonly<Record<string, unknown>>,
  mostTokens: number,
): Sampling {
  const number = (name: string, least: number, most: number) => {
    const value = options[name];
    return typeof value === 'number' && value >= least && value <= most ? value : undefined;
  };
  const whole = (name: string, least: number) => {
    const value = number(name, least, Number.MAX_SAFE_INTEGER);
    return Number.isInteger(value) ? value : undefined;
  };
  const maxTokens = whole('max_tokens', 1);
  return {
    temperature: number('temperature', 0, 1.5),
    topP: number('top_p', Number.MIN_VALUE, 1),
    maxTokens: maxTokens === undefined ? undefined : Math.min(maxTokens, mostTokens),
    stop: stopsOf(options.stop),
    randomSeed: whole('random_seed', 0),
    presencePenalty: number('presence_penalty', -2, 2),
    frequencyPenalty: number('frequency_penalty', -2, 2),
  };
}

function stopsOf(value: unknown): readonly string[] | undefined {
  const stops: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = stops.filter((stop) => typeof stop === 'string' && stop !== '');
  return texts.length > 0 && texts.length === stops.length ? (texts as string[]) : undefined;
}
