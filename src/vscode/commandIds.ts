/** Runs when a suggestion is accepted as a whole; not in the palette. */
export const ACCEPTED_COMMAND = 'codestral.internal.accepted';

/** The chat's view, as package.json declares it. */
export const CHAT_VIEW = 'codestral.chat';
