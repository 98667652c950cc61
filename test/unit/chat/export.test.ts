import assert from 'node:assert/strict';
import { marked } from 'marked';
import { toJson, toMarkdown } from '../../../src/chat/export.ts';
import type { ExportWords } from '../../../src/chat/export.ts';
import { answer, conversation, question } from './archive/support.ts';

const words: ExportWords = {
  question: 'You',
  answer: 'Answer',
  thinking: 'Thinking',
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

describe('the export of a chat', () => {
  it('is a Markdown document', () => {
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

  it('keeps its turns apart, whatever fences an answer leaves open', () => {
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

  it('adds nothing to an answer with closed fences', () => {
    for (const text of ['```\nx\n```', '```a`b', '````\n```\n````', '~~~\n```\n~~~']) {
      const chat = conversation(1, [question('q'), answer('a', { text })]);
      assert.ok(toMarkdown(chat, words).endsWith(`\n\n${text}\n`), text);
    }
  });

  it('has a heading without a title, and a chat without turns', () => {
    assert.equal(toMarkdown(conversation(1, [], { title: ' ' }), words), '# Chat\n');
  });

  it('is JSON with all that is kept', () => {
    const chat = conversation(1, [question('q'), answer('a', { failure: undefined })]);
    const read = JSON.parse(toJson(chat)) as unknown;
    const plain = JSON.parse(JSON.stringify(chat)) as unknown;
    assert.deepEqual(read, { format: 'codestral-chat-export', version: 1, conversation: plain });
  });
});
