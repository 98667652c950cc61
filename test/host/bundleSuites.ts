import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The test files of a bundle and its path. */
export interface SuiteBundle {
  /** The folder of the `*.test.ts` files. */
  readonly folder: string;
  /** A CommonJS file that exports `run()`; mocha must be resolvable from where it lies. */
  readonly outfile: string;
  /** Takes every `of`-th file only, from this index on; all files if absent. */
  readonly part?: { readonly index: number; readonly of: number };
}

/** The suites of the extension itself, in two parts that take about as long. */
export const ownSuites: readonly SuiteBundle[] = [0, 1].map((index) => ({
  folder: join(repository, 'test', 'vscode'),
  outfile: join(repository, '.vscode-test', 'suites', `part${index + 1}.cjs`),
  part: { index, of: 2 },
}));

/** The suites for an untrusted workspace. */
export const untrustedSuites: SuiteBundle = {
  folder: join(repository, 'test', 'vscode', 'untrusted'),
  outfile: join(repository, '.vscode-test', 'suites', 'untrusted.cjs'),
};

/** Bundles the test files of a folder into one file for VS Code; resolves to its path. */
export async function bundleSuites({ folder, outfile, part }: SuiteBundle): Promise<string> {
  const files = (await readdir(folder))
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .filter((_, at) => !part || at % part.of === part.index);
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
    // Optional dependencies of the SDK's tracing, which the tests never use.
    external: ['vscode', 'mocha', '@opentelemetry/*'],
    // As in the product's bundles, onig.wasm is beside the code, which finds it by its own URL.
    loader: { '.wasm': 'file' },
    assetNames: '[name]',
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
    sourcemap: 'inline',
    outfile,
  });
  return outfile;
}
