import type { Clock } from '../../base/clock.ts';
import { toServiceOrInternalError } from '../../mistral/errors/serviceError.ts';
import { AnswerAccumulator, failureOf } from '../session/answerAccumulator.ts';
import { finishAfterError } from '../session/answerRequester.ts';
import type { AnswerRequest, AnswerRequesterPorts } from '../session/answerRequester.ts';
import type { AssistantTurn } from '../session/conversation.ts';
import { CitationWriter } from './citationWriter.ts';
import type { WebSearch } from './webSearch.ts';

/** Dependencies of {@link WebAnswerRequester}. */
export interface WebAnswerRequesterPorts extends Pick<
  AnswerRequesterPorts,
  'price' | 'onUnexpectedError'
> {
  readonly clock: Clock;
  readonly search: Pick<WebSearch, 'stream'>;
}

/** Requests answers from the web. Nothing but the question is sent: no attachments and no other turns of the chat. */
export class WebAnswerRequester {
  readonly #ports: WebAnswerRequesterPorts;

  constructor(ports: WebAnswerRequesterPorts) {
    this.#ports = ports;
  }

  /** Resolves to the final answer; never rejects. A new search replaces what an interrupted one has found. */
  async answer(
    question: string,
    { answer, onChange, onRetry }: Pick<AnswerRequest, 'answer' | 'onChange' | 'onRetry'>,
    signal: AbortSignal,
  ): Promise<AssistantTurn> {
    const { clock, search, price, onUnexpectedError } = this.#ports;
    const before = { ...answer, text: '', thinking: '', steps: undefined, webSources: undefined };
    const accumulator = new AnswerAccumulator(before, onChange, clock);
    const writer = new CitationWriter();
    const append = (text: string): void => {
      accumulator.append({ text, thinking: '' });
    };
    const events = search.stream(
      question,
      {
        isUserAction: true,
        onSend: (service, { model }) => {
          accumulator.started(service, model, undefined);
        },
        onRetry: (error, at, retryNow) => {
          onRetry(failureOf(error, clock.now()), at, retryNow);
        },
      },
      signal,
    );
    try {
      for await (const event of events) {
        if ('end' in event) {
          append(writer.end());
          const { model, service } = accumulator.answer;
          accumulator.addUsage(event.usage, price(model, service));
        } else if ('text' in event) append(writer.text(event.text));
        else {
          const { length } = writer.sources;
          const cited = writer.source(event.source);
          // The panel shows a number as such only if it knows the source.
          if (writer.sources.length > length) accumulator.cite(writer.sources);
          append(cited);
        }
      }
      return accumulator.finish('done');
    } catch (thrown) {
      const error = toServiceOrInternalError(thrown, accumulator.answer.service);
      if (error !== thrown) onUnexpectedError?.(thrown);
      return finishAfterError(accumulator, error, signal);
    }
  }
}
