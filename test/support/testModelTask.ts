import { ModelTask } from '../../src/actions/modelTask.ts';
import type { TaskModel, AnswerPiece, ModelTaskPrompt } from '../../src/actions/modelTask.ts';
import type { ServiceError } from '../../src/mistral/errors/serviceError.ts';
import { RateLimiter } from '../../src/mistral/limits/rateLimiter.ts';
import { DEFAULT_URLS, ServiceRouter } from '../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../src/mistral/serviceName.ts';
import { failureOf } from './mistralClient.ts';
import { FakeClock } from './fakeClock.ts';
import { FakeChatStream } from './testSession.ts';

/** A minimal prompt. */
export const PLAIN: ModelTaskPrompt = { system: 'Be brief.', user: 'Which name?' };

/** A prompt with the options that not every service supports. */
export const RICH: ModelTaskPrompt = {
  ...PLAIN,
  prediction: 'let a;',
  json: { name: 'names', schema: { type: 'object', properties: {}, additionalProperties: false } },
};

/** A model task with fake clock and streams, which the test feeds. */
export function modelTaskWith(
  model: Partial<TaskModel> = {},
  keys: Partial<Record<ServiceName, string>> = { mistral: 'm' },
  hasOwnModel = false,
) {
  const clock = new FakeClock();
  const streams: FakeChatStream[] = [];
  const features: string[] = [];
  const urls: Record<ServiceName, string> = { ...DEFAULT_URLS };
  const limits = new RateLimiter(clock);
  const services = new ServiceRouter({
    config: () => ({ urls, choices: { completion: 'auto', chat: 'auto' } }),
    key: async (service) => keys[service],
  });
  /** Errors thrown by code other than the requests. */
  const defects: unknown[] = [];
  const action = new ModelTask({
    ...{ clock, limits, services },
    onUnexpectedError: (thrown) => void defects.push(thrown),
    client: {
      streamChat: (service, request, signal, feature) => {
        const stream = new FakeChatStream(service, request, signal);
        streams.push(stream);
        features.push(feature);
        return stream.events();
      },
    },
    model: ({ name }) => ({
      ...{ id: name === 'mistral' ? 'mistral-medium-latest' : 'codestral-latest' },
      ...{ context: 32_000, supportsPrediction: true, ...model },
    }),
    settings: () => ({ temperature: 0.2, topP: undefined }),
    hasOwnModel: () => hasOwnModel,
  });
  return { action, clock, limits, services, streams, features, urls, defects };
}

/** All pieces of an answer. */
export async function whole(pieces: AsyncIterable<AnswerPiece>): Promise<AnswerPiece[]> {
  const all: AnswerPiece[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

/** The error that ends an answer. */
export function failing(pieces: AsyncIterable<AnswerPiece>): Promise<ServiceError> {
  return failureOf(whole(pieces));
}
