/** The key code of some browsers for keys that belong to an input method editor (IME). */
const COMPOSING_KEY_CODE = 229;

/** Whether a key belongs to an IME: Enter then accepts a candidate, and Escape discards it. */
export function isComposing(event: KeyboardEvent): boolean {
  // Where `compositionend` fires before the key event, the deprecated `keyCode` is the only indication.
  // oxlint-disable-next-line typescript/no-deprecated
  return event.isComposing || event.keyCode === COMPOSING_KEY_CODE;
}

/** Whether a key sends a message: Enter without Shift or Alt, outside an IME composition. */
export function isSendKey(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !isComposing(event);
}
