/** While an input method composes, some browsers say 229 in place of the key. */
const COMPOSING = 229;

/** Whether a key belongs to an input method: Enter then takes a candidate, Escape drops it. */
export function isComposing(event: KeyboardEvent): boolean {
  // `keyCode` is old, and the only sign of it where the composition's end comes before its key.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  return event.isComposing || event.keyCode === COMPOSING;
}

/** Whether a key sends: Enter alone, and not one of an input method. */
export function isSendKey(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !isComposing(event);
}
