import assert from 'node:assert/strict';
import fc from 'fast-check';
import { answerAt } from '../../../src/completion/answer.ts';
import { imbalance, scanBrackets } from '../../../src/completion/brackets.ts';
import { endAnswer } from '../../../src/completion/ending/ending.ts';
import { modeFor } from '../../../src/completion/ending/mode.ts';
import type { Placed } from '../../../src/completion/placing.ts';
import { isVisible, itemOf } from '../../../src/completion/placing.ts';
import type { Language } from '../../../src/completion/language.ts';
import { languageOf } from '../../../src/completion/language.ts';
import { Remembered } from '../../../src/completion/remember.ts';
import { shape } from '../../../src/completion/shaping/shaping.ts';
import type { Snapshot } from '../../../src/completion/snapshot.ts';
import { replay } from '../../tools/replayLine.ts';
import type { Gap } from './lawsCorpus.ts';
import { gaps, runs, sources } from './lawsCorpus.ts';
import { snapshotOf } from './support.ts';

/** Documents in which no regular expression misleads a scanner that knows no grammar. */
const wholes = new Set(
  sources
    .filter(({ languageId, text }) => imbalance(text, languageOf(languageId)) === 0)
    .map(({ text }) => text),
);

function run(gap: Gap, answer: string | string[], eol: '\n' | '\r\n' = '\n') {
  const { languageId, before, after } = gap;
  return replay({ languageId, path: 'file', document: `${before}█${after}`, answer, eol });
}

/** The state at a gap, in the language of its document. */
function stateAt({ languageId, before, after }: Gap, typed = ''): Snapshot {
  return snapshotOf(`${before}${typed}█${after}`, {
    languageId,
    language: languageOf(languageId),
  });
}

function answered(gap: Gap, snapshot: Snapshot) {
  const ended = endAnswer(gap.answer, true, snapshot, modeFor(snapshot, 'auto'));
  return { ended, placed: answerAt(ended, snapshot).placed };
}

/** A failure in few words: fast-check's own report holds the whole document. */
function tell({ languageId, before, after, answer }: Gap, placed: Placed): string {
  return JSON.stringify({
    languageId,
    at: `${before.slice(-80)}█${after.slice(0, 80)}`,
    answer,
    placed,
  });
}

function squeezed(text: string): string {
  return text.replace(/\s/g, '');
}

/** Whether a place stands in a string or comment, where an apostrophe behind it may be one of prose. */
function isInText(before: string, language: Language): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const { inside } = scanBrackets(before, language).end;
  return inside !== undefined || language.lineComments.some((token) => line.includes(token));
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
      runs(400),
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
      runs(400),
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
      runs(400),
    );
  });

  it('accepting leaves brackets no less balanced, but for a block that was begun', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const snapshot = stateAt(gap);
        const { placed } = answered(gap, snapshot);
        const { language } = snapshot;
        if (language.prose || isInText(gap.before + gap.removed, language)) return;
        if (isInText(gap.before, language)) return;
        // What a window leaves out in front may have opened what an answer closes.
        if (!placed || snapshot.firstLine > 0) return;
        // The engine counts in a window around the cursor, and so does its law.
        const before = snapshot.prefix;
        const after = snapshot.suffix.slice(0, 3000);
        const state = scanBrackets(before, language).end;
        const { open, end } = scanBrackets(placed.text, language, state);
        // A string or comment that the answer begins or ends turns what follows it inside out.
        if (end.inside !== state.inside || !wholes.has(gap.whole)) return;
        const now = imbalance(before + after, language);
        const then = imbalance(before + placed.text + after.slice(placed.covered), language);
        // A brace of the document that an answer repeats, and closes too early, looks like its own.
        const repeated = placed.covered > 0 ? 1 : 0;
        assert.ok(
          then <= now + open.length + repeated,
          `${now} became ${then}: ${tell(gap, placed)}`,
        );
      }),
      runs(400),
    );
  });

  it('typing any beginning of a suggestion shows the rest', () => {
    fc.assert(
      fc.property(gaps, fc.double({ min: 0, max: 0.99, noNaN: true }), (gap, part) => {
        const snapshot = stateAt(gap);
        const { placed } = answered(gap, snapshot);
        if (!placed) return;
        const remembered = new Remembered(() => Infinity);
        remembered.keep(snapshot, { placed });
        const typed = placed.text.slice(0, Math.floor(part * placed.text.length));
        const later = stateAt(gap, typed);
        const rest = remembered.recall(later)?.placed;
        if (rest === undefined) {
          const left = { text: placed.text.slice(typed.length), covered: placed.covered };
          assert.ok(!isVisible(left, later), JSON.stringify(left));
          return;
        }
        assert.equal(typed + rest.text, placed.text);
        assert.ok(itemOf(rest, later).insertText.endsWith(rest.text));
      }),
      runs(400),
    );
  });

  it('what is shown is a piece of the answer, and shaping it again changes nothing', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const snapshot = stateAt(gap);
        const { ended, placed } = answered(gap, snapshot);
        const { text } = shape(ended.text, snapshot);
        assert.equal(shape(text, snapshot).text, text);
        if (placed) assert.ok(squeezed(gap.answer).includes(squeezed(placed.text)));
      }),
      runs(400),
    );
  });

  it('no half of a surrogate pair and no carriage return reaches an item', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const { insertText } = run(gap, `${gap.answer}\r\n`);
        assert.doesNotMatch(insertText, /\p{Surrogate}|\r/u);
      }),
      runs(200),
    );
  });

  it('the line below is not said again', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const { shown, after } = run(gap, gap.answer);
        const [above = '', below = ''] = after.split('█');
        const [rest = '', ...lines] = below.split('\n');
        const next = lines.find((line) => line.trim() !== '');
        if (shown === '' || rest.trim() !== '' || next === undefined) return;
        const last = above.slice(above.lastIndexOf('\n') + 1);
        if (squeezed(last).length < 8 || gap.before.endsWith(last)) return;
        // Lines that are alike in the document itself are a run.
        const isRun = gap.whole.includes(`${next}\n${next}`);
        assert.ok(isRun || last.trimEnd() !== next.trimEnd(), next);
      }),
      runs(400),
    );
  });

  it('a bracket that the editor closes makes no difference to the text', () => {
    fc.assert(
      fc.property(gaps, fc.nat(200), (gap, from) => {
        const snapshot = stateAt(gap);
        const { placed } = answered(gap, snapshot);
        const at = placed?.text.slice(from).search(/[([{]/) ?? -1;
        if (!placed || at < 0 || !/^(?:$|[\s)\]}])/.test(gap.after)) return;
        const typed = placed.text.slice(0, from + at + 1);
        const closer = { '(': ')', '[': ']', '{': '}' }[typed.slice(-1)] ?? '';
        const remembered = new Remembered(() => Infinity);
        remembered.keep(snapshot, { placed });
        const now = stateAt({ ...gap, after: closer + gap.after }, typed);
        const rest = remembered.recall(now)?.placed;
        if (!rest) return;
        const then = rest.text + (closer + gap.after).slice(rest.covered);
        const whole = placed.text.slice(typed.length) + gap.after.slice(placed.covered);
        // One closer may be left over where the suggestion itself leaves the bracket open.
        assert.ok(then === whole || imbalanceIsKept(then, whole, gap), `${then}\n${whole}`);
      }),
      runs(400),
    );
  });
});

function imbalanceIsKept(then: string, whole: string, { languageId, before }: Gap): boolean {
  const language = languageOf(languageId);
  return imbalance(before + then, language) <= imbalance(before + whole, language) + 1;
}
