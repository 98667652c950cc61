import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { expandSlash } from '../../../../src/chat/request/slashCommands.ts';
import { chatRequest } from '../../../../src/chat/request/chatRequest.ts';
import type { ChatMessage } from '../../../../src/mistral/chat.ts';
import { answer, file, image, question } from '../../../support/chatTurns.ts';

/** Whole prompts. `UPDATE_GOLDEN=1` rewrites them; review the changes. */
function assertGolden(name: string, text: string): void {
  const golden = new URL(name, import.meta.url);
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text);
  assert.equal(text, readFileSync(golden, 'utf8'));
}

const conversation = [
  question('/explain', {
    ...file('src/cart.ts', 'export function total(cart: Cart): number {\n  return 0;\n}\n'),
    kind: 'selection',
    lines: { first: 3, last: 5 },
  }),
  answer('It returns the sum of a cart, and is not written yet.', { thinking: 'Short.' }),
  question('/fix see what the tests say', {
    ...file('', '$ npm test\n1 failing\n(exit code: 1)'),
    ...{ kind: 'terminal', path: undefined, languageId: undefined },
  }),
  answer('', { state: 'failed' }),
  question(
    'And this?',
    file('docs/ideas.md', '# Ideas\n```sh\nls\n```\n', { languageId: 'markdown' }),
    file('log.txt', 'line\n'.repeat(10), { languageId: 'log', cut: { kept: 50, of: 9_000 } }),
    image('seen.png'),
    image('lost.png'),
  ),
];

function written({ role, content, ...more }: ChatMessage): string {
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
  const text = parts.map((part) => `(${part.type})\n${'text' in part ? part.text : part.url}`);
  return [`##### ${[role, ...Object.keys(more)].join(', ')}`, ...text].join('\n');
}

describe('chat prompts', () => {
  it('match the recorded prompts of commands', () => {
    const asked = [
      ...['/explain', '/fix', '/tests', '/doc', '/tests Use vitest.'].map(
        (text) => [text] as const,
      ),
      ...['/explain', '/tests Use vitest.', '/commit', 'Why?'].map(
        (text) => [text, 'French'] as const,
      ),
    ];
    const questions = asked.map(
      ([text, language]) =>
        `##### ${text} (${language ?? 'English'})\n${expandSlash(text, language)}`,
    );
    assertGolden('slash.txt', `${questions.join('\n\n')}\n`);
  });

  it('match the recorded request of a conversation', () => {
    const result = chatRequest(conversation, {
      model: {
        id: 'mistral-medium-latest',
        context: 128_000,
        supportsImages: true,
        reasoning: true,
      },
      settings: {
        ...{ temperature: undefined, topP: undefined, maxTokens: undefined, reasoning: 'off' },
        systemPrompt: 'We use British spelling.',
      },
      images: new Map([['seen.png', 'data:image/png;base64,AAAA']]),
      charactersPerToken: 3,
      cacheKey: 'key',
      continueFrom: answer('Two things:\n\n1.', { state: 'cut' }),
    });
    assert.ok('request' in result);
    const request = `${result.request.messages.map(written).join('\n\n')}\n`;
    assertGolden('request.txt', request);
  });
});
