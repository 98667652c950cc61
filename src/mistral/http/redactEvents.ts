import type { ChatEvent } from '../chat.ts';
import type { ConversationEvent } from '../conversations/conversationEvent.ts';
import type { KeyRedactor } from './keyRedactor.ts';
import { StreamRedactor } from './keyRedactor.ts';

/**
 * Removes keys from the events of an answer, wherever pieces are split. Held-back text is yielded before an event of
 * another kind and before a failure, since received text is worth keeping.
 */
export async function* redactEvents<Event extends ChatEvent | ConversationEvent>(
  events: AsyncIterable<Event>,
  redactor: KeyRedactor,
): AsyncGenerator<Event, void, undefined> {
  if (redactor.wholeKeys.length === 0) {
    yield* events;
    return;
  }
  const [text, thinking] = [new StreamRedactor(redactor), new StreamRedactor(redactor)];
  const say = (event: ChatEvent): Event[] =>
    // Only kinds that were passed in come out.
    Object.values(event).some((said) => said !== '') ? [event as Event] : [];
  const rest = () => [...say({ thinking: thinking.end() }), ...say({ text: text.end() })];
  try {
    for await (const event of events) {
      if ('text' in event) {
        yield* say({ thinking: thinking.end() });
        yield* say({ text: text.push(event.text) });
      } else if ('thinking' in event) {
        yield* say({ text: text.end() });
        yield* say({ thinking: thinking.push(event.thinking) });
      } else {
        yield* rest();
        yield 'end' in event
          ? { ...event, end: redactor.redactMetadata(event.end) }
          : (redactor.redactJson(event) as Event);
      }
    }
  } catch (thrown) {
    yield* rest();
    throw thrown;
  }
  yield* rest();
}
