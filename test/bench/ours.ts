import type { CompletionSettings } from '../../src/completion/engine.ts';
import { Engine } from '../../src/completion/engine.ts';
import { Limits } from '../../src/mistral/limits.ts';
import { DEFAULT_URLS, Services } from '../../src/mistral/services.ts';
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

/** Settings that fetch the next suggestion ahead of time. */
export const PREFETCH = { delay: null, prefetch: true };

/** The engine itself, with settings other than the standard ones where they are given. */
export function ours(changes: Partial<CompletionSettings> = {}): MakePolicy {
  return ({ clock, service }) => {
    const engine = new Engine({
      clock,
      limits: new Limits(clock),
      services: new Services({
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
      account: { offered: () => undefined, accepted: () => undefined },
      sessionId: 'bench',
      onActivity: () => undefined,
    });
    return {
      suggest: async (snapshot, token) => {
        const { item } = await engine.suggest(
          {
            place: {
              trigger: 'automatic',
              isEnabled: true,
              isLanguageEnabled: true,
              scheme: 'file',
              isReadOnly: false,
              isExcluded: false,
              isSelecting: false,
              lastChange: 'typed',
              left: snapshot.lineBefore.slice(-1),
              right: snapshot.lineAfter.slice(0, 1),
            },
            settings: { ...STANDARD, ...changes },
            snapshot: () => snapshot,
          },
          token,
        );
        return item?.insertText.slice(item.replaceBefore);
      },
      accepted: () => {
        engine.accepted(0);
      },
      dispose: () => {
        engine.dispose();
      },
    };
  };
}
