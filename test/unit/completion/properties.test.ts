import assert from 'node:assert/strict';
import fc from 'fast-check';
import { postprocess } from '../../../src/completion/postprocess/postprocess.ts';
import { imbalance, scanBrackets } from '../../../src/completion/postprocess/range/scanBrackets.ts';
import { applyStopRules } from '../../../src/completion/postprocess/stop/applyStopRules.ts';
import { modeFor } from '../../../src/completion/postprocess/stop/completionMode.ts';
import type { PlacedCompletion } from '../../../src/completion/postprocess/range/placeCompletion.ts';
import { isVisible, itemOf } from '../../../src/completion/postprocess/range/placeCompletion.ts';
import type { LanguageSyntax } from '../../../src/languages/syntaxPresets.ts';
import { stateAtCursor } from '../../../src/completion/postprocess/range/scanStates.ts';
import { syntaxOf } from '../../../src/languages/syntax.ts';
import { SuggestionCache } from '../../../src/completion/cache/suggestionCache.ts';
import { applyFilters } from '../../../src/completion/postprocess/filters/filters.ts';
import type { Snapshot } from '../../../src/completion/snapshot.ts';
import { replay } from '../../tools/replayLine.ts';
import type { DocumentGap } from './propertyCorpus.ts';
import { gaps, runs, sources } from './propertyCorpus.ts';
import { snapshotOf } from '../../support/testEngine.ts';

/** Documents without regular expressions that mislead a scanner without a grammar. */
const wholes = new Set(
  sources
    .filter(({ languageId, text }) => imbalance(text, syntaxOf(languageId)) === 0)
    .map(({ text }) => text),
);

function run(gap: DocumentGap, answer: string | string[], eol: '\n' | '\r\n' = '\n') {
  const { languageId, before, after } = gap;
  return replay({ languageId, path: 'file', document: `${before}█${after}`, answer, eol });
}

/** The state at a gap, in the language of its document. */
function stateAt({ languageId, before, after }: DocumentGap, typed = ''): Snapshot {
  return snapshotOf(`${before}${typed}█${after}`, {
    languageId,
    syntax: syntaxOf(languageId),
  });
}

function answered(gap: DocumentGap, snapshot: Snapshot) {
  const ended = applyStopRules(gap.answer, true, snapshot, modeFor(snapshot, 'auto'));
  return { ended, placed: postprocess(ended, snapshot).placed };
}

/** A short failure message: fast-check's own report contains the whole document. */
function tell(
  { languageId, before, after, answer }: DocumentGap,
  placed: PlacedCompletion,
): string {
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

/** Whether a position is in a string or comment, where an apostrophe may be part of prose. */
function isInText(before: string, syntax: LanguageSyntax): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const { inside } = scanBrackets(before, syntax).end;
  return inside !== undefined || syntax.lineComments.some((token) => line.includes(token));
}

describe('completion properties', () => {
  it('shows the same for any split of an answer', () => {
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

  it('returns only items that VS Code displays', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const { insertText, replaceBefore, replaceAfter, shown } = run(gap, gap.answer);
        if (shown === '') return;
        assert.notEqual(shown.trim(), '');
        const replaced = gap.before.slice(gap.before.length - replaceBefore);
        // VS Code does not compare indentation, which a closing line may reduce.
        const isIndentation = replaced.trim() === '';
        assert.ok(isIndentation || insertText.startsWith(replaced));
        let rest = isIndentation ? insertText.trimStart() : insertText.slice(replaceBefore);
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

  it('changes only line endings for CRLF', () => {
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

  it('keeps brackets balanced after accepting, except those of an opened block', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const snapshot = stateAt(gap);
        const { placed } = answered(gap, snapshot);
        const { syntax } = snapshot;
        if (syntax.isProse || isInText(gap.before + gap.removed, syntax)) return;
        if (isInText(gap.before, syntax)) return;
        // Text before the window may have opened what an answer closes.
        if (!placed || snapshot.firstLine > 0) return;
        // The engine counts in a window around the cursor, and so does this property.
        const before = snapshot.prefix;
        const after = snapshot.suffix.slice(0, 3000);
        const state = scanBrackets(before, syntax).end;
        const { open, end } = scanBrackets(placed.text, syntax, state);
        // A string or comment that the answer opens or closes inverts what follows it.
        if (end.inside !== state.inside || !wholes.has(gap.whole)) return;
        const now = imbalance(before + after, syntax);
        const then = imbalance(
          before + placed.text + after.slice(placed.replacedSuffixLength),
          syntax,
        );
        // A brace of the document that an answer repeats and closes too early looks like its own.
        const repeated = placed.replacedSuffixLength > 0 ? 1 : 0;
        assert.ok(
          then <= now + open.length + repeated,
          `${now} became ${then}: ${tell(gap, placed)}`,
        );
      }),
      runs(400),
    );
  });

  it('shows the rest after any start of a suggestion is typed', () => {
    fc.assert(
      fc.property(gaps, fc.double({ min: 0, max: 0.99, noNaN: true }), (gap, part) => {
        const snapshot = stateAt(gap);
        const { placed } = answered(gap, snapshot);
        if (!placed) return;
        const fromCache = new SuggestionCache(() => Infinity);
        fromCache.store(snapshot, { placed });
        const typed = placed.text.slice(0, Math.floor(part * placed.text.length));
        const later = stateAt(gap, typed);
        const rest = fromCache.lookup(later)?.placed;
        if (rest === undefined) {
          const left = {
            text: placed.text.slice(typed.length),
            replacedSuffixLength: placed.replacedSuffixLength,
          };
          assert.ok(!isVisible(left, later), JSON.stringify(left));
          return;
        }
        assert.equal(typed + rest.text, placed.text);
        assert.ok(itemOf(rest, later).insertText.endsWith(rest.text));
      }),
      runs(400),
    );
  });

  it('shows a part of the answer and is idempotent', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const snapshot = stateAt(gap);
        const { ended, placed } = answered(gap, snapshot);
        const { text } = applyFilters(ended.text, snapshot);
        assert.equal(applyFilters(text, snapshot).text, text);
        if (placed) assert.ok(squeezed(gap.answer).includes(squeezed(placed.text)));
      }),
      runs(400),
    );
  });

  it('returns no half of a surrogate pair and no carriage return', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const { insertText } = run(gap, `${gap.answer}\r\n`);
        assert.doesNotMatch(insertText, /\p{Surrogate}|\r/u);
      }),
      runs(200),
    );
  });

  it('does not repeat the line below', () => {
    fc.assert(
      fc.property(gaps, (gap) => {
        const { shown, after } = run(gap, gap.answer);
        const [above = '', below = ''] = after.split('█');
        const [rest = '', ...lines] = below.split('\n');
        const next = lines.find((line) => line.trim() !== '');
        if (shown === '' || rest.trim() !== '' || next === undefined) return;
        const last = above.slice(above.lastIndexOf('\n') + 1);
        if (squeezed(last).length < 8 || gap.before.endsWith(last)) return;
        // Similar lines in the document itself are a run.
        const isRun = gap.whole.includes(`${next}\n${next}`);
        assert.ok(isRun || last.trimEnd() !== next.trimEnd(), next);
      }),
      runs(400),
    );
  });

  it('results in the same text if the editor closes a bracket', () => {
    fc.assert(
      fc.property(gaps, fc.nat(200), (gap, from) => {
        const snapshot = stateAt(gap);
        const { placed } = answered(gap, snapshot);
        const at = placed?.text.slice(from).search(/[([{]/) ?? -1;
        if (!placed || at < 0 || !/^(?:$|[\s)\]}])/.test(gap.after)) return;
        const typed = placed.text.slice(0, from + at + 1);
        const closer = { '(': ')', '[': ']', '{': '}' }[typed.slice(-1)] ?? '';
        const fromCache = new SuggestionCache(() => Infinity);
        fromCache.store(snapshot, { placed });
        const now = stateAt({ ...gap, after: closer + gap.after }, typed);
        // VS Code closes no bracket in a string or comment.
        if (stateAtCursor(now).inside !== undefined) return;
        const rest = fromCache.lookup(now)?.placed;
        if (!rest) return;
        const then = rest.text + (closer + gap.after).slice(rest.replacedSuffixLength);
        const whole =
          placed.text.slice(typed.length) + gap.after.slice(placed.replacedSuffixLength);
        // One closer may remain if the suggestion itself leaves the bracket open.
        assert.ok(then === whole || imbalanceIsKept(then, whole, gap), `${then}\n${whole}`);
      }),
      runs(400),
    );
  });
});

function imbalanceIsKept(
  then: string,
  whole: string,
  { languageId, before }: DocumentGap,
): boolean {
  const syntax = syntaxOf(languageId);
  return imbalance(before + then, syntax) <= imbalance(before + whole, syntax) + 1;
}
