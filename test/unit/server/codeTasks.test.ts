import assert from 'node:assert/strict';
import { answerTask } from '../../server/codeTasks.ts';
import type { ChatMessage } from '../../server/protocol.ts';

const fence = (code: string, language = 'ts'): string => `\`\`\`${language}\n${code}\n\`\`\``;

/** The answer to an instruction about code, with rules that require one block with all code. */
function rewrite(instruction: string, code: string, language?: string): string | undefined {
  const rules = 'Answer with one fenced block that takes the place of the code to rewrite.';
  const around = `Above it:\n${fence('class Cart {')}`;
  const question = `${around}\n\nThe code to rewrite:\n${fence(code, language)}\n\nInstruction: ${instruction}`;
  return answerTask([
    { role: 'system', content: rules },
    { role: 'user', content: question },
  ]);
}

/** The answer in a conversation, whose rules mention blocks for all questions. */
function chat(question: string): string | undefined {
  const rules = 'You answer in the chat panel. Changed code stands in one block.';
  const messages: ChatMessage[] = [
    { role: 'system', content: rules },
    { role: 'user', content: question },
  ];
  return answerTask(messages);
}

describe('local server: code tasks', () => {
  const method = '  total(items) {\n    return items.length + allItems;\n  }';
  const python = 'def total(self, items):\n    return len(items)';

  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      'Rename `items` to goods',
      'ts',
      method,
      '  total(goods) {\n    return goods.length + allItems;\n  }',
    ],
    ['Renomme items en goods', 'ts', 'items($items);', 'goods($items);'],
    ['Uppercase, please', 'sql', 'select a', 'SELECT A'],
    [
      'Add a doc comment with documentation',
      'ts',
      method,
      `  /** Total, as its name says. */\n${method}`,
    ],
    [
      'Document this',
      'ts',
      '// old\nexport class CartList {}',
      '// old\n/** Cart list, as its name says. */\nexport class CartList {}',
    ],
    [
      'add a docstring',
      'python',
      python,
      'def total(self, items):\n    """Total, as its name says."""\n    return len(items)',
    ],
    [
      'Add a docstring',
      'py',
      'def total(\n    items,\n) -> int:\n    return 1',
      'def total(\n    items,\n) -> int:\n    """Total, as its name says."""\n    return 1',
    ],
    [
      'add type hints',
      'python',
      python,
      'def total(self, items: object) -> object:\n    return len(items)',
    ],
    ["Fix: Cannot find name 'lenght'. Did you mean 'length'?", 'ts', 'a.lenght', 'a.length'],
    ['make it async', 'python', '\tx = 1', '\t# make it async\n\tx = 1'],
  ];
  for (const [instruction, language, code, expected] of cases) {
    it(`${instruction} (${language})`, () => {
      assert.equal(rewrite(instruction, code, language), fence(expected, language));
    });
  }

  it('fences code that holds a fence', () => {
    const code = '```js\nx\n```';
    const question = `Replace it by one block:\n\`\`\`\`md\n${code}\n\`\`\`\``;
    assert.match(answerTask([{ role: 'user', content: question }])!, /^````md\n[^]*\n````$/);
  });

  it('returns undefined without a task', () => {
    assert.equal(chat(`What is this?\n${fence('let a;')}`), undefined);
    assert.equal(chat('Repair it, in one block.'), undefined);
    assert.equal(chat('What is a commit message?'), undefined);
  });

  it('repairs, documents and tests what is selected', () => {
    const code = fence('function add(a, b) {}', 'js');
    const shown = `Attachment: file, a.js\n${fence('let x;')}\nAttachment: the selection, a.js\n${code}`;
    const ask = (task: string): string => chat(`${shown}\n\n${task} Give it in one block.`)!;
    assert.match(
      ask('Repair it.'),
      /\n```js\n\/\/ Looked at: [^\n]+\nfunction add\(a, b\) \{\}\n```$/,
    );
    assert.match(
      ask('Write the documentation comment.'),
      /\n\/\*\* Add, as its name says\. \*\/\nf/,
    );
    assert.match(
      ask('Write tests with vitest.'),
      /from 'vitest';\nimport \{ add \} from[^]*it\('has add'/,
    );
    const python = `Write tests, one file in one block.\n${fence('def add(): pass', 'python')}`;
    assert.match(chat(python)!, /```python\ndef test_add\(\):\n/);
  });

  describe('writes a commit message', () => {
    const one =
      'diff --git a/src/a.ts b/src/a.ts\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1,2 @@\n-a\n+b\n+c\n';
    const added =
      'diff --git a/b.md b/b.md\nnew file mode 100644\n--- /dev/null\n+++ b/b.md\n@@ -0,0 +1 @@\n+x\n';
    const gone = 'diff --git "a/\\303\\251.md" "b/\\303\\251.md"\ndeleted file mode 100644\n';
    const ask = (diff: string, more = ''): string | undefined =>
      answerTask([
        { role: 'system', content: 'You write the message of a git commit. No fence.' },
        { role: 'user', content: `${more}${diff === '' ? '' : fence(diff, 'diff')}` },
      ]);

    it('of the files that are changed', () => {
      assert.equal(ask(one), 'Update a.ts');
      assert.equal(ask(added), 'Add b.md');
      assert.match(ask(gone)!, /^Remove /);
      assert.equal(ask(one + added), 'Update a.ts and b.md\n\n- src/a.ts: +2 −1\n- b.md: +1 −0');
      assert.match(ask(one + added + gone)!, /^Update a\.ts and 2 other files\n\n/);
      assert.equal(ask(''), 'Update files');
    });

    it('in the style of those before it', () => {
      assert.equal(ask(added, '- feat(cart): sums\n- wip\n'), 'feat: add b.md');
      assert.equal(ask(one, '- fix: sums\n'), 'chore: update a.ts');
    });

    it('in a conversation, in a block where one is asked for', () => {
      const task = 'Write the message of the git commit that these changes make.';
      assert.equal(chat(`${fence(one, 'diff')}\n${task}`), 'Update a.ts');
      assert.equal(
        chat(`${fence(one, 'diff')}\n${task} Give it in one block.`),
        '```\nUpdate a.ts\n```',
      );
    });
  });
});
