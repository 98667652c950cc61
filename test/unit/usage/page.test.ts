import assert from 'node:assert/strict';
import { LATENCY_STEPS } from '../../../src/usage/figures.ts';
import type { UsageRow } from '../../../src/usage/figures.ts';
import { UsageNumbers } from '../../../src/usage/numbers.ts';
import { usageHtml } from '../../../src/usage/page.ts';
import type { PageFacts } from '../../../src/usage/page.ts';
import { usageView } from '../../../src/usage/view.ts';
import type { UsageWords } from '../../../src/usage/words.ts';
import { loadWords } from '../../browser/usage/support.ts';
import { HOSTILE, TODAY, plausibleRows, row } from './rows.ts';

describe('the usage page', () => {
  let words: UsageWords;

  before(async () => {
    words = await loadWords();
  });

  function page(rows: readonly UsageRow[], facts: Partial<PageFacts> = {}): string {
    return usageHtml(
      {
        ...{ view: usageView(rows, TODAY), at: 0, budget: undefined, pricesAsOf: '2026-11-01' },
        left: { mistral: { facts: {}, at: undefined }, codestral: { facts: {}, at: undefined } },
        folder: '/kept/here',
        ...facts,
      },
      { words, numbers: new UsageNumbers('en') },
      {
        ...{ style: 'https://style/usage.css', source: 'https://style', language: 'fr' },
        commands: { refresh: 'a.refresh', export: 'a.export', reset: 'a.reset' },
      },
    );
  }

  /** What there is to read, without tags. */
  const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

  it('has a policy of one style sheet, no script, no style attribute, and its language', () => {
    const html = page(plausibleRows(), { budget: 5 });
    assert.match(html, /content="default-src &#39;none&#39;; style-src https:\/\/style; base-uri/);
    assert.match(html, /^<!DOCTYPE html>\s*<html lang="fr">/);
    assert.doesNotMatch(html, /<script|<style|\sstyle=|\son\w+=|javascript:/);
    assert.deepEqual(html.match(/(?<=(?:href|src)=")[^"]*/g), [
      'https://style/usage.css',
      'command:a.refresh',
      'command:a.export',
      'command:a.reset',
    ]);
  });

  it('says so where there is nothing, and offers nothing to export', () => {
    const html = page([]);
    assert.match(textOf(html), /Nothing is counted yet/);
    assert.doesNotMatch(html, /a\.export|a\.reset|class="chart"/);
  });

  it('has tables with captions, and headings of columns and rows', () => {
    const html = page(plausibleRows());
    const tables = html.match(/<table>.*?<\/table>/gs) ?? [];
    assert.equal(tables.length, 3);
    for (const table of tables) {
      assert.match(table, /<caption>/);
      const columns = table.match(/scope="col"/g)?.length ?? 0;
      for (const line of table.match(/<tr>(?=\s*<th scope="row">).*?<\/tr>/gs) ?? []) {
        assert.equal(line.match(/<t[hd]/g)?.length, columns);
      }
    }
  });

  it('has the numbers of both charts in the table by day', () => {
    const html = page([
      row({ cost: 1.25, requests: 17 }),
      row({ feature: 'chat', cost: 2.5, requests: 3 }),
    ]);
    assert.match(textOf(html), /Nov 21, 2026 \$3\.750 \$1\.250 \$2\.500 20 /);
    assert.match(textOf(html), /Highest: \$3\.750 on Nov 21, 2026\. Together: \$3\.750\./);
    assert.match(textOf(html), /Highest: 20 on Nov 21, 2026\. Together: 20\./);
  });

  it('keeps unmetered requests and their estimate out of the cost, and says so', () => {
    const text = textOf(page([row({ requests: 6, unmetered: 2, unpriced: 0, cost: 2 })]));
    assert.match(text, /This month \$2\.000/);
    assert.match(text, /This month 2 of 6 requests were closed before the service told/);
    assert.match(text, /it is about \$1\.000 more/);
    assert.doesNotMatch(textOf(page([row({ requests: 6, cost: 2 })])), /were closed|more\./);
  });

  for (const [what, budget, said] of [
    ['none', undefined, undefined],
    ['nothing', 0, undefined],
    ['no number', NaN, undefined],
    ['kept', 8, '$2.00 of this month’s budget of $8.00 is used: 25%.'],
    ['overspent', 1, '$2.00 of this month’s budget of $1.00 is used: 200%.'],
  ] as const) {
    it(`speaks of a budget: ${what}`, () => {
      const html = page([row({ cost: 2 })], { budget });
      if (said === undefined) assert.doesNotMatch(html, /budget/);
      else assert.ok(textOf(html).includes(said));
      const [, most, value] = /<meter[^>]*max="([^"]*)"\s+value="([^"]*)"/.exec(html) ?? [];
      assert.ok(said === undefined ? most === undefined : Number(value) <= Number(most));
    });
  }

  it('says what is left as last heard, or that nothing was heard', () => {
    const at = new Date(2026, 10, 21, 14, 2).getTime();
    const facts = { requestsMinute: { limit: 60, left: 0 }, tokensMonth: { left: 1234 } };
    const text = textOf(
      page([], {
        left: { mistral: { facts, at }, codestral: { facts: { cost: 5 }, at: undefined } },
      }),
    );
    assert.match(text, /Mistral · Requests this minute 0 60 at 2:02\sPM/);
    assert.match(text, /Mistral · Tokens this month 1,234 – at 2:02\sPM/);
    assert.match(text, /Codestral: nothing heard lately/);
  });

  it('shows a time beyond the last step as such', () => {
    const latencies = LATENCY_STEPS.map((_, at) => (at === LATENCY_STEPS.length - 1 ? 1 : 0));
    assert.match(textOf(page([row({ latencies })])), /> 10 sec|&gt; 10 sec/);
  });

  for (const [what, model] of Object.entries(HOSTILE)) {
    it(`takes any model’s name for a text: ${what}`, () => {
      const tags = (html: string): string[] => html.match(/<[^>]*>/g) ?? [];
      assert.deepEqual(tags(page([row({ model })])), tags(page([row()])));
    });
  }

  it('stays small and quick with years of data', () => {
    const rows = Array.from({ length: 730 }, (_, back) =>
      Array.from({ length: 40 }, (_, model) =>
        row({
          day: new Date(Date.UTC(2026, 10, 21 - back)).toISOString().slice(0, 10),
          ...{ model: `model-${model * 3}-${'x'.repeat(20)}`, requests: 100, cost: 0.1 },
          feature: (['completion', 'chat', 'native'] as const)[model % 3] ?? 'chat',
        }),
      ),
    ).flat();
    for (let model = 0; model < 200; model += 1) rows.push(row({ model: `other-${model}` }));
    page(rows);
    const startedAt = performance.now();
    const html = page(rows);
    const ms = performance.now() - startedAt;
    console.log(
      `      ${rows.length} rows: ${(html.length / 1000).toFixed(0)} kB, ${ms.toFixed(0)} ms`,
    );
    assert.ok(html.length < 100_000);
    assert.match(textOf(html), /190 others/);
  });
});
