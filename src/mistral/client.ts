import type { MistralCore } from '@mistralai/mistralai/core.js';
import { eventStreamAnswer, modelsAnswer } from './answers.ts';
import { Call } from './call.ts';
import type { RequestReport, UsageFeature } from './call.ts';
import type { ChatEvent, ChatRequest } from './chat.ts';
import { chatBody, ChatReader } from './chatWire.ts';
import type { Clock } from './clock.ts';
import { readStream } from './completionStream.ts';
import type { DeltaReader, StreamEnd } from './completionStream.ts';
import { fimBody, fimReader } from './fim.ts';
import { asRecord } from './json.ts';
import { readModelCards } from './modelCards.ts';
import type { ModelCard } from './modelCards.ts';
import { withoutEcho } from './prefixEcho.ts';
import type { RateFacts } from './rateHeaders.ts';
import type { Sdk } from './sdk.ts';
import type { OpenService, ServiceName } from './services.ts';
import { Exchange } from './transport.ts';
import type { ExchangeOptions, Timeouts } from './transport.ts';

/** A fill-in-the-middle request, in the words of the API. */
export interface FimRequest {
  readonly model: string;
  readonly prompt: string;
  readonly suffix: string;
  readonly maxTokens: number;
  readonly temperature: number;
  /** Not part of the answer when they end it. */
  readonly stop?: readonly string[];
  readonly randomSeed?: number;
  readonly minTokens?: number;
  /** Leaves for Mistral's own addresses only: other servers may refuse fields they do not know. */
  readonly promptCacheKey?: string;
}

/** What a request cost, in tokens. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Those of the prompt that the service had in its cache. */
  readonly cachedTokens: number;
}

/** What a stream yields: pieces of text, then one end. */
export type FimEvent =
  | { readonly text: string }
  /** `stop`, `length`, or a reason of the server's own. */
  | { readonly end: string; readonly usage?: Usage };

/** What the client is built from. */
export interface ClientPorts {
  /** Loads the SDK's bundle; called at the first request. */
  readonly loadSdk: () => Promise<Sdk>;
  readonly clock: Clock;
  /** Sent with each request, such as `codestral-vscode/1.2.3`. */
  readonly userAgent: string;
  readonly log?: (report: RequestReport) => void;
  /** Hears what an answer's headers say about rate limits, refusals included. */
  readonly observe?: (service: ServiceName, facts: RateFacts) => void;
}

/**
 * Completions are worth nothing when they come late, in milliseconds. All of one: 1,024 tokens at the pace of a
 * slow service; a connection that is kept alive and says nothing would be waited for for ever.
 */
export const FIM_TIMEOUTS = {
  headers: 5_000,
  firstByte: 5_000,
  betweenBytes: 3_000,
  whole: 30_000,
} satisfies Timeouts;

/**
 * A chat answer may be long in coming, and fall silent while it is thought about, in milliseconds;
 * Mistral itself ends a stream only after ten silent minutes, which nobody waits for. There is no limit
 * for all of it: an answer lasts as long as it goes on.
 */
export const CHAT_TIMEOUTS: Timeouts = {
  headers: 60_000,
  firstByte: 60_000,
  betweenBytes: 120_000,
};

/** A models list is asked for in the background or under a progress bar, in milliseconds. */
export const MODELS_TIMEOUTS: Timeouts = { headers: 10_000, firstByte: 5_000, betweenBytes: 3_000 };

/** What the SDK's streaming functions resolve to: an answer's chunks, or what went wrong. */
type Sent = ReturnType<Sdk['fimStream'] | Sdk['chatStream']>;

/** The cheapest request that shows whether a key opens the FIM endpoint. */
const probeRequest: FimRequest = {
  model: 'codestral-latest',
  prompt: 'const answer =',
  suffix: '',
  maxTokens: 1,
  temperature: 0,
};

/** Talks to a service. Each call is one request, never repeated; all it throws is a ServiceError. */
export class MistralClient {
  readonly #ports: ClientPorts;
  #sdk: Promise<Sdk> | undefined;

  constructor(ports: ClientPorts) {
    this.#ports = ports;
  }

  /**
   * Streams a completion. The request leaves when the first event is asked for. Returning early
   * closes the socket; to stop while an event is awaited, abort the signal. A stream that ends
   * without a reason throws `truncated` after its text, which is worth keeping. Reading on after
   * the end event lets the connection be used again.
   */
  async *streamFim(
    service: OpenService,
    request: FimRequest,
    signal: AbortSignal,
    timeouts: Timeouts = FIM_TIMEOUTS,
  ): AsyncGenerator<FimEvent, void, undefined> {
    const { model } = request;
    const call = this.#open('fim', { service, signal, timeouts, model }, 'completion');
    yield* this.#stream(call, fimReader, (sdk, core, options) =>
      sdk.fimStream(core, fimBody(service, request), options),
    );
  }

  /**
   * Streams the answer to a conversation, on the same terms as {@link streamFim}. Where the messages
   * end with the answer's beginning, only what follows it is yielded. The caller has chosen a model
   * that the service serves. `feature` is what the statistics count it under.
   */
  async *streamChat(
    service: OpenService,
    request: ChatRequest,
    signal: AbortSignal,
    feature: UsageFeature = 'chat',
    timeouts: Timeouts = CHAT_TIMEOUTS,
  ): AsyncGenerator<ChatEvent, void, undefined> {
    const call = this.#open('chat', { service, signal, timeouts, model: request.model }, feature);
    const events = this.#stream(call, new ChatReader(), (sdk, core, options) =>
      sdk.chatStream(core, chatBody(service, request), options),
    );
    yield* withoutEcho(events, request.messages);
  }

  /** The models that this key may use. The `codestral` service has no such list. */
  async listModels(service: OpenService, signal: AbortSignal): Promise<readonly ModelCard[]> {
    const call = this.#open('models', { service, signal, timeouts: MODELS_TIMEOUTS });
    try {
      const { sdk, core } = await this.#core(call.exchange, modelsAnswer);
      const list = await sdk.modelsList(core, {}, { signal: call.exchange.signal });
      if (!list.ok) throw list.error;
      // Any JSON object parses as a list without data: that is no list.
      if (!list.value.data) throw call.exchange.error('protocol', 'noModels');
      call.outcome = 'done';
      return readModelCards(list.value.data.map((card) => asRecord(card).raw));
    } catch (thrown) {
      throw call.fail(thrown);
    } finally {
      call.end();
    }
  }

  /**
   * Resolves if the service takes the key: the models list on `mistral`, one token on `codestral`.
   * Throws what was wrong instead; of the kinds only `unauthorised` speaks against the key itself.
   */
  async probe(service: OpenService, signal: AbortSignal): Promise<void> {
    if (service.name === 'mistral') {
      await this.listModels(service, signal);
      return;
    }
    const events = this.streamFim(service, probeRequest, signal);
    while (!(await events.next()).done);
  }

  /** Sends a request and yields what its answer says, piece by piece as `reader` finds it. */
  async *#stream<Piece extends object>(
    call: Call,
    reader: DeltaReader<Piece>,
    send: (sdk: Sdk, core: MistralCore, options: { signal: AbortSignal }) => Sent,
  ): AsyncGenerator<Piece | StreamEnd, void, undefined> {
    try {
      const { sdk, core } = await this.#core(call.exchange, eventStreamAnswer);
      const sent = await send(sdk, core, { signal: call.exchange.signal });
      if (!sent.ok) throw sent.error;
      for await (const event of readStream(sent.value.getReader(), call.exchange, reader)) {
        call.came(event);
        yield event;
      }
      call.outcome = 'done';
    } catch (thrown) {
      throw call.fail(thrown);
    } finally {
      call.end();
    }
  }

  #open(
    operation: RequestReport['operation'],
    options: Omit<ExchangeOptions, 'clock' | 'userAgent' | 'observe'>,
    feature?: UsageFeature,
  ): Call {
    const { clock, userAgent, log, observe } = this.#ports;
    const exchange = new Exchange({ ...options, clock, userAgent, observe });
    return new Call(operation, exchange, clock, log, feature);
  }

  /** The SDK set up for one request, which goes through `exchange` and is answered by `answer`. */
  async #core(
    exchange: Exchange,
    answer: (exchange: Exchange, response: Response) => Promise<Response>,
  ): Promise<{ sdk: Sdk; core: MistralCore }> {
    const sdk = await this.#load(exchange);
    const httpClient = new sdk.HTTPClient({
      fetcher: async (request) => answer(exchange, await exchange.send(request as Request)),
    });
    const core = new sdk.MistralCore({
      // Undefined would have the SDK take a key from the environment and send it to this address.
      apiKey: exchange.service.key ?? '',
      serverURL: exchange.service.url,
      httpClient,
      // Without one, MISTRAL_DEBUG in the environment makes the SDK print keys and prompts.
      debugLogger: silentLogger,
      retryConfig: { strategy: 'none' },
    });
    return { sdk, core };
  }

  async #load(exchange: Exchange): Promise<Sdk> {
    this.#sdk ??= this.#ports.loadSdk();
    try {
      return await this.#sdk;
    } catch {
      this.#sdk = undefined;
      throw exchange.error('internal', 'loadSdk');
    }
  }
}

const silentLogger = {
  group: (): void => undefined,
  groupEnd: (): void => undefined,
  log: (): void => undefined,
};
