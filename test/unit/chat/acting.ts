import { Action } from '../../../src/chat/action.ts';
import type { ActionModel, ActionPiece, ActionQuestion } from '../../../src/chat/action.ts';
import type { ServiceError } from '../../../src/mistral/errors.ts';
import { Limits } from '../../../src/mistral/limits.ts';
import { DEFAULT_URLS, Services } from '../../../src/mistral/services.ts';
import type { ServiceName } from '../../../src/mistral/services.ts';
import { failureOf, FakeClock } from '../mistral/support.ts';
import { FakeChat } from './talking.ts';

/** A question that needs nothing. */
export const PLAIN: ActionQuestion = { system: 'Be brief.', user: 'Which name?' };

/** One with all that not every service knows. */
export const RICH: ActionQuestion = {
  ...PLAIN,
  prediction: 'let a;',
  json: { name: 'names', schema: { type: 'object', properties: {}, additionalProperties: false } },
};

/** Actions with everything around them, on a clock that stands still; the test feeds the streams. */
export function actionWith(
  model: Partial<ActionModel> = {},
  keys: Partial<Record<ServiceName, string>> = { mistral: 'm' },
) {
  const clock = new FakeClock();
  const streams: FakeChat[] = [];
  const features: string[] = [];
  const urls: Record<ServiceName, string> = { ...DEFAULT_URLS };
  const action = new Action({
    clock,
    limits: new Limits(clock),
    services: new Services({
      config: () => ({ urls, choices: { completion: 'auto', chat: 'auto' } }),
      key: async (service) => keys[service],
    }),
    client: {
      streamChat: (service, request, signal, feature) => {
        const stream = new FakeChat(service, request, signal);
        streams.push(stream);
        features.push(feature);
        return stream.events();
      },
    },
    model: ({ name }) => ({
      ...{ id: name === 'mistral' ? 'mistral-medium-latest' : 'codestral-latest' },
      ...{ context: 32_000, predicts: true, ...model },
    }),
    settings: () => ({ temperature: 0.2, topP: undefined }),
  });
  return { action, clock, streams, features, urls };
}

/** The pieces of an answer, all of them. */
export async function whole(pieces: AsyncIterable<ActionPiece>): Promise<ActionPiece[]> {
  const all: ActionPiece[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

/** What an answer fails with. */
export function failing(pieces: AsyncIterable<ActionPiece>): Promise<ServiceError> {
  return failureOf(whole(pieces));
}
