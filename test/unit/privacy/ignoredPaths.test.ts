import assert from 'node:assert/strict';
import { IgnoredPaths } from '../../../src/privacy/ignoredPaths.ts';

const PATTERNS: Readonly<Record<string, string>> = {
  '/r': '# comment\nnode_modules/\n*.log\n/build\n!keep.log\ngenerated/*\n!generated/kept.ts',
  '/r/sub': '!important.log\nlocal.ts',
  '/r/node_modules': '!x.ts',
};

describe('IgnoredPaths', () => {
  const reads: string[] = [];
  const paths = new IgnoredPaths('/r', (folder) => {
    reads.push(folder);
    return Promise.resolve(PATTERNS[folder]);
  });

  for (const [path, expected] of [
    ['/r/a.ts', false],
    ['/r/node_modules/x.ts', true],
    ['/r/sub/node_modules/deep/x.ts', true],
    ['/r/a.log', true],
    ['/r/keep.log', false],
    ['/r/sub/important.log', false],
    ['/r/other/important.log', true],
    ['/r/build/a.ts', true],
    ['/r/sub/build/a.ts', false],
    ['/r/sub/local.ts', true],
    ['/r/local.ts', false],
    ['/r/generated/a.ts', true],
    ['/r/generated/kept.ts', false],
    ['/r/.git/config', true],
    ['/r/sub/../../etc/passwd', true],
    ['/elsewhere/a.ts', true],
    ['/r', true],
  ] as const) {
    it(`${expected ? 'ignores' : 'allows'} ${path}`, async () => {
      assert.equal(await paths.isIgnored(path), expected);
    });
  }

  it('reads the patterns of a folder once', () => {
    assert.equal(new Set(reads).size, reads.length);
  });

  it('ignores everything below a file with patterns that is too long', async () => {
    const long = new IgnoredPaths('/r', () => Promise.resolve('x\n'.repeat(100_000)));
    assert.equal(await long.isIgnored('/r/a.ts'), true);
  });

  it('ignores everything below a file with a pattern that takes too long to match', async () => {
    const slow = new IgnoredPaths('/r', () => Promise.resolve(`${'*a'.repeat(30)}b`));
    assert.equal(await slow.isIgnored(`/r/${'a'.repeat(250)}`), true);
  });

  it('ignores everything below a file with a pattern that takes too long to match in deep folders', async () => {
    const slow = new IgnoredPaths('/r', () => Promise.resolve(`${'a/**/'.repeat(20)}b`));
    assert.equal(await slow.isIgnored(`/r/${'a/'.repeat(45)}c`), true);
  });
});
