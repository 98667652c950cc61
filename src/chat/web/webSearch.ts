import type {
  ConversationEvent,
  WebQuestion,
} from '../../mistral/conversations/conversationEvent.ts';
import { ServiceError } from '../../mistral/errors/serviceError.ts';
import { isRegionalUrl } from '../../mistral/http/serviceUrl.ts';
import { RetryingChat } from '../../mistral/retryingChat.ts';
import type { RetryingChatPorts, RetryingRequest } from '../../mistral/retryingChat.ts';
import { DEFAULT_URLS } from '../../mistral/serviceRouter.ts';
import type {
  UnavailableService,
  AvailableService,
  ServiceRouter,
} from '../../mistral/serviceRouter.ts';

/** Why the service of the chat can't search the web: which of Mistral's services it is, or that a server has no such API. */
export type WebSearchUnavailableReason = 'codestral' | 'regional' | 'otherServer';

/** The detail of a `notFound` error about a service without web search. */
const NO_WEB_SEARCH = 'webSearch';

/** Dependencies of {@link WebSearch}. */
export interface WebSearchPorts extends Omit<
  RetryingChatPorts<WebQuestion, ConversationEvent>,
  'client' | 'services'
> {
  readonly services: Pick<ServiceRouter, 'route' | 'whileUnchanged'>;
  readonly client: {
    streamConversation(
      service: AvailableService,
      request: WebQuestion,
      signal: AbortSignal,
    ): AsyncIterable<ConversationEvent>;
  };
  /** The model that answers. */
  readonly model: (service: AvailableService) => string;
}

/** Options of a search. */
export type WebSearchOptions = Pick<
  RetryingRequest<WebQuestion>,
  'isUserAction' | 'onRetry' | 'onSend'
>;

/**
 * Answers questions with Mistral's web search, through the service of the chat. Only the question is sent. Mistral's
 * Codestral service and regional hosts have no web search; another server is asked until it turns out to have none.
 */
export class WebSearch {
  readonly #ports: WebSearchPorts;
  readonly #chat: RetryingChat<WebQuestion, ConversationEvent>;
  /** URLs of servers that have no conversations API. */
  readonly #without = new Set<string>();

  constructor(ports: WebSearchPorts) {
    this.#ports = ports;
    const { services, client } = ports;
    this.#chat = new RetryingChat({
      ...ports,
      services: {
        route: (feature) => services.route(feature),
        // The other service can't answer either.
        switchAfterRejection: () => false,
        whileUnchanged: (service) => services.whileUnchanged(service),
      },
      client: {
        streamChat: (service, question, signal) =>
          client.streamConversation(service, question, signal),
      },
    });
  }

  /** Why no search is possible now; undefined if one is. */
  async unavailable(): Promise<WebSearchUnavailableReason | UnavailableService | undefined> {
    const route = await this.#ports.services.route('chat');
    return 'unavailable' in route ? route : this.unavailableReason(route.service);
  }

  /** Streams an answer. Throws only ServiceError. Aborting the signal closes the socket. */
  async *stream(
    question: string,
    options: WebSearchOptions,
    signal: AbortSignal,
  ): AsyncGenerator<ConversationEvent, void, undefined> {
    let asked: AvailableService | undefined;
    const prepare = (service: AvailableService): WebQuestion => {
      asked = service;
      if (this.unavailableReason(service)) throw withoutSearch(service);
      return { model: this.#ports.model(service), question };
    };
    try {
      yield* this.#chat.stream({ ...options, feature: 'web', prepare }, signal);
    } catch (thrown) {
      const { kind } = thrown as ServiceError;
      if (kind !== 'notFound' || !asked || asked.isDefaultUrl) throw thrown;
      this.#without.add(asked.url);
      throw withoutSearch(asked);
    }
  }

  /** Why a service can't search the web; undefined if it can, or if that isn't known. */
  unavailableReason({ name, url }: AvailableService): WebSearchUnavailableReason | undefined {
    if (name === 'codestral' || url === DEFAULT_URLS.codestral) return 'codestral';
    if (isRegionalUrl(url)) return 'regional';
    return this.#without.has(url) ? 'otherServer' : undefined;
  }
}

function withoutSearch({ name }: AvailableService): ServiceError {
  return new ServiceError('notFound', name, { detail: NO_WEB_SEARCH });
}
