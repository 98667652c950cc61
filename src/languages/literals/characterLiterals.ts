import type { LanguageSyntax } from '../syntaxPresets.ts';
import type { Literal } from './literal.ts';

/**
 * The characters in a part of a line: `\(`, `?(`, `#\(`. Many grammars take their brackets for code, or have no token
 * type for them.
 */
export function characterLiterals(
  line: string,
  from: number,
  to: number,
  { literals }: LanguageSyntax,
): Literal[] {
  const rules = literals.filter(({ kind, close }) => kind === 'character' && close === undefined);
  const found: Literal[] = [];
  for (let at = from; rules.length > 0 && at < to; at += 1) {
    const char = line.charAt(at);
    for (const { starts, open } of rules) {
      if (!starts.includes(char) || typeof open === 'string') continue;
      open.lastIndex = at;
      const length = open.exec(line)?.[0].length ?? 0;
      if (length === 0 || at + length > to) continue;
      found.push({
        kind: 'character',
        from: at,
        to: at + length,
        close: line.charAt(at + length - 1),
      });
      at += length - 1;
      break;
    }
  }
  return found;
}
