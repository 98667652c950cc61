import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Which test files go into a bundle, and where it is written. */
export interface SuiteBundle {
  /** The folder of the `*.test.ts` files. */
  readonly folder: string;
  /** A CommonJS file that exports `run()`; mocha must be resolvable from where it lies. */
  readonly outfile: string;
}

/** The suites of the extension itself. */
export const ownSuites: SuiteBundle = {
  folder: join(repository, 'test', 'vscode'),
  outfile: join(repository, '.vscode-test', 'suites', 'index.cjs'),
};

/** Those for a workspace that is not trusted. */
export const untrustedSuites: SuiteBundle = {
  folder: join(repository, 'test', 'vscode', 'untrusted'),
  outfile: join(repository, '.vscode-test', 'suites', 'untrusted.cjs'),
};

/** Bundles all test files of a folder into one that VS Code can run, and gives its path. */
export async function bundleSuites({ folder, outfile }: SuiteBundle): Promise<string> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.test.ts')).sort();
  if (files.length === 0) throw new Error(`There are no suites in ${folder}.`);
  const index = join(repository, 'test', 'vscode', 'index.ts');
  const loaders = files.map((name) => `() => require(${JSON.stringify(join(folder, name))})`);
  await build({
    stdin: {
      contents: `import { runFiles } from ${JSON.stringify(index)};
        export const run = () => runFiles([${loaders.join(',')}]);`,
      resolveDir: repository,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // The SDK's tracing asks for packages that nobody installs; the tests never reach it.
    external: ['vscode', 'mocha', '@opentelemetry/*'],
    sourcemap: 'inline',
    outfile,
  });
  return outfile;
}
