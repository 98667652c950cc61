/**
 * Line endings, indentation, words of up to twelve characters and single symbols, both with the space before them, and
 * other whitespace. Each character belongs to exactly one token. On source code this yields three or four characters
 * per token, like the service's own tokenizer.
 */
const token =
  /\r?\n|(?<![^\n])[^\S\n]+| ?[\p{L}\p{M}\p{N}_$]{1,12}| ?[^\s\p{L}\p{M}\p{N}_$]|[^\S\n]+?(?= ?\S|\r?\n)|[^\S\n]+/gu;

/** Splits a text into tokens. Joined, they are the text. */
export function tokenize(text: string): string[] {
  return text.match(token) ?? [];
}

/** The number of tokens in a text. */
export function countTokens(text: string): number {
  return tokenize(text).length;
}

/** A token without the space before its word or symbol, which depends on its position in the line. */
export function bare(token: string): string {
  return /^ \S/.test(token) ? token.slice(1) : token;
}
