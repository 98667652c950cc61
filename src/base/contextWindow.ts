/** The size of a context window as vendors state it, in tokens: 262,144 becomes 256,000 (1,024 counts as 1,000). */
export function nominalContextWindow(tokens: number): number {
  // 128,000 is a multiple of 1,024 as well, so only multiples of a larger power of two are converted.
  return tokens % 32_768 === 0 ? (tokens / 1024) * 1000 : tokens;
}
