import { fenced, partsOf, withComment } from './blocks.ts';

/**
 * Answers about the first code block of a question: a description, a list of facts, and the block with a comment above
 * its first line. Undefined if there is no block.
 */
export function answerAbout(question: string): string | undefined {
  const [block] = partsOf(question).blocks;
  if (!block) return undefined;
  const { language, lines } = block;
  const filled = lines.filter((line) => line.trim() !== '');
  const [first = ''] = filled;
  const names = [...new Set(filled.join('\n').match(/\b[A-Za-z_]\w{2,}\b/g))].slice(0, 5);
  const changed = withComment(block, 'Looked at by the local server.');
  return [
    `This is ${language === '' ? 'text' : `**${language}**`} that begins with \`${first.trim().replaceAll('`', '')}\`.`,
    '',
    `- Lines: ${lines.length}, of which ${lines.length - filled.length} are empty`,
    `- Names in it: ${names.map((name) => `\`${name}\``).join(', ') || 'none'}`,
    `- Longest line: ${Math.max(...lines.map(({ length }) => length))} characters`,
    '',
    'With a comment above it:',
    '',
    fenced(language, changed.join('\n')),
    '',
    'Nothing else is changed.',
  ].join('\n');
}
