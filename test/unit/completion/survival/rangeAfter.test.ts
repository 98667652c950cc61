import assert from 'node:assert/strict';
import { rangeAfter } from '../../../../src/completion/survival/rangeAfter.ts';

/**
 * A document with an accepted text between `[` and `]`, a change `⟦old→new⟧`, and the result with the text's range in
 * brackets. A change that overlaps the range has its brackets inside of `old`.
 */
const CASES: readonly (readonly [title: string, before: string, after: string])[] = [
  ['moves with text before it', '⟦a→xyz⟧b[total]', 'xyzb[total]'],
  ['moves with text right before it', 'a⟦b→⟧[total]', 'a[total]'],
  ['does not include what is typed before it', 'a⟦→b⟧[total]', 'ab[total]'],
  ['does not include what is typed after it', 'a[total]⟦→b⟧', 'a[total]b'],
  ['stays for text after it', 'a[total]b⟦c→⟧', 'a[total]b'],
  ['grows with text inside', 'a[to⟦→xx⟧tal]b', 'a[toxxtal]b'],
  ['shrinks with text inside', 'a[t⟦ot→⟧al]b', 'a[tal]b'],
  ['loses its start', '⟦a[to→x⟧tal]b', 'x[tal]b'],
  ['loses its end', 'a[tot⟦al]b→⟧', 'a[tot]'],
  ['keeps a new end', 'a[tot⟦al]→ed⟧b', 'a[toted]b'],
  ['is gone with the text around it', '⟦a[total]b→⟧c', '[]c'],
  ['is replaced exactly', 'a⟦[total]→sum⟧b', 'a[sum]b'],
  ['is found again in a larger change', '⟦a[total]b→aa total bb⟧', 'aa [total] bb'],
  ['is not found in a larger change', '⟦a[total]b→aa sum bb⟧', '[]aa sum bb'],
];

describe('rangeAfter', () => {
  for (const [title, before, after] of CASES) {
    it(title, () => {
      const plain = (text: string) => text.replace(/[[\]]/g, '');
      const [, head = '', old = '', text = '', tail = ''] = /^(.*)⟦(.*)→(.*)⟧(.*)$/.exec(before)!;
      const marked = head + old + tail;
      const start = marked.indexOf('[');
      const range = { start, end: marked.indexOf(']') - 1 };
      const inserted = plain(marked).slice(range.start, range.end);
      const change = { offset: plain(head).length, removed: plain(old).length, text };
      const moved = rangeAfter(range, change, inserted);
      const result = plain(head) + text + plain(tail);
      assert.equal(
        `${result.slice(0, moved.start)}[${result.slice(moved.start, moved.end)}]${result.slice(moved.end)}`,
        after,
      );
    });
  }

  it('returns after undo and redo', () => {
    const undone = rangeAfter({ start: 3, end: 8 }, { offset: 3, removed: 5, text: '' }, 'total');
    assert.deepEqual(undone, { start: 3, end: 3 });
    const redone = rangeAfter(undone, { offset: 3, removed: 0, text: 'total' }, 'total');
    assert.deepEqual(redone, { start: 3, end: 8 });
    const typed = rangeAfter(redone, { offset: 8, removed: 0, text: ' + 1' }, 'total');
    assert.deepEqual(typed, { start: 3, end: 8 });
  });
});
