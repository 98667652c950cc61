import assert from 'node:assert/strict';
import type { Metafile } from 'esbuild';
import { build } from 'esbuild';
import { bundleOptions } from '../../esbuild.config.mjs';

const options = { ...bundleOptions({ production: true }), write: false } as const;

/** A bundle and everything it loads statically. */
function readWith(entry: string, { outputs }: Metafile): readonly string[] {
  const read = new Set([entry]);
  for (const path of read) {
    for (const { path: next, kind, external } of outputs[path]!.imports) {
      if (kind === 'import-statement' && external !== true) read.add(next);
    }
  }
  return [...read];
}

describe('bundles', () => {
  let metafile: Metafile;
  let code: string;

  before(async () => {
    const result = await build(options);
    metafile = result.metafile!;
    code = result.outputFiles.map(({ text }) => text).join('\n');
  });

  function size(entry: string): number {
    const bytes = readWith(entry, metafile).map((path) => metafile.outputs[path]!.bytes);
    const sum = bytes.reduce((total, next) => total + next, 0);
    console.log(`      ${entry}: ${(sum / 1000).toFixed(1)} kB`);
    return sum;
  }

  it('load at most 60 kB at startup, without the SDK', () => {
    assert.ok(size('dist/extension.js') <= 60_000);
    const inputs = readWith('dist/extension.js', metafile).flatMap((path) =>
      Object.keys(metafile.outputs[path]!.inputs),
    );
    assert.ok(inputs.length > 3);
    assert.deepEqual(
      inputs.filter((path) => /node_modules|src\/mistral\/(sdk|client)/.test(path)),
      [],
    );
  });

  it('contain at most 190 kB of SDK: only the functions in use', () => {
    assert.ok(size('dist/mistral-sdk.js') <= 190_000);
  });

  it('contain neither OpenTelemetry nor the hooks of the SDK', () => {
    assert.ok(!code.includes('@opentelemetry'));
    assert.ok(!code.includes('x-model-deprecation-timestamp'));
  });

  it('fail to build if the SDK moves its hooks', async () => {
    const elsewhere = build({
      ...options,
      plugins: bundleOptions({ production: true }).plugins ?? [],
      entryPoints: ['src/mistral/keys/cleanKey.ts'],
    });
    await assert.rejects(elsewhere, /no hooks\/registration\.js/);
  });
});
