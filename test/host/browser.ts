import { statfsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import {
  browserPrerequisite,
  ensureInstalled,
  findBrowser,
  fontPrerequisite,
  windowedBrowserPrerequisite,
} from '../tools/prerequisites.ts';
import type { Log } from './log.ts';
import { runEnvironment } from './settings.ts';

/** Makes sure that a browser and a font for screenshots are installed; `visible` is for windows on the display. */
export async function ensureBrowser(log: Log, { visible = false } = {}): Promise<void> {
  await ensureInstalled(
    [visible ? windowedBrowserPrerequisite : browserPrerequisite, fontPrerequisite],
    log,
  );
}

let shared: Promise<Browser> | undefined;

/** The shared headless browser of this process, installed and started at first use. */
export function sharedBrowser(): Promise<Browser> {
  shared ??= ensureBrowser(console.log).then(() => launchBrowser());
  return shared;
}

/** Closes the shared browser, if it was started. */
export async function closeSharedBrowser(): Promise<void> {
  const last = await shared;
  shared = undefined;
  await last?.close();
}

/** Starts the installed Chromium, Chrome or Edge without background traffic; `visible` shows its windows. */
export async function launchBrowser({ visible = false } = {}): Promise<Browser> {
  const executablePath = findBrowser({ isWindowed: visible });
  if (executablePath === undefined) throw new Error('No browser; ensureBrowser() was not called.');
  return chromium.launch({
    executablePath,
    headless: !visible,
    // Signals end this process and the browser with it; see atExit().
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
      // Containers often have a /dev/shm of 64 MB, too little for the workbench. Files on a disk are slower.
      ...(sharedMemoryBytes() < 1e9 ? ['--disable-dev-shm-usage'] : []),
    ],
  });
}

/** The free size of /dev/shm; 0 where there is none. */
function sharedMemoryBytes(): number {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize;
  } catch {
    return 0;
  }
}
