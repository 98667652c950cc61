/**
 * The size of a model's window as people name it: 262,144 tokens are "256k", 128,000 are "128k", 1,000,000 "1M".
 */
export function windowSize(tokens: number): string {
  // 128,000 are a multiple of 1,024, too: only what is one of a larger power of two is counted by it.
  const k = tokens % 32_768 === 0 ? 1024 : 1000;
  const thousands = Math.round(tokens / k);
  return thousands >= 1000 && thousands % 1000 === 0 ? `${thousands / 1000}M` : `${thousands}k`;
}
