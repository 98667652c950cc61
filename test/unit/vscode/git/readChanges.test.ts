import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChanges } from '../../../../src/vscode/git/readChanges.ts';
import type { SendableChanges } from '../../../../src/vscode/git/readChanges.ts';
import { gitRunner } from '../../../../src/vscode/git/runGit.ts';
import { SystemClock } from '../../../../src/vscode/platform/systemClock.ts';
import { TestRepository } from './repository.ts';

const clock = new SystemClock(
  () => performance.now(),
  () => Date.now(),
);
const isBlocked = (paths: readonly string[]): Promise<boolean> =>
  Promise.resolve(paths.some((path) => path.startsWith('private/')));
const { signal: never } = new AbortController();

describe('readChanges', () => {
  let repository: TestRepository;

  beforeEach(() => {
    repository = new TestRepository();
  });

  afterEach(() => {
    repository.remove();
  });

  function read(
    staged = false,
    environment: Readonly<Record<string, string>> = {},
    signal = never,
  ): Promise<SendableChanges> {
    const all = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', ...environment };
    const run = gitRunner('git', clock, all);
    return readChanges(repository.root, staged, { run, clock, isBlocked }, signal);
  }

  const SETTINGS: readonly (readonly [string, string])[] = [
    ['diff.noprefix', 'true'],
    ['diff.mnemonicPrefix', 'true'],
    ['diff.srcPrefix', 'OLD/'],
    ['diff.dstPrefix', 'NEW/'],
    ['diff.external', 'echo nothing'],
    ['diff.submodule', 'log'],
    ['diff.submodule', 'diff'],
    ['diff.renames', 'copies'],
    ['diff.renames', 'false'],
    ['diff.context', '0'],
    ['diff.interHunkContext', '50'],
    ['diff.algorithm', 'patience'],
    ['diff.orderFile', 'order.txt'],
    ['diff.relative', 'true'],
    ['diff.ignoreSubmodules', 'all'],
    ['diff.wsErrorHighlight', 'all'],
    ['diff.colorMoved', 'zebra'],
    ['diff.suppressBlankEmpty', 'true'],
    ['diff.wordRegex', '.'],
    ['diff.autoRefreshIndex', 'false'],
    ['diff.notes.textconv', 'echo converted'],
    ['diff.notes.command', 'echo command'],
    ['color.ui', 'always'],
    ['color.diff', 'always'],
    ['core.quotePath', 'true'],
    ['core.abbrev', '4'],
    ['core.pager', 'echo pager'],
    ['pager.diff', 'echo pager'],
    ['i18n.logOutputEncoding', 'UTF-16'],
  ];
  const ENVIRONMENT: readonly (readonly [string, string])[] = [
    ['GIT_EXTERNAL_DIFF', 'echo'],
    ['GIT_DIFF_OPTS', '--unified=0'],
    ['GIT_PAGER', 'echo'],
    ['GIT_TRACE', '1'],
    ['GIT_ICASE_PATHSPECS', '1'],
    ['GIT_LITERAL_PATHSPECS', '1'],
  ];

  it('returns one format without excluded files for any git configuration', async () => {
    const lines = Array.from({ length: 30 }, (_, at) => `line ${at}\n`);
    repository.put('.gitattributes', '*.md diff=notes\n*.ts diff=notes\n');
    repository.put('order.txt', 'z.ts\n');
    repository.put('src/a.ts', lines.join('\n'));
    repository.put('src/old name.ts', lines.join(''));
    repository.put('z.ts', 'z\n');
    repository.put('é.md', 'a\n');
    repository.put('private/plan.md', 'old secret\n');
    repository.commit();
    for (const staged of [false, true]) {
      repository.put(
        'src/a.ts',
        lines.join('\n').replace('line 3\n', 'three\n').replace('line 20', 'x'),
      );
      repository.put('z.ts', 'Z\n');
      repository.put('é.md', 'b\n');
      repository.put('private/plan.md', 'new secret\n');
      if (staged) {
        repository.git('mv', 'src/old name.ts', 'src/new name.ts');
        repository.git('add', '--all');
      }
      const expected = await read(staged);
      const all = expected.changes.map(({ text }) => text).join('');
      assert.equal(expected.blocked, 1);
      assert.match(all, /^diff --git a\/src\/a\.ts b\/src\/a\.ts\n/m);
      assert.match(all, /\n-z\n\+Z\n/);
      assert.equal(/^rename from src\/old name\.ts$/m.test(all), staged);
      assert.doesNotMatch(all, /secret|plan/);
      const config = join(repository.root, '.git', 'config');
      const own = readFileSync(config, 'utf8');
      for (const [name, value] of SETTINGS) {
        const [section = '', ...rest] = name.split('.');
        const key = rest.pop() ?? '';
        const header = rest.length > 0 ? `${section} "${rest.join('.')}"` : section;
        // `git config` would do the same with two more processes for each of them.
        writeFileSync(config, `${own}[${header}]\n\t${key} = ${value}\n`);
        assert.deepEqual(await read(staged), expected, `${name}=${value}`);
      }
      writeFileSync(config, own);
      for (const [name, value] of ENVIRONMENT) {
        assert.deepEqual(await read(staged, { [name]: value }), expected, `${name}=${value}`);
      }
    }
  });

  it('runs no program that the repository configures', async () => {
    const program = join(repository.root, '.git', 'monitor');
    const mark = join(repository.root, '.git', 'ran');
    writeFileSync(program, `#!/bin/sh\necho ran >> "${mark}"\n`);
    chmodSync(program, 0o755);
    repository.put('a.ts', 'a\n');
    repository.commit();
    repository.put('a.ts', 'b\n');
    repository.git('config', 'core.fsmonitor', program);
    repository.git('config', 'core.hooksPath', join(repository.root, '.git'));
    const { changes } = await read();
    assert.equal(changes.length, 1);
    assert.ok(!existsSync(mark));
    repository.git('status');
    assert.ok(existsSync(mark), 'git itself runs it');
  });

  it('checks both names of a renamed file', async () => {
    const text = Array.from({ length: 30 }, (_, at) => `secret ${at}\n`).join('');
    repository.put('private/a.md', text);
    repository.put('b.md', text.replaceAll('secret', 'open'));
    repository.commit();
    repository.git('mv', 'private/a.md', 'a.md');
    repository.git('mv', 'b.md', 'private/b.md');
    const { changes, blocked } = await read(true);
    assert.deepEqual(changes, []);
    assert.equal(blocked, 2);
    repository.git('mv', 'a.md', 'c.md');
    repository.commit();
    repository.git('mv', 'c.md', 'd.md');
    assert.deepEqual(
      (await read(true)).changes.map(({ name, oldName }) => [name, oldName]),
      [['d.md', 'c.md']],
    );
  });

  it('compares names exactly', async () => {
    const names = [
      'with space.ts',
      'tab\there.ts',
      'line\nbreak.ts',
      'quote".ts',
      'back\\slash.ts',
      'é ü 日本.ts',
      'x b/x.ts',
      'a b/a',
      ':(top)x.ts',
      '*.ts',
      '-x.ts',
      'private',
    ];
    for (const name of names) repository.put(name, 'old\n');
    repository.put('x', 'old\n');
    repository.commit();
    for (const name of names) repository.put(name, 'new\n');
    // A file replaces a folder with an excluded name, and a folder replaces a file.
    repository.git('rm', '--quiet', '--force', '--cached', 'private');
    rmSync(join(repository.root, 'private'));
    repository.put('private/plan.md', 'secret\n');
    repository.put('private/line\nbreak.ts', 'secret\n');
    repository.git('add', '--all');
    const { changes, blocked } = await read(true);
    assert.equal(blocked, 2);
    assert.deepEqual(changes.map(({ name }) => name).sort(), names.toSorted());
    for (const { name, text } of changes) {
      assert.match(text, name === 'private' ? /\n-old\n/ : /\n-old\n\+new\n$/, name);
    }
    assert.doesNotMatch(changes.map(({ text }) => text).join(''), /secret/);
  });

  it('describes a submodule by its commits, with other files and alone', async () => {
    const inner = new TestRepository();
    try {
      inner.put('a', '1');
      inner.commit();
      const add = ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add'];
      repository.git(...add, inner.root, 'sub');
      repository.put('a.ts', 'a\n');
      repository.commit();
      const before = repository.git('-C', 'sub', 'rev-parse', 'HEAD').slice(0, 7);
      repository.put('sub/a', '2');
      repository.git(
        '-C',
        'sub',
        '-c',
        'user.name=n',
        '-c',
        'user.email=e@x.y',
        'commit',
        '-qam',
        'x',
      );
      const after = repository.git('-C', 'sub', 'rev-parse', 'HEAD').slice(0, 7);
      for (const setting of ['log', 'diff', 'short']) {
        repository.git('config', 'diff.submodule', setting);
        const text = `Submodule sub ${before}..${after}\n`;
        assert.deepEqual(await read(), { changes: [{ name: 'sub', text }], blocked: 0 });
      }
      repository.put('a.ts', 'b\n');
      const { changes } = await read();
      assert.deepEqual(
        changes.map(({ name }) => name),
        ['a.ts', 'sub'],
      );
    } finally {
      inner.remove();
    }
  });

  it('lists unreadable files and reads up to a limit', async () => {
    const line = `${'x'.repeat(99)}\n`;
    for (let at = 0; at < 9; at += 1) repository.put(`f${at}.txt`, line.repeat(25_000));
    repository.git('add', '--all');
    const { changes } = await read(true);
    const sizes = changes.map(({ text }) => text.length);
    assert.equal(sizes.length, 9);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 16_000_000);
    assert.equal(sizes.at(-1), 0);
  });

  it('reads more files than fit on a command line', async () => {
    for (let at = 0; at < 400; at += 1)
      repository.put(`${'folder/'.repeat(20)}f${at}.txt`, `${at}\n`);
    repository.git('add', '--all');
    const { changes } = await read(true);
    assert.equal(changes.filter(({ text }) => text.includes('\n+')).length, 400);
  });

  it('ends when aborted and rejects with the output of git', async () => {
    repository.put('a.ts', 'a\n');
    await assert.rejects(read(false, {}, AbortSignal.abort()), { name: 'AbortError' });
    const run = gitRunner('git', clock);
    await assert.rejects(run(repository.root, ['diff', '--no-such-option'], never), /option|usage/);
    await assert.rejects(gitRunner('/no/such/git', clock)(repository.root, [], never), /ENOENT/);
  });
});
