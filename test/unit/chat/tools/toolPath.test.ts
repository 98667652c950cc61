import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseToolPath, toolGlob } from '../../../../src/chat/tools/toolPath.ts';

describe('parseToolPath', () => {
  const paths: readonly [string, string | undefined][] = [
    ['src/a.ts', 'src/a.ts'],
    ['./src//a.ts', 'src/a.ts'],
    ['/src/a.ts', 'src/a.ts'],
    ['src\\a.ts', 'src/a.ts'],
    ['src/x/../a.ts', 'src/a.ts'],
    ['', ''],
    ['.', ''],
    ['..', undefined],
    ['src/../../a.ts', undefined],
    ['..\\..\\a.ts', undefined],
    ['~/.ssh/id_rsa', undefined],
    ['C:\\Windows\\a', undefined],
    ['file:///etc/passwd', undefined],
    ['https://example.com/a', undefined],
    ['vscode-userdata:/settings.json', undefined],
    ['\\\\server\\share\\a', undefined],
    ['a\0b', undefined],
    ['a\nb', undefined],
    ['x'.repeat(5_000), undefined],
    // Names that Windows reads as those of other files.
    ['.env::$DATA', undefined],
    ['keys/a.pem:$data', undefined],
    ['.env.', undefined],
    ['.env. /a', undefined],
    ['a /b', undefined],
    ['...', undefined],
    // No names of other files.
    ['%2e%2e/a', '%2e%2e/a'],
    ['a/b:c.ts', 'a/b:c.ts'],
    ['\u2025/a', '\u2025/a'],
  ];
  for (const [path, expected] of paths) {
    it(`${expected === undefined ? 'refuses' : 'reads'} ${JSON.stringify(path.slice(0, 40))}`, () => {
      const parsed = parseToolPath(path);
      assert.equal('names' in parsed ? parsed.names.join('/') : undefined, expected);
    });
  }

  it('never returns a name that leaves the folder', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', '', 'a', '\\', '/', ' ')), (parts) => {
        const parsed = parseToolPath(parts.join('/'));
        assert.ok('error' in parsed || parsed.names.every((name) => !/^\.{0,2}$|[/\\]/.test(name)));
      }),
    );
  });
});

describe('toolGlob', () => {
  for (const [pattern, glob] of [
    ['*.ts', '**/*.ts'],
    ['./src/*.ts', 'src/*.ts'],
    ['/src/', 'src/**'],
    ['**', '**'],
    ['', '**'],
    ['src\\*.ts', 'src/*.ts'],
  ] as const) {
    it(`reads ${JSON.stringify(pattern)} as ${glob}`, () => {
      assert.equal(toolGlob(pattern), glob);
    });
  }
});
