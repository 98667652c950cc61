import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHost } from '../host/host.ts';
import { bundleSuites, ownSuites, untrustedSuites } from '../host/bundleSuites.ts';
import type { SuiteBundle } from '../host/bundleSuites.ts';
import { startServer } from '../server/server.ts';
import type { Counts, Step } from './lanes.ts';
import { laneTimes, runLanes, summaryOf, total } from './lanes.ts';
import { check, countsOf, mocha, run } from './programs.ts';
import { editorFiles, panelFiles } from './browserFiles.ts';
import { RETRY_PREFIX } from '../support/retries.ts';

// Runs all checks and tests (`npm test`). The last line is `N passed, N failed, N skipped`.

// No test may use a real key.
delete process.env.MISTRAL_API_KEY;
delete process.env.CODESTRAL_API_KEY;

const secondTries: string[] = [];
const print = (line: string) => {
  if (line.startsWith(RETRY_PREFIX)) secondTries.push(line.slice(RETRY_PREFIX.length));
  console.log(line);
};
const ports = {
  now: () => performance.now(),
  print,
  every: (callback: () => void) => {
    const timer = setInterval(callback, 30_000);
    return () => {
      clearInterval(timer);
    };
  },
};
const start = performance.now();

// VS Code is installed in the background if it is missing; steps that need it report an error.
const host = findHost(print);
host.catch(() => undefined);

const checks: readonly Step[] = [
  ...['.', 'src/webview', 'test'].map((project) => ({
    name: `types of ${project}`,
    run: (log: Log) => check(log, '@typescript/native/bin/tsc', '-p', project),
  })),
  { name: 'format', run: (log) => check(log, 'oxfmt/bin/oxfmt', '--check') },
  { name: 'lint', run: (log) => check(log, 'oxlint/bin/oxlint', '-c', 'oxlint.config.mjs') },
  {
    name: 'regular expressions',
    run: (log) => check(log, 'tsx/dist/cli.mjs', 'test/tools/regexes.ts'),
  },
  { name: 'unused code', run: (log) => check(log, 'knip/bin/knip.js') },
];
const unit: Step = { name: 'unit tests', run: (log) => mocha(log, 'test/unit/**/*.test.ts') };
const [editorTests = [], moreEditorTests = []] = editorFiles();

// The package is built once, before everything that installs or runs it.
const built = await runLanes(
  [{ name: 'the package', run: (log) => mocha(log, 'test/package/*.test.ts') }],
  1,
  ports,
);
const editors = runLanes(
  [
    // The longest steps come first, so that no lane is left with one at the end.
    ...ownSuites.map((bundle, at) =>
      suites(`suites inside VS Code, part ${at + 1}`, 'workspace', bundle),
    ),
    browserTests('the product in VS Code, part 2', moreEditorTests),
    browserTests('the panel in a browser', panelFiles()),
    browserTests('the product in VS Code, part 1', editorTests),
    suites('suites in an untrusted workspace', 'untrusted', untrustedSuites),
  ],
  2,
  ports,
);
// Editors often wait; what runs at a lower priority uses the processor meanwhile.
const background = runLanes([...checks, unit], 1, ports);
const ran = [...(await background), ...(await editors)];
const results = [...built, ...ran];

if (secondTries.length > 0) print('\n== tests that ran twice and have to be fixed');
for (const title of secondTries) print(title);
print('\n== all steps');
for (const result of results) print(summaryOf(result));
for (const line of laneTimes(await editors)) print(line);
const seconds = Math.round((performance.now() - start) / 1000);
print(`${Math.floor(seconds / 60)} min ${seconds % 60} s`);
const { passed, failed, skipped } = total(results);
print(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

type Log = (line: string) => void;

/** Runs test files that drive a browser in one process, which shares its editors and its browser. */
function browserTests(name: string, files: readonly string[]): Step {
  return {
    name,
    run: async (log) => {
      await host;
      return countsOf(await run(log, 'tsx/dist/cli.mjs', ['test/tools/browserTests.ts', ...files]));
    },
  };
}

/** Runs suites in the extension host, in a copy of a workspace of test/fixtures. */
function suites(name: string, fixture: 'workspace' | 'untrusted', bundle: SuiteBundle): Step {
  return { name, run: (log) => runSuites(fixture, bundle, log) };
}

async function runSuites(
  fixture: 'workspace' | 'untrusted',
  bundle: SuiteBundle,
  log: Log,
): Promise<Counts> {
  const vscode = await host;
  const workspace = await mkdtemp(join(tmpdir(), 'codestral-suites-'));
  const server = await startServer({ folder: 'test/fixtures/workspace' });
  try {
    await cp(`test/fixtures/${fixture}`, workspace, { recursive: true });
    return await vscode.runSuites({
      suites: await bundleSuites(bundle),
      trust: fixture !== 'untrusted',
      extensionPath: process.cwd(),
      workspace,
      log,
      settings: {
        'codestral.services.mistral.url': server.mistral.url,
        'codestral.services.codestral.url': server.codestral.url,
        'codestral.completion.service': 'mistral',
        'codestral.completion.delay': 0,
      },
      env: { MISTRAL_API_KEY: server.mistral.key, CODESTRAL_TEST_ADMIN: server.adminUrl },
    });
  } finally {
    await server.close();
    await rm(workspace, { recursive: true, force: true });
  }
}
