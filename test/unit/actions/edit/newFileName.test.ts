import assert from 'node:assert/strict';
import { fileNameOf } from '../../../../src/actions/edit/newFileName.ts';
import { extensionOf, languageIdOf } from '../../../../src/languages/fenceLanguages.ts';

describe('fileNameOf', () => {
  for (const [hint, language, expected] of [
    ['cart.ts', 'ts', 'cart.ts'],
    ['src/models/cart.ts', 'ts', 'cart.ts'],
    ['cart', 'typescript', 'cart.ts'],
    ['Makefile', 'make', 'Makefile'],
    ['README', '', 'README'],
    ['été.py', 'python', 'été.py'],
    ['..\\..\\windows\\evil.dll', '', 'evil.dll'],
    ['/etc/passwd', '', 'passwd'],
    ['C:\\a.ts', '', 'a.ts'],
    ['', 'ts', undefined],
    ['src/', 'ts', undefined],
    ['..', 'ts', undefined],
    ['.bashrc', 'sh', undefined],
    ['.git/hooks/.x', 'sh', undefined],
    ['-rf', 'sh', undefined],
    ['~', 'sh', undefined],
    ['con.ts', 'ts', undefined],
    ['LPT1', 'ts', undefined],
    ['a:b.ts', 'ts', undefined],
    ['a.ts.', 'ts', undefined],
    ['a?.ts', 'ts', undefined],
    ['a\n.ts', 'ts', undefined],
    ['a\u0000.ts', 'ts', undefined],
    ['gpj\u202est.ts', 'ts', undefined],
    ['a\u200b.ts', 'ts', undefined],
    ['a\u00a0.ts', 'ts', undefined],
    ['a\ud800.ts', 'ts', undefined],
    [`${'a'.repeat(81)}.ts`, 'ts', undefined],
  ] as const) {
    it(`names a file for ${JSON.stringify(hint)} in ${JSON.stringify(language)}`, () => {
      assert.equal(fileNameOf(hint, language), expected);
    });
  }
});

describe('languageIdOf', () => {
  it('recognizes the language names that models use', () => {
    const names = [
      'ts',
      'TSX',
      'c++',
      'c#',
      'bash',
      'golang',
      'Dockerfile',
      'klingon',
      '__proto__',
    ];
    assert.deepEqual(names.map(languageIdOf), [
      ...['typescript', 'typescriptreact', 'cpp', 'csharp', 'shellscript', 'go', 'dockerfile'],
      ...[undefined, undefined],
    ]);
    assert.deepEqual(['py', 'docker', 'nothing'].map(extensionOf), ['py', 'Dockerfile', undefined]);
  });
});
