import { fenced, partsOf } from './blocks.ts';
import type { Block, QuestionParts } from './blocks.ts';
import { commitMessage } from './commitAnswer.ts';
import { questionOf, textOf } from './messages.ts';
import type { ChatMessage } from './protocol.ts';
import { declarationIn, rewritten } from './rewrite.ts';

const aboutCommit = /\bcommit message\b|\bmessage (?:of|for) (?:a|the|this)(?: \w+)? commit\b/i;

/**
 * Performs the task of the last question on its code or diff: a commit message, tests, or edited code. Undefined if it
 * asks for none of these.
 */
export function answerTask(messages: readonly ChatMessage[]): string | undefined {
  const question = questionOf(messages);
  const parts = partsOf(question);
  const rules = messages
    .filter(({ role }) => role === 'system')
    .map(textOf)
    .join('\n');
  // Instructions for the whole conversation are not about this question.
  const isChat = /\bchat\b/i.test(rules);
  const wanted = isChat ? parts.prose : `${rules}\n${parts.prose}`;
  const wantsBlock = /\bone\b[^.]*\bblock\b/i.test(wanted);
  if (aboutCommit.test(wanted)) {
    const message = commitMessage(question) ?? (isChat ? undefined : 'Update files');
    if (message !== undefined) return wantsBlock ? fenced('', message) : message;
  }
  const block = codeIn(parts);
  if (!block || !wantsBlock) return undefined;
  const code = fenced(block.language, newCode(block, instructionIn(parts), question));
  return isChat ? `Here it is.\n\n${code}` : code;
}

/** The relevant block of a question: the one with a matching title, or else the first. */
function codeIn({ blocks }: QuestionParts): Block | undefined {
  return blocks.find(({ title }) => /rewrite|replace|selection/i.test(title)) ?? blocks[0];
}

/** The instruction: the text marked as such, or all text that is not the title of a block. */
function instructionIn({ prose, blocks }: QuestionParts): string {
  const explicitInstruction = /^instructions?:\s*([^]+)/im.exec(prose)?.[1];
  const titles = blocks.map(({ title }) => title);
  const others = prose.split('\n').filter((line) => !titles.includes(line));
  return explicitInstruction ?? (others.join('').trim() === '' ? prose : others.join('\n'));
}

function newCode(block: Block, instruction: string, question: string): string {
  return /\b(?:write|generate|add)\b[^.]*\btests?\b/i.test(instruction)
    ? testsFor(block, question)
    : rewritten(block, instruction);
}

/** A test of the first name that the code declares, with the test framework in the question. */
function testsFor(block: Block, question: string): string {
  const { name } = declarationIn(block);
  if (/^py/.test(block.language)) return `def test_${name}():\n    assert callable(${name})`;
  const framework = /\b(vitest|jest|node:test|mocha)\b/i.exec(question)?.[1]?.toLowerCase();
  const imports: Readonly<Record<string, string>> = {
    vitest: "import { it } from 'vitest';\n",
    'node:test': "import { it } from 'node:test';\n",
  };
  return `import assert from 'node:assert/strict';\n${imports[framework ?? ''] ?? ''}import { ${name} } from './${name}';\n\nit('has ${name}', () => {\n  assert.ok(${name});\n});`;
}
