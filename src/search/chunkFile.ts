import type { Chunk } from './chunk.ts';
import { codeSections } from './codeSections.ts';
import { headingSections } from './headingSections.ts';
import { sectionChunks } from './sectionChunks.ts';

/** Languages whose symbols are headings. */
const PROSE = new Set(['markdown', 'mdx', 'prompt', 'instructions', 'chatagent', 'skill']);
/** Lines of a file that are divided; the rest is not searched. */
const MAX_LINES = 20_000;

/** Divides a file along its symbols: functions, types with their members, headings. Linear in its length. */
export function chunkFile(text: string, languageId: string): Chunk[] {
  const lines = text.split(/\r\n?|\n/, MAX_LINES);
  const sections = PROSE.has(languageId) ? headingSections(lines) : codeSections(lines, languageId);
  return sectionChunks(lines, sections);
}
