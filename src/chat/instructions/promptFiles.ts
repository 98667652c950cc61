import { oneLine } from '../../base/sanitizeText.ts';
import { beginningOf } from '../../base/textExcerpt.ts';
import { SLASH_COMMANDS } from '../request/slashCommands.ts';

/** The ending of a prompt file's name. */
export const PROMPT_ENDING = '.prompt.md';
/** Longer names are not offered, in characters. */
const MAX_NAME_LENGTH = 60;
/** The description in the list of commands, in characters. */
const MAX_DESCRIPTION_LENGTH = 120;

/** The slash command of a prompt file, in lowercase; undefined if it can't be typed or is a command of the chat. */
export function promptNameOf(fileName: string): string | undefined {
  const name = fileName.toLowerCase();
  if (!name.endsWith(PROMPT_ENDING)) return undefined;
  const command = name.slice(0, -PROMPT_ENDING.length);
  const isOwn = SLASH_COMMANDS.some((each) => each.name === command);
  return !isOwn && command.length <= MAX_NAME_LENGTH && /^[\w-]+$/.test(command)
    ? command
    : undefined;
}

/** The name after the slash at the start of a message, in lowercase; undefined without one. */
export function typedPromptName(message: string): string | undefined {
  return /^\s*\/([\w-]{1,60})(?=\s|$)/.exec(message)?.[1]?.toLowerCase();
}

/** The description of a prompt for the list of commands; undefined if it has none. */
export function promptDescription(description: string | undefined): string | undefined {
  const line = oneLine(beginningOf(description ?? '', MAX_DESCRIPTION_LENGTH));
  return line === '' ? undefined : line;
}
