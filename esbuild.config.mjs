// Builds the extension with code splitting, so that each part is loaded on first use, and the panel.
//   node esbuild.config.mjs [--production] [--watch]
import { build, context } from 'esbuild';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));

/**
 * The SDK registers hooks that overwrite the user agent, keep reading canceled streams, and import OpenTelemetry, which
 * isn't installed. This plugin replaces the registration with an empty one and fails the build if the file has moved.
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
        : {
            errors: [
              {
                text: 'The SDK has no hooks/registration.js; see withoutSdkHooks in esbuild.config.mjs',
              },
            ],
          },
    );
  },
};

/** Reports the start and end of a build to the problem matcher of .vscode/tasks.json. */
const reportBuild = {
  name: 'report-build',
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
 * esbuild's options for `dist/`: `extension.js` is loaded at startup, `mistral-sdk.js` by the first request, `chunks/`
 * by commands and keystrokes, `onig.wasm` with the first grammar.
 * @param {{ production: boolean }} options
 * @returns {import('esbuild').BuildOptions}
 */
export function bundleOptions({ production }) {
  return {
    absWorkingDir: root,
    entryPoints: { extension: 'src/extension.ts', 'mistral-sdk': 'src/mistral/sdk.ts' },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    assetNames: '[name]',
    loader: { '.wasm': 'file' },
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
 * esbuild's options for `dist/webview/`: the script and style sheet of the chat panel, and the script of the usage page.
 * @param {{ production: boolean }} options
 * @returns {import('esbuild').BuildOptions}
 */
export function panelOptions({ production }) {
  return {
    absWorkingDir: root,
    entryPoints: { panel: 'src/webview/main.tsx', usage: 'src/webview/usage/usageUpdates.ts' },
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

/**
 * esbuild's options for the modules in `dist/webview/` that the panel imports with the first formula (`math.js`) and the
 * first code (`highlighting.js`).
 * @param {{ production: boolean }} options
 * @returns {import('esbuild').BuildOptions}
 */
export function lazyPanelOptions({ production }) {
  return {
    ...panelOptions({ production }),
    entryPoints: {
      math: 'src/webview/math/renderMath.ts',
      highlighting: 'src/webview/highlighting/highlightCode.ts',
    },
    format: 'esm',
    plugins: [],
  };
}

/** Writes the licenses of the bundled packages, which must be distributed with the code. */
async function writeLicenses(outputs) {
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
    const file = (await readdir(folder)).find((each) => /^licen[cs]e([-.]\w+)?$/i.test(each));
    if (!file) throw new Error(`${name} has no license file`);
    const text = await readFile(new URL(file, folder), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  const all = (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
  await writeFile(new URL('dist/LICENSES.txt', import.meta.url), all);
}

async function main(flags) {
  await rm(new URL('dist/', import.meta.url), { recursive: true, force: true });
  const production = flags.includes('--production');
  const all = [bundleOptions, panelOptions, lazyPanelOptions].map((options) =>
    options({ production }),
  );
  for (const { plugins } of all) plugins.push(reportBuild);
  if (flags.includes('--watch')) {
    for (const options of all) await (await context(options)).watch();
    return;
  }
  try {
    const results = await Promise.all(all.map((options) => build(options)));
    await writeLicenses(results.flatMap(({ metafile }) => Object.values(metafile.outputs)));
  } catch (error) {
    // `reportBuild` has printed the errors of a failed build.
    if (!error.errors) console.error(error);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
