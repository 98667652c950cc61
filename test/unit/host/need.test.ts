import assert from 'node:assert/strict';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import {
  ensureInstalled,
  findBrowser,
  type Machine,
  type Prerequisite,
  which,
} from '../../tools/prerequisites.ts';
import { keptLog, temporaryFolder } from '../../support/temporaryFolder.ts';

/** A machine whose apt-get installs everything except `lacking`. */
function debian(installed: Set<string>, lacking: string[] = []): Machine & { calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    platform: 'linux',
    hasApt: true,
    mayInstall: true,
    async aptGet(...args) {
      calls.push(args.join(' '));
      for (const name of args) if (!lacking.includes(name)) installed.add(name);
    },
  };
}

function need(name: string, installed: Set<string>): Prerequisite {
  return {
    what: `the ${name}`,
    found: () => installed.has(name),
    debian: [name],
    darwin: `brew install ${name}`,
    win32: `winget install ${name}`,
  };
}

describe('ensure', () => {
  it('does nothing when nothing is missing', async () => {
    const installed = new Set(['make']);
    const machine = debian(installed);
    await ensureInstalled([need('make', installed)], keptLog().log, machine);
    assert.deepEqual(machine.calls, []);
  });

  it('installs everything missing at once and reports it', async () => {
    const installed = new Set(['make']);
    const machine = debian(installed);
    const { lines, log } = keptLog();
    await ensureInstalled(
      ['make', 'g++', 'chromium'].map((name) => need(name, installed)),
      log,
      machine,
    );
    assert.deepEqual(machine.calls, ['update', 'install -y --no-install-recommends g++ chromium']);
    assert.deepEqual(lines, ['installing the g++, the chromium (Debian packages g++ chromium)']);
  });

  it('fails if a package does not provide what is needed', async () => {
    const installed = new Set<string>();
    const machine = debian(installed, ['g++']);
    const needs = [need('g++', installed), need('make', installed)];
    await assert.rejects(
      ensureInstalled(needs, keptLog().log, machine),
      /^Error: Still missing after apt-get install g\+\+ make: the g\+\+\.$/,
    );
  });

  it('names the command if it may not install', async () => {
    const nothing = new Set<string>();
    const needs = [need('make', nothing), need('g++', nothing)];
    const sentence = async (machine: Partial<Machine>): Promise<string> => {
      const forbidden = { ...debian(nothing), mayInstall: false, ...machine };
      const error: unknown = await ensureInstalled(needs, keptLog().log, forbidden).catch(
        (e: unknown) => e,
      );
      assert.deepEqual(forbidden.calls, []);
      return error instanceof Error ? error.message : '';
    };
    const missing = 'Missing: the make, the g++.';
    assert.equal(await sentence({}), `${missing} Install with: sudo apt-get install -y make g++`);
    assert.equal(
      await sentence({ hasApt: false }),
      `${missing} Install your system's equivalents of these Debian packages: make g++.`,
    );
    assert.equal(
      await sentence({ platform: 'darwin', hasApt: false }),
      `${missing} Install with: brew install make && brew install g++`,
    );
    assert.equal(
      await sentence({ platform: 'win32', hasApt: false }),
      `${missing} Install with: winget install make && winget install g++`,
    );
  });
});

describe('which', () => {
  const folder = temporaryFolder();

  it('finds the first name in any folder of PATH', async () => {
    const ending = process.platform === 'win32' ? '.exe' : '';
    const file = join(folder(), `second${ending}`);
    await writeFile(file, '');
    await chmod(file, 0o755);
    const path = ['', join(folder(), 'no such'), folder()].join(delimiter);
    assert.equal(which(['first', 'second'], path), file);
    assert.equal(which(['first'], path), undefined);
  });
});

describe('findBrowser', () => {
  const folder = temporaryFolder();

  it('uses the browser that the environment names', async () => {
    const file = join(folder(), 'browser');
    await writeFile(file, '');
    assert.equal(findBrowser({ env: { VSCODE_TEST_BROWSER: file } }), file);
  });

  it('does not fall back if that one does not exist', () => {
    const missing = join(folder(), 'missing');
    assert.throws(() => findBrowser({ env: { VSCODE_TEST_BROWSER: missing } }), /does not exist/);
  });

  it('prefers a build without windows unless a window is needed', async () => {
    const [shell, chromium] = ['chromium-headless-shell', 'chromium'].map((name) =>
      join(folder(), process.platform === 'win32' ? `${name}.exe` : name),
    ) as [string, string];
    for (const file of [shell, chromium]) await writeFile(file, '');
    const env = { PATH: folder() };
    assert.equal(findBrowser({ env }), shell);
    assert.equal(findBrowser({ env, isWindowed: true }), chromium);
    await rm(shell);
    assert.equal(findBrowser({ env }), chromium);
  });
});
