import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DEFAULT_EXCLUDE_GLOBS } from '../../../src/privacy/defaultExcludes.ts';
import { parseExcludeGlobs } from '../../../src/privacy/excludeGlobs.ts';
import { foldPath, matchCandidates } from '../../../src/privacy/paths.ts';
import { excessiveGrowth } from '../linearTime/measure.ts';

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { readonly default: unknown }>>;
    }[];
  };
}

const FOLDER = '/home/ada/work';

/** Whether globs exclude a file of a workspace, or any file by its absolute path. */
function isExcluded(globs: readonly string[], path: string): boolean {
  const whole = path.startsWith('/') ? path : `${FOLDER}/${path}`;
  return parseExcludeGlobs(globs).matches(matchCandidates(foldPath(whole), [foldPath(FOLDER)]));
}

describe('parseExcludeGlobs', () => {
  const rows: readonly (readonly [
    glob: string,
    excluded: readonly string[],
    sent: readonly string[],
  ])[] = [
    ['**/foo', ['foo', 'a/foo', 'a/b/foo', 'a/foo/b.ts'], ['afoo', 'food', 'a/food/b.ts']],
    ['foo/**', ['foo/a', 'foo/a/b/c.ts', 'foo'], ['a/foo/b.ts', 'foobar/a']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b/c.ts'], ['ab', 'x/a/b', 'a/xb']],
    ['**', ['a', 'a/b'], []],
    ['src/*.ts', ['src/a.ts'], ['src/a/b.ts', 'src/a.tsx']],
    ['src/?.ts', ['src/a.ts'], ['src/ab.ts', 'src/.ts']],
    ['*.{ts,js}', ['a.ts', 'a.js', 'deep/a.js'], ['a.py']],
    ['src/{a,b/c}/d', ['src/a/d', 'src/b/c/d', 'src/a/d/e.ts'], ['src/b/d', 'src/c/d']],
    ['{**/*.txt,logs/**}', ['a/b.txt', 'logs/a.ts'], ['a/logs/a.ts']],
    ['{a,{b,c}}/**', ['a/1', 'b/1', 'c/1'], ['d/1']],
    ['a{/**,.bak}', ['a/b', 'a.bak'], ['a.ts']],
    ['x/[a-c]?.ts', ['x/a1.ts', 'x/C1.ts'], ['x/d1.ts']],
    ['x/[!a-c]*', ['x/d'], ['x/a', 'x/b1']],
    ['x/[^a]*', ['x/d'], ['x/a']],
    ['x/[]]', ['x/]'], ['x/[']],
    ['x/[z-a].ts', ['x/m.ts'], ['x/1.ts']],
    ['a**b/x', ['ab/x', 'a1b/x'], ['a/b/x']],
    // Parentheses and group syntax of other tools are literal characters.
    ['app/(admin)/**', ['app/(admin)/page.tsx', 'app/(admin)/a/b.ts'], ['app/admin/page.tsx']],
    ['@(x)', ['@(x)/a.ts', '@(x)'], ['x', 'x/a.ts']],
    ['+(x)/**', ['+(x)/a.ts'], ['x/a.ts', 'xx/a.ts']],
    ['!(x)', ['!(x)/a.ts'], ['x', 'y', 'y/a.ts']],
    ['app/[id]/**', ['app/i/a.ts', 'app/d/a.ts'], ['app/x/a.ts']],
    ['a+b.ts', ['a+b.ts'], ['aab.ts']],
    ['a.b', ['a.b'], ['axb']],
    ['a$', ['a$'], ['a']],
    ['a|b', ['a|b'], ['a', 'b']],
    // Common notations for folders.
    ['private', ['private', 'private/a', 'private/a/b'], ['lib/privately/a', 'privateer/a']],
    ['private/', ['private/a', 'private/a/b'], ['privateer/a']],
    ['/private/**', ['private/a', '/private/a'], ['lib/private/a']],
    ['./private', ['private/a'], []],
    ['././private/./x', ['private/x/a'], ['private/y']],
    ['private//x/**', ['private/x/a'], []],
    ['private\\x\\**', ['private/x/a'], ['private/y']],
    ['  private/**\t', ['private/a'], []],
    ['.', ['a', 'a/b'], []],
    ['/', ['a', 'a/b'], []],
    ['~/notes/**', ['/home/ada/notes/a'], []],
    ['/home/ada/work/x/**', ['x/a'], ['y/x/a']],
    ['file:///home/ada/work/x/**', ['x/a'], ['y/a']],
    ['c:\\keys\\**', ['/c:/keys/a', '/C:/Keys/b/c'], ['/d:/keys/a']],
    ['home/**', ['home/a'], ['x.ts', '/etc/home/b']],
    // Letter case and Unicode.
    ['Private/**', ['private/a', 'PRIVATE/B'], []],
    ['caf\u00e9/**', ['cafe\u0301/a', 'CAF\u00c9/a'], ['cafe/a']],
    ['cafe\u0301/**', ['caf\u00e9/a'], []],
    ['\u03bf\u03b4\u03bf\u03c3*', ['\u039f\u0394\u039f\u03a3.txt', 'οδος'], []],
    // Line separators.
    ['**/*.ts', ['a\nb/c\u2028d.ts', 'e\rf.ts'], ['a\nb/c']],
    ['pri\u2028vate/**', ['pri\u2028vate/a'], ['private/a']],
    // Invalid globs are matched by their words.
    ['[private/**', ['private/a', 'my-private/a'], ['src/a.ts']],
    ['{private,secret/**', ['private/a', 'secret/a'], ['src/a.ts']],
    ['private}/**', ['private/a', 'private}/a'], ['src/a.ts']],
    ['private]/**', ['private]/a'], ['src/a.ts']],
    ['a}', ['a', 'x/a.ts', 'a}'], ['b.ts', 'ab.ts']],
    ['[', ['a['], ['b.ts']],
    ['!private/**', ['private/a', '!private/a'], ['src/a.ts']],
    ['../private/**', ['private/a', '/home/ada/private/a'], ['src/a.ts']],
    ['${workspaceFolder}/private/**', ['private/a'], ['src/a.ts']],
    [`${'{'.repeat(20)}private${'}'.repeat(20)}`, ['private/a'], ['src/a.ts']],
    [`private/${'*a'.repeat(40)}`, ['private/b'], ['src/b.ts']],
    [`private/${'x'.repeat(2_000)}`, ['private/b'], ['src/b.ts']],
    ['', [], ['a', 'b/c']],
    ['   ', [], ['a', 'b/c']],
  ];

  for (const [glob, excluded, sent] of rows) {
    it(`matches ${JSON.stringify(glob).slice(0, 60)}`, () => {
      for (const path of excluded) assert.ok(isExcluded([glob], path), `sent: ${path}`);
      for (const path of sent) assert.ok(!isExcluded([glob], path), `excluded: ${path}`);
    });
  }

  it('reports invalid globs as written', () => {
    const bad = ['[a', '{a', 'a}', 'a]', '!a', '../a', '${a}', '{'.repeat(30), 'x'.repeat(1_001)];
    const good = ['a', '[a]', '{a,b}', '(a', 'a)', '@(a', '!(a)', ' a/ ', '**/*a*b*c*'];
    assert.deepEqual(parseExcludeGlobs([...good, ...bad]).invalid, bad);
  });

  it('excludes everything if the list is too long', () => {
    const { matches, invalid } = parseExcludeGlobs(
      Array.from({ length: 1_001 }, (_, at) => `${at}`),
    );
    assert.ok(matches(['any.ts']));
    assert.equal(invalid.length, 1);
  });

  it('takes linear time in the path, for any globs', () => {
    const hostile = Array.from({ length: 1_000 }, (_, at) => `**/${'*a'.repeat(1 + (at % 29))}b`);
    const globs = parseExcludeGlobs(['**/*a*a*a*a*a*a*a*a*b', ...hostile]);
    globs.matches(['a'.repeat(100)]);
    const growth = excessiveGrowth((length) => () => globs.matches(['a'.repeat(length / 3)]));
    assert.equal(growth, undefined);
  });

  it('excludes paths longer than any file system allows', () => {
    assert.ok(isExcluded(['x'], 'a'.repeat(10_000)));
  });
});

describe('DEFAULT_EXCLUDE_GLOBS', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

  it('equals the default in package.json and is valid', () => {
    const declared = manifest.contributes.configuration
      .map(({ properties }) => properties['codestral.privacy.exclude']?.default)
      .find(Array.isArray);
    assert.deepEqual(declared, DEFAULT_EXCLUDE_GLOBS);
    assert.deepEqual(parseExcludeGlobs(DEFAULT_EXCLUDE_GLOBS).invalid, []);
  });

  for (const path of [
    ...['.env', 'a/b/.env', '.env.local', '.env~', '.env.bak', '.envrc', 'prod.env', '.envrc.old'],
    ...['deploy/.ENV.production', 'server.pem', 'server.pem.bak', 'my.key', 'my.key~', 'a.p12.old'],
    ...['id_rsa', '/home/ada/.ssh/id_ed25519.pub', 'id_ecdsa', 'id_ecdsa_sk', 'id_dsa.bak'],
    ...['.npmrc', '.npmrc.bak', '.netrc', '.git-credentials', '.git-credentials~', '.pgpass'],
    ...['.pypirc', '.htpasswd', '.htpasswd.old', 'a.jks', 'a.keystore', 'a.keystore.bak'],
    ...['a.ppk', 'a.kdbx', '/home/ada/.aws/credentials', '/home/ada/.kube/config', '.dockercfg'],
    ...['/home/ada/.docker/config.json', '/root/.docker/config.json.bak', 'credentials.json'],
    ...['infra/a.tfstate', 'infra/a.tfstate.backup', 'a.tfstate.1700000000.backup'],
    ...['config/secrets.yaml', 'Secrets.json', 'secrets.d/a/b.txt', '/home/ada/.gnupg/x'],
  ]) {
    it(`excludes ${path}`, () => {
      assert.ok(isExcluded(DEFAULT_EXCLUDE_GLOBS, path));
    });
  }

  for (const path of [
    ...['src/environment.ts', 'env.ts', 'src/env/index.ts', 'keyboard.ts', 'src/secret.ts'],
    ...['a.keys', 'x', 'keys/a.ts', 'config.json', '.kube/readme.md', 'docker/config.json'],
    ...['src/credentials.ts', 'terraform.tf', 'src/secretsStore.ts', 'i18n/en.key.json', 'pem.ts'],
  ]) {
    it(`allows ${path}`, () => {
      assert.ok(!isExcluded(DEFAULT_EXCLUDE_GLOBS, path));
    });
  }
});
