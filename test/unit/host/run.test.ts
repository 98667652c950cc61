import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

describe('run.mjs', () => {
  const folder = temporaryFolder();

  beforeEach(() => {
    // A repository whose only package links to the tsx of this one, so that npm needs no network.
    const tsx = join(repository, 'node_modules', 'tsx');
    mkdirSync(join(folder(), 'test', 'tools'), { recursive: true });
    copyFileSync(join(repository, 'test/tools/run.mjs'), join(folder(), 'test/tools/run.mjs'));
    const manifest = { name: 'fresh', version: '1.0.0', dependencies: { tsx: `file:${tsx}` } };
    writeFileSync(join(folder(), 'package.json'), JSON.stringify(manifest));
    const link = relative(folder(), tsx);
    const packages = {
      '': manifest,
      'node_modules/tsx': { resolved: link, link: true },
      [link]: {},
    };
    const lock = { name: 'fresh', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
    writeFileSync(join(folder(), 'package-lock.json'), JSON.stringify(lock));
  });

  function tool(code: string): void {
    writeFileSync(join(folder(), 'test', 'tools', 'tool.ts'), code);
  }

  function run(...args: string[]): { stdout: string; stderr: string; status: number | null } {
    const file = join(folder(), 'test', 'tools', 'run.mjs');
    return spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' });
  }

  it('installs in a fresh clone and when the lock file changes, and leaves stdout to the tool', () => {
    tool(`const words: string[] = process.argv.slice(2); console.log(JSON.stringify(words));`);
    const first = run('tool', 'a b', '--flag');
    assert.match(first.stderr, /npm ci/);
    assert.equal(first.stdout, '["a b","--flag"]\n');
    assert.equal(first.status, 0);
    assert.deepEqual(run('tool').stderr, '');
    const lock = join(folder(), 'package-lock.json');
    writeFileSync(lock, ' ', { flag: 'a' });
    assert.match(run('tool').stderr, /npm ci/);
  });

  it('passes on the exit code', () => {
    tool(`process.exit(7);`);
    assert.equal(run('tool').status, 7);
  });

  it('passes on signals and ends like the tool', async () => {
    tool(`process.on('SIGTERM', () => process.exit(42));
      setInterval(() => undefined, 1000);
      console.log('ready');`);
    const file = join(folder(), 'test', 'tools', 'run.mjs');
    const child: ChildProcess = spawn(process.execPath, [file, 'tool'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exit = once(child, 'exit');
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    assert.deepEqual(await exit, [42, null]);
  });

  it('reports an unknown tool', () => {
    const { status, stderr } = run('nothing');
    assert.equal(status, 1);
    assert.match(stderr, /test\/tools\/nothing\.ts does not exist\.\n$/);
  });
});
