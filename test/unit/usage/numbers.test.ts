import assert from 'node:assert/strict';
import { shownName } from '../../../src/usage/markup.ts';
import { UsageNumbers } from '../../../src/usage/numbers.ts';
import { HOSTILE } from './rows.ts';

describe('numbers of the usage page', () => {
  const english = new UsageNumbers('en');
  const french = new UsageNumbers('fr');

  for (const [value, inEnglish, inFrench] of [
    [0, '$0.000', '0,000 $'],
    [0.00004, '<$0.001', '<0,001 $'],
    [0.0005, '$0.001', '0,001 $'],
    [1234.5, '$1,234.500', '1 234,500 $'],
  ] as const) {
    it(`writes ${value} dollars`, () => {
      const plain = (text: string): string => text.replaceAll(/\s/g, ' ');
      assert.deepEqual(
        [plain(english.money(value)), plain(french.money(value))],
        [inEnglish, inFrench],
      );
    });
  }

  it('writes shares, times and days', () => {
    assert.deepEqual(
      [english.share(1, 3), english.share(0, 0), english.duration(400), english.duration(1300)],
      ['33%', '–', '400 ms', '1.3 sec'],
    );
    assert.deepEqual(
      [english.day('2026-11-21'), french.day('2026-11-21'), english.shortDay('2026-11-01')],
      ['Nov 21, 2026', '21 nov. 2026', 'Nov 1'],
    );
  });

  it('leaves what is no day as it is', () => {
    assert.equal(english.day('soon'), 'soon');
  });

  for (const language of ['', 'x', 'tlh', 'not a tag', 'qps-ploc']) {
    it(`speaks English where there is no language “${language}”`, () => {
      assert.equal(new UsageNumbers(language).count(1234), '1,234');
    });
  }
});

describe('a name as it is shown', () => {
  for (const [what, name, shown] of [
    ['as it is', 'codestral-2508', 'codestral-2508'],
    ['without what cannot be seen', HOSTILE.bidi, 'codestral�gpj.exe����next'],
    ['cut at 80 characters', HOSTILE.long, `${HOSTILE.long.slice(0, 80)}…`],
    ['no pair cut in half', '💡'.repeat(90), `${'💡'.repeat(80)}…`],
    ['a half pair', '\ud83d', '�'],
  ] as const) {
    it(what, () => {
      assert.equal(shownName(name), shown);
    });
  }
});
