import { readFile } from 'node:fs/promises';
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
  { name: 'picture', environment: ['codestral'], expected: 'codestral' },
  { host, vsix, log, picture: 'media/ghost-text.png' },
);
await drawIcon('media/icon.svg', 'media/icon.png');

/** The extension's icon, 256 by 256 pixels. */
async function drawIcon(from: string, to: string): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
    const svg = await readFile(from, 'utf8');
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
    await page.screenshot({ path: to, omitBackground: true });
  } finally {
    await browser.close();
  }
}
