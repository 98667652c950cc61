/** The replacement for a key or another secret. Contains no character that JSON escapes. */
export const REDACTED = '[redacted]';
