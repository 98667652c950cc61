import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules whose result depends on the theme. */
const THEME_RULES = ['color-contrast', 'link-in-text-block', 'target-size'];

/**
 * The accessibility violations of a page, one line per element: of all rules, or of those alone whose result
 * depends on the theme.
 */
export async function violationsOf(page: Page, rules: 'all' | 'theme' = 'all'): Promise<string[]> {
  const options = {
    // Other results of axe take longer to collect.
    resultTypes: ['violations'],
    // 24 × 24 pixels, or as much distance; axe checks it only on request.
    rules: { 'target-size': { enabled: true } },
    ...(rules === 'theme' ? { runOnly: { type: 'rule', values: THEME_RULES } } : {}),
  };
  // Most pages are checked in several themes: the script is half a megabyte.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe);
  const wanted = `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`;
  const violations = await page.evaluate<AxeResults['violations']>(wanted);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
  );
}
