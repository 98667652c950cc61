import type { MakePolicy } from './policy.ts';
import { MAX_TOKENS } from './policy.ts';

/** Asks at every key, gives the request up at the next, and shows the answer as it came. */
export const naive: MakePolicy = ({ service }) => ({
  suggest: async ({ prefix, suffix }, token) => {
    const question = { prompt: prefix, suffix, maxTokens: MAX_TOKENS };
    let answer = '';
    try {
      for await (const event of service.stream(question, token)) {
        if ('text' in event) answer += event.text;
      }
    } catch {
      return undefined; // given up or refused
    }
    return answer.trim() === '' ? undefined : answer;
  },
  accepted: () => undefined,
  dispose: () => undefined,
});
