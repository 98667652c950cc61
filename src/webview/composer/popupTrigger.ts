import type { CommandView } from '../../protocol/panelViews.ts';

/** The mention or slash command being typed, which opens the suggestions. */
export interface Trigger {
  readonly kind: 'mention' | 'command';
  /** Offset of the `@` or `/`. */
  readonly start: number;
  /** The text after the `@` or `/`. */
  readonly query: string;
}

/** Maximum length of a mention, in characters. */
const MAX_QUERY_LENGTH = 100;

/** The mention or command at the cursor; undefined without one. */
export function triggerAt(text: string, cursor: number): Trigger | undefined {
  const left = text.slice(Math.max(0, cursor - MAX_QUERY_LENGTH - 2), cursor);
  const command = cursor === left.length ? /^\/([^\s/]*)$/.exec(left) : null;
  if (command) return { kind: 'command', start: 0, query: command[1] ?? '' };
  // An `@` after a letter is part of an email address.
  const mention = /(?:^|[\s([{"'])@([^\s@]*)$/.exec(left);
  const query = mention?.[1];
  if (query === undefined || query.length > MAX_QUERY_LENGTH) return undefined;
  return { kind: 'mention', start: cursor - query.length - 1, query };
}

/** A text and the offset of the cursor. */
export interface TextAtCursor {
  readonly text: string;
  readonly cursor: number;
}

/** The text after accepting a suggestion: `word` replaces the trigger. */
export function applyChoice(
  text: string,
  cursor: number,
  trigger: Trigger,
  word: string,
): TextAtCursor {
  const before = text.slice(0, trigger.start) + word;
  const after = text.slice(cursor);
  const space = /^\s/.test(after) ? '' : ' ';
  return { text: before + space + after, cursor: before.length + 1 };
}

/** The commands that start with the query. Matching ignores case. */
export function matchingCommands(
  commands: readonly CommandView[],
  query: string,
): readonly CommandView[] {
  return commands.filter(({ name }) => name.toLowerCase().startsWith(query.toLowerCase()));
}

/**
 * The index of the command that is active initially: the only one. With several, none is active, so that Enter never
 * accepts a command that the user has not chosen.
 */
export function initialActive(commands: readonly CommandView[]): number | undefined {
  return commands.length === 1 ? 0 : undefined;
}

/** Whether the query is the full name of a command that needs no text after it, which Enter then sends. */
export function isCompleteCommand(commands: readonly CommandView[], query: string): boolean {
  return commands.some(
    ({ name, needsText }) => needsText !== true && name.toLowerCase() === query.toLowerCase(),
  );
}
