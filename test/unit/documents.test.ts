import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { declared, manifest, read, texts } from './manifest.ts';

const readme = read('README.md');

/** The first group of every match. */
function found(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group);
}

describe('README.md', () => {
  it('is at most 14 kB long', () => {
    assert.ok(Buffer.byteLength(readme) <= 14_000, `${Buffer.byteLength(readme)} bytes`);
  });

  it('names only settings that exist', () => {
    const named = found(/`(codestral\.[\w.]+)`/g, readme).filter((name) => !/\.vsix$/.test(name));
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((name) => !(name in declared)),
      [],
    );
  });

  it('names commands by their titles', () => {
    const english = texts('package.nls.json');
    const titles = manifest.contributes.commands.map(({ title }) => english[title.slice(1, -1)]);
    const named = found(/\*\*Codestral: ([^*]+)\*\*/g, readme.replaceAll(/\s+/g, ' '));
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((name) => !titles.includes(name)),
      [],
    );
  });
});

describe('documents', () => {
  for (const document of ['README.md', 'CONTRIBUTING.md', 'SECURITY.md']) {
    it(`refer only to files that exist: ${document}`, () => {
      const text = read(document);
      const links = found(/\]\((?!https?:|#)([^)]+)\)/g, text);
      const paths = found(/`((?:src|test|media|l10n)\/[\w./-]+)`/g, text);
      assert.deepEqual(
        [...links, ...paths].filter((path) => !existsSync(path)),
        [],
      );
    });
  }
});

describe('SECURITY.md', () => {
  it('names only tests that exist', () => {
    const rows = [...read('SECURITY.md').matchAll(/`(test\/[\w./]+\.test\.ts)`: "([^"]+)"/g)];
    assert.ok(rows.length > 0);
    const missing = rows.filter(([, file = '', title = '']) => {
      const source = existsSync(file) ? read(file) : '';
      return !["it('", 'it("', 'it(`'].some((start) => source.includes(start + title));
    });
    assert.deepEqual(
      missing.map(([row]) => row),
      [],
    );
  });

  it('names a test in every row of its tables', () => {
    const rows = read('SECURITY.md')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| (?:-|Controlled)/.test(line));
    assert.deepEqual(
      rows.filter((row) => !/`test\/[\w./]+\.test\.ts`: "/.test(row)),
      [],
    );
  });
});
