import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withoutImages } from '../../../../src/actions/review/withoutImages.ts';
import { DismissedFindings } from '../../../../src/actions/review/dismissedFindings.ts';
import { FindingStream, readFindings } from '../../../../src/actions/review/findings.ts';
import type { Finding } from '../../../../src/actions/review/findings.ts';
import { shownLines } from '../../../../src/actions/review/numberedDiff.ts';

const SECTION = `diff --git a/src/a.ts b/src/a.ts
--- a/src/a.ts
+++ b/src/a.ts
@@ -8,4 +8,5 @@ class A {
 context
-removed
+added one
+added two
 after\r
@@ -40 +41 @@
-x
+far
`;
const ONE = {
  ...{ path: 'src/a.ts', line: 9, endLine: 10, severity: 'warning', title: 'One' },
  ...{ comment: 'Why.', replacement: 'better' },
};

const read = (answer: string) =>
  readFindings(answer, (path) => (path === 'src/a.ts' ? shownLines(SECTION) : undefined));
const readAll = (...findings: readonly unknown[]) => read(JSON.stringify({ findings }));
const readOne = (change: object): Finding | undefined =>
  readAll({ ...ONE, ...change })?.findings[0];

describe('readFindings', () => {
  it('reads a finding with the text of its lines', () => {
    assert.deepEqual(readAll(ONE), {
      findings: [
        {
          ...{ path: 'src/a.ts', line: 9, lines: ['added one', 'added two'] },
          ...{ severity: 'warning', title: 'One', comment: 'Why.', replacement: 'better' },
        },
      ],
      leftOut: 0,
    });
  });

  const list = JSON.stringify({ findings: [ONE, { ...ONE, title: 'Two {' }] });
  const ANSWERS: readonly (readonly [string, string, number | undefined])[] = [
    ['a bare list', JSON.stringify([ONE]), 1],
    ['a fence with prose around it', `Here:\n\`\`\`json\n${list}\n\`\`\`\nDone {}.`, 2],
    ['JSON that is cut in the second finding', list.slice(0, -12), 1],
    ['JSON that is cut in a string with a brace', list.slice(0, list.indexOf('Two {') + 5), 1],
    ['JSON that is cut after the name of the list', '{"findings": [', 0],
    ['an empty list', '{"findings": []}', 0],
    ['no list', '{"findings": "none"}', undefined],
    ['prose', 'Looks [good] to me.', undefined],
    ['nothing', '', undefined],
    ['a list of texts', '{"findings": ["a", null, 3]}', 0],
  ];
  for (const [name, answer, count] of ANSWERS) {
    it(`reads ${name}`, () => {
      assert.equal(read(answer)?.findings.length, count);
    });
  }

  const PLACES: readonly (readonly [object, boolean])[] = [
    [{ path: 'b/src/a.ts' }, true],
    [{ path: './src/a.ts' }, true],
    [{ path: '/src/a.ts' }, true],
    [{ path: 'src/b.ts' }, false],
    [{ path: '../src/a.ts' }, false],
    [{ path: 7 }, false],
    [{ line: '9' }, true],
    [{ line: 8 }, true],
    [{ line: 12 }, false],
    [{ line: 41, endLine: 41 }, true],
    [{ line: 0 }, false],
    [{ line: -1 }, false],
    [{ line: 9.5 }, false],
    [{ line: 1e300 }, false],
    [{ line: null }, false],
    [{ title: ' ', comment: '' }, false],
  ];
  for (const [change, isValid] of PLACES) {
    it(`${isValid ? 'accepts' : 'leaves out'} ${JSON.stringify(change)}`, () => {
      const found = readAll({ ...ONE, ...change });
      assert.deepEqual([found?.findings.length, found?.leftOut], isValid ? [1, 0] : [0, 1]);
    });
  }

  const PROPOSALS: readonly (readonly [object, string | undefined])[] = [
    [{}, 'better'],
    [{ replacement: null }, undefined],
    [{ replacement: ' \n' }, undefined],
    [{ replacement: 'added one\nadded two\n' }, undefined],
    [{ replacement: '```ts\nbetter\n```' }, 'better'],
    [{ replacement: 'a'.repeat(20_001) }, undefined],
    [{ endLine: 20 }, undefined],
    [{ endLine: 8 }, undefined],
    [{ endLine: 1e9 }, undefined],
    [{ endLine: undefined }, 'better'],
  ];
  for (const [change, replacement] of PROPOSALS) {
    it(`proposes ${String(replacement)} for ${JSON.stringify(change).slice(0, 60)}`, () => {
      assert.equal(readOne(change)?.replacement, replacement);
    });
  }

  it('lists errors first, without repetitions, and reads 200 entries at most', () => {
    const found = readAll({ ...ONE, severity: 'nonsense', title: 'c' }, ONE, ONE, {
      ...ONE,
      severity: 'error',
      title: 'a',
    });
    assert.deepEqual(
      found?.findings.map(({ title, severity }) => [severity, title]),
      [
        ['error', 'a'],
        ['warning', 'One'],
        ['suggestion', 'c'],
      ],
    );
    const many = Array.from({ length: 1_000 }, (_, at) => ({ ...ONE, title: `${at}` }));
    assert.deepEqual([readAll(...many)?.findings.length, readAll(...many)?.leftOut], [200, 800]);
  });

  it('shortens long texts, and shows hidden characters', () => {
    const { title = '', comment = '' } =
      readOne({ title: `a\u202eb\n${'c'.repeat(500)}`, comment: 'd'.repeat(5_000) }) ?? {};
    assert.match(title, /^a\[U\+202E\]b c+…$/);
    assert.ok(title.length < 150);
    assert.equal(comment.length, 2_000);
  });

  it('takes the title from the comment if there is none', () => {
    assert.equal(readOne({ title: 3, comment: 'First.\nSecond.' })?.title, 'First.');
  });
});

describe('FindingStream', () => {
  const streamed = (pieces: readonly string[]) => {
    const stream = new FindingStream((path) =>
      path === 'src/a.ts' ? shownLines(SECTION) : undefined,
    );
    return pieces.map((piece) => stream.push(piece).map(({ title }) => title));
  };

  it('returns each finding with the piece that completes it', () => {
    const list = JSON.stringify({ findings: [ONE, { ...ONE, title: 'Two }]' }, ONE] });
    const end = list.indexOf('},') + 1;
    assert.deepEqual(streamed(['Here: ', list.slice(0, end - 1), list.slice(end - 1)]), [
      [],
      [],
      ['One', 'Two }]'],
    ]);
    assert.deepEqual(streamed([list.slice(0, end), list.slice(end)]), [['One'], ['Two }]']]);
  });

  it('reads the same as from the whole answer, however it is divided', () => {
    const texts = fc.array(
      fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', ']', 'a', ',') }),
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 9 }), (titles, size) => {
        const entries = titles.map((title) => ({
          ...ONE,
          title,
          comment: `"findings": [${title}`,
        }));
        const text = `Some [prose] "find\n${JSON.stringify({ note: '', findings: entries })} {}`;
        const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        const whole = read(text)?.findings.map(({ title }) => title);
        assert.deepEqual(streamed(pieces).flat(), whole);
      }),
    );
  });
});

describe('withoutImages', () => {
  it('leaves no image, and keeps code valid', () => {
    assert.equal(withoutImages('![a](https://b) `![1].c`'), '! [a](https://b) `! [1].c`');
    assert.doesNotMatch(withoutImages('!!![[a]][b]\n\n[b]: https://c'), /!\[/);
  });
});

describe('DismissedFindings', () => {
  const finding = readOne({})!;

  it('recognizes a finding by path, text of the line and title, wherever the line is', () => {
    const saved: (readonly string[])[] = [];
    const dismissed = new DismissedFindings('not a list', (hashes) => saved.push(hashes));
    dismissed.add(finding);
    dismissed.add(finding);
    assert.deepEqual(saved.at(-1)?.length, 1);
    const again = new DismissedFindings([7, ...(saved.at(-1) ?? [])], () => undefined);
    assert.ok(again.has({ ...finding, line: 100, comment: 'Other words.' }));
    for (const change of [{ path: 'b.ts' }, { title: 'Other' }, { lines: ['changed'] }]) {
      assert.ok(!again.has({ ...finding, ...change }));
    }
  });

  it('forgets the oldest of more than 500', () => {
    let saved: readonly string[] = [];
    const dismissed = new DismissedFindings(undefined, (hashes) => (saved = hashes));
    for (let at = 0; at < 510; at += 1) dismissed.add({ ...finding, title: `${at}` });
    assert.equal(saved.length, 500);
    assert.ok(
      !dismissed.has({ ...finding, title: '9' }) && dismissed.has({ ...finding, title: '10' }),
    );
  });
});
