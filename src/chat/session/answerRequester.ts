import type { ReceivedToolCall, ChatRequest } from '../../mistral/chat.ts';
import { ServiceError, toServiceOrInternalError } from '../../mistral/errors/serviceError.ts';
import { RetryingChat } from '../../mistral/retryingChat.ts';
import type { RetryingChatPorts } from '../../mistral/retryingChat.ts';
import type { Price } from '../../mistral/models/prices.ts';
import type { AvailableService } from '../../mistral/serviceRouter.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import { argumentsOf } from '../../mistral/tools/toolCallAssembler.ts';
import { isToolsUnsupportedError } from '../tools/toolsUnsupportedError.ts';
import type { AnswerTools, ToolOffer } from '../tools/toolCallRunner.ts';
import { ToolCallRunner } from '../tools/toolCallRunner.ts';
import type {
  AssistantTurn,
  AnswerFailure,
  AnswerState,
  LeftOut,
  UserTurn,
} from './conversation.ts';
import { failureOf, AnswerAccumulator } from './answerAccumulator.ts';
import type { AnswerListener } from './answerAccumulator.ts';

/** Dependencies of {@link AnswerRequester}. */
export interface AnswerRequesterPorts extends RetryingChatPorts {
  /** The current price of a model; undefined if unknown. */
  readonly price: (model: string, service: ServiceName) => Price | undefined;
  /** Called when a service rejects a model's request because of its tools. Later requests must not offer any. */
  readonly onToolsRejected?: ((service: ServiceName, model: string) => void) | undefined;
}

/** A request that is ready to be sent. */
export interface PreparedRequest {
  readonly request: ChatRequest;
  readonly leftOut: LeftOut | undefined;
}

/** An answer to request. */
export interface AnswerRequest {
  /** An empty answer, or the one to continue. */
  readonly answer: AssistantTurn;
  /** The question that it answers. */
  readonly question?: UserTurn | undefined;
  /**
   * Creates the request for a service, which continues the answer so far; rejects with a ServiceError if that isn't
   * possible. It may leave out the tools of the offer.
   */
  readonly prepare: (
    service: AvailableService,
    soFar: AssistantTurn,
    offer: ToolOffer | undefined,
  ) => Promise<PreparedRequest>;
  /** The tools that the model may call; undefined for none. */
  readonly tools?: AnswerTools | undefined;
  /** Called after every change of the answer. */
  readonly onChange: AnswerListener;
  /** Called before an automatic retry at a time in milliseconds since the epoch; `retryNow` ends the wait. */
  readonly onRetry: (failure: AnswerFailure, at: number, retryNow: () => void) => void;
}

/** The end of one message of the model. */
interface MessageEnd {
  /** The service's finish reason. */
  readonly reason: string;
  readonly calls: readonly ReceivedToolCall[];
}

/** Requests answers, runs the tools that they call, and reports their progress. */
export class AnswerRequester {
  readonly #ports: AnswerRequesterPorts;
  readonly #chat: RetryingChat;

  constructor(ports: AnswerRequesterPorts) {
    this.#ports = ports;
    this.#chat = new RetryingChat(ports);
  }

  /** Resolves to the final answer; never rejects. Aborting the signal closes the connection and ends running tools. */
  async answer(request: AnswerRequest, signal: AbortSignal): Promise<AssistantTurn> {
    const { clock } = this.#ports;
    const accumulator = new AnswerAccumulator(request.answer, request.onChange, clock);
    try {
      return accumulator.finish(await this.#converse(request, accumulator, signal));
    } catch (thrown) {
      const error = toServiceOrInternalError(thrown, accumulator.answer.service);
      if (error !== thrown) this.#ports.onUnexpectedError?.(thrown);
      return finishAfterError(accumulator, error, signal);
    }
  }

  /** Requests messages and runs their calls until one has no calls. Resolves to the state of the answer. */
  async #converse(
    request: AnswerRequest,
    accumulator: AnswerAccumulator,
    signal: AbortSignal,
  ): Promise<AnswerState> {
    const runner = request.tools && new ToolCallRunner(request.tools, accumulator.steps);
    for (let round = 0; ; round += 1) {
      const offer = runner?.offer;
      const { reason, calls } = await this.#message(request, { accumulator, offer, round }, signal);
      const isCut = isCutEnd(reason);
      const complete = isCut ? calls.filter(isCompleteCall) : calls;
      if (!runner || offer?.choice !== 'auto' || complete.length === 0) {
        if (isCut) return 'cut';
        // A model that only calls tools although it may not has not answered.
        return calls.length > 0 && !accumulator.hasConclusion ? 'interrupted' : 'done';
      }
      accumulator.endMessage();
      await runner.run(complete, accumulator, signal);
      if (signal.aborted) throw new ServiceError('aborted', accumulator.answer.service);
    }
  }

  /** Requests one message; if the service rejects the tools, once more without them. */
  async #message(
    request: AnswerRequest,
    options: MessageOptions,
    signal: AbortSignal,
  ): Promise<MessageEnd> {
    const sent: { request?: ChatRequest } = {};
    try {
      return await this.#stream(request, options, sent, signal);
    } catch (thrown) {
      const { accumulator, round } = options;
      const hadTools = (sent.request?.tools?.length ?? 0) > 0;
      if (signal.aborted || round > 0 || !hadTools || !isToolsUnsupportedError(thrown))
        throw thrown;
      this.#ports.onToolsRejected?.(thrown.service, accumulator.answer.model);
      return this.#stream(request, { ...options, offer: undefined }, sent, signal);
    }
  }

  /** Reads one message into the answer. */
  async #stream(
    request: AnswerRequest,
    { accumulator, offer, round }: MessageOptions,
    sent: { request?: ChatRequest },
    signal: AbortSignal,
  ): Promise<MessageEnd> {
    const { clock, price } = this.#ports;
    let leftOut: LeftOut | undefined;
    let reason = '';
    const calls: ReceivedToolCall[] = [];
    const events = this.#chat.stream(
      {
        feature: 'chat',
        // Chat requests are always sent, retried, edited or continued by the user; later ones follow a tool call.
        isUserAction: round === 0,
        prepare: async (service) => {
          const prepared = await request.prepare(service, accumulator.answer, offer);
          ({ leftOut } = prepared);
          return prepared.request;
        },
        onSend: (service, prepared) => {
          sent.request = prepared;
          accumulator.started(service, prepared.model, leftOut);
        },
        onRetry: (error, at, retryNow) => {
          request.onRetry(failureOf(error, clock.now()), at, retryNow);
        },
      },
      signal,
    );
    for await (const event of events) {
      if ('end' in event) {
        reason = event.end;
        accumulator.addUsage(
          event.usage,
          price(accumulator.answer.model, accumulator.answer.service),
        );
      } else if ('text' in event) accumulator.append({ text: event.text, thinking: '' });
      else if ('thinking' in event) accumulator.append({ text: '', thinking: event.thinking });
      else calls.push(event.toolCall);
    }
    return { reason, calls };
  }
}

/** What one request of an answer depends on. */
interface MessageOptions {
  readonly accumulator: AnswerAccumulator;
  readonly offer: ToolOffer | undefined;
  /** The number of earlier requests of the answer. */
  readonly round: number;
}

/** Whether a call of a message that hit the token limit is complete. */
function isCompleteCall({ name, arguments: text }: ReceivedToolCall): boolean {
  return name !== '' && text.trim() !== '' && argumentsOf(text) !== undefined;
}

/** Ends an answer that was stopped or has failed. */
export function finishAfterError(
  accumulator: AnswerAccumulator,
  error: ServiceError,
  signal: AbortSignal,
): AssistantTurn {
  if (signal.aborted || error.kind === 'aborted') return accumulator.finish('stopped');
  return accumulator.finish(accumulator.hasBegun ? 'interrupted' : 'failed', error);
}

/** Whether a finish reason means that the answer hit a token limit. */
export function isCutEnd(end: string): boolean {
  return end === 'length' || end === 'model_length';
}
