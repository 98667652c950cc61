import type { AnswerView, SessionView } from '../protocol/views.ts';
import type { PanelWords } from '../protocol/words.ts';
import { fill } from './host.ts';
import { isOpen } from './state.ts';

/**
 * What is read out after a change of the chat; undefined for nothing. The stream itself is not: it would be
 * read piece by piece. `countCode` counts the code blocks of an answer.
 */
export function announcement(
  before: SessionView | undefined,
  after: SessionView,
  words: PanelWords,
  countCode: (turnId: string) => number,
): string | undefined {
  const last = after.turns.at(-1);
  if (before?.id !== after.id || last?.role !== 'assistant') return undefined;
  const old = before.turns.find(({ id }) => id === last.id);
  const wasOpen = old?.role === 'assistant' && isOpen(old);
  if (isOpen(last)) return wasOpen ? undefined : words.answering;
  return wasOpen ? ending(last, words, countCode) : undefined;
}

function ending(
  { id, state, card }: AnswerView,
  words: PanelWords,
  countCode: (turnId: string) => number,
): string {
  if (card) return `${card.title} ${card.advice}`.trim();
  switch (state) {
    case 'stopped':
      return words.stopped;
    case 'cut':
      return words.cut;
    case 'interrupted':
    case 'failed':
      return words.interrupted;
    case 'waiting':
    case 'streaming':
    case 'done': {
      const blocks = countCode(id);
      return blocks === 0 ? words.complete : fill(words.completeWithCode, blocks);
    }
  }
}
