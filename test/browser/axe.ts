import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe has against a page as it is, a line a place. */
export async function faultsOf(page: Page): Promise<string[]> {
  // All else that axe has to say takes longer than to find it out.
  const wanted = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`;
  const violations = await page.evaluate<AxeResults['violations']>(`${axe}; ${wanted}`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  );
}
