/** The smallest number; Infinity for an empty list. Works for lists too long for the arguments of `Math.min`. */
export function minOf(numbers: readonly number[]): number {
  return numbers.reduce((min, number) => Math.min(min, number), Infinity);
}
