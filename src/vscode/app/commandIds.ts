/** Runs after a suggestion is accepted as a whole; not in the Command Palette. */
export const ACCEPTED_COMMAND = 'codestral.internal.accepted';

/** The chat's view, as package.json declares it. */
export const CHAT_VIEW = 'codestral.chat';
