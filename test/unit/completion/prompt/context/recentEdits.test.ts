import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RecentEdits } from '../../../../../src/completion/prompt/context/recentEdits.ts';
import { FakeClock } from '../../../../support/fakeClock.ts';
import { snapshotOf } from '../../../../support/testEngine.ts';

/** A document that is edited like in an editor: it changes first, then the event fires. */
class Edited {
  lines: string[];
  readonly #edits: RecentEdits;
  readonly document;

  constructor(edits: RecentEdits, path: string, text: string) {
    this.#edits = edits;
    this.lines = text.split('\n');
    const current = () => this.lines;
    this.document = {
      id: `file:///${path}`,
      path,
      lines: {
        get count() {
          return current().length;
        },
        at: (line: number) => current()[line] ?? '',
      },
    };
  }

  watch(focusLine = 0): this {
    this.#edits.watch(this.document, focusLine);
    return this;
  }

  /** Replaces whole lines from `line` to before `end`. */
  replace(line: number, end: number, text: string): void {
    const endColumn = this.lines[end - 1]?.length ?? 0;
    this.lines = [...this.lines.slice(0, line), ...text.split('\n'), ...this.lines.slice(end)];
    const change = { startLine: line, startColumn: 0, endLine: end - 1, endColumn, text };
    this.#edits.onChange(this.document, [change]);
  }
}

function setUp() {
  const clock = new FakeClock();
  const edits = new RecentEdits(clock);
  const open = (path: string, text: string) => new Edited(edits, path, text);
  return { clock, edits, open, said: (from = elsewhere) => edits.snippetFor(from)?.text };
}

const elsewhere = snapshotOf('x = █', { document: 'file:///elsewhere.ts' });
const numbered = (count: number) =>
  Array.from({ length: count }, (_, line) => `line ${line}`).join('\n');

describe('RecentEdits', () => {
  it('lists removed and added text under the path of the file', () => {
    const { edits, open, said } = setUp();
    open('src/cart.ts', 'a\nold();\nc').watch().replace(1, 2, 'fresh();\nmore();');
    assert.equal(said(), '--- src/cart.ts\n+++ src/cart.ts\n@@\n-old();\n+fresh();\n+more();');
    assert.equal(edits.snippetFor(elsewhere)?.path, 'recent_edits.diff');
  });

  it('merges adjacent edits and drops them when they are undone', () => {
    const { open, said } = setUp();
    const file = open('a.ts', 'a\nb\nc\nd').watch();
    for (const text of ['x', 'xy', 'xyz']) file.replace(1, 2, text);
    file.replace(2, 3, 'next');
    assert.equal(said(), '--- a.ts\n+++ a.ts\n@@\n-b\n-c\n+xyz\n+next');
    file.replace(1, 3, 'b\nc');
    assert.equal(said(), undefined);
  });

  it('merges an edit with an adjacent one below it', () => {
    const { open, said } = setUp();
    const file = open('a.ts', 'a\nb\nc\nd').watch();
    file.replace(2, 3, 'second');
    file.replace(1, 2, 'first');
    assert.equal(said(), '--- a.ts\n+++ a.ts\n@@\n-b\n-c\n+first\n+second');
  });

  it('returns at most 2,000 characters of the newest edits', () => {
    const { clock, open, said } = setUp();
    const file = open('a.ts', numbered(100)).watch();
    for (const line of [0, 20, 40]) {
      file.replace(
        line,
        line + 1,
        Array.from({ length: 9 }, () => `${line}.`.padEnd(99, 'x')).join('\n'),
      );
      clock.advance(1);
    }
    const text = said() ?? '';
    assert.ok(text.length <= 2_000 && text.length > 1_800, `${text.length} characters`);
    assert.ok(text.indexOf('+40.') < text.indexOf('+20.') && !text.includes('+0.'));
  });

  it('follows an edit when lines above it change, the newest first', () => {
    const { clock, open, said } = setUp();
    const file = open('a.ts', numbered(20)).watch();
    file.replace(15, 16, 'changed');
    clock.advance(1);
    file.replace(2, 3, 'one\ntwo\nthree');
    assert.equal(
      said(),
      '--- a.ts\n+++ a.ts\n@@\n-line 2\n+one\n+two\n+three\n--- a.ts\n+++ a.ts\n@@\n-line 15\n+changed',
    );
  });

  it('omits edits around the cursor, but not distant ones in the same file', () => {
    const { open, said } = setUp();
    const file = open('a.ts', numbered(2_000)).watch(1_000);
    file.replace(1_000, 1_001, 'near');
    file.replace(50, 51, 'far');
    const here = snapshotOf(`${file.lines.slice(0, 1_000).join('\n')}\n█`, {
      document: file.document.id,
    });
    assert.ok(here.firstLine > 51);
    assert.equal(said(here), '--- a.ts\n+++ a.ts\n@@\n-line 50\n+far');
    assert.match(said() ?? '', /near/);
  });

  it('shows the current text if the previous text is unknown', () => {
    const { open, said } = setUp();
    open('a.ts', 'a\nb').replace(1, 2, 'changed');
    assert.equal(said(), '--- a.ts\n+++ a.ts\n@@\n+changed');
  });

  it('drops edits after ten minutes and with their document', () => {
    const { clock, edits, open, said } = setUp();
    open('a.ts', 'a').watch().replace(0, 1, 'b');
    clock.advance(10 * 60_000);
    assert.ok(said());
    clock.advance(1);
    assert.equal(said(), undefined);
    const file = open('b.ts', 'a').watch();
    file.replace(0, 1, 'b');
    edits.forget(file.document.id);
    assert.equal(said(), undefined);
  });

  it('keeps the newest eight edits', () => {
    const { clock, open, said } = setUp();
    const file = open('a.ts', numbered(100)).watch();
    for (let line = 0; line < 100; line += 10) {
      file.replace(line, line + 1, `edit ${line}.`);
      clock.advance(1);
    }
    assert.equal(said()?.match(/^@@$/gm)?.length, 8);
    assert.ok(said()?.includes('edit 90.') && !said()?.includes('edit 10.'));
  });

  it('ignores a paste of 1 MB and the thousand changes of a formatter', () => {
    const { edits, open, said } = setUp();
    const file = open('a.ts', numbered(100)).watch();
    file.replace(5, 6, 'by hand');
    file.replace(50, 51, 'pasted\n'.repeat(150_000));
    assert.equal(said(), undefined);
    file.watch().replace(5, 6, 'by hand');
    const changes = Array.from({ length: 1_000 }, (_, line) => ({
      startLine: line,
      startColumn: 0,
      endLine: line,
      endColumn: 0,
      text: ' ',
    }));
    edits.onChange(file.document, changes.reverse());
    assert.equal(said(), undefined);
  });

  it('keeps the lines of a long edit near its last change', () => {
    const { open, said } = setUp();
    const file = open('a.ts', 'a\nb').watch();
    file.replace(0, 1, numbered(300));
    const lines = said()?.split('\n') ?? [];
    assert.equal(lines.length, 3 + 40);
    assert.equal(lines.at(-1), '+line 299');
  });

  it('returns only text of the document within 2,000 characters, deterministically, for any edits', () => {
    const edit = fc.record({
      line: fc.nat(60),
      lines: fc.nat(5),
      text: fc.string({ unit: fc.constantFrom('a', 'b', '\n', '日', '👋', ' ') }),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (all) => {
        const run = () => {
          const { open, said } = setUp();
          const file = open('a.ts', numbered(60)).watch();
          // Once an edit is too old to be listed, its text counts as what a later edit replaced.
          const before = new Set(file.lines);
          for (const { line, lines, text } of all) {
            const at = Math.min(line, file.lines.length - 1);
            file.replace(at, Math.min(file.lines.length, at + 1 + lines), text);
            for (const each of file.lines) before.add(each.trimEnd());
          }
          return { lines: file.lines, before, text: said() ?? '' };
        };
        const { lines, before, text } = run();
        assert.equal(run().text, text);
        assert.ok(text.length <= 2_000 && text.isWellFormed());
        const now = new Set(lines.map((line) => `+${line.trimEnd()}`));
        for (const line of text.split('\n').filter((said) => /^[+-](?![+-]{2} a\.ts)/.test(said))) {
          assert.ok(now.has(line) || (line.startsWith('-') && before.has(line.slice(1))), line);
        }
      }),
      { numRuns: 500 },
    );
  });
});
