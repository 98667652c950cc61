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
 * The options of another extension that Mistral's API supports, by its names and within its limits. Others are
 * dropped, because the service rejects requests with unknown fields. `maxOutput` is the model's own limit.
 */
export function samplingOf(
  options: Readonly<Record<string, unknown>>,
  maxOutput: number,
): Sampling {
  const number = (name: string, min: number, max: number) => {
    const value = options[name];
    return typeof value === 'number' && value >= min && value <= max ? value : undefined;
  };
  const whole = (name: string, min: number) => {
    const value = number(name, min, Number.MAX_SAFE_INTEGER);
    return Number.isInteger(value) ? value : undefined;
  };
  const maxTokens = whole('max_tokens', 1);
  return {
    temperature: number('temperature', 0, 1.5),
    topP: number('top_p', Number.MIN_VALUE, 1),
    maxTokens: maxTokens === undefined ? undefined : Math.min(maxTokens, maxOutput),
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
