/**
 * Line ends, indentation, words of up to twelve characters and single signs, both with the space
 * before them, and other blanks. Every character belongs to exactly one token. On source code this
 * comes to three or four characters a token, as with the service's own tokeniser.
 */
const token =
  /\r?\n|(?<![^\n])[^\S\n]+| ?[\p{L}\p{M}\p{N}_$]{1,12}| ?[^\s\p{L}\p{M}\p{N}_$]|[^\S\n]+?(?= ?\S|\r?\n)|[^\S\n]+/gu;

/** Cuts a text into tokens; joined they are the text again. */
export function tokenise(text: string): string[] {
  return text.match(token) ?? [];
}

/** How many tokens a text has. */
export function countTokens(text: string): number {
  return tokenise(text).length;
}

/** A token without the one space before its word or sign: where it stands on a line changes nothing. */
export function bare(token: string): string {
  return /^ \S/.test(token) ? token.slice(1) : token;
}
