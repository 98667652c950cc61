import assert from 'node:assert/strict';
import { marked } from 'marked';
import { toJson, toMarkdown } from '../../../../src/chat/session/chatExport.ts';
import type { ExportStrings } from '../../../../src/chat/session/chatExport.ts';
import { answer, conversation, question } from '../../../support/archiveDisk.ts';

const words: ExportStrings = {
  question: 'You',
  answer: 'Answer',
  thinking: 'Thinking',
  sources: 'Sources',
  tool: 'Tool',
  untitled: 'Chat',
  state: (state) => (state === 'done' ? undefined : `was ${state}`),
  cut: (kept, of) => `${kept} of ${of}`,
};
const file = {
  kind: 'file',
  id: 'x',
  label: 'cart.ts',
  languageId: 'typescript',
  text: 'const a = `\n```\n`;\n',
  cut: { kept: 18, of: 40 },
} as const;
const image = {
  kind: 'image',
  id: 'i',
  label: 'screen.png',
  mediaType: 'image/png',
  bytes: 1,
  file: 'f',
} as const;

describe('chat export', () => {
  it('writes tool calls with what was sent, folded', () => {
    const step = {
      ...{
        id: 'a',
        name: 'read_file</summary>',
        arguments: '{"path":"a"}',
        state: 'done' as const,
      },
      ...{ result: '1\t```\n</details>', round: 0, textLength: 0, thinkingLength: 0 },
    };
    const chat = conversation(1, [
      question('q', 'Why?'),
      answer('a', { steps: [step], text: 'Because.' }),
    ]);
    assert.match(
      toMarkdown(chat, words),
      /<summary>Tool read_file__summary_<\/summary>\n\n````text\n\{"path":"a"\}\n\n1\t```\n<\/details>\n````\n\n<\/details>\n\nBecause\./,
    );
  });

  it('writes text and tool calls in the order in which they happened', () => {
    const step = (id: string, textLength: number) => ({
      ...{ id, name: id, arguments: '{}', state: 'done' as const, result: 'x' },
      ...{ round: 0, thinkingLength: 0, textLength },
    });
    const text = 'Look:\n```\na\n\nThen.\n\nEnd.';
    const steps = [step('one', 13), step('two', 13), step('three', 20)];
    const written = toMarkdown(
      conversation(1, [question('q'), answer('a', { text, steps })]),
      words,
    );
    const order = [...written.matchAll(/Look:\n```\na\n\n```|Tool \w+|Then\.|End\./g)];
    assert.deepEqual(
      order.map(([found]) => found),
      ['Look:\n```\na\n\n```', 'Tool one', 'Tool two', 'Then.', 'Tool three', 'End.'],
    );
  });

  it('writes a Markdown document', () => {
    const chat = conversation(1, [
      { ...question('q', 'Why *this*?'), attachments: [file, image] },
      answer('a', { thinking: 'hm </details>\n', state: 'stopped', text: 'Because:\n```ts\nx' }),
      question('q2', 'Oh'),
    ]);
    assert.equal(
      toMarkdown({ ...chat, title: 'One\n# two' }, words),
      `# One # two

## You

Why *this*?

**cart.ts** (18 of 40)

\`\`\`\`typescript
const a = \`
\`\`\`
\`;
\`\`\`\`

**screen.png** (image/png)

## Answer (mistral-medium-latest)

<details>
<summary>Thinking</summary>

\`\`\`text
hm </details>
\`\`\`

</details>

Because:
\`\`\`ts
x
\`\`\`

*was stopped*

## You

Oh
`,
    );
  });

  it('separates turns even if an answer leaves a fence open', () => {
    for (const text of [
      '```',
      '~~~~\n```',
      '````md\n```\n',
      '  ```js\n``` x',
      'a\n```\nb\n```\n~~~',
    ]) {
      const chat = conversation(1, [question('q'), answer('a', { text }), question('q2')]);
      const headings = marked
        .lexer(toMarkdown(chat, words))
        .filter(({ type }) => type === 'heading');
      assert.deepEqual(headings.length, 4, text);
    }
  });

  it('leaves an answer with closed fences unchanged', () => {
    for (const text of ['```\nx\n```', '```a`b', '````\n```\n````', '~~~\n```\n~~~']) {
      const chat = conversation(1, [question('q'), answer('a', { text })]);
      assert.ok(toMarkdown(chat, words).endsWith(`\n\n${text}\n`), text);
    }
  });

  it('writes a heading for a chat without a title or turns', () => {
    assert.equal(toMarkdown(conversation(1, [], { title: ' ' }), words), '# Chat\n');
  });

  it('writes JSON with everything that is stored', () => {
    const chat = conversation(1, [question('q'), answer('a', { failure: undefined })]);
    const read = JSON.parse(toJson(chat)) as unknown;
    const plain = JSON.parse(JSON.stringify(chat)) as unknown;
    assert.deepEqual(read, { format: 'codestral-chat-export', version: 1, conversation: plain });
  });
});
