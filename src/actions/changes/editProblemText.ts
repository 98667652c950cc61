import { similarText } from './similarText.ts';
import { MAX_MATCHES } from './textEdit.ts';
import type { EditProblem, SearchReplaceEdit } from './textEdit.ts';

/** Maximum number of edits in one call: each takes time in proportion to the length of the file. */
export const MAX_EDITS = 50;

/** What is wrong with an edit and how to correct it, for the model. Not localized, like all texts for the model. */
export function editProblemText(
  problem: EditProblem,
  text: string,
  { oldText }: SearchReplaceEdit,
): string {
  switch (problem.kind) {
    case 'unchanged':
      return 'oldText and newText are equal, so the edit changes nothing.';
    case 'empty':
      return 'oldText is empty. To insert text, put a neighboring line into both oldText and newText.';
    case 'ambiguous': {
      const { count, lines } = problem;
      const times = count >= MAX_MATCHES ? `at least ${MAX_MATCHES}` : `${count}`;
      const where = `${lines.join(', ')}${lines.length < count ? ', …' : ''}`;
      return `oldText occurs ${times} times, on lines ${where}. Include neighboring lines so that it occurs once.`;
    }
    case 'missing':
      return `oldText does not occur in the file. ${hint(text, oldText)}`;
  }
}

function hint(text: string, oldText: string): string {
  const similar = similarText(text, oldText);
  if (!similar) return 'Read the file again and copy the text exactly.';
  const { line, differsOnlyInWhitespace } = similar;
  const what = differsOnlyInWhitespace
    ? `It differs in whitespace from the text at line ${line}`
    : `The most similar text is at line ${line}`;
  return `${what}. Copy it exactly:\n${similar.text}`;
}
