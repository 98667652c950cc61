/** The share of its words and symbols that an accepted text must still have to survive. */
const SURVIVING_SHARE = 0.75;

/** Whether at least {@link SURVIVING_SHARE} of an accepted text's words and symbols are in a text. Whitespace is ignored. */
export function survives(accepted: string, now: string): boolean {
  const left = new Map<string, number>();
  for (const token of tokensOf(now)) left.set(token, (left.get(token) ?? 0) + 1);
  const tokens = tokensOf(accepted);
  let found = 0;
  for (const token of tokens) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    found += 1;
    left.set(token, count - 1);
  }
  return found >= SURVIVING_SHARE * tokens.length;
}

/** Words, and all other characters one by one. */
function tokensOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_$]+|[^\s\p{L}\p{N}_$]/gu) ?? [];
}
