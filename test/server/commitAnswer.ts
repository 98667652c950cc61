/** A file of a diff. */
interface Changed {
  readonly path: string;
  readonly verb: 'Add' | 'Remove' | 'Update';
  added: number;
  removed: number;
}

/** A commit message for the diff in a question; undefined if it has none. */
export function commitMessage(question: string): string | undefined {
  const files = filesOf(question);
  const [first] = files;
  if (!first) return undefined;
  const verb = files.every((file) => file.verb === first.verb) ? first.verb : 'Update';
  const names = files.map(({ path }) => path.split('/').at(-1)!);
  const others = files.length > 2 ? `${files.length - 1} other files` : names[1];
  const subject = `${verb} ${names[0]!}${others === undefined ? '' : ` and ${others}`}`;
  const styled = likeOthers(question, subject);
  if (files.length === 1) return styled;
  const body = files.map((each) => `- ${each.path}: +${each.added} −${each.removed}`);
  return `${styled}\n\n${body.join('\n')}`;
}

/** A subject in the style of the messages in the question: with a type if they have one. */
function likeOthers(question: string, subject: string): string {
  const hasTypes = /^[\s>*-]*(?:feat|fix|docs|chore|refactor|test)(?:\([^)]*\))?: /m.test(question);
  if (!hasTypes) return subject;
  const type = subject.startsWith('Add') ? 'feat' : 'chore';
  return `${type}: ${subject.charAt(0).toLowerCase()}${subject.slice(1)}`;
}

function filesOf(question: string): Changed[] {
  const files: Changed[] = [];
  for (const section of question.split(/^(?=diff --git )/m).slice(1)) {
    const path = /^diff --git "?a\/.*? "?b\/(.*?)"?\r?$/m.exec(section)?.[1];
    if (path === undefined) continue;
    const isNew = /^new file mode/m.test(section);
    const verb = isNew ? 'Add' : /^deleted file mode/m.test(section) ? 'Remove' : 'Update';
    const count = (pattern: RegExp): number => section.match(pattern)?.length ?? 0;
    files.push({ path, verb, added: count(/^\+(?!\+\+)/gm), removed: count(/^-(?!--)/gm) });
  }
  return files;
}
