import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Corpus } from '../../server/corpus.ts';
import { learnFolder } from '../../server/folder.ts';
import { completeFim } from '../../server/fimModel.ts';
import type { FimBody } from '../../server/protocol.ts';

const cart = `/** What all items cost together. */
export function total(items: readonly Item[]): number {
  let sum = 0;
  for (const item of items) {
    if (item.count > 0) {
      sum += item.price * item.count;
    }
  }
  return sum;
}

export class Cart {
  #items: Item[] = [];

  add(item: Item): void {
    this.#items.push(item);
  }
}
`;

const greet = `def greet(name):
    if not name:
        return "Hello!"
    else:
        return f"Hello, {name}!"


def main():
    print(greet("world"))
`;

const learned = (
  files: Readonly<Record<string, string>> = { 'cart.ts': cart, 'greet.py': greet },
) => {
  const corpus = new Corpus();
  for (const [path, text] of Object.entries(files)) corpus.learn(path, text);
  return corpus;
};

const fill = (text: string, more: Partial<FimBody> = {}, corpus = learned()): string => {
  const [prompt = '', suffix = ''] = text.split('█');
  return completeFim(corpus, { model: 'm', prompt, suffix, temperature: 0, ...more }, 1);
};

const loop = `for (const item of items) {
    if (item.count > 0) {
      sum += item.price * item.count;
    }
  }`;

describe('local server: embedded model', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'fills a function',
      'total(items: readonly Item[]): number {\n  █\n}',
      `let sum = 0;\n  ${loop}\n  return sum;`,
    ],
    [
      'stops where the suffix begins',
      'Item[]): number {\n  let sum = 0;\n  █\n  return sum;\n}',
      loop,
    ],
    [
      'ends a word that was begun',
      '  let sum = 0;\n  for (const it█',
      loop.slice('for (const it'.length),
    ],
    [
      'ends within brackets that are closed',
      'export function total(it█) {\n}',
      'ems: readonly Item[]',
    ],
    ['continues on the same line', 'sum += item.█;', 'price * item.count'],
    [
      'keeps the last line end where the suffix needs it',
      '  add(item: Item): void {\n█  }\n}',
      '    this.#items.push(item);\n',
    ],
    [
      'keeps an else',
      '    if not name:\n        return "Hello!"\n    █',
      'else:\n        return f"Hello, {name}!"',
    ],
    ['ends a function by indentation', 'def main():\n    █', 'print(greet("world"))'],
    ['deepens indentation that was begun', 'def main():\n  █', '  print(greet("world"))'],
    ['learns from the prompt', 'alpha(beta, gamma);\nalpha(be█', 'ta, gamma);'],
    ['learns from the suffix', 'const limit = █\nconst limit = 60 * 1000;\n', '60 * 1000;'],
    ['knows common openers', '  try {█', '\n  } catch (error) {\n    throw error;\n  }'],
    [
      'leaves a bracket to the suffix that has it',
      '  while (true) {}\n  try {█\n  }',
      '\n  } catch (error) {\n    throw error;',
    ],
    ['returns nothing for unknown code', 'zyx█', ''],
    ['returns nothing for an empty prompt', '█', ''],
  ];
  for (const [name, text, expected] of cases) {
    it(name, () => {
      assert.equal(fill(text), expected);
    });
  }

  it('uses the line endings of the prompt', () => {
    assert.equal(
      fill('def greet(name):\r\n    if not name:\r\n█'),
      '        return "Hello!"\r\n    else:\r\n        return f"Hello, {name}!"',
    );
  });

  it('continues for min_tokens, with line breaks if nothing is left', () => {
    const short = fill('  add(item: Item): void {\n    █\n  }');
    const long = fill('  add(item: Item): void {\n    █\n  }', { min_tokens: 16 });
    assert.equal(long, `${short}\n  }\n}\n`);
    assert.equal(fill('zyx█', { min_tokens: 2 }), '\n\n');
  });

  it('is deterministic at temperature 0 and seeded above it', () => {
    const corpus = learned({ 'a.ts': 'log(one);\nlog(two);\nlog(three);\nlog(four);\n' });
    const says = (more: Partial<FimBody>): string => fill('log(█', more, corpus);
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    assert.equal(new Set(seeds.map((random_seed) => says({ random_seed }))).size, 1);
    const warm = seeds.map((random_seed) => says({ random_seed, temperature: 1 }));
    assert.deepEqual(new Set(warm), new Set(['one);', 'two);', 'three);', 'four);']));
    assert.deepEqual(
      warm,
      seeds.map((random_seed) => says({ random_seed, temperature: 1 })),
    );
  });

  it('replaces the earlier text of a path', () => {
    const corpus = learned({ 'a.ts': 'const colour = red;\n' });
    corpus.learn('a.ts', 'const colour = blue;\n');
    assert.equal(fill('const colour = █', {}, corpus), 'blue;');
  });

  it('learns the text files of a folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codestral-learn-'));
    try {
      const files: Readonly<Record<string, string>> = {
        'src/a.ts': 'a',
        'b.md': 'b',
        'node_modules/c.js': 'c',
        '.git/d': 'd',
        'image.png': 'e\0f',
        'large.json': ' '.repeat(200_001),
      };
      for (const [path, text] of Object.entries(files)) {
        await mkdir(join(folder, path, '..'), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      const corpus = new Corpus();
      await learnFolder(corpus, folder);
      assert.deepEqual(
        corpus.documents.map(({ path }) => path),
        ['b.md', 'src/a.ts'],
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
