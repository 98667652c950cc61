import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { innermostRoot } from '../../../../src/vscode/git/innermostRoot.ts';

describe('innermostRoot', () => {
  let base: string;
  let roots: readonly string[];

  before(() => {
    base = mkdtempSync(join(tmpdir(), 'codestral-roots-'));
    roots = ['shop', 'shop/vendor/inner', 'shop2', 'caf\u00e9'].map((name) => join(base, name));
    for (const root of roots) mkdirSync(root, { recursive: true });
    symlinkSync(join(base, 'shop'), join(base, 'link'));
  });

  after(() => {
    rmSync(base, { recursive: true, force: true });
  });

  for (const [title, path, expected] of [
    ['the root itself', 'shop', 0],
    ['a slash at its end', 'shop/', 0],
    ['a symbolic link', 'link', 0],
    ['a subfolder behind a symbolic link', 'link/src', 0],
    ['a folder inside', 'shop/src/deep', 0],
    ['an inner repository', 'shop/vendor/inner/a.ts', 1],
    ['an inner repository behind a symbolic link', 'link/vendor/inner', 1],
    ['a folder with a similar name', 'shop2', 2],
    ['another composition of accents', 'cafe\u0301', 3],
    ['a folder outside', 'other', undefined],
    ['a name with the same start', 'shop20', undefined],
  ] as const) {
    it(`finds ${title}`, async () => {
      assert.equal(await innermostRoot(roots, join(base, path), false), expected);
    });
  }

  it('ignores case only if the system does', async () => {
    const path = join(base, 'SHOP');
    assert.equal(await innermostRoot(roots, path, true), 0);
    assert.equal(await innermostRoot(roots, path, false), undefined);
  });
});
