import type { Draft } from './conversation.ts';

/** As long as a title gets, in characters as people count them. */
const LONGEST = 60;
/** More than this is not looked at, in UTF-16 units: enough for any title, however its characters are made. */
const LOOKED_AT = 1_000;

/** What would break out of a title's line, or turn it around: control and bidi characters. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A command at the beginning of a question. */
const SLASH = /^\/\w+(?=\s|$)/;

/** A chat's title: the first words of its first question, or of its draft. Empty where there is nothing to go by. */
export function titleOf({ text, attachments }: Draft): string {
  const typed = text.trimStart().slice(0, LOOKED_AT);
  const words = firstLine(typed.replace(SLASH, ''));
  const label = plain(attachments[0]?.label ?? '');
  // Commands are alike from chat to chat: what they are about is not.
  const isAbout = SLASH.test(typed) && label !== '' && words !== '';
  return shortened(isAbout ? `${label} · ${words}` : words || label || plain(typed));
}

function firstLine(text: string): string {
  for (const line of text.split(/\r\n?|\n/)) {
    // The fence of a code block says nothing; its first line does.
    const words = /^\s*(```|~~~)/.test(line) ? '' : plain(line);
    if (words !== '') return words;
  }
  return '';
}

/** A line without the marks of Markdown. */
function plain(line: string): string {
  return line
    .replace(UNSEEN, ' ')
    .replace(/^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+|\d+[.)]\s+)+/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|~~|`+)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/(?<!\w)([*_])(?=\S)(.*?\S)\1(?!\w)/g, '$2')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Cut between two words if that leaves enough, and never within a character. */
function shortened(words: string): string {
  const characters = Array.from(new Intl.Segmenter().segment(words), ({ segment }) => segment);
  if (characters.length <= LONGEST) return words;
  const start = characters.slice(0, LONGEST - 1).join('');
  const atWord = characters[LONGEST - 1] === ' ' ? start : start.replace(/\s+\S*$/, '');
  const isEnough = atWord.length >= start.length / 2;
  return `${(isEnough ? atWord : start).trimEnd()}…`;
}
