import assert from 'node:assert/strict';
import { Context } from '../../../../src/completion/context/context.ts';
import type { Desk } from '../../../../src/completion/context/snippet.ts';
import { FakeClock } from '../../mistral/support.ts';
import { settle, snapshotOf } from '../support.ts';
import { codeWith, documentOf, namesOf } from './support.ts';

const own = namesOf('own', 40);
const at = snapshotOf('own1(█', { document: 'file:///current.ts' });

function similar(path: string) {
  const stranger = namesOf(path.replace(/\W/g, ''), 20);
  return documentOf(path, codeWith([...own.slice(0, 20), ...stranger], 40));
}

function setUp(desk: Partial<Desk> = {}) {
  const clock = new FakeClock();
  const current = documentOf('current.ts', codeWith(own, 40));
  const state: { desk: Desk | undefined; looked: number } = {
    desk: { current, others: [], cells: [], takesEdits: true, ...desk },
    looked: 0,
  };
  const context = new Context({
    clock,
    desk: () => {
      state.looked += 1;
      return Promise.resolve(state.desk);
    },
  });
  const idle = async () => {
    clock.advance(400);
    for (let turn = 0; turn < 30; turn += 1) {
      await settle();
      clock.advance(0);
    }
  };
  const paths = () => context.snippets(at).map(({ path }) => path);
  return { clock, context, current, state, idle, paths };
}

function edit(context: Context, path: string) {
  const document = documentOf(path, 'fresh();');
  const change = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0, text: 'fresh();' };
  context.edited(document, [change]);
}

describe('completion/context', () => {
  it('looks only once nothing has moved for a while', async () => {
    const { clock, context, state, idle, paths } = setUp({ others: [similar('b.ts')] });
    for (let key = 0; key < 50; key += 1) {
      context.stir();
      clock.advance(100);
      await settle();
    }
    assert.equal(state.looked, 0);
    assert.deepEqual(paths(), []);
    await idle();
    assert.equal(state.looked, 1);
    assert.deepEqual(paths(), ['b.ts']);
    assert.equal(clock.timers.size, 0);
  });

  it('puts what changes least first, and gives edits room first', async () => {
    const cell = documentOf('above.ts', 'x = 1');
    const { context, idle } = setUp({ others: [similar('b.ts')], cells: [cell] });
    context.stir();
    await idle();
    edit(context, 'edited.ts');
    assert.deepEqual(
      context.snippets(at).map(({ path, rank }) => [path, rank]),
      [
        ['b.ts', 2],
        ['above.ts', 1],
        ['recent_edits.diff', 0],
      ],
    );
  });

  it('a call costs the same with one file open and with a hundred', async () => {
    const readsWith = async (count: number) => {
      const others = namesOf('file', count).map((name) => similar(`${name}.ts`));
      const { context, current, idle } = setUp({ others });
      context.stir();
      await idle();
      const reads = () => [current, ...others].reduce((sum, file) => sum + file.reads(), 0);
      const before = reads();
      assert.ok(before > 0);
      assert.equal(context.snippets(at).length, Math.min(4, count));
      return reads() - before;
    };
    assert.equal(await readsWith(1), 0);
    assert.equal(await readsWith(100), 0);
  });

  it('an edit of the current file gathers nothing by itself', async () => {
    const { context, current, idle } = setUp({ others: [similar('b.ts')] });
    context.stir();
    await idle();
    const before = current.reads();
    edit(context, 'current.ts');
    assert.equal(current.reads(), before);
  });

  it('sends nothing of a document that was closed, from that moment on', async () => {
    const others = [similar('b.ts'), similar('c.ts')];
    const { context, idle, paths } = setUp({ others });
    context.stir();
    await idle();
    edit(context, 'b.ts');
    context.closed('file:///b.ts');
    assert.deepEqual(paths(), ['c.ts']);
  });

  it('sends nothing once what may travel has changed, until it is chosen anew', async () => {
    const { context, state, idle, paths } = setUp({ others: [similar('b.ts')] });
    context.stir();
    await idle();
    edit(context, 'edited.ts');
    context.clear();
    assert.deepEqual(paths(), []);
    state.desk = undefined;
    context.stir();
    await idle();
    assert.deepEqual(paths(), []);
  });

  it('a choice that was overtaken while files were read is not kept', async () => {
    const { clock, context, paths } = setUp({ others: [similar('b.ts')] });
    context.stir();
    clock.advance(400);
    await settle();
    context.clear();
    clock.advance(0);
    await settle();
    edit(context, 'edited.ts');
    assert.deepEqual(paths(), []);
  });

  it('nor is one that was overtaken while the desk was looked at', async () => {
    const { clock, context, paths } = setUp();
    context.stir();
    clock.advance(400);
    context.clear();
    await settle();
    edit(context, 'edited.ts');
    assert.deepEqual(paths(), []);
  });

  it('without the switch, edits stay', async () => {
    const { context, idle, paths } = setUp({ takesEdits: false });
    context.stir();
    await idle();
    edit(context, 'edited.ts');
    assert.deepEqual(paths(), []);
  });

  it('leaves no timer behind', () => {
    const { clock, context } = setUp();
    context.stir();
    assert.equal(clock.timers.size, 1);
    context.dispose();
    assert.equal(clock.timers.size, 0);
  });
});
