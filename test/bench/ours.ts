import type { CompletionSettings } from '../../src/completion/completionSettings.ts';
import { Engine } from '../../src/completion/engine.ts';
import { RateLimiter } from '../../src/mistral/limits/rateLimiter.ts';
import { DEFAULT_URLS, ServiceRouter } from '../../src/mistral/serviceRouter.ts';
import type { MakePolicy } from './policy.ts';
import { MAX_TOKENS } from './policy.ts';

const STANDARD = {
  model: 'codestral-latest',
  maxTokens: MAX_TOKENS,
  temperature: 0,
  multiline: 'auto' as const,
  delay: null,
  prefetch: false,
};

/** Settings that prefetch the next suggestion. */
export const PREFETCH = { delay: null, prefetch: true };

/** The engine itself; optional settings replace the defaults. */
export function ours(changes: Partial<CompletionSettings> = {}): MakePolicy {
  return ({ clock, service }) => {
    const engine = new Engine({
      clock,
      limits: new RateLimiter(clock),
      services: new ServiceRouter({
        config: () => ({
          urls: DEFAULT_URLS,
          choices: { completion: 'codestral', chat: 'codestral' },
        }),
        key: () => Promise.resolve('key'),
      }),
      client: {
        streamFim: ({ name }, request, signal) => service.stream(request, signal, name),
      },
      context: () => [],
      usageRecorder: { recordOffered: () => undefined, recordAccepted: () => undefined },
      sessionId: 'bench',
      onActivity: () => undefined,
    });
    return {
      suggest: async (snapshot, signal) => {
        const { item } = await engine.suggest(
          {
            site: {
              trigger: 'automatic',
              isEnabled: true,
              isLanguageEnabled: true,
              blocked: undefined,
              hasSelectionOrCursors: false,
              lastChange: 'typed',
              charBefore: snapshot.lineBefore.slice(-1),
              charAfter: snapshot.lineAfter.slice(0, 1),
            },
            settings: { ...STANDARD, ...changes },
            snapshot: () => snapshot,
          },
          signal,
        );
        return item?.insertText.slice(item.replaceBefore);
      },
      accepted: () => {
        engine.onAccept(0);
      },
      dispose: () => {
        engine.dispose();
      },
    };
  };
}
