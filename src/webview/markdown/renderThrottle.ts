/** Text up to this length, in characters, is rendered again with each delta, which takes about 0.5 ms. */
const MAX_IMMEDIATE_LENGTH = 4_000;
/** Longer text is rendered again after growing by this ratio, which keeps the total work linear. */
const MIN_GROWTH = 1 / 16;

/** Whether to render a text again of which `shown` characters are rendered and `added` are not. */
export function isRenderDue(added: number, shown: number): boolean {
  return shown <= MAX_IMMEDIATE_LENGTH || added >= shown * MIN_GROWTH;
}
