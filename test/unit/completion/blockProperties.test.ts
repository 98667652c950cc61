import assert from 'node:assert/strict';
import fc from 'fast-check';
import { opensBlock } from '../../../src/languages/blocks.ts';
import { closingToken } from '../../../src/languages/closers.ts';
import { syntaxOf } from '../../../src/languages/syntax.ts';
import { replay } from '../../tools/replayLine.ts';
import type { Block, Dialect } from './dialects.ts';
import { FAMILIES, write } from './dialects.ts';
import { runs, sources } from './propertyCorpus.ts';

const languages = new Set(sources.map(({ languageId }) => languageId));

/** The blocks of a text that a line at the column of their head closes, as ranges of lines. */
function blocksOf(lines: readonly string[], languageId: string): { head: number; end: number }[] {
  const column = (line: string) => line.length - line.trimStart().length;
  return lines.flatMap((line, head) => {
    const next = lines[head + 1] ?? '';
    if (line.trim() === '' || next.trim() === '' || column(next) <= column(line)) return [];
    const end = lines.findIndex(
      (other, index) => index > head && other.trim() !== '' && column(other) <= column(line),
    );
    const closing = lines[end];
    if (closing === undefined || column(closing) !== column(line)) return [];
    const opens = opensBlock(line, syntaxOf(languageId));
    return opens && closingToken(closing) !== undefined ? [{ head, end }] : [];
  });
}

const blocks = sources.flatMap(({ languageId, text }) => {
  const lines = text.split('\n');
  return blocksOf(lines, languageId).map((range) => ({ languageId, lines, ...range }));
});

function squeezed(text: string): string {
  return text.replace(/\s/g, '');
}

const program: fc.Arbitrary<Block> = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.array(
    fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant('statement' as const),
      tie('block').filter((block) => block.length > 0),
    ),
    { minLength: 1, maxLength: 4 },
  ),
})).block;

/** The document after accepting an answer that continues behind the block. */
function accepted({ languageId }: Dialect, before: string, after: string, answer: string): string {
  return replay({ languageId, path: 'file', document: `${before}█${after}`, answer }).after;
}

describe('blocks in answers', () => {
  it('are checked in at least 40 languages', () => {
    assert.ok(languages.size >= 40, `${languages.size}`);
    assert.ok(new Set(blocks.map(({ languageId }) => languageId)).size >= 30);
  });

  it('keep the line that closes them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...blocks), fc.nat(6), (block, more) => {
        const { languageId, lines, head, end } = block;
        const first = lines[head] ?? '';
        const column = first.length - first.trimStart().length;
        const before = [...lines.slice(0, head), first.slice(0, column)].join('\n');
        const after = ['', ...lines.slice(end + 1)].join('\n');
        const own = lines
          .slice(head, end + 1)
          .join('\n')
          .slice(column);
        const answer = [own, ...lines.slice(end + 1, end + 1 + more)].join('\n');
        const { shown } = replay({
          languageId,
          path: 'file',
          document: `${before}█${after}`,
          answer,
        });
        const unclosed = squeezed(lines.slice(head, end).join('\n'));
        assert.notEqual(squeezed(shown), unclosed, `${languageId}: ${own}`);
      }),
      runs(300),
    );
  });

  for (const [family, members] of Object.entries(FAMILIES)) {
    it(`end alike in all languages with ${family}`, () => {
      fc.assert(
        fc.property(
          program.filter((block) => block.some((part) => part !== 'statement')),
          fc.nat(20),
          fc.constantFrom('  ', '    ', '\t'),
          fc.constantFrom(...members),
          (tree, chosen, unit, dialect) => {
            const { lines, head, end } = write(tree, chosen, unit, dialect);
            const text = (from: number, to: number) => lines.slice(from, to).join('\n');
            const rest = ['', ...lines.slice(end + 1)].join('\n');
            const indentation = /^\s*/.exec(lines[head + 1] ?? '')?.[0] ?? '';
            const body = text(head + 1, end + 1).slice(indentation.length);
            const whole = lines.join('\n');
            // Go is indented with tabs, whatever the program uses.
            const plain = (document: string) => document.replace('█', '').replace(/^[ \t]+/gm, '');
            // After the head, and the document does not close the block.
            const answer = `\n${text(head + 1, lines.length)}`;
            const atHead = accepted(dialect, text(0, head + 1), rest, answer);
            assert.equal(plain(atHead), plain(whole));
            // In the block, which the document closes.
            const opened = `${text(0, head + 1)}\n${indentation}`;
            const closed = ['', ...lines.slice(end)].join('\n');
            const inBlock = accepted(dialect, opened, closed, `${body}${rest}`);
            assert.equal(plain(inBlock), plain(whole));
          },
        ),
        runs(300),
      );
    });
  }
});
