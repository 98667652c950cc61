import { asRecord, parseJson } from '../../mistral/json.ts';
import type { ArchiveFiles } from './files.ts';
import { chatFile } from './names.ts';
import { linesIn } from './reading.ts';
import type { Slices } from './slices.ts';
import type { Summary } from './summaries.ts';

/** More than this nobody looks through, in chats. */
const MOST = 100;

/**
 * The chats whose title has all words of the query, then those that have one turn with all of them; newest first
 * within both. Capitals and accents do not matter. Once aborted, it resolves to what it has found so far.
 */
export async function searchChats(
  query: string,
  chats: readonly Summary[],
  files: ArchiveFiles,
  slices: Slices,
  signal: AbortSignal,
): Promise<Summary[]> {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const hasAll = (text: string): boolean => {
    const simple = folded(text);
    return words.every((word) => simple.includes(word));
  };
  const found = chats.filter(({ title }) => hasAll(title)).slice(0, MOST);
  const byTitle = new Set(found);
  for (const chat of chats) {
    if (signal.aborted || found.length >= MOST) break;
    if (!byTitle.has(chat) && (await saysAll(chat.id, hasAll, files, slices, signal)))
      found.push(chat);
  }
  return found;
}

async function saysAll(
  id: string,
  hasAll: (text: string) => boolean,
  files: ArchiveFiles,
  slices: Slices,
  signal: AbortSignal,
): Promise<boolean> {
  // A chat that cannot be read is not what is looked for; opening it tells why.
  const bytes = await files.read(chatFile(id)).catch(() => undefined);
  for await (const line of linesIn(bytes ?? new Uint8Array(), slices)) {
    if (signal.aborted) return false;
    const { role, text } = asRecord(parseJson(line ?? ''));
    if (role !== undefined && typeof text === 'string' && hasAll(text)) return true;
  }
  return false;
}

/** The text without capitals and accents. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
