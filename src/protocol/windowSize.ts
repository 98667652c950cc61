/** The size of a model's window as people name it: 262,144 tokens are called 256,000, since 1,024 count as 1,000. */
export function windowSize(tokens: number): number {
  // 128,000 are a multiple of 1,024, too: only what is one of a larger power of two is counted by it.
  return tokens % 32_768 === 0 ? (tokens / 1024) * 1000 : tokens;
}
