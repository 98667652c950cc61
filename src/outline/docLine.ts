import type { Ecosystem } from '../languages/ecosystems.ts';
import type { DeclarationLines } from './lineRanges.ts';

/** Maximum length of the returned line in characters, and number of lines that are searched for documentation. */
const MAX_LENGTH = 120;
const MAX_SEARCHED = 40;

/** The first line of a declaration's documentation that is a text; '' if it has none. */
export function docLine(
  lines: readonly string[],
  { line, end }: DeclarationLines,
  ecosystem: Ecosystem | undefined,
): string {
  if (ecosystem === 'python') {
    for (let at = line + 1; at < Math.min(end, line + MAX_SEARCHED); at += 1) {
      const text = (lines[at] ?? '').trim();
      const quoted = /^[rRuU]?(?:"""|''')(.*)$/.exec(text)?.[1];
      if (quoted !== undefined) return cleaned(quoted === '' ? (lines[at + 1] ?? '') : quoted);
      // The header may have several lines.
      if (/:\s{0,9}(?:#.{0,99})?$/.test(lines[at - 1] ?? '')) return '';
    }
    return '';
  }
  let first = '';
  for (let at = line - 1; at >= Math.max(0, line - MAX_SEARCHED); at -= 1) {
    const text = (lines[at] ?? '').trim();
    if (/^(?:@|#\[)/.test(text)) continue;
    if (!/^(?:\/\/|\/\*|\*|#\s|--)/.test(text) && !text.endsWith('*/')) break;
    const words = cleaned(text);
    if (words !== '') first = words;
    // A tag belongs to the end of the documentation.
    if (text.startsWith('/*')) break;
  }
  return first;
}

function cleaned(text: string): string {
  const words = text
    .trim()
    .replace(/^(?:\/\*\*?|\*\/|\*|\/{2,3}!?|#+|--+)\s?/, '')
    .replace(/(?:\*\/|"""|''')\s*$/, '')
    .trim();
  return /^[@\\]\w/.test(words) || /^[-=*#]*$/.test(words) ? '' : words.slice(0, MAX_LENGTH);
}
