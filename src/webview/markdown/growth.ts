/** Up to this size, in characters, what grows is made anew with each piece: about 0.5 ms. */
const SMALL = 4_000;
/** Beyond, each time it has grown by this share, so that all the work together is a multiple of the size. */
const SHARE = 1 / 16;

/** Whether it is time to show what has been added to a text that shows `shown` characters. */
export function isDue(added: number, shown: number): boolean {
  return shown <= SMALL || added >= shown * SHARE;
}
