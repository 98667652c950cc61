import assert from 'node:assert/strict';
import { LATENCY_BUCKETS } from '../../../../src/usage/store/metrics.ts';
import type { UsageRow } from '../../../../src/usage/store/metrics.ts';
import { UsageNumberFormats } from '../../../../src/usage/page/usageNumbers.ts';
import { usageHtml } from '../../../../src/usage/page/usageHtml.ts';
import type { PageFacts } from '../../../../src/usage/page/usageHtml.ts';
import { usageView } from '../../../../src/usage/page/usageView.ts';
import type { UsageStrings } from '../../../../src/usage/page/usageStrings.ts';
import { usageStrings } from '../../../support/hostStrings.ts';
import { HOSTILE, TODAY, plausibleRows, row } from '../usageRows.ts';

describe('usageHtml', () => {
  let strings: UsageStrings;

  before(async () => {
    strings = await usageStrings();
  });

  function page(rows: readonly UsageRow[], facts: Partial<PageFacts> = {}): string {
    return usageHtml(
      {
        ...{ view: usageView(rows, TODAY), at: 0, budget: undefined, pricesAsOf: '2026-11-01' },
        remainingQuota: {
          mistral: { facts: {}, at: undefined },
          codestral: { facts: {}, at: undefined },
        },
        folder: '/kept/here',
        ...facts,
      },
      { strings, numbers: new UsageNumberFormats('en') },
      {
        ...{ style: 'https://style/usage.css', source: 'https://style', language: 'fr' },
        ...{ script: 'https://script/usage.js', nonce: '1' },
        commands: { refresh: 'a.refresh', export: 'a.export', reset: 'a.reset' },
      },
    );
  }

  /** The text without tags. */
  const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

  it('allows one style sheet and one script, no style attribute, and sets its language', () => {
    const html = page(plausibleRows(), { budget: 5 });
    assert.match(
      html,
      /content="default-src &#39;none&#39;; script-src &#39;nonce-1&#39;; style-src https:\/\/style; base-uri/,
    );
    assert.match(html, /^<!DOCTYPE html>\s*<html lang="fr">/);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.match(html, /<script nonce="1" src="https:\/\/script\/usage\.js"><\/script>/);
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:/);
    assert.deepEqual(html.match(/(?<=(?:href|src)=")[^"]*/g), [
      'https://style/usage.css',
      'command:a.refresh',
      'command:a.export',
      'command:a.reset',
      'https://script/usage.js',
    ]);
  });

  it('shows an empty state without export', () => {
    const html = page([]);
    assert.match(textOf(html), /Nothing recorded yet/);
    assert.doesNotMatch(html, /a\.export|a\.reset|class="chart"/);
  });

  it('has tables with captions and column and row headers', () => {
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

  it('lists the numbers of both charts in the daily table', () => {
    const html = page([
      row({ cost: 1.25, requests: 17 }),
      row({ feature: 'chat', cost: 2.5, requests: 3 }),
    ]);
    assert.match(textOf(html), /Nov 21, 2026 \$3\.75 \$1\.25 \$2\.50 20 /);
    assert.match(textOf(html), /Highest: \$3\.75 on Nov 21, 2026\. Total: \$3\.75\./);
    assert.match(textOf(html), /Highest: 20 on Nov 21, 2026\. Total: 20\./);
  });

  it('excludes untracked requests from the cost and shows their estimate separately', () => {
    const text = textOf(page([row({ requests: 6, untracked: 2, unpriced: 0, cost: 2 })]));
    assert.match(text, /This month \$2\.00 /);
    assert.match(text, /2 of 6 requests this month ended before token counts arrived/);
    assert.match(text, /Additional cost \(estimate\): \$1\.00\./);
    assert.doesNotMatch(textOf(page([row({ requests: 6, cost: 2 })])), /ended before|Additional/);
  });

  for (const [what, budget, said] of [
    ['none', undefined, undefined],
    ['nothing', 0, undefined],
    ['no number', NaN, undefined],
    ['kept', 8, '$2.00 of this month’s $8.00 budget used (25%).'],
    ['overspent', 1, '$2.00 of this month’s $1.00 budget used (200%).'],
  ] as const) {
    it(`shows a budget: ${what}`, () => {
      const html = page([row({ cost: 2 })], { budget });
      if (said === undefined) assert.doesNotMatch(html, /budget/);
      else assert.ok(textOf(html).includes(said));
      const [, most, value] = /<meter[^>]*max="([^"]*)"\s+value="([^"]*)"/.exec(html) ?? [];
      assert.ok(said === undefined ? most === undefined : Number(value) <= Number(most));
    });
  }

  it('shows the remaining quota of the last update, or that there is none', () => {
    const at = new Date(2026, 10, 21, 14, 2).getTime();
    const facts = { requestsMinute: { limit: 60, remaining: 0 }, tokensMonth: { remaining: 1234 } };
    const text = textOf(
      page([], {
        remainingQuota: {
          mistral: { facts, at },
          codestral: { facts: { cost: 5 }, at: undefined },
        },
      }),
    );
    assert.match(text, /Mistral · Requests per minute 0 60 at 2:02\sPM/);
    assert.match(text, /Mistral · Tokens per month 1,234 – at 2:02\sPM/);
    assert.match(text, /Codestral: no quota data yet/);
  });

  it('has its notes at the foot, below all tables and charts', () => {
    const html = page([row({ requests: 6, untracked: 2, unpriced: 1, cost: 2 })]);
    const notes = html.indexOf('class="notes');
    assert.ok(notes > html.lastIndexOf('</table>') && notes > html.lastIndexOf('</figure>'));
    for (const note of ['ended before token counts', 'unknown prices', 'no quota data yet'])
      assert.ok(html.indexOf(note) > notes, note);
  });

  it('has a legend entry only for features that cost something', () => {
    const legendOf = (html: string) => textOf(/<ul class="keys">.*?<\/ul>/s.exec(html)?.[0] ?? '');
    const html = page([row({ feature: 'chat', cost: 2 }), row({ feature: 'action', cost: 0 })]);
    assert.equal(legendOf(html).trim(), 'Chat');
  });

  it('names each feature, with the pages and web searches that it is billed for', () => {
    const text = textOf(
      page([
        row({ feature: 'embeddings', model: 'codestral-embed', cost: 1 }),
        row({ feature: 'web', cost: 2, webSearches: 2100 }),
        row({ feature: 'documents', cost: 3, pages: 1 }),
      ]),
    );
    for (const name of [
      'Codebase search · Mistral $1.00',
      'Web search · Mistral · 2,100 web searches $2.00',
      'Documents · Mistral · 1 page $3.00',
    ])
      assert.ok(text.includes(name), name);
    assert.doesNotMatch(textOf(page([row({ cost: 1 })])), /web search| pages? \$/);
  });

  it('has columns for the cost of at most four features by day: the most expensive ones', () => {
    const features = ['completion', 'chat', 'action', 'native', 'embeddings', 'web'] as const;
    const text = textOf(page(features.map((feature, at) => row({ feature, cost: at + 1 }))));
    assert.deepEqual(text.match(/Cost: [^:]*?(?= Cost:| Requests)/g), [
      'Cost: Actions',
      'Cost: Other extensions and VS Code chat',
      'Cost: Codebase search',
      'Cost: Web search',
    ]);
  });

  it('marks the columns that only a wide page shows, in headings and rows alike', () => {
    const html = page(plausibleRows());
    for (const table of html.match(/<table>.*?<\/table>/gs) ?? []) {
      const marks = [...table.matchAll(/<tr>.*?<\/tr>/gs)].map(([line]) =>
        [...line.matchAll(/<t[hd][^>]*>/g)].map(([cell]) => cell.includes('class="wide"')).join(),
      );
      assert.equal(new Set(marks).size, 1);
      assert.ok(marks[0]?.split('true').length !== 1);
    }
  });

  it('shows a time above the last step as “more than”', () => {
    const latencyCounts = LATENCY_BUCKETS.map((_, at) =>
      at === LATENCY_BUCKETS.length - 1 ? 1 : 0,
    );
    assert.match(textOf(page([row({ latencyCounts })])), /> 10 sec|&gt; 10 sec/);
  });

  for (const [what, model] of Object.entries(HOSTILE)) {
    it(`escapes a model name: ${what}`, () => {
      const tags = (html: string): string[] => html.match(/<[^>]*>/g) ?? [];
      assert.deepEqual(tags(page([row({ model })])), tags(page([row()])));
    });
  }

  it('stays small and fast with years of data', () => {
    const rows = Array.from({ length: 730 }, (_, back) =>
      Array.from({ length: 40 }, (_, model) =>
        row({
          period: new Date(Date.UTC(2026, 10, 21 - back)).toISOString().slice(0, 10),
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
