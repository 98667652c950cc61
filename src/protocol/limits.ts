/** Maximum length of a message or draft, in UTF-16 code units. Exceeds the context window of every model. */
export const MAX_TEXT_LENGTH = 4_000_000;

/** Maximum length of an image, in Base64 characters: 10 MB plus overhead. */
export const MAX_IMAGE_LENGTH = 14_000_000;

/**
 * Maximum length of a file URI, in characters. Paths have up to 4,096 bytes on Linux and 32,767 characters on
 * Windows, and each non-ASCII byte takes three characters in a URI.
 */
export const MAX_URI_LENGTH = 100_000;

/** Maximum number of files in one drop. */
export const MAX_DROPPED_FILES = 100;
