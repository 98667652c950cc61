import { type Browser, chromium } from 'playwright-core';
import { browserNeed, ensure, findBrowser, fontNeed } from '../tools/need.ts';
import type { Log } from './log.ts';
import { runEnvironment } from './settings.ts';

/** Makes sure that there is a browser and a font that pictures can show. */
export async function ensureBrowser(log: Log): Promise<void> {
  await ensure([browserNeed, fontNeed], log);
}

/** Starts the machine's Chromium, Chrome or Edge without background traffic; `visible` gives it windows. */
export async function launchBrowser({ visible = false } = {}): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('No browser; ensureBrowser() was not called.');
  return chromium.launch({
    executablePath,
    headless: !visible,
    // Signals end this process, and with it the browser; see atExit().
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    env: runEnvironment(),
    args: [
      // Chromium's sandbox refuses to run as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--window-size=1400,900',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      // Containers often have a /dev/shm of 64 MB, too little for the workbench.
      '--disable-dev-shm-usage',
    ],
  });
}
