/**
 * Characters that show nothing and may deceive: controls (but tab and line break), the embeddings, overrides
 * and isolates of bidirectional text (the "Trojan Source" attack, CVE-2021-42574), characters without width,
 * and tags, which hide whole sentences. The joiners U+200C and U+200D belong to scripts and emoji.
 */
const DECEIVING =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/** The text with every such character shown by its number, as `[U+202E]`. */
export function visible(text: string): string {
  return text.replace(DECEIVING, (character) => {
    const number = character.codePointAt(0) ?? 0;
    return `[U+${number.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}

/** Whether there is any such character in the text. */
export function isDeceiving(text: string): boolean {
  return text.search(DECEIVING) >= 0;
}
