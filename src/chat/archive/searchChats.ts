import type { SearchTexts } from './searchTexts.ts';
import { folded } from './searchTexts.ts';
import type { TimeSlice } from '../../base/yielding.ts';
import type { ChatSummary } from './chatSummaries.ts';

/** Maximum number of chats that a search returns. */
const MAX_RESULTS = 100;

/**
 * The chats whose title contains all words of the query, followed by those with a turn that contains them; both
 * newest first. Ignores case and accents. Once aborted, resolves to the results so far.
 */
export async function searchChats(
  query: string,
  chats: readonly ChatSummary[],
  texts: SearchTexts,
  slices: TimeSlice,
  signal: AbortSignal,
): Promise<ChatSummary[]> {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const hasAll = (simple: string): boolean => words.every((word) => simple.includes(word));
  texts.keepOnly(chats);
  const found = chats.filter(({ title }) => hasAll(folded(title))).slice(0, MAX_RESULTS);
  const byTitle = new Set(found);
  for (const chat of chats) {
    if (signal.aborted || found.length >= MAX_RESULTS) break;
    if (byTitle.has(chat)) continue;
    const text = await texts.textsOf(chat, slices, signal);
    if (text?.some(hasAll)) found.push(chat);
    await slices.yieldIfDue();
  }
  return found;
}
