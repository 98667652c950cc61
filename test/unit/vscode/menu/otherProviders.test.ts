import assert from 'node:assert/strict';
import { languageName } from '../../../../src/languages/languageName.ts';
import { otherProviders } from '../../../../src/vscode/menu/otherProviders.ts';

function found(ids: readonly string[], settings: Readonly<Record<string, unknown>> = {}): string[] {
  const rows = otherProviders({ has: (id) => ids.includes(id), setting: (key) => settings[key] });
  return rows.map(({ name, id }) => `${name} ${id}`);
}

describe('otherProviders', () => {
  it('lists each installed provider once', () => {
    assert.deepEqual(found([]), []);
    assert.deepEqual(found(['github.copilot', 'github.copilot-chat', 'continue.continue']), [
      'GitHub Copilot github.copilot',
      'Continue continue.continue',
    ]);
    assert.deepEqual(found(['github.copilot-chat']), ['GitHub Copilot github.copilot-chat']);
  });

  const copilot: readonly (readonly [unknown, boolean])[] = [
    [undefined, true],
    [{ '*': true, plaintext: false }, true],
    [{ '*': false }, false],
    [{ '*': false, python: true }, true],
    [{ python: false }, true],
    [false, false],
    ['off', true],
    [null, true],
    [[], true],
  ];
  for (const [value, isFound] of copilot) {
    it(`${isFound ? 'lists' : 'does not list'} one with ${JSON.stringify(value)}`, () => {
      const names = found(['github.copilot'], { 'github.copilot.enable': value });
      assert.equal(names.length === 1, isFound);
    });
  }
});

describe('languageName', () => {
  const manifest = (languages: unknown) => ({ packageJSON: { contributes: { languages } } });

  it('is the first alias of an extension, or else the ID', () => {
    const extensions = [
      manifest([{ id: 'cpp' }]),
      manifest([{ id: 'c', aliases: ['C', 'c'] }]),
      manifest([{ id: 'cpp', aliases: ['C++', 'Cpp'] }]),
    ];
    assert.equal(languageName('cpp', extensions), 'C++');
    assert.equal(languageName('c', extensions), 'C');
    assert.equal(languageName('rust', extensions), 'rust');
  });

  it('ignores malformed manifests', () => {
    const strange = [
      { packageJSON: undefined },
      { packageJSON: { contributes: 1 } },
      ...[
        null,
        'cpp',
        {},
        [null, 1, { id: 'cpp', aliases: 'C++' }, { id: 'cpp', aliases: [7, ' '] }],
      ].map(manifest),
      manifest([{ id: 'cpp', aliases: [' '] }]),
    ];
    assert.equal(languageName('cpp', strange), 'cpp');
  });
});
