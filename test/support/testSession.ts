import type { AnswerTools } from '../../src/chat/tools/toolCallRunner.ts';
import { AnswerRequester } from '../../src/chat/session/answerRequester.ts';
import type { Conversation } from '../../src/chat/session/conversation.ts';
import { EMPTY_DRAFT } from '../../src/chat/session/conversation.ts';
import type { ChatSessionEvent } from '../../src/chat/session/chatSession.ts';
import { ChatSession } from '../../src/chat/session/chatSession.ts';
import type { ChatEvent, ChatRequest } from '../../src/mistral/chat.ts';
import { ServiceError } from '../../src/mistral/errors/serviceError.ts';
import { RateLimiter } from '../../src/mistral/limits/rateLimiter.ts';
import type { Price } from '../../src/mistral/models/prices.ts';
import { DEFAULT_URLS, ServiceRouter } from '../../src/mistral/serviceRouter.ts';
import type { AvailableService } from '../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../src/mistral/serviceName.ts';
import { FakeClock } from './fakeClock.ts';
import type { DraftState } from '../../src/chat/archive/chatWriter.ts';

/** A chat request and its stream, which the test feeds. */
export class FakeChatStream {
  isClosed = false;
  readonly #waiting: (() => void)[] = [];
  readonly #given: (ChatEvent | ServiceError | 'over')[] = [];

  constructor(
    readonly service: AvailableService,
    readonly request: ChatRequest,
    readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => {
      this.give(new ServiceError('aborted', service.name));
    });
  }

  /** Sends events; an error or `over` ends the stream. */
  give(...events: (ChatEvent | ServiceError | 'over')[]): void {
    this.#given.push(...events);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** Ends the answer successfully. */
  end(reason = 'stop'): void {
    const usage = { promptTokens: 10, completionTokens: 5, cachedTokens: 0 };
    this.give({ end: reason, usage }, 'over');
  }

  async *events(): AsyncGenerator<ChatEvent> {
    try {
      for (;;) {
        const next = this.#given.shift();
        if (next === 'over') return;
        if (next instanceof ServiceError) throw next;
        if (next) yield next;
        else {
          await new Promise<void>((resolve) => {
            this.#waiting.push(resolve);
          });
        }
      }
    } finally {
      this.isClosed = true;
    }
  }
}

/** A chat session with fake clock, streams and storage; `facts` replace properties of its empty conversation. */
export function startSession(
  keys: Partial<Record<ServiceName, string>> = { mistral: 'm' },
  facts: Partial<Conversation> = {},
  tools?: AnswerTools,
) {
  const clock = new FakeClock();
  const streams: FakeChatStream[] = [];
  const changes: ChatSessionEvent[] = [];
  const saved: Conversation[] = [];
  const live: DraftState[] = [];
  /** Delays each save. */
  const disk: { pause: Promise<void> } = { pause: Promise.resolve() };
  const limits = new RateLimiter(clock);
  const services = new ServiceRouter({
    config: () => ({ urls: DEFAULT_URLS, choices: { completion: 'auto', chat: 'auto' } }),
    key: async (service) => keys[service],
  });
  /** The prices of models. */
  const prices = new Map<string, Price>();
  const answering = new AnswerRequester({
    ...{ clock, services, limits },
    price: (model) => prices.get(model),
    client: {
      streamChat: (service, request, signal) => {
        const stream = new FakeChatStream(service, request, signal);
        streams.push(stream);
        return stream.events();
      },
    },
  });
  let ids = 0;
  const session = new ChatSession(
    {
      ...{ clock, answerRequester: answering },
      newId: () => `id-${(ids += 1)}`,
      tools: () => tools,
      prepare: async (service, { turns }, continued, offer) => ({
        request: {
          ...(offer ? { tools: offer.tools, toolChoice: offer.choice } : {}),
          model: service.name === 'mistral' ? 'mistral-medium-latest' : 'codestral-latest',
          messages: [
            ...turns.map(({ role, text }) => ({ role, content: text }) as const),
            ...(continued
              ? [{ role: 'assistant', content: continued.text, prefix: true } as const]
              : []),
          ],
        },
        leftOut: undefined,
      }),
      save: async (conversation) => {
        saved.push(conversation);
        await disk.pause;
      },
      saveDraft: (_id, state) => {
        live.push(state);
      },
    },
    {
      ...{ id: 'chat', title: '', isRenamed: false, workspace: undefined, turns: [] },
      ...{ createdAt: 0, updatedAt: 0 },
      ...facts,
    },
    EMPTY_DRAFT,
  );
  session.onEvent((change) => {
    changes.push(change);
  });
  return { session, clock, streams, changes, saved, live, disk, limits, services, prices };
}
