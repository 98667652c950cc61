import type { ChatMessage, ChatRequest, JsonFormat } from '../mistral/chat.ts';
import { ServiceError } from '../mistral/errors.ts';
import { PatientChat } from '../mistral/patientChat.ts';
import type { PatientChatPorts, PatientRequest } from '../mistral/patientChat.ts';
import type { OpenService } from '../mistral/services.ts';
import { isCutEnd } from './answering.ts';
import { CHARACTERS_PER_TOKEN, tokensOf } from './context/tokens.ts';
import { divideWindow } from './fitting.ts';
import type { ChatModelFacts } from './messageWriter.ts';
import type { ChatSettings } from './request.ts';

/** What is asked of a model outside of any conversation. */
export interface ActionQuestion {
  readonly system: string;
  readonly user: string;
  /** The answer so far, to go on from where it ended; services repeat nothing of it. */
  readonly begun?: string | undefined;
  /** Tokens that the answer may take; undefined leaves it to the model. */
  readonly maxTokens?: number | undefined;
  /** A guess at the answer; sent where the model can make use of it. */
  readonly prediction?: string | undefined;
  /** An answer in JSON; the prompt has to describe it, too. */
  readonly json?: JsonFormat | undefined;
}

/** What is known when a question is made. */
export interface ActionRoom {
  readonly model: ActionModel;
  /** Characters that prompts may take in all, estimated. */
  readonly characters: number;
}

/** What has to be known of a model. */
export type ActionModel = Pick<ChatModelFacts, 'id' | 'context'> & {
  /** Whether it makes use of a guess at its answer. */
  readonly predicts: boolean;
};

/** A piece of an answer, or its end: `cut` by its length, or `done`. */
export type ActionPiece = { readonly text: string } | { readonly end: 'done' | 'cut' };

/** What actions ask with. */
export interface ActionPorts extends PatientChatPorts {
  /** The model that a service is asked for. */
  readonly model: (service: OpenService) => ActionModel;
  readonly settings: () => Pick<ChatSettings, 'temperature' | 'topP'>;
}

/**
 * Asks for what is no turn of a conversation: an edit, a commit message, names. It goes where the chat goes, with
 * the chat's model and patience.
 */
export class Action {
  readonly #ports: ActionPorts;
  readonly #chat: PatientChat;
  /** Services, by URL, that answer only without a guess or a format: not all that speak the protocol know them. */
  readonly #plain = new Set<string>();
  readonly #over = new AbortController();

  constructor(ports: ActionPorts) {
    this.#ports = ports;
    this.#chat = new PatientChat(ports);
  }

  /** Ends all that is being asked, and whatever is asked from now on. */
  stop(): void {
    this.#over.abort();
  }

  /**
   * One answer, as it comes; all it throws is a ServiceError, `contextTooLong` where the question does not fit.
   * Aborting the signal closes the socket. `make` may be called once more, for another service.
   */
  async *ask(
    make: (room: ActionRoom) => ActionQuestion,
    signal: AbortSignal,
    told: Pick<PatientRequest, 'retrying'> = {},
  ): AsyncGenerator<ActionPiece, void, undefined> {
    /** Asked without extras this time, to see whether these are to blame. */
    const tried = new Set<string>();
    const ended = AbortSignal.any([signal, this.#over.signal]);
    for (;;) {
      let sent: { readonly service: OpenService; readonly request: ChatRequest } | undefined;
      const asked: PatientRequest = {
        ...told,
        feature: 'action',
        prepare: (service) => this.#request(service, make, tried.has(service.url)),
        sent: (service, request) => {
          sent = { service, request };
        },
      };
      try {
        for await (const piece of piecesOf(this.#chat.stream(asked, ended))) {
          // Answered where it was refused before: it was the extras.
          if (sent && tried.has(sent.service.url)) this.#plain.add(sent.service.url);
          yield piece;
        }
        return;
      } catch (error) {
        // What else is shut down at the same time may fail in its own way: nobody is to hear of that.
        if (this.#over.signal.aborted) throw new ServiceError('aborted', 'mistral');
        const hasExtras = sent?.request.prediction ?? sent?.request.responseFormat;
        const isRefused = error instanceof ServiceError && error.kind === 'badRequest';
        if (!sent || !isRefused || hasExtras === undefined) throw error;
        tried.add(sent.service.url);
      }
    }
  }

  #request(
    service: OpenService,
    make: (room: ActionRoom) => ActionQuestion,
    isPlain: boolean,
  ): ChatRequest {
    const { model: modelFor, settings } = this.#ports;
    const model = modelFor(service);
    const { forPrompt } = divideWindow(model.context);
    const question = make({ model, characters: Math.floor(forPrompt * CHARACTERS_PER_TOKEN) });
    const { system, user, begun, prediction, json } = question;
    const room = divideWindow(model.context, question.maxTokens);
    const tokens = tokensOf(system + user + (begun ?? ''), CHARACTERS_PER_TOKEN);
    if (tokens > room.forPrompt) {
      const detail = `${tokens} > ${room.forPrompt}`;
      throw new ServiceError('contextTooLong', service.name, { detail });
    }
    const mayHaveExtras = !isPlain && !this.#plain.has(service.url);
    // A guess is read like a prompt: the service counts its tokens as a draft beside the prompt's.
    const guess = tokens + tokensOf(prediction ?? '', CHARACTERS_PER_TOKEN);
    const mayGuess = mayHaveExtras && model.predicts && prediction && guess <= room.forPrompt;
    const { temperature, topP } = settings();
    return {
      ...{ model: model.id, temperature, topP, maxTokens: room.maxTokens },
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
        ...(begun ? [{ role: 'assistant', content: begun, prefix: true } as ChatMessage] : []),
      ],
      prediction: mayGuess ? prediction : undefined,
      responseFormat: mayHaveExtras ? json : undefined,
    };
  }
}

async function* piecesOf(
  events: ReturnType<PatientChat['stream']>,
): AsyncGenerator<ActionPiece, void, undefined> {
  for await (const event of events) {
    if ('text' in event) yield { text: event.text };
    else if ('end' in event) {
      yield { end: isCutEnd(event.end) ? 'cut' : 'done' };
    }
  }
}
