import assert from 'node:assert/strict';
import {
  listArguments,
  queryProblem,
  readMatch,
  searchArguments,
} from '../../../../src/chat/tools/ripgrepArguments.ts';

describe('arguments of ripgrep', () => {
  it('never read the user’s configuration and never follow links', () => {
    for (const args of [listArguments([]), searchArguments({ query: 'a', isRegex: true }, [])]) {
      assert.ok(args.includes('--no-config') && args.includes('--no-follow'));
    }
  });

  it('pass any query as one argument that is not an option', () => {
    for (const query of ['--pre=touch', '-f/etc/passwd', 'a b', '--']) {
      const args = searchArguments({ query, isRegex: false }, []);
      assert.deepEqual(args.slice(-3), [`--regexp=${query}`, '--', './']);
      assert.ok(args.includes('--fixed-strings'));
    }
  });

  it('exclude files by globs that ripgrep reads as VS Code does, and no others', () => {
    const args = listArguments(['**/.env', './a/**', '{a,b}', '[x', 'a\n--pre=b', '']);
    assert.deepEqual(
      args.filter((each) => each.startsWith('--iglob')),
      ['--iglob=!**/.git', '--iglob=!**/.env', '--iglob=!a/**'],
    );
    assert.ok(!args.some((each) => each.startsWith('--pre')));
  });
});

describe('readMatch', () => {
  for (const [record, match] of [
    ['./src/a.ts\u00003:  const a = 1;', { path: 'src/a.ts', line: 3, text: '  const a = 1;' }],
    ['./a:1:b\u000012:x:y\r', { path: 'a:1:b', line: 12, text: 'x:y' }],
    ['.\\a\\b.ts\u00001:', { path: 'a/b.ts', line: 1, text: '' }],
    ['', undefined],
    ['no match', undefined],
    ['\u00001:a', undefined],
    ['./a\u0000x:a', undefined],
    ['./a\u000099999999999:a', undefined],
    // The second line of a file's name.
    ['b.ts\u00003:a', undefined],
  ] as const) {
    it(`reads ${JSON.stringify(record)}`, () => {
      assert.deepEqual(readMatch(record), match);
    });
  }
});

describe('queryProblem', () => {
  it('accepts what can be searched for', () => {
    for (const query of ['a', '--pre=x', '(a+)+$', '\u202e', 'x'.repeat(2_000)]) {
      assert.equal(queryProblem(query), undefined);
    }
  });

  it('explains what cannot', () => {
    for (const [query, words] of [
      ['a\nb', /one line/],
      ['a\r', /one line/],
      ['a\0', /not text/],
      ['\ud800', /not text/],
      ['x'.repeat(2_001), /too long/],
    ] as const) {
      assert.match(queryProblem(query) ?? '', words);
    }
  });
});
