import { setImmediate } from 'node:timers/promises';
import { Answering } from '../../../src/chat/answering.ts';
import type { Answer, Conversation, Draft } from '../../../src/chat/conversation.ts';
import { EMPTY_DRAFT } from '../../../src/chat/conversation.ts';
import type { TalkChange } from '../../../src/chat/talk.ts';
import { Talk } from '../../../src/chat/talk.ts';
import type { ChatEvent, ChatRequest } from '../../../src/mistral/chat.ts';
import { ServiceError } from '../../../src/mistral/errors.ts';
import { Limits } from '../../../src/mistral/limits.ts';
import type { Price } from '../../../src/mistral/prices.ts';
import { DEFAULT_URLS, Services } from '../../../src/mistral/services.ts';
import type { OpenService, ServiceName } from '../../../src/mistral/services.ts';
import { FakeClock } from '../mistral/support.ts';

/** One request that the client was asked for, and its stream, which the test feeds. */
export class FakeChat {
  isClosed = false;
  readonly #waiting: (() => void)[] = [];
  readonly #given: (ChatEvent | ServiceError | 'over')[] = [];

  constructor(
    readonly service: OpenService,
    readonly request: ChatRequest,
    readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => {
      this.give(new ServiceError('aborted', service.name));
    });
  }

  /** Hands events to whoever listens; an error or `over` ends the stream. */
  give(...events: (ChatEvent | ServiceError | 'over')[]): void {
    this.#given.push(...events);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  /** The end of a good answer. */
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

/** A talk with everything around it, on a clock that stands still. */
export function talkWith(
  keys: Partial<Record<ServiceName, string>> = { mistral: 'm' },
  begun: Partial<Conversation> = {},
) {
  const clock = new FakeClock();
  const streams: FakeChat[] = [];
  const changes: TalkChange[] = [];
  const saved: Conversation[] = [];
  const live: { draft: Draft; answer?: Answer }[] = [];
  /** What each save waits for. */
  const disk: { pause: Promise<void> } = { pause: Promise.resolve() };
  const limits = new Limits(clock);
  const services = new Services({
    config: () => ({ urls: DEFAULT_URLS, choices: { completion: 'auto', chat: 'auto' } }),
    key: async (service) => keys[service],
  });
  /** What models cost. */
  const prices = new Map<string, Price>();
  const answering = new Answering({
    ...{ clock, services, limits },
    price: (model) => prices.get(model),
    client: {
      streamChat: (service, request, signal) => {
        const stream = new FakeChat(service, request, signal);
        streams.push(stream);
        return stream.events();
      },
    },
  });
  let ids = 0;
  const talk = new Talk(
    {
      ...{ clock, answering },
      newId: () => `id-${(ids += 1)}`,
      prepare: async (service, { turns }, continued) => ({
        request: {
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
      saveLive: (_id, news) => {
        live.push(news);
      },
      changed: (_talk, change) => {
        changes.push(change);
      },
    },
    {
      ...{ id: 'chat', title: '', isRenamed: false, workspace: undefined, turns: [] },
      ...{ createdAt: 0, updatedAt: 0 },
      ...begun,
    },
    EMPTY_DRAFT,
  );
  return { talk, clock, streams, changes, saved, live, disk, limits, services, prices };
}

/** Lets everything that is due happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}
