import type { Snapshot } from '../snapshot.ts';
import { lineBelow } from '../snapshot.ts';
import type { Answer, AnswerLine } from './lines.ts';
import { isAnnouncement } from './statement.ts';
import type { End } from './end.ts';

/** Letters and digits from which on a comment is taken for one that was not written twice. */
const SENTENCE = 12;

/** The answer has arrived at what stands below the cursor already. */
export function endOfBelow({ lines, snapshot }: Answer): End | undefined {
  const below = lineBelow(snapshot);
  if (below === undefined) return undefined;
  for (const [index, line] of lines.entries()) {
    if (line.isBlank || (index === 0 && snapshot.lineBefore.trim() !== '')) continue;
    if (isCommon(line, snapshot)) continue;
    if (line.text.trimEnd() === below.trimEnd() && line.text.trim().length > 2) {
      return { lines: index, rule: 'text below' };
    }
    const key = keyOf(line.text, snapshot);
    if (key !== undefined && key === keyOf(below, snapshot)) {
      return { lines: index, rule: 'same key below' };
    }
  }
  return undefined;
}

/** Many things begin with `/**`, `@Override` or `"""`: that alone is no repeat, a whole sentence is. */
function isCommon(line: AnswerLine, snapshot: Snapshot): boolean {
  if (/^\s*(?:"""|''')\s*$/.test(line.text)) return true;
  const isMark = /^\s*(?:@|#\[)/.test(line.text);
  const letters = line.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return isAnnouncement(line, snapshot) && (isMark || letters < SENTENCE);
}

/** `  name` of `  name: value` or `name = value`, where a file holds one key a line. */
function keyOf(line: string, snapshot: Snapshot): string | undefined {
  if (!snapshot.language.keyed) return undefined;
  return /^(\s*[\w."'-]+)\s*[:=]/.exec(line)?.[1];
}
