import assert from 'node:assert/strict';
import { sanitizeName } from '../../../../src/usage/page/markup.ts';
import { UsageNumberFormats } from '../../../../src/usage/page/usageNumbers.ts';
import { HOSTILE } from '../usageRows.ts';

describe('UsageNumberFormats', () => {
  const english = new UsageNumberFormats('en');
  const french = new UsageNumberFormats('fr');

  for (const [value, inEnglish, inFrench] of [
    [0, '$0.00', '0,00 $'],
    [0.00004, '<$0.0001', '<0,0001 $'],
    [0.0005, '$0.0005', '0,0005 $'],
    [1234.5, '$1,234.50', '1 234,50 $'],
  ] as const) {
    it(`formats ${value} dollars`, () => {
      const plain = (text: string): string => text.replaceAll(/\s/g, ' ');
      assert.deepEqual(
        [plain(english.money(value)), plain(french.money(value))],
        [inEnglish, inFrench],
      );
    });
  }

  it('formats shares, times and days', () => {
    assert.deepEqual(
      [english.share(1, 3), english.share(0, 0), english.duration(400), english.duration(1300)],
      ['33%', '–', '400 ms', '1.3 sec'],
    );
    assert.deepEqual(
      [english.day('2026-11-21'), french.day('2026-11-21'), english.shortDay('2026-11-01')],
      ['Nov 21, 2026', '21 nov. 2026', 'Nov 1'],
    );
  });

  it('returns an invalid day unchanged', () => {
    assert.equal(english.day('soon'), 'soon');
  });

  for (const language of ['', 'x', 'tlh', 'not a tag', 'qps-ploc']) {
    it(`uses English for the unknown language “${language}”`, () => {
      assert.equal(new UsageNumberFormats(language).count(1234), '1,234');
    });
  }
});

describe('sanitizeName', () => {
  for (const [what, name, shown] of [
    ['as it is', 'codestral-2508', 'codestral-2508'],
    ['without what cannot be seen', HOSTILE.bidi, 'codestral�gpj.exe����next'],
    ['cut at 80 characters', HOSTILE.long, `${HOSTILE.long.slice(0, 80)}…`],
    ['no pair cut in half', '💡'.repeat(90), `${'💡'.repeat(80)}…`],
    ['a half pair', '\ud83d', '�'],
  ] as const) {
    it(`sanitizes ${what}`, () => {
      assert.equal(sanitizeName(name), shown);
    });
  }
});
