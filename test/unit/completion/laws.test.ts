import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { answerAt } from '../../../src/completion/answer.ts';
import { imbalance, scanBrackets } from '../../../src/completion/brackets.ts';
import { endAnswer } from '../../../src/completion/ending/ending.ts';
import { isVisible, itemOf } from '../../../src/completion/placing.ts';
import { languageOf } from '../../../src/completion/language.ts';
import { Remembered } from '../../../src/completion/remember.ts';
import { replay } from '../../tools/replayLine.ts';
import { sourcesUnder } from '../sources.ts';
import { snapshotOf } from './support.ts';

const documents = [
  ...sourcesUnder('src')
    .filter(({ text }) => !text.includes('█'))
    .map(({ text }) => ({ languageId: 'typescript', text })),
  { languageId: 'python', text: readFileSync('test/fixtures/workspace/shapes.py', 'utf8') },
];

/** Documents in which no regular expression misleads a scanner that knows no grammar. */
const wholes = new Set(
  documents
    .filter(({ languageId, text }) => imbalance(text, languageOf(languageId)) === 0)
    .map(({ text }) => text),
);

/** A real document with a piece cut out, and an answer that says the piece and maybe more. */
const gaps = fc
  .record({
    which: fc.nat(documents.length - 1),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(200),
    more: fc.nat(120),
    noise: fc.constantFrom('', '', '', ')', '}', '"', '\n}', ' 👋', '\n\n', '日本'),
  })
  .map(({ which, from, length, more, noise }) => {
    const { languageId, text } = documents[which]!;
    const start = Math.floor(from * text.length);
    const end = Math.min(text.length, start + length);
    return {
      languageId,
      whole: text,
      before: text.slice(0, start),
      removed: text.slice(start, end),
      after: text.slice(end),
      answer: text.slice(start, end + more) + noise,
    };
  });

interface Gap {
  readonly languageId: string;
  readonly before: string;
  readonly after: string;
}

function run(gap: Gap, answer: string | string[], eol: '\n' | '\r\n' = '\n') {
  const { languageId, before, after } = gap;
  return replay({ languageId, path: 'file', document: `${before}█${after}`, answer, eol });
}

/** Whether a place stands in a string or comment, where an apostrophe behind it may be one of prose. */
function isInText(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const { inside } = scanBrackets(before, languageOf('typescript')).end;
  return inside !== undefined || line.includes('//');
}

describe('the laws of completion', () => {
  it('the same answer in any pieces shows the same', () => {
    fc.assert(
      fc.property(
        gaps,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (gap, sizes) => {
          const pieces: string[] = [];
          for (let at = 0, turn = 0; at < gap.answer.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            pieces.push(gap.answer.slice(at, at + size));
            at += size;
          }
          assert.deepEqual(run(gap, pieces), run(gap, gap.answer));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('every item is one that VS Code draws', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const { insertText, replaceBefore, replaceAfter, shown } = run(gap, gap.answer);
        if (shown === '') return;
        assert.notEqual(shown.trim(), '');
        const replaced = gap.before.slice(gap.before.length - replaceBefore);
        assert.ok(insertText.startsWith(replaced));
        let rest = insertText.slice(replaceBefore);
        for (const char of gap.after.slice(0, replaceAfter)) {
          const at = rest.indexOf(char);
          assert.ok(at >= 0, 'what is replaced is not part of the item');
          rest = rest.slice(at + 1);
        }
        assert.ok(!/\n/.test(gap.after.slice(0, replaceAfter)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('CRLF makes no difference but itself', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const crlf = (text: string) => text.replaceAll('\n', '\r\n');
        const windows = { ...gap, before: crlf(gap.before), after: crlf(gap.after) };
        const expected = run(gap, gap.answer);
        assert.equal(run(windows, gap.answer, '\r\n').after, crlf(expected.after));
        assert.equal(run(windows, crlf(gap.answer), '\r\n').after, crlf(expected.after));
      }),
      { numRuns: 1_000 },
    );
  });

  it('accepting leaves brackets no less balanced, but for a block that was begun', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const snapshot = snapshotOf(`${gap.before}█${gap.after}`);
        const ended = endAnswer(gap.answer, true, snapshot, 'block');
        const { placed } = answerAt(ended, snapshot);
        if (isInText(gap.before + gap.removed) || isInText(gap.before)) return;
        // What a window leaves out in front may have opened what an answer closes.
        if (!placed || snapshot.firstLine > 0) return;
        // The engine counts in a window around the cursor, and so does its law.
        const before = snapshot.prefix.slice(-3000);
        const after = snapshot.suffix.slice(0, 3000);
        const { language } = snapshot;
        const state = scanBrackets(before, language).end;
        const { open, end } = scanBrackets(placed.text, language, state);
        // A string or comment that the answer begins or ends turns what follows it inside out.
        if (end.inside !== state.inside || !wholes.has(gap.whole)) return;
        const now = imbalance(before + after, language);
        const then = imbalance(before + placed.text + after.slice(placed.covered), language);
        // A brace of the document that an answer repeats, and closes too early, looks like its own.
        const repeated = placed.covered > 0 ? 1 : 0;
        assert.ok(then <= now + open.length + repeated, `${now} became ${then}`);
      }),
      { numRuns: 1_000 },
    );
  });

  it('typing any beginning of a suggestion shows the rest', () => {
    fc.assert(
      fc.property(gaps, fc.double({ min: 0, max: 0.99, noNaN: true }), (gap, part) => {
        const snapshot = snapshotOf(`${gap.before}█${gap.after}`);
        const { placed } = answerAt(endAnswer(gap.answer, true, snapshot, 'block'), snapshot);
        if (!placed) return;
        const remembered = new Remembered(() => Infinity);
        remembered.keep(snapshot, { placed });
        const typed = placed.text.slice(0, Math.floor(part * placed.text.length));
        const later = snapshotOf(`${gap.before}${typed}█${gap.after}`);
        const rest = remembered.recall(later)?.placed;
        if (rest === undefined) {
          const left = { text: placed.text.slice(typed.length), covered: placed.covered };
          assert.ok(!isVisible(left, later), JSON.stringify(left));
          return;
        }
        assert.equal(typed + rest.text, placed.text);
        assert.ok(itemOf(rest, later).insertText.endsWith(rest.text));
      }),
      { numRuns: 1_000 },
    );
  });
});
