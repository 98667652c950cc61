import type { ChatRequest } from '../mistral/chat.ts';
import { toServiceError } from '../mistral/errors.ts';
import type { ServiceError } from '../mistral/errors.ts';
import { PatientChat } from '../mistral/patientChat.ts';
import type { PatientChatPorts } from '../mistral/patientChat.ts';
import type { Price } from '../mistral/prices.ts';
import type { OpenService } from '../mistral/services.ts';
import type { Answer, Failure, LeftOut } from './conversation.ts';
import { failureOf, Growing } from './growing.ts';

/** What answers are asked with. */
export interface AnsweringPorts extends PatientChatPorts {
  /** What a model costs now; undefined where nobody knows. */
  readonly price: (model: string) => Price | undefined;
}

/** A request that is ready to leave. */
export interface Prepared {
  readonly request: ChatRequest;
  readonly leftOut: LeftOut | undefined;
}

/** How to ask, and who hears of it. */
export interface Asked {
  /** The answer so far: empty, or what is to be continued. */
  readonly answer: Answer;
  /** Makes the request for a service; throws a ServiceError if there can be none. */
  readonly prepare: (service: OpenService) => Promise<Prepared>;
  /** The answer in another state; its text and thoughts only ever grow. */
  readonly changed: (answer: Answer) => void;
  /** The service is asked again by itself, at a time in milliseconds since the epoch. */
  readonly retrying: (failure: Failure, at: number) => void;
}

/** Asks for one answer, and tells what becomes of it. */
export class Answering {
  readonly #ports: AnsweringPorts;
  readonly #chat: PatientChat;

  constructor(ports: AnsweringPorts) {
    this.#ports = ports;
    this.#chat = new PatientChat(ports);
  }

  /** Resolves to the answer as it ended; never rejects. Aborting the signal closes the socket. */
  async answer(asked: Asked, signal: AbortSignal): Promise<Answer> {
    const { clock } = this.#ports;
    const growing = new Growing(asked.answer, asked.changed, clock);
    try {
      growing.ended(isCutEnd(await this.#grow(asked, growing, signal)) ? 'cut' : 'done');
      return growing.answer;
    } catch (thrown) {
      const error = toServiceError(thrown, { service: growing.answer.service });
      return ended(growing, error, signal);
    }
  }

  /** Lets the answer grow; resolves to the reason for its end. */
  async #grow(asked: Asked, growing: Growing, signal: AbortSignal): Promise<string> {
    const { clock, price } = this.#ports;
    let leftOut: LeftOut | undefined;
    let end = '';
    const events = this.#chat.stream(
      {
        feature: 'chat',
        prepare: async (service) => {
          const prepared = await asked.prepare(service);
          ({ leftOut } = prepared);
          return prepared.request;
        },
        sent: (service, { model }) => {
          growing.sent(service, model, leftOut);
        },
        retrying: (error, at) => {
          asked.retrying(failureOf(error, clock.now()), at);
        },
      },
      signal,
    );
    for await (const event of events) {
      if ('end' in event) {
        end = event.end;
        growing.used(event.usage, price(growing.answer.model));
      } else if ('text' in event) growing.add(event.text, '');
      else if ('thinking' in event) growing.add('', event.thinking);
    }
    return end;
  }
}

function ended(growing: Growing, error: ServiceError, signal: AbortSignal): Answer {
  if (signal.aborted || error.kind === 'aborted') return growing.ended('stopped');
  return growing.ended(growing.hasBegun ? 'interrupted' : 'failed', error);
}

/** Whether an answer ended because it was too long, by the reason that the service gives. */
export function isCutEnd(end: string): boolean {
  return end === 'length' || end === 'model_length';
}
