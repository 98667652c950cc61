import type { MakePolicy } from './policy.ts';
import { MAX_TOKENS } from './policy.ts';

/** Sends a request at every keystroke, cancels it at the next one, and shows the answer unchanged. */
export const naive: MakePolicy = ({ service }) => ({
  suggest: async ({ prefix, suffix }, signal) => {
    const question = { prompt: prefix, suffix, maxTokens: MAX_TOKENS };
    let answer = '';
    try {
      for await (const event of service.stream(question, signal)) {
        if ('text' in event) answer += event.text;
      }
    } catch {
      return undefined; // canceled or rejected
    }
    return answer.trim() === '' ? undefined : answer;
  },
  accepted: () => undefined,
  dispose: () => undefined,
});
