// Builds what ships: the extension, in pieces that are read when they are needed, and the SDK apart from it.
//   node esbuild.config.mjs [--production] [--watch]
import { build, context } from 'esbuild';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));

/**
 * The SDK registers hooks that would overwrite our user agent, keep reading a stream that nobody wants any
 * more, and import OpenTelemetry, which is not there. An empty registration drops them; if a new version of
 * the SDK keeps it elsewhere, the build fails.
 */
const withoutSdkHooks = {
  name: 'without-sdk-hooks',
  setup(building) {
    let isApplied = false;
    building.onLoad(
      { filter: /[\\/]@mistralai[\\/]mistralai[\\/].*[\\/]hooks[\\/]registration\.js$/ },
      () => {
        isApplied = true;
        return { contents: 'export function initHooks() {}', loader: 'js' };
      },
    );
    building.onEnd(() =>
      isApplied
        ? undefined
        : { errors: [{ text: 'The SDK has no hooks/registration.js: see esbuild.config.mjs' }] },
    );
  },
};

/** Tells the problem matcher of .vscode/tasks.json when a build begins and ends. */
const announce = {
  name: 'announce',
  setup(building) {
    building.onStart(() => console.log('[watch] build started'));
    building.onEnd(({ errors }) => {
      for (const { text, location } of errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      console.log('[watch] build finished');
    });
  },
};

/**
 * esbuild's options for `dist/`: `extension.js` is what VS Code reads at start-up, `mistral-sdk.js` what the
 * first request reads, `chunks/` what commands and key strokes read.
 * @param {{ production: boolean }} options
 * @returns {import('esbuild').BuildOptions}
 */
export function bundleOptions({ production }) {
  return {
    absWorkingDir: root,
    entryPoints: { extension: 'src/extension.ts', 'mistral-sdk': 'src/mistral/sdk.ts' },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['vscode'],
    minify: production,
    sourcemap: !production,
    metafile: true,
    logLevel: 'silent',
    plugins: [withoutSdkHooks],
  };
}

/**
 * esbuild's options for `dist/webview/`: the chat panel's script and style sheet.
 * @param {{ production: boolean }} options
 * @returns {import('esbuild').BuildOptions}
 */
export function panelOptions({ production }) {
  return {
    absWorkingDir: root,
    entryPoints: { panel: 'src/webview/main.tsx' },
    outdir: 'dist/webview',
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: production,
    sourcemap: production ? false : 'inline',
    metafile: true,
    logLevel: 'silent',
    plugins: [],
  };
}

/** Writes the licences of the packages that are in the outputs: they ask to go along with the code. */
async function writeLicences(outputs) {
  const packages = outputs.flatMap(({ inputs }) =>
    Object.keys(inputs).flatMap(
      (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
    ),
  );
  const texts = [...new Set(packages)].sort().map(async (name) => {
    const folder = new URL(`node_modules/${name}/`, import.meta.url);
    const { version, license } = JSON.parse(
      await readFile(new URL('package.json', folder), 'utf8'),
    );
    const file = (await readdir(folder)).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each));
    if (!file) throw new Error(`${name} has no licence`);
    const text = await readFile(new URL(file, folder), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  const all = (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
  await writeFile(new URL('dist/LICENCES.txt', import.meta.url), all);
}

async function main(flags) {
  await rm(new URL('dist/', import.meta.url), { recursive: true, force: true });
  const production = flags.includes('--production');
  const all = [bundleOptions({ production }), panelOptions({ production })];
  for (const { plugins } of all) plugins.push(announce);
  if (flags.includes('--watch')) {
    for (const options of all) await (await context(options)).watch();
    return;
  }
  try {
    const results = await Promise.all(all.map((options) => build(options)));
    await writeLicences(results.flatMap(({ metafile }) => Object.values(metafile.outputs)));
  } catch (error) {
    // `announce` has said why a build failed.
    if (!error.errors) console.error(error);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
