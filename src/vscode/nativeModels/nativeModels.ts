import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { tokensOf } from '../../chat/context/tokens.ts';
import type { CalledTool, ChatRequest } from '../../mistral/chat.ts';
import { ServiceError, toServiceError } from '../../mistral/errors.ts';
import { PatientChat } from '../../mistral/patientChat.ts';
import type { PatientChatPorts } from '../../mistral/patientChat.ts';
import { chatModelFor } from '../../mistral/services.ts';
import type { ServiceName } from '../../mistral/services.ts';
import { TokenRates } from '../../mistral/tokenRates.ts';
import { argumentsOf, DAMAGED_CALL } from '../../mistral/toolCalls.ts';
import { ToolNames } from '../../mistral/toolNames.ts';
import { wireMessages } from '../../mistral/toolOrder.ts';
import { wireTools } from '../../mistral/toolSchema.ts';
import { languageModelError } from './failures.ts';
import { chatMessages } from './messages.ts';
import { samplingOf } from './modelOptions.ts';
import type { Offered } from './offered.ts';
import { rowsOf } from './rows.ts';
import { tokensIn, weigh } from './weight.ts';

type Row = vscode.LanguageModelChatInformation;
type Messages = readonly vscode.LanguageModelChatRequestMessage[];
type Options = vscode.ProvideLanguageModelChatResponseOptions;
type Report = vscode.Progress<vscode.LanguageModelResponsePart>;

/** What the models of VS Code's own picker take. */
export interface NativeModelsPorts extends PatientChatPorts {
  readonly offered: Offered;
  /** VS Code's list of them is out of date. */
  readonly changed: () => void;
}

/** Mistral's models for VS Code's own chat, and for every extension that asks VS Code for a model. */
export class NativeModels {
  readonly #ports: NativeModelsPorts;
  readonly #chat: PatientChat;
  readonly #rates = new TokenRates();
  /** Has the service find again what the requests of this window have in common; says nothing about anybody. */
  readonly #cacheKey = randomUUID();
  /** What VS Code was last told, as JSON. While it has not asked, it knows of none. */
  #told = '[]';

  constructor(ports: NativeModelsPorts) {
    this.#ports = ports;
    this.#chat = new PatientChat(ports);
  }

  /** The models there are. Silent, nobody is asked, neither a user nor a service. */
  async rows({ silent }: vscode.PrepareLanguageModelChatModelOptions): Promise<Row[]> {
    const offer = await this.#ports.offered(!silent);
    if (!offer && !silent) void vscode.commands.executeCommand('codestral.manageKeys');
    const rows = offer ? rowsOf(offer, this.#ports.clock.now()) : [];
    this.#told = JSON.stringify(rows);
    return rows;
  }

  /** A key, a setting or a list of models may have changed: VS Code hears of it if that changes its own list. */
  async changed(): Promise<void> {
    const before = this.#told;
    await this.rows({ silent: true });
    if (this.#told !== before) this.#ports.changed();
  }

  /** One answer. Throws an error of the class that VS Code has for it. */
  async answer(
    row: Row,
    messages: Messages,
    options: Options,
    report: Report,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const stop = new AbortController();
    const listening = token.onCancellationRequested(() => {
      stop.abort();
    });
    if (token.isCancellationRequested) stop.abort();
    try {
      await this.#stream(row, messages, options, report, stop.signal);
    } catch (thrown) {
      throw languageModelError(toServiceError(thrown, { service: 'mistral' }));
    } finally {
      listening.dispose();
      // Where a service has just refused, the models of the other one are offered now.
      this.changed().catch(() => undefined);
    }
  }

  /** Estimated tokens of a text or a message, by what this model's requests have cost. */
  tokens({ id }: Row, text: string | Messages[number]): number {
    const rate = this.#rates.of(id);
    if (typeof text === 'string') return tokensOf(text, rate);
    return tokensIn(weigh(chatMessages([text], true)), rate);
  }

  async #stream(
    row: Row,
    messages: Messages,
    options: Options,
    report: Report,
    signal: AbortSignal,
  ): Promise<void> {
    const { id } = row;
    const { request, names } = this.#request(row, messages, options);
    let service: ServiceName = 'mistral';
    const events = this.#chat.stream(
      {
        feature: 'native',
        // Another model than the one that was chosen is not asked in its place.
        mayMove: chatModelFor('codestral', id) === id,
        prepare: ({ name }) => {
          if (chatModelFor(name, id) === id) return request;
          throw new ServiceError('modelUnknown', name, { detail: id });
        },
        sent: ({ name }) => {
          service = name;
        },
      },
      signal,
    );
    for await (const event of events) {
      if ('text' in event) report.report(new vscode.LanguageModelTextPart(event.text));
      else if ('toolCall' in event) report.report(callPart(event.toolCall, names, service));
      else if ('end' in event && event.usage) this.#learn(request, event.usage.promptTokens);
    }
  }

  #request(
    { id, maxOutputTokens, capabilities }: Row,
    messages: Messages,
    { tools = [], toolMode, modelOptions = {} }: Options,
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
      tools: wireTools(offered, names),
      toolChoice: mustCall ? 'any' : 'auto',
      promptCacheKey: this.#cacheKey,
    };
    return { request, names };
  }

  #learn({ model, messages, tools }: ChatRequest, tokens: number): void {
    const { characters, images } = weigh(messages, tools);
    // What an image costs is not known well enough to tell the rest from it.
    if (images === 0) this.#rates.learn(model, characters, tokens);
  }
}

/** A call as VS Code takes it. Arguments that are no object are a damaged answer: nothing is called with a guess. */
function callPart(call: CalledTool, names: ToolNames, service: ServiceName) {
  const input = argumentsOf(call.arguments);
  if (!input || call.name === '') throw new ServiceError('protocol', service, DAMAGED_CALL);
  const id = call.id ?? randomUUID();
  return new vscode.LanguageModelToolCallPart(id, names.fromWire(call.name), input);
}
