import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHost } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { bundleSuites, ownSuites, untrustedSuites } from '../host/suite.ts';
import type { SuiteBundle } from '../host/suite.ts';
import { startServer } from '../server/server.ts';
import { packageExtension } from './packageExtension.ts';

// `npm test`: everything. The last line is `N passed, N failed, N skipped`.

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

// Nothing here may use a real key.
delete process.env.MISTRAL_API_KEY;
delete process.env.CODESTRAL_API_KEY;

const startedAt = performance.now();
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

// A machine without VS Code installs it while the rest runs; a failure is told when it is needed.
const host = findHost(log);
host.catch(() => undefined);

// Lint takes as long as the other checks that need no VS Code: it runs beside them.
const lint = step('lint', () => command('eslint/bin/eslint.js', '.', '--max-warnings', '0'));
for (const project of ['.', 'src/webview', 'test'])
  await step(`types of ${project}`, () => command('typescript/bin/tsc', '-p', project));
await step('format', () =>
  command('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
);
await step('unit tests', () => mocha('test/unit/**/*.test.ts'));
await lint;
await step('the package', async () => {
  const { bytes } = await packageExtension('codestral.vsix');
  log(`codestral.vsix: ${(bytes / 1000).toFixed(1)} kB`);
  return { passed: 1, failed: 0, skipped: 0 };
});
await step('suites inside VS Code', async () => hostSuites(await host, 'workspace', ownSuites));
await step('suites in an untrusted workspace', async () =>
  hostSuites(await host, 'untrusted', untrustedSuites),
);
await step('the product in VS Code', async () => {
  await host;
  return walks();
});

const seconds = Math.round((performance.now() - startedAt) / 1000);
log(`${Math.floor(seconds / 60)} min ${seconds % 60} s`);
log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Runs one step and adds up; a step that breaks counts as one failure and lets the others run. */
async function step(name: string, run: () => Promise<Counts>): Promise<void> {
  const at = performance.now();
  log(`\n== ${name}`);
  let counts: Counts;
  try {
    counts = await run();
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
    counts = { passed: 0, failed: 1, skipped: 0 };
  }
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  const took = ((performance.now() - at) / 1000).toFixed(1);
  log(`== ${name}: ${counts.passed} passed, ${counts.failed} failed, ${took} s`);
}

/** A program of node_modules that passes or fails as a whole. */
async function command(program: string, ...args: string[]): Promise<Counts> {
  const { code } = await run(program, args);
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

async function mocha(...args: string[]): Promise<Counts> {
  return countsOf(await run('mocha/bin/mocha.js', ['--reporter', 'dot', ...args]));
}

/**
 * Walks through the product. A machine may be too busy for a walk: what fails is walked once more in a new VS Code,
 * and named; what fails twice has failed.
 */
async function walks(): Promise<Counts> {
  const walk = (...files: string[]) => run('tsx/dist/cli.mjs', ['test/tools/walks.ts', ...files]);
  const first = await walk();
  const counts = countsOf(first);
  const files = [...first.output.matchAll(/^failed in (\S+)$/gm)].map(([, file = '']) => file);
  if (files.length === 0) return counts;
  log(`\n== once more: ${files.join(', ')}`);
  const { failed } = countsOf(await walk(...files));
  if (failed === 0)
    log(`unsteady, but right the second time: ${counts.failed} in ${files.join(', ')}`);
  return { ...counts, passed: counts.passed + Math.max(0, counts.failed - failed), failed };
}

function countsOf({ code, output }: { code: number; output: string }): Counts {
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(output)?.[1] ?? 0);
  const failed = count('failing');
  return {
    passed: count('passing'),
    // A run that breaks before its summary, or outside of its tests, has failed all the same.
    failed: code === 0 ? failed : Math.max(1, failed),
    skipped: count('pending'),
  };
}

function run(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join('node_modules', program), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      process.stdout.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Runs suites in a copy of a workspace of test/fixtures. */
async function hostSuites(
  vscode: Host,
  name: 'workspace' | 'untrusted',
  bundle: SuiteBundle,
): Promise<Counts> {
  const workspace = await mkdtemp(join(tmpdir(), 'codestral-suites-'));
  const server = await startServer({ folder: 'test/fixtures/workspace' });
  try {
    await cp(`test/fixtures/${name}`, workspace, { recursive: true });
    const { passed, failed, skipped } = await vscode.runSuites({
      suites: await bundleSuites(bundle),
      trust: name !== 'untrusted',
      extensionPath: process.cwd(),
      workspace,
      settings: {
        'codestral.services.mistral.url': server.mistral.url,
        'codestral.services.codestral.url': server.codestral.url,
        'codestral.completion.service': 'mistral',
        'codestral.completion.delay': 0,
      },
      env: { MISTRAL_API_KEY: server.mistral.key, CODESTRAL_TEST_ADMIN: server.adminUrl },
    });
    return { passed, failed, skipped };
  } finally {
    await server.close();
    await rm(workspace, { recursive: true, force: true });
  }
}

function log(line: string): void {
  console.log(line);
}
