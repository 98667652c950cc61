/**
 * Characters that are invisible or change how the surrounding text is displayed: control characters except tab and
 * line feed, bidirectional controls (the "Trojan Source" attack, CVE-2021-42574), default-ignorable code points
 * (zero-width characters, soft hyphens, fillers, variation selectors, tags), line and paragraph separators, and two
 * characters with an empty glyph: the blank Braille pattern and the null notehead. The number signs of Arabic and
 * other scripts are format characters as well, but visible.
 */
const HIDDEN =
  /(?![\n\t])\p{Cc}|[\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800\u{1d159}]|(?![\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])\p{Cf}/gu;
/** Whitespace other than a plain space. Common in prose; in a command, a shell treats it as part of a word. */
const UNUSUAL_SPACE = /(?! )\p{Zs}/gu;

/** A run of spaces that may push what follows it out of sight. */
const LONG_GAP = / {40,}/g;

const ZERO_WIDTH_NON_JOINER = '\u200c';
const ZERO_WIDTH_JOINER = '\u200d';
const EMOJI_VARIATION = '\ufe0f';

/** What may precede a joiner or an emoji variation selector. */
const EMOJI_BEFORE_JOINER = /\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?$/u;
const EMOJI_BEFORE_SELECTOR = /\p{Extended_Pictographic}$/u;
/** The base character of a keycap such as 1️⃣. */
const KEYCAP_BASE = /[\d#*]$/;
const KEYCAP_MARK = '\u20e3';
/** The flags of England, Scotland and Wales: the only emoji that use tag characters. */
const TAG_FLAGS = ['gbeng', 'gbsct', 'gbwls'].map(
  (region) => `\u{1f3f4}${region.replace(/./g, tagOf)}\u{e007f}`,
);

/**
 * Scripts in which joiners select letter forms: cursive scripts (Arabic and relatives) and scripts with a virama
 * (Unicode Standard Annex 31, 2.3).
 */
const JOINING =
  /^[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Nkoo}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Mymr}\p{scx=Khmr}\p{scx=Tibt}]/u;

/** Parts of an emoji at the end of a text, which may continue in the next chunk. */
const OPEN_END =
  /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{e0020}-\u{e007e}]|[\u200c-\u200d]|\ufe0f|[\ud800-\udbff]){1,40}$/u;
/** Maximum length of such a run that is held back, in UTF-16 code units. */
const MAX_OPEN_LENGTH = 40;

/** What counts as hidden in addition to invisible characters. */
export interface HiddenOptions {
  /** Whitespace other than a plain space, and long runs of spaces. Use for commands and names. */
  readonly spaces?: boolean;
}

/** Whether a text has control characters, which a terminal interprets. Line feeds and tabs don't count. */
export function hasControls(text: string): boolean {
  return /(?![\n\t])\p{Cc}/u.test(text);
}

/** Whether a text has hidden characters that neither its emoji nor its script require. */
export function hasHidden(text: string, options: HiddenOptions = {}): boolean {
  return escapeHidden(text, options) !== text;
}

/** The text with its hidden characters replaced: `[U+202E]` for a character, `[U+0020 ×50]` for a run of spaces. */
export function escapeHidden(text: string, { spaces = false }: HiddenOptions = {}): string {
  const shown = text.replace(HIDDEN, (character, at: number) =>
    isNeeded(character, text, at) ? character : codePointName(character),
  );
  if (!spaces) return shown;
  return shown
    .replace(UNUSUAL_SPACE, codePointName)
    .replace(LONG_GAP, (gap) => `[U+0020 ×${gap.length}]`);
}

/**
 * The length of a streamed text without the emoji at its end, in UTF-16 code units. The next chunk decides whether
 * their joiners and selectors are hidden characters.
 */
export function stableLength(text: string): number {
  return text.length - (OPEN_END.exec(text.slice(-MAX_OPEN_LENGTH))?.[0].length ?? 0);
}

function codePointName(character: string): string {
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `[U+${number.padStart(4, '0')}]`;
}

/** Whether a hidden character is part of the surrounding emoji or letters. */
function isNeeded(character: string, text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 4), at);
  const after = text.slice(at + character.length, at + character.length + 2);
  if (character === EMOJI_VARIATION) {
    if (KEYCAP_BASE.test(before)) return after.startsWith(KEYCAP_MARK);
    return EMOJI_BEFORE_SELECTOR.test(before);
  }
  if (character === ZERO_WIDTH_JOINER && EMOJI_BEFORE_JOINER.test(before)) {
    return /^\p{Extended_Pictographic}/u.test(after);
  }
  if (character === ZERO_WIDTH_JOINER || character === ZERO_WIDTH_NON_JOINER) {
    return JOINING.test(lastOf(before)) && JOINING.test(after);
  }
  return TAG_FLAGS.some((flag) => {
    const from = Math.max(0, at - flag.length + 1);
    const start = text.slice(from, at + flag.length).indexOf(flag);
    return start >= 0 && from + start <= at;
  });
}

function tagOf(letter: string): string {
  return String.fromCodePoint(0xe0000 + letter.charCodeAt(0));
}

function lastOf(text: string): string {
  return /.$/su.exec(text)?.[0] ?? '';
}
