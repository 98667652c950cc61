import assert from 'node:assert/strict';
import { answerChat, thoughtsOn } from '../../server/chatModel.ts';
import { Corpus } from '../../server/corpus.ts';
import type { ChatBody, ChatMessage } from '../../server/protocol.ts';

const cart = `/** What all items cost together. */
export function total(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + item.price * item.count, 0);
}

export class Cart {}
`;

function learned(files: Readonly<Record<string, string>>): Corpus {
  const corpus = new Corpus();
  for (const [path, text] of Object.entries(files)) corpus.learn(path, text);
  return corpus;
}

const bodyOf = (...messages: ChatMessage[]): ChatBody => ({ model: 'm', messages });

function ask(question: string, prefix?: string): string {
  const corpus = learned({ 'cart.ts': cart, 'greet.py': 'def main():\n    greet("world")\n' });
  const partialAnswer: ChatMessage[] =
    prefix === undefined ? [] : [{ role: 'assistant', content: prefix, prefix: true }];
  return answerChat(corpus, bodyOf({ role: 'user', content: question }, ...partialAnswer));
}

describe('local server: chat model', () => {
  it('answers with the matching passage', () => {
    const answer = ask('Where is the total price of all items counted?');
    assert.match(answer, /^\*\*cart\.ts\*\* has this in lines 1 to 4:\n\n```ts\n/);
    assert.ok(answer.includes(cart.slice(0, cart.indexOf('\n\nexport class'))));
    assert.match(ask('How do we greet the world?'), /```py\ndef main/);
    assert.match(ask('Zyx?'), /^None of the indexed files/);
  });

  it('fences text that holds a fence', () => {
    const corpus = learned({ 'a.md': 'Usage\n```sh\nrun\n```\n' });
    const body = bodyOf({ role: 'user', content: [{ type: 'text', text: 'usage?' }] });
    assert.match(answerChat(corpus, body), /\n````md\nUsage[^]*\n````\n/);
  });

  it('answers the last question only', () => {
    const corpus = learned({ 'cart.ts': cart });
    const earlier: ChatMessage[] = [
      { role: 'user', content: '```py\nx\n```' },
      { role: 'assistant', content: 'Yes.' },
    ];
    const body = bodyOf(...earlier, { role: 'user', content: 'total?' });
    assert.match(answerChat(corpus, body), /^\*\*cart\.ts/);
  });

  it('edits the code in a question and keeps its indentation', () => {
    const answer = ask(
      'What is this?\n\n```ts src/a.ts\n\n  const sum = a + b;\n  return sum;\n```',
    );
    assert.match(answer, /^This is \*\*ts\*\* that begins with `const sum = a \+ b;`\./);
    assert.match(answer, /\n- Names in it: `const`, `sum`, `return`\n/);
    const changed = '\n  // Looked at by the local server.\n  const sum = a + b;\n  return sum;';
    assert.ok(answer.includes(`\n\`\`\`ts\n${changed}\n\`\`\`\n`));
  });

  const comments: [string, string][] = [
    ['python', '# Looked at by the local server.'],
    ['sql', '-- Looked at by the local server.'],
    ['html', '<!-- Looked at by the local server. -->'],
    ['css', '/* Looked at by the local server. */'],
    ['rust', '// Looked at by the local server.'],
    ['', '// Looked at by the local server.'],
  ];
  for (const [language, comment] of comments) {
    it(`comments ${language || 'what has no language'} with ${comment}`, () => {
      assert.ok(ask(`\`\`\`${language}\n\tabc\n\`\`\``).includes(`\n\t${comment}\n\tabc\n`));
    });
  }

  it('reads a block with fences or without an end', () => {
    assert.ok(ask('````md\n```js\nx\n```\n````').includes('\n````md\n<!-- Looked'));
    assert.ok(ask('```js\nlet a;\nlet b;').includes('\nlet a;\nlet b;\n```\n'));
    assert.match(ask('```js\n\n```\nZyx?'), /^None of the indexed files/);
  });

  it('gives a tour of Markdown, and a long one of about 30 kB', () => {
    const tour = ask('Show me a table');
    for (const mark of ['\n## ', '\n| ', '- [x] ', '````markdown', '```python', '\n> > ']) {
      assert.ok(tour.includes(mark), mark);
    }
    const long = ask('A long answer, please');
    assert.ok(long.startsWith(tour) && long.length > 30_000 && long.length < 32_000);
    assert.equal(ask('everything'), tour);
    assert.match(ask('A vegetable along the way?'), /^(?!# A tour)/);
  });

  it('continues a truncated answer seamlessly', () => {
    const whole = ask('A long answer, please');
    for (const at of [1, 700, whole.length]) {
      assert.equal(ask('A long answer, please', whole.slice(0, at)), whole.slice(at));
    }
    assert.equal(ask('Zyx?', 'Well, '), ask('Zyx?'));
  });

  it('reasons about the words of the question', () => {
    const body = bodyOf({ role: 'user', content: 'How are prices added?' });
    assert.match(thoughtsOn(body), /mentions how, are, prices, added\./);
  });
});
