/** Characters without a look of their own: directions, joiners, fillers, tags, and blanks of other kinds. */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
/** Asks for an emoji's colours: nothing is hidden by it. */
const COLOURED = /^\ufe0f$/;

/** Whether a text holds characters that a terminal obeys, line ends and tabs aside. */
export function hasControls(text: string): boolean {
  return /(?![\n\t])\p{Cc}/u.test(text);
}

/** Whether a text holds characters that are not to be seen. */
export function hasHidden(text: string): boolean {
  return text.search(HIDDEN) >= 0;
}

/** A text whose hidden characters can be read, so that it is not taken for another: `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (char) =>
    COLOURED.test(char) ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
