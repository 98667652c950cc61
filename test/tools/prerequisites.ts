import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder } from '../host/cacheFolder.ts';
import { withLock } from '../host/lock.ts';
import type { Log } from '../host/log.ts';
import { runProgram } from '../host/processes.ts';

/** A prerequisite besides Node. */
export interface Prerequisite {
  /** Its name in messages: `a C++ compiler`. */
  readonly what: string;
  /** Whether it is installed. */
  found(): boolean | Promise<boolean>;
  /** The Debian packages that provide it. */
  readonly debian: readonly string[];
  /** The command, or the step, that installs it on the other systems. */
  readonly darwin: string;
  readonly win32: string;
}

/** The machine as {@link ensureInstalled} uses it; tests pass a fake. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Whether Debian packages may be installed: `apt-get` exists and we are root. */
  readonly mayInstall: boolean;
  readonly hasApt: boolean;
  aptGet(...args: string[]): Promise<void>;
}

/**
 * Makes sure that all `needs` are met: as root on Debian it installs missing packages, elsewhere it throws an error
 * with the command that installs them.
 */
export async function ensureInstalled(
  needs: readonly Prerequisite[],
  log: Log,
  machine: Machine = thisMachine(log),
): Promise<void> {
  const missing = await missingOf(needs);
  if (missing.length === 0) return;
  const names = missing.map((need) => need.what).join(', ');
  if (!machine.mayInstall) throw new Error(`Missing: ${names}. ${advice(missing, machine)}`);
  const packages = packagesOf(missing);
  log(`installing ${names} (Debian packages ${packages.join(' ')})`);
  await machine.aptGet('update');
  await machine.aptGet('install', '-y', '--no-install-recommends', ...packages);
  const still = await missingOf(missing);
  if (still.length > 0) {
    const left = still.map((need) => need.what).join(', ');
    throw new Error(`Still missing after apt-get install ${packages.join(' ')}: ${left}.`);
  }
}

/** The path of the first of `names` found in PATH, or undefined. */
export function which(
  names: readonly string[],
  path = process.env['PATH'] ?? '',
): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const name of names) {
    for (const folder of path.split(delimiter)) {
      const hit = endings.map((end) => join(folder, name + end)).find((file) => existsSync(file));
      if (folder !== '' && hit !== undefined) return hit;
    }
  }
  return undefined;
}

/** A need for one program in PATH. */
export function programPrerequisite(program: string, debian: string): Prerequisite {
  return {
    what: program,
    found: () => which([program]) !== undefined,
    debian: [debian],
    darwin: 'xcode-select --install',
    win32: 'winget install Microsoft.VisualStudio.2022.BuildTools',
  };
}

/** A monospaced font; without one, screenshots of the editor show boxes instead of letters. */
export const fontPrerequisite: Prerequisite = {
  what: 'a monospaced font',
  found: async () =>
    process.platform !== 'linux' ||
    (which(['fc-list']) !== undefined &&
      (await runProgram('fc-list', [':spacing=mono', 'family'])).trim() !== ''),
  debian: ['fontconfig', 'fonts-dejavu-core'],
  darwin: 'restore the fonts of the system',
  win32: 'restore the fonts of the system',
};

/** A browser of the Chromium family that shows windows: Chromium, Chrome or Edge. */
export const windowedBrowserPrerequisite: Prerequisite = {
  what: 'Chromium, Chrome or Edge',
  found: () => findBrowser({ isWindowed: true }) !== undefined,
  debian: ['chromium'],
  darwin: 'brew install --cask google-chrome',
  win32: 'winget install Google.Chrome',
};

/** A browser for pages without a window. Debian's build without windows needs a third less processor time. */
export const browserPrerequisite: Prerequisite = {
  ...windowedBrowserPrerequisite,
  found: () => findBrowser() !== undefined,
  debian: ['chromium-headless-shell'],
};

const WITHOUT_WINDOWS = 'chromium-headless-shell';
const WITH_WINDOWS =
  'chromium google-chrome-stable google-chrome microsoft-edge chromium-browser'.split(' ');

/** The browser to drive: `VSCODE_TEST_BROWSER`, else the first installed of the Chromium family. */
export function findBrowser({
  isWindowed = false,
  env = process.env,
}: {
  readonly isWindowed?: boolean;
  readonly env?: NodeJS.ProcessEnv;
} = {}): string | undefined {
  const chosen = env['VSCODE_TEST_BROWSER'];
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return chosen;
    throw new Error(`VSCODE_TEST_BROWSER is ${chosen}, which does not exist.`);
  }
  const names = isWindowed ? WITH_WINDOWS : [WITHOUT_WINDOWS, ...WITH_WINDOWS];
  return which(names, env['PATH']) ?? installedBrowsers(env).find((file) => existsSync(file));
}

function installedBrowsers(env: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform !== 'win32') return [];
  const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
  const files = [
    'Google\\Chrome\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
  ];
  return roots.flatMap((root) => (root ? files.map((file) => join(root, file)) : []));
}

async function missingOf(needs: readonly Prerequisite[]): Promise<Prerequisite[]> {
  const missing: Prerequisite[] = [];
  for (const need of needs) {
    if (!(await need.found())) missing.push(need);
  }
  return missing;
}

function packagesOf(needs: readonly Prerequisite[]): string[] {
  return [...new Set(needs.flatMap((need) => need.debian))];
}

function advice(missing: readonly Prerequisite[], { platform, hasApt }: Machine): string {
  if (platform === 'darwin' || platform === 'win32') {
    return `Install with: ${[...new Set(missing.map((need) => need[platform]))].join(' && ')}`;
  }
  const packages = packagesOf(missing).join(' ');
  if (hasApt) return `Install with: sudo apt-get install -y ${packages}`;
  return `Install your system's equivalents of these Debian packages: ${packages}.`;
}

function thisMachine(log: Log): Machine {
  const hasApt = process.platform === 'linux' && which(['apt-get']) !== undefined;
  return {
    platform: process.platform,
    hasApt,
    mayInstall: hasApt && process.getuid?.() === 0,
    aptGet: (...args) =>
      withLock(join(cacheFolder(), 'apt.lock'), 'installing Debian packages', log, () =>
        aptGet(args, log),
      ),
  };
}

/** apt-get waits for dpkg's lock, but not for the lock of its package lists. */
async function aptGet(args: readonly string[], log: Log): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-q'];
  for (let attempt = 1; ; attempt++) {
    try {
      await runProgram('apt-get', [...options, ...args], { env });
      return;
    } catch (error) {
      if (!String(error).includes('Could not get lock') || attempt === 60) throw error;
      if (attempt === 1) log('waiting: another program is using apt-get');
      await delay(5000);
    }
  }
}
