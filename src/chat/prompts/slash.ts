/** What the slash commands ask for. `/clear` is not among them: it is no question. */
const TASKS: Readonly<Record<string, string>> = {
  explain: `Explain the attached code: first what it is for, in one or two sentences, then how it works, step by step. Point out what is surprising or easily misread. Do not repeat the code line by line.`,
  fix: `Find what is wrong with the attached code and repair it. Name each fault and its cause in a sentence, then give the repaired code in one block that can take the place of the old one. Change nothing else. If nothing is wrong, say so.`,
  tests: `Write tests for the attached code, with the test framework and in the style that the project shows; if none can be seen, choose the usual one for the language and say which. Cover the ordinary case, the edges and wrong input. Give one complete test file in one block.`,
  doc: `Write the documentation comment of the attached code, in the usual form for its language: what it does, its parameters, what it returns or throws, what a caller has to know. Say nothing that the signature says already. Give the code with its new comment in one block that can take the place of the old one, otherwise unchanged.`,
  commit: `Write the message of the git commit that the attached changes make, in one block without a language. It is in the style of the repository's last messages and in their language, where these are shown, else in English. Its first line says what the commit does, in at most 72 characters and, without a style to follow, in the imperative; where that is not enough, an empty line and a short body follow: why, and what a reader of the history has to know. Say nothing that the changes do not show.`,
};

/** Whether a question begins with a slash command that is about code. */
export function isTask(text: string): boolean {
  return expandSlash(text) !== text;
}

/** Whether a question asks for a commit's message. */
export function isAboutCommit(text: string): boolean {
  return /^\s*\/commit(?!\S)/.test(text);
}

/** Whether it is a slash command and nothing else. */
export function isBareTask(text: string): boolean {
  return isTask(text) && !/\s/.test(text.trim());
}

/**
 * A question as the model reads it: a slash command at its beginning becomes what it stands for. That is English,
 * so it names the `language` to answer in, as English calls it; undefined where English is right.
 */
export function expandSlash(text: string, language?: string): string {
  const [, name = '', more = ''] = /^\s*\/([a-z]+)(?:\s+([^]*))?$/.exec(text) ?? [];
  const task = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (task === undefined) return text;
  const rest = more.trim();
  // A commit message is in the repository's language, whatever the editor's is.
  const said = name === 'commit' ? undefined : language;
  const pieces = [task, said === undefined ? '' : answerIn(said, rest !== ''), rest];
  return pieces.filter((piece) => piece !== '').join('\n\n');
}

/** What the user adds may be in another language than the editor: then that one counts. */
function answerIn(language: string, hasMore: boolean): string {
  const other = hasMore ? ', unless what follows is in another language' : '';
  return `Answer in ${language}${other}. Names and comments in code stay in the language that the code is written in.`;
}
