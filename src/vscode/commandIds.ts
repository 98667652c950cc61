/** Runs when a suggestion is accepted as a whole; not in the palette. */
export const ACCEPTED_COMMAND = 'codestral.internal.accepted';
