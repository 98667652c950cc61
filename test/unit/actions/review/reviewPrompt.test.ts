import assert from 'node:assert/strict';
import { changedFile, untrackedFile } from '../../../../src/actions/commit/changedFile.ts';
import { followLines } from '../../../../src/actions/review/followLines.ts';
import type { LineChange } from '../../../../src/actions/review/followLines.ts';
import { locateLines } from '../../../../src/actions/review/locateLines.ts';
import { numberedDiff, shownLines } from '../../../../src/actions/review/numberedDiff.ts';
import { reviewPrompt } from '../../../../src/actions/review/reviewPrompt.ts';

const DIFF = `diff --git a/a.ts b/a.ts
index 1..2 100644
--- a/a.ts
+++ b/a.ts
@@ -9,3 +9,3 @@ function f
 same
-old
+new
 last
\\ No newline at end of file
diff --git a/b.ts b/b.ts
--- a/b.ts
+++ b/b.ts
@@ -1 +1 @@
--- x
+++ y
`;

describe('numberedDiff', () => {
  it('numbers the lines of the new file, and nothing else', () => {
    assert.equal(
      numberedDiff(DIFF),
      `diff --git a/a.ts b/a.ts
index 1..2 100644
--- a/a.ts
+++ b/a.ts
@@ -9,3 +9,3 @@ function f
    9  same
      -old
   10 +new
   11  last
      \\ No newline at end of file
diff --git a/b.ts b/b.ts
--- a/b.ts
+++ b/b.ts
@@ -1 +1 @@
      --- x
    1 +++ y
`,
    );
  });

  it('finds the lines of a new file', () => {
    const { text } = untrackedFile('c.ts', 'one\n\nthree\n');
    assert.deepEqual(
      [...shownLines(text)],
      [
        [1, 'one'],
        [2, ''],
        [3, 'three'],
      ],
    );
  });

  it('does not number a combined diff', () => {
    const combined = 'diff --cc a\n@@@ -1,2 -1,2 +1,2 @@@\n++a\n';
    assert.equal(numberedDiff(combined), combined);
  });
});

describe('reviewPrompt', () => {
  it('contains the numbered changes, and asks for JSON in the language of the user', () => {
    const { user, system, json } = reviewPrompt([changedFile('a.ts', DIFF)], 'fr', 50_000);
    assert.match(user, /\n {3}10 \+new\n/);
    assert.match(user, /locale fr\.$/);
    assert.match(system, /JSON/);
    assert.equal(json?.name, 'review');
  });

  for (const line of ['+\n', `+${'x'.repeat(200)}\n`, `+${'`'.repeat(3_000)}\n`]) {
    it(`fits into the room: lines of ${line.length} characters`, () => {
      const body = line.repeat(200_000 / line.length);
      const text = `diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -0,0 +1,99999 @@\n${body}`;
      for (const characters of [4_000, 20_000, 1_000_000]) {
        const { user, system } = reviewPrompt([changedFile('a', text)], 'en', characters);
        assert.ok(user.length + system.length <= characters);
        assert.ok(user.length <= 60_000);
      }
    });
  }
});

describe('locateLines', () => {
  const text = 'a\n}\nb\n}\nc\n}';
  const CASES: readonly (readonly [readonly string[], number, number | undefined])[] = [
    [['}'], 1, 1],
    [['}'], 2, 1],
    [['}'], 3, 3],
    [['}'], 99, 5],
    [['}'], 0, 1],
    [['b', '}'], 9, 2],
    [['a'], 9, 0],
    [['b', 'c'], 2, undefined],
    [[''], 0, undefined],
  ];
  for (const [lines, expected, found] of CASES) {
    it(`finds ${JSON.stringify(lines)} near line ${expected}`, () => {
      assert.equal(locateLines(text, lines, expected), found);
    });
  }
});

describe('followLines', () => {
  const inside = { startsLine: false, lineEnds: 0 };
  const CASES: readonly (readonly [string, LineChange, readonly [number, number]])[] = [
    ['two lines inserted above', { first: 1, last: 1, startsLine: true, lineEnds: 2 }, [12, 13]],
    [
      'a line inserted at its start',
      { first: 10, last: 10, startsLine: true, lineEnds: 1 },
      [11, 12],
    ],
    ['a word typed at its start', { first: 10, last: 10, startsLine: true, lineEnds: 0 }, [10, 11]],
    ['lines removed above', { first: 7, last: 10, startsLine: true, lineEnds: 0 }, [7, 8]],
    ['a line inserted inside', { first: 10, last: 10, startsLine: false, lineEnds: 1 }, [10, 12]],
    ['a line removed inside', { ...inside, first: 10, last: 11 }, [10, 10]],
    ['everything removed', { first: 0, last: 50, startsLine: true, lineEnds: 0 }, [0, 0]],
    ['an edit below', { first: 12, last: 13, startsLine: true, lineEnds: 9 }, [10, 11]],
  ];
  for (const [name, edit, [first, last]] of CASES) {
    it(name, () => {
      assert.deepEqual(followLines({ first: 10, last: 11 }, edit), { first, last });
    });
  }
});
