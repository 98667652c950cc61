import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BracketMark } from '../../../../src/completion/postprocess/range/scanBrackets.ts';
import { scanBrackets } from '../../../../src/completion/postprocess/range/scanBrackets.ts';
import type { ScanState } from '../../../../src/completion/postprocess/range/scanBrackets.ts';
import { syntaxOf } from '../../../../src/languages/syntax.ts';
import { caseTables } from '../casesFile.ts';
import { runs, sources } from '../propertyCorpus.ts';

/** Documents in many languages: real files, and the documents of the tables. */
const documents = [
  ...sources.map(({ languageId, text }) => ({ languageId, text: text.slice(0, 4_000) })),
  ...[...caseTables().values()]
    .flat()
    .map(({ languageId, after }) => ({ languageId, text: after.replace('█', '') })),
];

/** Offsets of the brackets outside of literals. */
function bracketsIn(text: string, languageId: string, start?: ScanState): number[] {
  const paired: number[] = [];
  const { unopened, mismatched } = scanBrackets(
    text,
    syntaxOf(languageId),
    start,
    (_, at, isOpening) => {
      if (isOpening) paired.push(at);
    },
  );
  const closers = [...unopened, ...mismatched].filter(({ char }: BracketMark) =>
    /[)\]}]/.test(char),
  );
  return [...paired, ...closers.map(({ at }) => at)].sort((a, b) => a - b);
}

describe('scanBrackets', () => {
  it('has documents in at least 40 languages to be tried with', () => {
    assert.ok(new Set(documents.map(({ languageId }) => languageId)).size >= 40);
  });

  it('takes the openers behind any cut for the same as in one scan', () => {
    const cut = fc.record({
      document: fc.constantFrom(...documents),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(cut, ({ document: { languageId, text }, share }) => {
        const at = Math.floor(share * text.length);
        const before = scanBrackets(text.slice(0, at), syntaxOf(languageId));
        // In a comment, brackets at the cursor are matched like those of code.
        const openers = (offsets: readonly number[], from: number) =>
          offsets.filter((each) => each + from >= at && /[([{]/.test(text.charAt(each + from)));
        const line = text.indexOf('\n', at);
        const whole = openers(bracketsIn(text, languageId), 0).filter((each) => each > line);
        const resumed = openers(bracketsIn(text.slice(at), languageId, before.end), at)
          .map((each) => each + at)
          .filter((each) => each > line);
        assert.deepEqual(resumed, line < 0 ? resumed : whole);
      }),
      runs(400),
    );
  });
});
