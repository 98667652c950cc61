import { readFile } from 'node:fs/promises';
import { chartOf, CHART_SIZE } from '../bench/chart.ts';
import type { Results } from '../bench/results.ts';
import { launchBrowser } from '../host/browser.ts';
import { findHost } from '../host/host.ts';
import { walkThrough } from './check.ts';
import { packageExtension } from './packageExtension.ts';

// `npm run pictures`: renews the PNG pictures in media/.

const log = (line: string) => {
  console.log(line);
};
const host = await findHost(log);
const { path: vsix } = await packageExtension('codestral.vsix');
await walkThrough(
  { name: 'picture', environment: ['codestral'], expected: 'codestral', chat: 'codestral' },
  { host, vsix, log, pictures: { ghostText: 'media/ghost-text.png' } },
);
await walkThrough(
  { name: 'picture', environment: ['mistral'], expected: 'mistral', chat: 'mistral' },
  { host, vsix, log, pictures: { chat: 'media/chat.png' } },
);
await draw(await readFile('media/icon.svg', 'utf8'), { width: 256, height: 256 }, 'media/icon.png');
const results = JSON.parse(await readFile('test/bench/results.json', 'utf8')) as Results;
await draw(chartOf(results), CHART_SIZE, 'media/bench.png');

/** Draws an SVG picture with as many pixels as its size says. */
async function draw(
  svg: string,
  viewport: { readonly width: number; readonly height: number },
  to: string,
): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport });
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
    await page.screenshot({ path: to, omitBackground: true });
  } finally {
    await browser.close();
  }
}
