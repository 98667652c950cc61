import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { excluderFor } from '../../../src/mistral/privacy.ts';

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { readonly default: unknown }>>;
    }[];
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const standard = manifest.contributes.configuration
  .map(({ properties }) => properties['codestral.privacy.exclude']?.default)
  .find(Array.isArray) as string[];

describe('mistral/privacy', () => {
  const isExcluded = excluderFor(standard);

  for (const path of [
    '.env',
    'a/b/.env',
    '.env.local',
    'deploy/.ENV.production',
    'certs/server.pem',
    'id_rsa',
    'home/.ssh/id_ed25519.pub',
    '.npmrc',
    'x/.aws/credentials',
    'config/secrets.yaml',
    'Secrets.json',
    'my.key',
  ]) {
    it(`${path} may not travel`, () => {
      assert.ok(isExcluded(path));
    });
  }

  for (const path of [
    'src/environment.ts',
    'env.ts',
    'keyboard.ts',
    'src/secret.ts',
    'a.keys',
    'x',
  ]) {
    it(`${path} may`, () => {
      assert.ok(!isExcluded(path));
    });
  }

  it('knows braces, folders and negated classes', () => {
    const test = excluderFor(['src/{a,b}/**', 'x/[!y]*']);
    assert.deepEqual(['src/a/1.ts', 'src/b/c/2.ts', 'src/c/1.ts', 'x/z', 'x/y1'].map(test), [
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  it('takes blank and broken globs without harm', () => {
    const test = excluderFor(['', '  ', '[', '((((', '{a']);
    assert.equal(test('b.ts'), false);
  });
});
