import type { FimRequest, FimEvent } from './fim.ts';
import type { MistralCore } from '@mistralai/mistralai/core.js';
import { adaptDocument, adaptEventStream, adaptJson, adaptModels } from './http/responses.ts';
import { RequestRecorder } from './http/requestReport.ts';
import type { RequestReport, UsageFeature } from './http/requestReport.ts';
import type { ChatEvent, ChatRequest } from './chat.ts';
import { chatBody, ChatReader } from './chatFormat.ts';
import type { ConversationEvent, WebQuestion } from './conversations/conversationEvent.ts';
import { conversationAnswer } from './conversations/conversationAnswer.ts';
import { conversationBody } from './conversations/conversationFormat.ts';
import { readConversation } from './conversations/readConversation.ts';
import type { Clock } from '../base/clock.ts';
import { readSdkStream } from './http/completionStream.ts';
import type { DeltaReader, StreamEnd } from './http/completionStream.ts';
import { documentBlob, OCR_MODEL, ocrBody, readOcrResult } from './documents/ocr.ts';
import type { OcrRequest, OcrResult } from './documents/ocr.ts';
import { readEmbeddings } from './embeddings/embeddings.ts';
import type { EmbeddingAnswer, EmbeddingRequest } from './embeddings/embeddings.ts';
import { fimBody, fimReader } from './fim.ts';
import { asRecord } from '../base/json.ts';
import { readModelCards } from './models/modelCards.ts';
import type { ModelCard } from './models/modelCards.ts';
import { withoutEcho } from './http/prefixEcho.ts';
import type { RateFacts } from './limits/rateHeaders.ts';
import { KeyRedactor } from './http/keyRedactor.ts';
import { redactEvents } from './http/redactEvents.ts';
import type { Sdk } from './sdk.ts';
import type { AvailableService } from './serviceRouter.ts';
import type { ServiceName } from './serviceName.ts';
import {
  CHAT_TIMEOUTS,
  DOCUMENT_TIMEOUTS,
  EMBEDDINGS_TIMEOUTS,
  FIM_TIMEOUTS,
  MODELS_TIMEOUTS,
} from './http/timeouts.ts';
import type { Timeouts } from './http/timeouts.ts';
import { Exchange, keyOf } from './http/exchange.ts';
import type { ExchangeOptions } from './http/exchange.ts';

/** What the client depends on. */
export interface ClientPorts {
  /** Loads the SDK bundle. Called on the first request. */
  readonly loadSdk: () => Promise<Sdk>;
  readonly clock: Clock;
  /** The user agent, such as `codestral-vscode/1.2.3`. */
  readonly userAgent: string;
  readonly log?: (report: RequestReport) => void;
  /** All known keys, including those from environment variables. They are removed from responses. */
  readonly knownKeys?: () => Promise<readonly string[]>;
  /** Called with the rate limits in the response headers, also for rejected requests. */
  readonly onRateLimits?: (
    service: ServiceName,
    facts: RateFacts,
    operation: RequestReport['operation'],
  ) => void;
}

/** What the SDK's streaming functions resolve to: a stream of chunks, or an error. */
type SdkResponse = ReturnType<Sdk['fimStream'] | Sdk['chatStream']>;

/** The cheapest request that shows whether a key works for the FIM endpoint. */
const probeRequest: FimRequest = {
  model: 'codestral-latest',
  prompt: 'const answer =',
  suffix: '',
  maxTokens: 1,
  temperature: 0,
};

/** Sends requests to a service. Each call is one request without retries. Throws only ServiceError. */
export class MistralClient {
  readonly #ports: ClientPorts;
  #sdk: Promise<Sdk> | undefined;

  constructor(ports: ClientPorts) {
    this.#ports = ports;
  }

  /**
   * Streams a completion. The request is sent when the first event is read. Returning early closes the socket; to stop
   * while waiting for an event, abort the signal. A stream without a finish reason throws `truncated` after its text,
   * which is still usable. Reading on after the end event allows the connection to be reused.
   */
  async *streamFim(
    service: AvailableService,
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
   * Streams a chat answer, with the same contract as {@link streamFim}. If the messages end with a prefix of the
   * answer, only the text after it is yielded. The caller must choose a model that the service has. `feature` is for
   * the usage statistics.
   */
  async *streamChat(
    service: AvailableService,
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

  /** Reads the text of a document. Only the `mistral` service can; another one throws `notFound`. */
  async readDocument(
    service: AvailableService,
    request: OcrRequest,
    signal: AbortSignal,
  ): Promise<OcrResult> {
    const options = { service, signal, timeouts: DOCUMENT_TIMEOUTS, model: OCR_MODEL };
    const call = this.#open('ocr', options, 'documents');
    return call.receive(async (exchange) => {
      if (service.name !== 'mistral') throw exchange.error('notFound');
      const { clock } = this.#ports;
      const { sdk, core } = await this.#core(exchange, adaptDocument, (text) =>
        documentBlob(text, request, clock, signal),
      );
      const read = await sdk.ocrProcess(core, ocrBody(request), { signal: exchange.signal });
      if (!read.ok) throw read.error;
      const { usage, pages } = readOcrResult(read.value);
      call.onEvent({ end: 'done', usage });
      const clean = (text: string) => exchange.redactor.redactText(text);
      return { pages: pages.map((page) => ({ ...page, markdown: clean(page.markdown) })) };
    });
  }

  /**
   * Streams an answer with web searches, with the same contract as {@link streamFim}. Services without web search
   * reject the request with `notFound`.
   */
  async *streamConversation(
    service: AvailableService,
    request: WebQuestion,
    signal: AbortSignal,
    timeouts: Timeouts = CHAT_TIMEOUTS,
  ): AsyncGenerator<ConversationEvent, void, undefined> {
    const { model } = request;
    const call = this.#open('conversation', { service, signal, timeouts, model }, 'web');
    yield* this.#read(call, async () => {
      const { sdk, core } = await this.#core(call.exchange, conversationAnswer);
      const body = conversationBody(request);
      const options = { signal: call.exchange.signal };
      const sent = await sdk.betaConversationsStartStream(core, body, options);
      if (!sent.ok) throw sent.error;
      return readConversation(sent.value.getReader(), call.exchange);
    });
  }

  /** The vectors of texts, as integers of one byte. Only the `mistral` service has embeddings. */
  async embed(
    service: AvailableService,
    request: EmbeddingRequest,
    signal: AbortSignal,
  ): Promise<EmbeddingAnswer> {
    const { model, inputs, dimension } = request;
    const options = { service, signal, timeouts: EMBEDDINGS_TIMEOUTS, model };
    const call = this.#open('embeddings', options, 'embeddings');
    return call.receive(async (exchange) => {
      const { sdk, core } = await this.#core(exchange, adaptJson);
      const body = { model, inputs: [...inputs], outputDimension: dimension };
      const sent = await sdk.embeddingsCreate(
        core,
        { ...body, outputDtype: 'int8' },
        { signal: exchange.signal },
      );
      if (!sent.ok) throw sent.error;
      const answer = readEmbeddings(sent.value, request);
      if (!answer) throw exchange.error('protocol', 'noEmbeddings');
      call.onEvent({ end: 'done', usage: answer.usage });
      return answer;
    });
  }

  /** The models available to this key. The `codestral` service has no list. */
  async listModels(service: AvailableService, signal: AbortSignal): Promise<readonly ModelCard[]> {
    const call = this.#open('models', { service, signal, timeouts: MODELS_TIMEOUTS });
    return call.receive(async (exchange) => {
      const { sdk, core } = await this.#core(exchange, adaptModels);
      const list = await sdk.modelsList(core, {}, { signal: exchange.signal });
      if (!list.ok) throw list.error;
      // The SDK accepts any JSON object as a list without data.
      if (!list.value.data) throw exchange.error('protocol', 'noModels');
      return readModelCards(list.value.data.map((card) => asRecord(card).raw));
    });
  }

  /**
   * Resolves if the service accepts the key. Requests the models list on `mistral` and a single token on `codestral`.
   * Throws a ServiceError otherwise; only `unauthorised` means that the key itself is invalid.
   */
  async testKey(service: AvailableService, signal: AbortSignal): Promise<void> {
    if (service.name === 'mistral') {
      await this.listModels(service, signal);
      return;
    }
    const events = this.streamFim(service, probeRequest, signal);
    while (!(await events.next()).done);
  }

  /** Sends a request and yields what `reader` finds in its chunks. */
  async *#stream<Piece extends Exclude<ChatEvent, StreamEnd>>(
    call: RequestRecorder,
    reader: DeltaReader<Piece>,
    send: (sdk: Sdk, core: MistralCore, options: { signal: AbortSignal }) => SdkResponse,
  ): AsyncGenerator<Piece | StreamEnd, void, undefined> {
    yield* this.#read(call, async () => {
      const { sdk, core } = await this.#core(call.exchange, adaptEventStream);
      const sent = await send(sdk, core, { signal: call.exchange.signal });
      if (!sent.ok) throw sent.error;
      return readSdkStream(sent.value.getReader(), call.exchange, reader);
    });
  }

  /** Yields the events that `begin` resolves to, without keys, and reports the request. */
  async *#read<Event extends ChatEvent | ConversationEvent>(
    call: RequestRecorder,
    begin: () => Promise<AsyncIterable<Event>>,
  ): AsyncGenerator<Event, void, undefined> {
    try {
      const events = await begin();
      for await (const event of redactEvents(events, call.exchange.redactor)) {
        call.onEvent(event);
        yield event;
      }
      call.outcome = 'done';
    } catch (thrown) {
      throw call.onFailure(thrown);
    } finally {
      call.finish();
    }
  }

  #open(
    operation: RequestReport['operation'],
    options: Omit<ExchangeOptions, 'clock' | 'userAgent' | 'onRateLimits'>,
    feature?: UsageFeature,
  ): RequestRecorder {
    const { clock, userAgent, log, onRateLimits } = this.#ports;
    const exchange = new Exchange({
      ...options,
      clock,
      userAgent,
      onRateLimits: (service, facts) => onRateLimits?.(service, facts, operation),
    });
    return new RequestRecorder(operation, exchange, clock, log, feature);
  }

  /** Sets up the SDK for one request, which is sent through `exchange` with `bodyOf`, and answered by `answer`. */
  async #core(
    exchange: Exchange,
    adapt: (exchange: Exchange, response: Response) => Promise<Response>,
    bodyOf?: Parameters<Exchange['send']>[1],
  ): Promise<{ sdk: Sdk; core: MistralCore }> {
    const sdk = await this.#load(exchange);
    const known = await this.#ports.knownKeys?.();
    if (known) exchange.redactor = new KeyRedactor([...keyOf(exchange.service), ...known]);
    const httpClient = new sdk.HTTPClient({
      fetcher: async (request) => adapt(exchange, await exchange.send(request as Request, bodyOf)),
    });
    const core = new sdk.MistralCore({
      // With undefined, the SDK would send a key from the environment to this address.
      apiKey: exchange.service.key ?? '',
      serverURL: exchange.service.url,
      httpClient,
      // Without a logger of ours, MISTRAL_DEBUG makes the SDK print keys and prompts.
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
