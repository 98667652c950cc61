import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { tokensOf } from '../../chat/context/tokenEstimate.ts';
import { isCutEnd } from '../../chat/session/answerRequester.ts';
import type { ReceivedToolCall, ChatRequest, ToolCall } from '../../mistral/chat.ts';
import { ServiceError, toServiceError } from '../../mistral/errors/serviceError.ts';
import { RetryingChat } from '../../mistral/retryingChat.ts';
import type { RetryingChatPorts } from '../../mistral/retryingChat.ts';
import { modelFor } from '../../mistral/serviceRouter.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import { TokenRates } from '../../completion/prompt/tokenRates.ts';
import { argumentsOf, DAMAGED_CALL } from '../../mistral/tools/toolCallAssembler.ts';
import { idOfCall } from '../../mistral/tools/toolIds.ts';
import { ToolNames } from '../../mistral/tools/toolNames.ts';
import { wireMessages } from '../../mistral/tools/wireMessages.ts';
import { wireTools } from '../../mistral/tools/wireTools.ts';
import { cutAnswerNote, languageModelError } from './languageModelErrors.ts';
import { chatMessages } from './languageModelMessages.ts';
import { samplingOf } from './modelOptions.ts';
import type { LoadOfferedModels } from './offeredModels.ts';
import { modelInformation } from './modelInformation.ts';
import { tokensIn, measure } from './tokenCount.ts';

type ModelInformation = vscode.LanguageModelChatInformation;
type RequestMessages = readonly vscode.LanguageModelChatRequestMessage[];
type ResponseOptions = vscode.ProvideLanguageModelChatResponseOptions;
type ResponseProgress = vscode.Progress<vscode.LanguageModelResponsePart>;

/** What {@link LanguageModelProvider} needs. */
export interface LanguageModelProviderDependencies extends RetryingChatPorts {
  readonly offered: LoadOfferedModels;
  /** Called when VS Code's model list is out of date. */
  readonly onModelsChanged: () => void;
  /** A tool of another extension isn't offered to the model: the service would refuse its schema. */
  readonly onToolOmitted: (name: string) => void;
}

/** Mistral's models for VS Code's chat and for extensions that use the language model API. */
export class LanguageModelProvider {
  readonly #dependencies: LanguageModelProviderDependencies;
  readonly #chat: RetryingChat;
  readonly #rates = new TokenRates();
  /** Names of tools that were reported as left out. */
  readonly #leftOut = new Set<string>();
  /** The prompt cache key of this window: a random value that identifies no user. */
  readonly #cacheKey = randomUUID();
  /** The list last returned to VS Code, as JSON; empty until VS Code requests it. */
  #advertised = '[]';

  constructor(dependencies: LanguageModelProviderDependencies) {
    this.#dependencies = dependencies;
    this.#chat = new RetryingChat(dependencies);
  }

  /** The available models. A silent call neither prompts the user nor calls a service. */
  async list({ silent }: vscode.PrepareLanguageModelChatModelOptions): Promise<ModelInformation[]> {
    const offer = await this.#dependencies.offered(!silent);
    if (!offer && !silent) void vscode.commands.executeCommand('codestral.manageKeys');
    const list = offer ? modelInformation(offer, this.#dependencies.clock.now()) : [];
    this.#advertised = JSON.stringify(list);
    return list;
  }

  /** Call when a key, a setting or a model list may have changed: notifies VS Code if its list changes. */
  async onConfigurationChanged(): Promise<void> {
    const before = this.#advertised;
    await this.list({ silent: true });
    if (this.#advertised !== before) this.#dependencies.onModelsChanged();
  }

  /** Streams one answer. Throws an error of VS Code's classes. */
  async answer(
    model: ModelInformation,
    messages: RequestMessages,
    options: ResponseOptions,
    report: ResponseProgress,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const stop = new AbortController();
    const listening = token.onCancellationRequested(() => {
      stop.abort();
    });
    if (token.isCancellationRequested) stop.abort();
    try {
      await this.#stream(model, messages, options, report, stop.signal);
    } catch (thrown) {
      throw languageModelError(toServiceError(thrown, { service: 'mistral' }));
    } finally {
      listening.dispose();
      // After a rejection by one service, the models of the other one are offered.
      this.onConfigurationChanged().catch(() => undefined);
    }
  }

  /** The estimated tokens of a text or message, calibrated by this model's requests. */
  tokens({ id }: ModelInformation, text: string | RequestMessages[number]): number {
    const rate = this.#rates.of(id);
    if (typeof text === 'string') return tokensOf(text, rate);
    return tokensIn(measure(chatMessages([text], true)), rate);
  }

  async #stream(
    model: ModelInformation,
    messages: RequestMessages,
    options: ResponseOptions,
    report: ResponseProgress,
    signal: AbortSignal,
  ): Promise<void> {
    const { id } = model;
    const { request, names } = this.#request(model, messages, options);
    let service: ServiceName = 'mistral';
    const events = this.#chat.stream(
      {
        feature: 'native',
        // The request comes from another extension.
        isUserAction: false,
        // Never replace the selected model with another one.
        mayFallBack: modelFor('codestral', id) === id,
        prepare: ({ name }) => {
          if (modelFor(name, id) === id) return request;
          throw new ServiceError('modelUnknown', name, { detail: id });
        },
        onSend: ({ name }) => {
          service = name;
        },
      },
      signal,
    );
    /** Tool calls arrive before the end event, which says whether they are complete. */
    const calls: ReceivedToolCall[] = [];
    for await (const event of events) {
      if ('text' in event) report.report(new vscode.LanguageModelTextPart(event.text));
      else if ('toolCall' in event) calls.push(event.toolCall);
      else if ('end' in event) {
        if (event.usage) this.#learn(request, event.usage.promptTokens);
        const ids = new Set<string>();
        for (const [at, call] of calls.entries()) {
          if (isCutEnd(event.end) && !isCompleteCall(call)) continue;
          // Tool results refer to these IDs, so each call needs a unique one.
          const isOwn = call.id !== undefined && !ids.has(call.id);
          const id = isOwn ? call.id : idOfCall(call, messages.length, at);
          ids.add(id);
          report.report(callPart({ ...call, id }, names, service));
        }
        // An error would replace text that the caller has not read yet.
        if (isCutEnd(event.end)) report.report(new vscode.LanguageModelTextPart(cutAnswerNote()));
      }
    }
  }

  #request(
    { id, maxOutputTokens, capabilities }: ModelInformation,
    messages: RequestMessages,
    { tools = [], toolMode, modelOptions = {} }: ResponseOptions,
  ): { readonly request: ChatRequest; readonly names: ToolNames } {
    const said = chatMessages(messages, capabilities.imageInput === true);
    const called = said.flatMap((message) =>
      message.role === 'assistant' ? (message.toolCalls ?? []) : [],
    );
    const names = new ToolNames([...tools, ...called].map(({ name }) => name));
    const offered = tools.map((tool) => ({ ...tool, schema: tool.inputSchema }));
    const mustCall = toolMode === vscode.LanguageModelChatToolMode.Required;
    const request: ChatRequest = {
      model: id,
      messages: wireMessages(said, names),
      ...samplingOf(modelOptions, maxOutputTokens),
      tools: wireTools(offered, names, this.#leaveOut),
      toolChoice: mustCall ? 'any' : 'auto',
      promptCacheKey: this.#cacheKey,
    };
    return { request, names };
  }

  /** Each tool is reported once: agents send the same tools with every request. */
  readonly #leaveOut = (name: string): void => {
    if (this.#leftOut.has(name)) return;
    this.#leftOut.add(name);
    this.#dependencies.onToolOmitted(name);
  };

  #learn({ model, messages, tools }: ChatRequest, tokens: number): void {
    const { characters, images } = measure(messages, tools);
    // Learn from requests without images only: the token cost of images is not exact.
    if (images === 0) this.#rates.learn(model, characters, tokens);
  }
}

/** Whether a call of a cut answer is complete. Empty arguments may be cut, too. */
function isCompleteCall({ name, arguments: values }: ReceivedToolCall): boolean {
  return name !== '' && values.trim() !== '' && argumentsOf(values) !== undefined;
}

/** A call as VS Code expects it. Throws if the arguments are not an object: no tool is called with guessed input. */
function callPart(call: ToolCall, names: ToolNames, service: ServiceName) {
  const input = argumentsOf(call.arguments);
  if (!input || call.name === '') throw new ServiceError('protocol', service, DAMAGED_CALL);
  return new vscode.LanguageModelToolCallPart(call.id, names.fromWire(call.name), input);
}
