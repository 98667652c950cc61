import type { AssistantTurnView, SessionView } from '../protocol/panelViews.ts';
import type { PanelStrings } from '../protocol/panelStrings.ts';
import { formatString } from './strings.ts';
import type { NumberFormats } from './numberFormats.ts';
import { isInProgress } from './panelModel.ts';

/** The texts of announcements and the rules for their plurals. */
export interface AnnouncementTexts {
  readonly strings: PanelStrings;
  readonly numbers: NumberFormats;
}

/**
 * The text for screen readers after a change of the chat; undefined for none. The streaming text is not announced
 * because it would be read piece by piece. `countCodeBlocks` counts the code blocks of an answer.
 */
export function announcement(
  before: SessionView | undefined,
  after: SessionView,
  { strings, numbers }: AnnouncementTexts,
  countCodeBlocks: (turnId: string) => number,
): string | undefined {
  const last = after.turns.at(-1);
  if (before?.id !== after.id || last?.role !== 'assistant') return undefined;
  const old = before.turns.find(({ id }) => id === last.id);
  const wasOpen = old?.role === 'assistant' && isInProgress(old);
  if (isInProgress(last)) {
    const { card } = last;
    const isNew = card?.isRetrying === true && old?.role === 'assistant' && !old.card;
    if (isNew) return `${card.title} ${strings.retrying}`;
    return wasOpen ? undefined : strings.answering;
  }
  return wasOpen ? endAnnouncement(last, { strings, numbers }, countCodeBlocks) : undefined;
}

function endAnnouncement(
  { id, state, card }: AssistantTurnView,
  { strings, numbers }: AnnouncementTexts,
  countCodeBlocks: (turnId: string) => number,
): string {
  if (card) return `${card.title} ${card.advice}`.trim();
  switch (state) {
    case 'stopped':
      return strings.stopped;
    case 'cut':
      return strings.cut;
    case 'interrupted':
    case 'failed':
      return strings.interrupted;
    case 'waiting':
    case 'streaming':
    case 'done': {
      const blocks = countCodeBlocks(id);
      return blocks === 0
        ? strings.complete
        : formatString(
            numbers.plural(blocks, strings.completeWithCodeBlock, strings.completeWithCodeBlocks),
            blocks,
          );
    }
  }
}
