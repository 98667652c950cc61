import assert from 'node:assert/strict';
import { isLanguageOn, isOn } from '../../../src/completion/layeredSettings.ts';

describe('isOn and isLanguageOn', () => {
  for (const [user, workspace, expected] of [
    [undefined, [], true],
    [false, [], false],
    [false, [true], false],
    [true, [false], false],
    [undefined, [undefined, false], false],
    [true, [true, undefined], true],
  ] as const) {
    it(`return ${String(expected)} for user ${String(user)}, workspace ${JSON.stringify(workspace)}`, () => {
      assert.equal(isOn({ defaultValue: true, user, workspace }), expected);
    });
  }

  const standard = { '*': true, plaintext: false };
  for (const [language, user, workspace, expected] of [
    ['python', undefined, [], true],
    ['plaintext', undefined, [], false],
    ['plaintext', { plaintext: true }, [], true],
    ['plaintext', undefined, [{ plaintext: true }], false],
    ['python', { '*': false }, [], false],
    ['python', { '*': false, python: true }, [], true],
    ['python', undefined, [{ python: false }], false],
    ['python', undefined, [{ '*': false }], false],
    ['python', undefined, [{ '*': false, python: true }], true],
    ['python', { python: false }, [{ python: true }], false],
  ] as const) {
    it(`combine for ${language}: user ${JSON.stringify(user)}, workspace ${JSON.stringify(workspace)}`, () => {
      assert.equal(isLanguageOn(language, { defaultValue: standard, user, workspace }), expected);
    });
  }
});
