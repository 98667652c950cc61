import type { WordKey } from '../../protocol/words.ts';

/** What opens a list above the message box, and what is typed of it so far. */
export interface Trigger {
  readonly kind: 'mention' | 'command';
  /** Where its sign is in the text. */
  readonly start: number;
  /** Without the sign. */
  readonly query: string;
}

/** A longer word after an `@` is no mention any more, in characters. */
const LONGEST_QUERY = 100;

/** The mention or command that the cursor is in; undefined without one. */
export function triggerAt(text: string, cursor: number): Trigger | undefined {
  const left = text.slice(Math.max(0, cursor - LONGEST_QUERY - 2), cursor);
  const command = cursor === left.length ? /^\/(\w*)$/.exec(left) : null;
  if (command) return { kind: 'command', start: 0, query: command[1] ?? '' };
  // After a letter it is a mail address.
  const mention = /(?:^|[\s([{"'])@([^\s@]*)$/.exec(left);
  const query = mention?.[1];
  if (query === undefined || query.length > LONGEST_QUERY) return undefined;
  return { kind: 'mention', start: cursor - query.length - 1, query };
}

/** A text and where the cursor is in it. */
export interface TextAtCursor {
  readonly text: string;
  readonly cursor: number;
}

/** The text once a row of the list is taken: `word` in place of what was typed. */
export function taken(text: string, cursor: number, trigger: Trigger, word: string): TextAtCursor {
  const before = text.slice(0, trigger.start) + word;
  const after = text.slice(cursor);
  const space = /^\s/.test(after) ? '' : ' ';
  return { text: before + space + after, cursor: before.length + 1 };
}

/** A command of the message box. */
export interface Command {
  readonly name: string;
  /** The text that says what it does. */
  readonly word: WordKey;
}

const COMMANDS: readonly Command[] = [
  { name: 'explain', word: 'commandExplain' },
  { name: 'fix', word: 'commandFix' },
  { name: 'tests', word: 'commandTests' },
  { name: 'doc', word: 'commandDoc' },
  { name: 'clear', word: 'commandClear' },
];

/** The commands that begin so. */
export function commandsFor(query: string): readonly Command[] {
  return COMMANDS.filter(({ name }) => name.startsWith(query.toLowerCase()));
}
