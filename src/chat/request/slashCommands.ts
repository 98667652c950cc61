/** A slash command in the message box. */
export interface SlashCommand {
  /** Without the slash, in lowercase. */
  readonly name: string;
  /** Its subject: the attached code, the changes of the next commit, the web, or the chat itself. */
  readonly about: 'code' | 'changes' | 'web' | 'chat';
  /** The prompt that replaces the command; undefined if it sends none. */
  readonly task?: string;
}

/** All slash commands, in the order in which the panel lists them. `clear` is last because it ends the chat. */
export const SLASH_COMMANDS = [
  {
    name: 'explain',
    about: 'code',
    task: `Explain the attached code. Start with its purpose in one or two sentences, then explain step by step how it works. Point out anything surprising or easy to misread. Do not paraphrase the code line by line.`,
  },
  {
    name: 'fix',
    about: 'code',
    task: `Find and fix the bugs in the attached code. Describe each bug and its cause in one sentence, then give the fixed code in one code block that can replace the old code. Do not change anything else. If there are no bugs, say so.`,
  },
  {
    name: 'tests',
    about: 'code',
    task: `Write tests for the attached code. Use the test framework and style of the project; if they are not visible, use the most common framework for the language and say which one. Cover typical cases, edge cases and invalid input. Give one complete test file in one code block.`,
  },
  {
    name: 'doc',
    about: 'code',
    task: `Write a documentation comment for the attached code in the standard format of its language. Describe what it does, its parameters, its return value, the errors it throws, and anything else that callers need to know. Do not repeat what the signature already says. Give the code with the new comment in one code block that can replace the old code; otherwise leave the code unchanged.`,
  },
  {
    name: 'commit',
    about: 'changes',
    task: `Write a Git commit message for the attached changes, in one code block without a language tag. If recent commit messages of the repository are attached, follow their style and language; otherwise write in English and in the imperative. The first line summarizes the change in at most 72 characters. If needed, add a blank line and a short body that explains why the change was made and what readers of the history need to know. Do not state anything that the changes do not show.`,
  },
  {
    name: 'review',
    about: 'changes',
    task: `Review the attached changes before they are committed. Report what is worth the developer's time: wrong behavior, crashes, data loss, security holes, broken callers, missing error handling, misleading names and comments. Give at most ten findings, the most important first, each with its file and line, why it matters, and the fix as a short code block where one helps. Do not praise, do not summarize the changes, leave formatting to the formatter, and do not report what the changes do not show. If nothing needs attention, say so in one sentence.`,
  },
  { name: 'web', about: 'web' },
  { name: 'clear', about: 'chat' },
] as const satisfies readonly SlashCommand[];

/** The name of a slash command. */
export type SlashName = (typeof SLASH_COMMANDS)[number]['name'];

/** The command at the start of a message and the text after it; undefined without a command. */
function slashCommandOf(
  text: string,
): { readonly command: SlashCommand; readonly more: string } | undefined {
  const [, name = '', more = ''] = /^\s*\/([\w-]+)(?:\s+([^]*))?$/.exec(text) ?? [];
  const commands: readonly SlashCommand[] = SLASH_COMMANDS;
  const command = commands.find((each) => each.name === name.toLowerCase());
  return command && { command, more: more.trim() };
}

/** The slash command that a message starts with, and the text after it; undefined for `/web`, `/clear` and other messages. */
export function readTask(
  text: string,
): { readonly name: TaskName; readonly more: string } | undefined {
  const found = slashCommandOf(text);
  if (found?.command.task === undefined) return undefined;
  return { name: found.command.name as TaskName, more: found.more };
}

/** The name of a slash command that has a prompt. */
export type TaskName = Exclude<SlashName, 'clear' | 'web'>;

/** The question of a message that begins with `/web`, which may be empty; undefined for other messages. */
export function webQuestion(text: string): string | undefined {
  const found = slashCommandOf(text);
  return found?.command.about === 'web' ? found.more : undefined;
}

/** Whether a message starts with a slash command that the model answers. */
export function isTask(text: string): boolean {
  return slashCommandOf(text)?.command.task !== undefined;
}

/** Whether a message asks for a commit message. */
export function isCommitTask(text: string): boolean {
  return slashCommandOf(text)?.command.name === 'commit';
}

/** What a command about the changes of the next commit needs: `commit` with the style of messages. Undefined for others. */
export function changesFor(text: string): 'commit' | 'changes' | undefined {
  const command = slashCommandOf(text)?.command;
  if (command?.about !== 'changes') return undefined;
  return command.name === 'commit' ? 'commit' : 'changes';
}

/** Whether a message asks for code that replaces the attached code. */
export function isReplacingTask(text: string): boolean {
  return ['fix', 'doc'].includes(slashCommandOf(text)?.command.name ?? '');
}

/** Whether a message is only a slash command that the model answers. */
export function isBareTask(text: string): boolean {
  return isTask(text) && slashCommandOf(text)?.more === '';
}

/** Whether a message is the command for a new chat. `/clear` followed by text is an ordinary message. */
export function isClear(text: string): boolean {
  const found = slashCommandOf(text);
  return found?.command.about === 'chat' && found.more === '';
}

/**
 * Replaces a slash command at the start of a message by its prompt. The prompt is English, so it names the
 * `language` to answer in by its English name; undefined for English.
 */
export function expandSlash(text: string, language?: string): string {
  const found = slashCommandOf(text);
  if (found?.command.task === undefined) return webQuestion(text) || text;
  const { command, more } = found;
  // A commit message is in the repository's language, not the editor's.
  const said = command.name === 'commit' ? undefined : language;
  const pieces = [command.task, said === undefined ? '' : answerIn(said, more !== ''), more];
  return pieces.filter((piece) => piece !== '').join('\n\n');
}

/** The user's own text may be in another language, which then takes precedence. */
function answerIn(language: string, hasMore: boolean): string {
  const other = hasMore ? ', unless the following text is in another language' : '';
  return `Answer in ${language}${other}. Keep names and comments in code in the language that the code already uses.`;
}
