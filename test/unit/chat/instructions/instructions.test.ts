import assert from 'node:assert/strict';
import { appliesTo, appliesToAll } from '../../../../src/chat/instructions/applyTo.ts';
import { readFrontMatter } from '../../../../src/chat/instructions/frontMatter.ts';
import type { FrontMatter } from '../../../../src/chat/instructions/frontMatter.ts';
import { subjectsOf } from '../../../../src/chat/instructions/instructionKinds.ts';
import {
  promptDescription,
  promptNameOf,
  typedPromptName,
} from '../../../../src/chat/instructions/promptFiles.ts';
import {
  agentsPaths,
  isApplicable,
  isProjectFilePath,
  withinLimits,
} from '../../../../src/chat/instructions/selectInstructions.ts';

describe('readFrontMatter', () => {
  const CASES: readonly (readonly [string, FrontMatter | undefined, string])[] = [
    ['no front matter', {}, 'no front matter'],
    ['---\napplyTo: **/*.ts\n---\nBody', { applyTo: '**/*.ts' }, 'Body'],
    ['\ufeff---\r\napplyTo: "**/*.{ts,tsx}"\r\n---\r\nBody', { applyTo: '**/*.{ts,tsx}' }, 'Body'],
    ["---\napplyTo: '**' # all\n---\nBody", { applyTo: '**' }, 'Body'],
    ['---\napplyTo: [ "a/**", b.ts ]\n---\n', { applyTo: 'a/**,b.ts' }, ''],
    ['---\ndescription: A: b # c\nmode: agent\ntools: [x]\n---\n', { description: 'A: b' }, ''],
    ['---\n---\nBody', {}, 'Body'],
    ['---\napplyTo:\n---\nBody', { applyTo: '' }, 'Body'],
    ['---\napplyTo: "**\n---\nBody', undefined, 'Body'],
    ['---\napplyTo: "a" b\n---\nBody', undefined, 'Body'],
    ['---\napplyTo: [a\n---\nBody', undefined, 'Body'],
    ['---\ndescription: |\n  text\n---\nBody', undefined, 'Body'],
    ['---\napplyTo: **\nnever closed', undefined, '---\napplyTo: **\nnever closed'],
    [`---\n${'x\n'.repeat(10_000)}---\nBody`, undefined, `---\n${'x\n'.repeat(10_000)}---\nBody`],
    ['text\n---\napplyTo: **\n---\n', {}, 'text\n---\napplyTo: **\n---\n'],
  ];
  for (const [text, matter, body] of CASES) {
    it(`reads ${JSON.stringify(text).slice(0, 60)}`, () => {
      assert.deepEqual(readFrontMatter(text), { matter, body });
    });
  }
});

describe('applyTo', () => {
  const CASES: readonly (readonly [string, readonly string[], boolean])[] = [
    ['**/*.ts', ['src/a.ts'], true],
    ['**/*.ts', ['a.ts'], true],
    ['**/*.ts', ['a.js'], false],
    ['*.ts', ['src/a.ts'], true],
    ['./src/**', ['src/a/b.py'], true],
    ['/src/**', ['src/a/b.py'], true],
    ['src/**', ['lib/src/b.py'], false],
    ['**/*.py, **/*.{ts,tsx}', ['a.tsx'], true],
    ['**/*.{ts,tsx', ['a.ts'], false],
    ['[', ['a'], false],
    ['', ['a'], false],
    [',,', ['a'], false],
    ['**/*.ts', [], false],
    [`${'*'.repeat(31)}a`, ['a'], false],
    ['a'.repeat(1_001), ['a'.repeat(1_001)], false],
    ['**', ['a'.repeat(9_000)], false],
  ];
  for (const [globs, paths, isMatch] of CASES) {
    it(`${globs.slice(0, 40)} ${isMatch ? 'matches' : 'does not match'} ${paths.join().slice(0, 40)}`, () => {
      assert.equal(appliesTo(globs, paths), isMatch);
    });
  }

  it('matches an explosive glob in no time', () => {
    const glob = `${'{a,aa}*'.repeat(14)}b`;
    assert.equal(appliesTo(glob, [`${'a'.repeat(5_000)}c`]), false);
  });

  it('recognizes globs for everything, which apply without a file', () => {
    for (const each of ['**', '**/*', 'a.ts, **']) assert.ok(appliesToAll(each));
    for (const each of ['', '**/*.ts', '{**}']) assert.ok(!appliesToAll(each));
    assert.ok(isApplicable({ applyTo: '**' }, []));
    assert.ok(!isApplicable(undefined, ['a.ts']));
    assert.ok(!isApplicable({ description: 'Only on request' }, ['a.ts']));
  });
});

describe('prompt files', () => {
  const NAMES: readonly (readonly [string, string | undefined])[] = [
    ['plan.prompt.md', 'plan'],
    ['Plan-It_2.PROMPT.md', 'plan-it_2'],
    ['fix.prompt.md', undefined],
    ['CLEAR.prompt.md', undefined],
    ['two words.prompt.md', undefined],
    ['ü.prompt.md', undefined],
    ['.prompt.md', undefined],
    ['plan.md', undefined],
    [`${'a'.repeat(61)}.prompt.md`, undefined],
  ];
  for (const [file, name] of NAMES) {
    it(`name ${file.slice(0, 30)} ${name ?? 'nothing'}`, () => {
      assert.equal(promptNameOf(file), name);
    });
  }

  it('are named at the start of a message', () => {
    assert.equal(typedPromptName(' /Plan a discount'), 'plan');
    assert.equal(typedPromptName('/plan'), 'plan');
    for (const text of ['plan', 'a /plan', '/plan.md', '/', '//plan']) {
      assert.equal(typedPromptName(text), undefined, text);
    }
  });

  it('have a description in one line', () => {
    assert.equal(promptDescription(' a\n\tb '), 'a b');
    assert.equal(promptDescription(' '), undefined);
    assert.ok((promptDescription('x'.repeat(1e6))?.length ?? 0) <= 120);
  });
});

describe('instructions of a question', () => {
  it('are looked for upward from the file, at a limited depth', () => {
    assert.deepEqual(agentsPaths('a/b/c.ts'), ['a/b/AGENTS.md', 'a/AGENTS.md', 'AGENTS.md']);
    assert.deepEqual(agentsPaths(''), ['AGENTS.md']);
    assert.equal(agentsPaths('a/'.repeat(500)).length, 41);
  });

  it('are limited in number and length', () => {
    const file = (length: number) => ({ text: 'x'.repeat(length) });
    assert.equal(withinLimits(Array.from({ length: 20 }, () => file(1))).length, 10);
    assert.deepEqual(
      withinLimits([file(20_000), file(19_000), file(2_000), file(1_000)]).map(
        ({ text }) => text.length,
      ),
      [20_000, 19_000, 1_000],
    );
  });

  it('are not what it is about', () => {
    const kinds = ['prompt', 'file', 'codebase', 'instructions', 'image'] as const;
    assert.deepEqual(
      subjectsOf(kinds.map((kind) => ({ kind }))).map(({ kind }) => kind),
      ['file', 'image'],
    );
  });

  it('are recognized by their paths', () => {
    for (const path of [
      '/w/AGENTS.md',
      '/w/a/AGENTS.md',
      '/w/.github/copilot-instructions.md',
      '/w/.github/instructions/a.instructions.md',
      '/w/.github/prompts/a.prompt.md',
    ]) {
      assert.ok(isProjectFilePath(path), path);
    }
    for (const path of ['/w/NOT-AGENTS.md', '/w/.github/README.md', '/w/prompts/a.md']) {
      assert.ok(!isProjectFilePath(path), path);
    }
  });
});
