import assert from 'node:assert/strict';
import { retryAfterMs } from '../../../../src/mistral/http/retryAfter.ts';

const now = Date.UTC(2026, 10, 21, 12);
const at = (ms: number): string => new Date(now + ms).toUTCString();

/** The wait for a response with these values of Retry-After. */
function wait(...values: string[]): number | undefined {
  const headers = new Headers();
  for (const value of values) headers.append('retry-after', value);
  return retryAfterMs(headers, now);
}

describe('retryAfterMs', () => {
  const table: [string, number | undefined][] = [
    ['7', 7_000],
    [' 7 ', 7_000],
    ['1.5', 1_500],
    ['0.001', 1],
    ['7, 7', 7_000],
    ['7,30', 30_000],
    ['30, 0', 30_000],
    ['soon, 7', 7_000],
    ['999999999', 3_600_000],
    ['9'.repeat(400), 3_600_000],
    [at(30_000), 30_000],
    [`${at(30_000)}, ${at(30_000)}`, 30_000],
    [`7, ${at(30_000)}`, 30_000],
    [at(86_400_000_000), 3_600_000],
    // Without a time zone it is GMT, whatever the time zone of this machine.
    [at(30_000).replace(' GMT', ''), 30_000],
    ['Saturday, 21-Nov-26 12:00:30 GMT', 30_000],
    ['Sat Nov 21 12:00:30 2026', 30_000],
    ['2026-11-21T12:00:30Z', 30_000],
    ['2026-11-21T13:00:30+01:00', 30_000],
    // Invalid: treated as if there were no header.
    ...[
      ...['0', '0.0', '-0', '-5', '-0.5', '+7', '7s', '7 s', '1e3', '0x10', 'NaN', 'Infinity'],
      ...['soon', '', ',', ', ,', '7;8', 'null', '[7]', at(-30_000), at(0)],
      ...['2026-11-21', '12:00:30', 'Sat, 99 Nov 2026 12:00:30 GMT', 'Sat, 21 Nov 2026'],
    ].map((text): [string, undefined] => [text, undefined]),
  ];
  for (const [value, ms] of table) {
    it(`reads "${value.slice(0, 60)}" as ${String(ms)} ms`, () => {
      assert.equal(wait(value), ms);
    });
  }

  it('uses the longest of several headers', () => {
    assert.equal(wait('7', '40', '0'), 40_000);
    assert.equal(wait(at(20_000), at(50_000)), 50_000);
  });

  it('reads a date relative to the Date header of the response', () => {
    const sentAt = 86_400_000;
    const dated = (date: string): number | undefined =>
      retryAfterMs(new Headers({ 'retry-after': at(sentAt + 20_000), date }), now);
    assert.equal(dated(at(sentAt)), 20_000);
    assert.equal(dated('yesterday'), 3_600_000);
    assert.equal(dated('-5'), 3_600_000);
    assert.equal(retryAfterMs(new Headers({ 'retry-after': '7', date: 'x' }), now), 7_000);
  });
});
