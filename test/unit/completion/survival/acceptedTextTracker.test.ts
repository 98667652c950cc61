import assert from 'node:assert/strict';
import { survives } from '../../../../src/completion/survival/survives.ts';
import { AcceptedTextTracker } from '../../../../src/completion/survival/acceptedTextTracker.ts';
import type { OffsetChange } from '../../../../src/completion/survival/rangeAfter.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const ORIGIN = { service: 'codestral', model: 'codestral-latest' } as const;

describe('survives', () => {
  for (const [accepted, now, expected] of [
    ['return total;', 'return total;', true],
    ['return total;', '\n    return\n  total ;', true],
    ['if (a) {\n  b();\n}', 'if (x) {\n  b();\n}', true],
    ['return total;', 'return sum;', false],
    ['return total;', '', false],
    ['a a a a', 'a', false],
    ['a b c d', 'a b c', true],
    ['größe + 1', 'größe + 1', true],
  ] as const) {
    it(`is ${expected} for ${JSON.stringify(now)} of ${JSON.stringify(accepted)}`, () => {
      assert.equal(survives(accepted, now), expected);
    });
  }
});

describe('AcceptedTextTracker', () => {
  /** A tracker of documents that the test edits. */
  function start() {
    const clock = new FakeClock();
    const documents = new Map<string, string>();
    const recorded: string[] = [];
    /** The lengths of the texts that were read. */
    const read: number[] = [];
    const kept = new AcceptedTextTracker({
      clock,
      textOf: (document, { start, end }) => {
        read.push(end - start);
        return documents.get(document)?.slice(start, end);
      },
      record: ({ model }, check, survives) => recorded.push(`${model} ${check} ${survives}`),
    });
    const edit = (document: string, ...changes: readonly OffsetChange[]) => {
      let text = documents.get(document) ?? '';
      for (const { offset, removed, text: added } of changes)
        text = text.slice(0, offset) + added + text.slice(offset + removed);
      documents.set(document, text);
      kept.onChange(document, changes);
    };
    const accept = (document: string, text: string) => {
      const offset = documents.get(document)?.length ?? 0;
      edit(document, { offset, removed: 0, text });
      kept.onAccept(document, offset, text, ORIGIN);
    };
    /** Both checks. */
    const wait = () => {
      clock.advance(30_000);
      clock.advance(270_000);
    };
    return { clock, documents, recorded, read, kept, edit, accept, wait };
  }

  it('counts text that stays after both times, and then forgets it', () => {
    const { clock, recorded, kept, edit, accept } = start();
    accept('a', 'return total;');
    edit('a', { offset: 0, removed: 0, text: '// a comment\n' });
    clock.advance(29_999);
    assert.deepEqual(recorded, []);
    clock.advance(1);
    assert.deepEqual(recorded, ['codestral-latest 30s true']);
    clock.advance(270_000);
    assert.deepEqual(recorded.slice(1), ['codestral-latest 5min true']);
    assert.equal(kept.isTracking, false);
    assert.deepEqual(kept.last?.results, { '30s': true, '5min': true });
    assert.equal(clock.timers.size, 0);
  });

  it('counts text that is removed between both times', () => {
    const { clock, recorded, edit, accept } = start();
    accept('a', 'return total;');
    clock.advance(30_000);
    edit('a', { offset: 6, removed: 7, text: ' [];' });
    clock.advance(270_000);
    assert.deepEqual(recorded, ['codestral-latest 30s true', 'codestral-latest 5min false']);
  });

  it('applies several changes of an event, the last in the document first', () => {
    const { clock, recorded, edit, accept } = start();
    edit('a', { offset: 0, removed: 0, text: 'x = 1;\n' });
    accept('a', 'return total;');
    edit('a', { offset: 14, removed: 5, text: 'total' }, { offset: 0, removed: 1, text: 'longer' });
    clock.advance(30_000);
    assert.deepEqual(recorded, ['codestral-latest 30s true']);
  });

  it('counts a closed document as it was, whatever is opened later', () => {
    const { documents, recorded, kept, accept, wait } = start();
    accept('a', 'return total;');
    accept('b', 'return total;');
    kept.onChange('b', [{ offset: 0, removed: 13, text: '' }]);
    documents.set('b', '');
    for (const document of ['a', 'b']) {
      kept.onDocumentClosed(document, documents.get(document)!);
      documents.delete(document);
    }
    documents.set('b', 'return total;');
    wait();
    assert.deepEqual(recorded.sort(), [
      'codestral-latest 30s false',
      'codestral-latest 30s true',
      'codestral-latest 5min false',
      'codestral-latest 5min true',
    ]);
  });

  for (const order of ['before', 'after'] as const) {
    it(`counts a file as not kept that is deleted ${order} its document is closed`, () => {
      const { clock, documents, recorded, kept, accept } = start();
      accept('file:///a/b.ts', 'return total;');
      accept('file:///ab.ts', 'return total;');
      if (order === 'before') kept.onFileDeleted('file:///a');
      kept.onDocumentClosed('file:///a/b.ts', documents.get('file:///a/b.ts')!);
      documents.delete('file:///a/b.ts');
      if (order === 'after') kept.onFileDeleted('file:///a');
      clock.advance(30_000);
      assert.deepEqual(recorded, ['codestral-latest 30s false', 'codestral-latest 30s true']);
    });
  }

  it('does not count a document that is not open without having been closed', () => {
    const { clock, documents, recorded, accept, wait } = start();
    accept('a', 'return total;');
    documents.clear();
    wait();
    assert.deepEqual(recorded, []);
    assert.equal(clock.timers.size, 0);
  });

  it('does not track whitespace', () => {
    const { kept, accept } = start();
    accept('a', '\n  ');
    assert.equal(kept.isTracking, false);
  });

  it('tracks a bounded number of suggestions', () => {
    const { clock, recorded, accept, wait } = start();
    for (let at = 0; at < 1_000; at += 1) accept('a', 'x;');
    assert.equal(clock.timers.size, 200);
    wait();
    assert.equal(recorded.length, 400);
  });

  it('reads a bounded part of a text that has grown', () => {
    const { clock, recorded, read, edit, accept } = start();
    accept('a', 'return total;');
    edit('a', { offset: 0, removed: 13, text: `${'x '.repeat(100_000)}return total ;` });
    clock.advance(30_000);
    assert.deepEqual(recorded, ['codestral-latest 30s false']);
    assert.deepEqual(read, [1_052]);
  });

  it('leaves no timer behind', () => {
    const { clock, recorded, kept, accept, wait } = start();
    accept('a', 'x;');
    kept.dispose();
    assert.equal(clock.timers.size, 0);
    wait();
    assert.deepEqual(recorded, []);
  });
});
