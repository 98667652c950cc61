import { formatString } from './strings.ts';
import type { PanelServices } from './panelContext.ts';

/** A number of tokens as text: "12.3K tokens". */
export function tokenCountText(
  tokens: number,
  { strings, numbers }: Pick<PanelServices, 'strings' | 'numbers'>,
): string {
  const text = numbers.plural(tokens, strings.token, strings.tokens);
  return formatString(text, numbers.count(tokens));
}
