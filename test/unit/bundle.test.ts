import assert from 'node:assert/strict';
import type { Metafile } from 'esbuild';
import { build } from 'esbuild';
import { bundleOptions } from '../../esbuild.config.mjs';

const options = { ...bundleOptions({ production: true }), write: false } as const;

/** An output and everything that is read with it, without what is imported later. */
function readWith(entry: string, { outputs }: Metafile): readonly string[] {
  const read = new Set([entry]);
  for (const path of read) {
    for (const { path: next, kind, external } of outputs[path]!.imports) {
      if (kind === 'import-statement' && external !== true) read.add(next);
    }
  }
  return [...read];
}

describe('the bundles', () => {
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

  it('reads at most 60 kB at start-up, and the SDK is not among it', () => {
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

  it('has an SDK of at most 160 kB', () => {
    assert.ok(size('dist/mistral-sdk.js') <= 160_000);
  });

  it('has neither OpenTelemetry nor the hooks of the SDK in it', () => {
    assert.ok(!code.includes('@opentelemetry'));
    assert.ok(!code.includes('x-model-deprecation-timestamp'));
  });

  it('fails to build when the SDK keeps its hooks elsewhere', async () => {
    const elsewhere = build({
      ...options,
      plugins: bundleOptions({ production: true }).plugins ?? [],
      entryPoints: ['src/mistral/keys.ts'],
    });
    await assert.rejects(elsewhere, /no hooks\/registration\.js/);
  });
});
