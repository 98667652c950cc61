import { subjectsOf } from '../instructions/instructionKinds.ts';
import type { Draft } from './conversation.ts';
import { baseName } from '../../base/baseName.ts';

/** Maximum length of a title, in graphemes. */
const MAX_TITLE_LENGTH = 60;
/** Length of the text that a title is created from, in UTF-16 code units: enough for any title. */
const LOOKED_AT = 1_000;

/** Characters that would break the line of a title or reverse it: control and bidirectional characters. */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

// The text between two markers contains no such marker, so that each part of a line is scanned once.
const LINK = /!?\[([^[\]]*)\]\((?:[^()]|\([^()]*\))*\)/g;
const CODE = /(?<!`)`+([^\s`](?:[^`]*[^\s`])?)`+/g;
const STRONG =
  /\*\*([^\s*](?:[^*]*[^\s*])?)\*\*|~~([^\s~](?:[^~]*[^\s~])?)~~|__([^\s_](?:(?:[^_]|(?<=\w)_(?=\w))*[^\s_])?)__/g;
const EMPHASIS =
  /(?<!\w)(?:\*([^\s*](?:[^*]*[^\s*])?)\*|_([^\s_](?:(?:[^_]|(?<=\w)_(?=\w))*[^\s_])?)_)(?!\w)/g;

/** A slash command at the start of a question. */
const SLASH = /^\/(\w+)(?=\s|$)/;

/** Title prefixes for slash commands, by command name. */
export type TaskNames = Readonly<Record<string, string>>;

/** The names in English. */
const TASK_NAMES: TaskNames = {
  explain: 'Explain',
  fix: 'Fix',
  tests: 'Tests for',
  doc: 'Document',
};

/**
 * A chat's title: the first words of its first question or draft; for a command, its action and subject, as in
 * `Explain totalOf, cart.ts`. Empty if there is neither.
 */
export function titleOf({ text, attachments }: Draft, names: TaskNames = TASK_NAMES): string {
  const typed = text.trimStart().slice(0, LOOKED_AT);
  const words = firstLine(typed.replace(SLASH, ''));
  const task = SLASH.exec(typed)?.[1];
  const about = subjectOf(subjectsOf(attachments)[0]);
  if (task === undefined || about === '') return shortened(words || about || plain(typed));
  // Many chats start with the same command, so its subject comes first.
  const name = Object.hasOwn(names, task) ? names[task] : undefined;
  const subject = name === undefined ? about : `${name} ${about}`;
  return shortened(words === '' ? subject : `${subject} · ${words}`);
}

/** The title of an attachment: its symbol and file, or its label. */
function subjectOf(attachment: Draft['attachments'][number] | undefined): string {
  if (!attachment) return '';
  const symbol = 'symbol' in attachment ? plain(attachment.symbol ?? '') : '';
  if (symbol === '' || attachment.kind === 'image') return plain(attachment.label);
  return `${symbol}, ${plain(attachment.path === undefined ? attachment.label : baseName(attachment.path))}`;
}

function firstLine(text: string): string {
  for (const line of text.split(/\r\n?|\n/)) {
    // The first line of a code block is more informative than its fence.
    const words = /^\s*(```|~~~)/.test(line) ? '' : plain(line);
    if (words !== '') return words;
  }
  return '';
}

/** A line without Markdown markers. */
function plain(line: string): string {
  return line
    .slice(0, LOOKED_AT)
    .replace(INVISIBLE, ' ')
    .replace(/^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+|\d+[.)]\s+)+/, '')
    .replace(LINK, '$1')
    .replace(CODE, '$1')
    .replace(STRONG, '$1$2$3')
    .replace(EMPHASIS, '$1$2')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Truncates at a word boundary if that leaves enough, never within a grapheme. */
function shortened(words: string): string {
  const characters = Array.from(new Intl.Segmenter().segment(words), ({ segment }) => segment);
  if (characters.length <= MAX_TITLE_LENGTH) return words;
  const start = characters.slice(0, MAX_TITLE_LENGTH - 1).join('');
  const atWord =
    characters[MAX_TITLE_LENGTH - 1] === ' ' ? start : start.replace(/(?<!\s)\s+\S*$/, '');
  const isEnough = atWord.length >= start.length / 2;
  return `${(isEnough ? atWord : start).trimEnd()}…`;
}
