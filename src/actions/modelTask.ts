import type { ChatMessage, ChatRequest, JsonFormat } from '../mistral/chat.ts';
import { ServiceError } from '../mistral/errors/serviceError.ts';
import { effortFor } from '../mistral/models/reasoning.ts';
import { RetryingChat } from '../mistral/retryingChat.ts';
import type { RetryingChatPorts, RetryingRequest } from '../mistral/retryingChat.ts';
import type { AvailableService } from '../mistral/serviceRouter.ts';
import { isCutEnd } from '../chat/session/answerRequester.ts';
import { CHARACTERS_PER_TOKEN, tokensOf } from '../chat/context/tokenEstimate.ts';
import { divideWindow } from '../chat/request/windowBudget.ts';
import { InlineThinking } from '../chat/session/inlineThinking.ts';
import type { VisibleText } from '../chat/session/inlineThinking.ts';
import type { ChatModelFacts } from '../chat/request/messageWriter.ts';
import type { ChatSettings } from '../chat/request/chatRequest.ts';

/** A prompt outside of any chat. */
export interface ModelTaskPrompt {
  readonly system: string;
  readonly user: string;
  /** The beginning of the answer, which the model continues. The answer does not repeat it. */
  readonly partialAnswer?: string | undefined;
  /** Maximum tokens of the answer; undefined leaves the limit to the model. */
  readonly maxTokens?: number | undefined;
  /** The predicted answer, sent to models that support predictions. */
  readonly prediction?: string | undefined;
  /** Requests an answer in JSON. The prompt must describe the format as well. */
  readonly json?: JsonFormat | undefined;
}

/** The model and the maximum length of a prompt. */
export interface PromptBudget {
  readonly model: TaskModel;
  /** Estimated maximum length of the whole prompt, in characters. */
  readonly characters: number;
}

/** The facts about a model that a task needs. */
export type TaskModel = Pick<ChatModelFacts, 'id' | 'context' | 'maxOutput' | 'efforts'> & {
  /** Whether the model supports reasoning. Tasks request as little of it as possible. */
  readonly reasoning?: boolean;
  /** Whether the model supports predicted outputs. */
  readonly supportsPrediction: boolean;
};

/**
 * A piece of an answer; with `restarts`, it replaces all text before it, which was reasoning. The last piece is the
 * end: `complete`, or `truncated` at the length limit.
 */
export type AnswerPiece =
  | { readonly text: string; readonly restarts?: true }
  | { readonly end: 'complete' | 'truncated' };

/** Options of {@link ModelTask.run}. */
export interface ModelTaskOptions extends Pick<RetryingRequest, 'onRetry'> {
  /**
   * Runs before each request, including retries. Rejects with an `ActionAbortedError` if the content may no longer be sent.
   */
  readonly beforeRequest?: () => Promise<void>;
}

/** The dependencies of {@link ModelTask}. */
export interface ModelTaskPorts extends RetryingChatPorts {
  /** The model to use at a service. */
  readonly model: (service: AvailableService) => TaskModel;
  readonly settings: () => Pick<ChatSettings, 'temperature' | 'topP'>;
  /** Whether the model is not that of the chat. If it is unknown, the chat doesn't move to the other service. */
  readonly hasOwnModel?: () => boolean;
}

/**
 * Requests that are not part of a chat: edits, commit messages, names and reviews. They use the service and the retries of the
 * chat, and its model or their own.
 */
export class ModelTask {
  readonly #ports: ModelTaskPorts;
  readonly #chat: RetryingChat;
  /** URLs of services that reject predictions and response formats: not every gateway supports them. */
  readonly #plainServices = new Set<string>();
  readonly #closed = new AbortController();

  constructor(ports: ModelTaskPorts) {
    this.#ports = ports;
    const { services, hasOwnModel } = ports;
    this.#chat = new RetryingChat({
      ...ports,
      services: {
        route: (feature) => services.route(feature),
        whileUnchanged: (service) => services.whileUnchanged(service),
        switchAfterRejection: (feature, service, error) =>
          !(error.kind === 'modelUnknown' && hasOwnModel?.()) &&
          services.switchAfterRejection(feature, service, error),
      },
    });
  }

  /** Cancels all running tasks and every later one. */
  close(): void {
    this.#closed.abort();
  }

  /**
   * Streams one answer. Throws only a ServiceError: `contextTooLong` if the prompt does not fit. Aborting the signal
   * closes the connection. `buildPrompt` is called again if another service is used.
   */
  async *run(
    buildPrompt: (room: PromptBudget) => ModelTaskPrompt,
    signal: AbortSignal,
    { beforeRequest, onRetry }: ModelTaskOptions = {},
  ): AsyncGenerator<AnswerPiece, void, undefined> {
    /** URLs of services that are tried without extras after a rejection. */
    const withoutExtras = new Set<string>();
    const ended = AbortSignal.any([signal, this.#closed.signal]);
    for (;;) {
      let lastRequest:
        | { readonly service: AvailableService; readonly request: ChatRequest }
        | undefined;
      const request: RetryingRequest = {
        ...(onRetry ? { onRetry } : {}),
        feature: 'action',
        // The second attempt without extras is automatic.
        isUserAction: withoutExtras.size === 0,
        prepare: async (service) => {
          await beforeRequest?.();
          return this.#request(service, buildPrompt, withoutExtras.has(service.url));
        },
        onSend: (service, request) => {
          lastRequest = { service, request };
        },
      };
      try {
        for await (const piece of piecesOf(this.#chat.stream(request, ended))) {
          // It answers now, so the extras were the reason for the rejection.
          if (lastRequest && withoutExtras.has(lastRequest.service.url))
            this.#plainServices.add(lastRequest.service.url);
          yield piece;
        }
        return;
      } catch (error) {
        // During shutdown, other parts may fail first. Report only the cancellation.
        if (this.#closed.signal.aborted) throw new ServiceError('aborted', 'mistral');
        const hasExtras = lastRequest?.request.prediction ?? lastRequest?.request.responseFormat;
        const isRefused = error instanceof ServiceError && error.kind === 'badRequest';
        if (!lastRequest || !isRefused || hasExtras === undefined) throw error;
        withoutExtras.add(lastRequest.service.url);
      }
    }
  }

  #request(
    service: AvailableService,
    buildPrompt: (room: PromptBudget) => ModelTaskPrompt,
    isPlain: boolean,
  ): ChatRequest {
    const { model: modelFor, settings } = this.#ports;
    const model = modelFor(service);
    const { forPrompt } = divideWindow(model.context, undefined, model.maxOutput);
    const prompt = buildPrompt({ model, characters: Math.floor(forPrompt * CHARACTERS_PER_TOKEN) });
    const { system, user, partialAnswer, prediction, json } = prompt;
    const room = divideWindow(model.context, prompt.maxTokens, model.maxOutput);
    const tokens = tokensOf(system + user + (partialAnswer ?? ''), CHARACTERS_PER_TOKEN);
    if (tokens > room.forPrompt) {
      const detail = `${tokens} > ${room.forPrompt}`;
      throw new ServiceError('contextTooLong', service.name, { detail });
    }
    const mayHaveExtras = !isPlain && !this.#plainServices.has(service.url);
    // Services count the tokens of a prediction in addition to those of the prompt.
    const withPrediction = tokens + tokensOf(prediction ?? '', CHARACTERS_PER_TOKEN);
    const mayPredict =
      mayHaveExtras && model.supportsPrediction && prediction && withPrediction <= room.forPrompt;
    const { temperature, topP } = settings();
    return {
      model: model.id,
      temperature,
      topP,
      maxTokens: room.maxTokens,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
        ...(partialAnswer
          ? [{ role: 'assistant', content: partialAnswer, prefix: true } as ChatMessage]
          : []),
      ],
      reasoningEffort: effortFor('off', {
        reasoning: model.reasoning === true,
        efforts: model.efforts,
      }),
      prediction: mayPredict ? prediction : undefined,
      responseFormat: mayHaveExtras ? json : undefined,
    };
  }
}

/** The answer without the reasoning that some servers send as text. */
async function* piecesOf(
  events: ReturnType<RetryingChat['stream']>,
): AsyncGenerator<AnswerPiece, void, undefined> {
  const thinking = new InlineThinking();
  for await (const event of events) {
    if ('text' in event) yield* pieceOf(thinking.push(event.text));
    else if ('end' in event) {
      yield* pieceOf(thinking.end());
      yield { end: isCutEnd(event.end) ? 'truncated' : 'complete' };
    }
  }
}

function* pieceOf({ text, restarts }: VisibleText): Generator<AnswerPiece, void, undefined> {
  if (restarts) yield { text, restarts };
  else if (text !== '') yield { text };
}
