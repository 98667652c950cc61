import assert from 'node:assert/strict';
import { EditorContext } from '../../../../../src/completion/prompt/context/editorContext.ts';
import type { OpenEditors } from '../../../../../src/completion/prompt/context/snippet.ts';
import { FakeClock } from '../../../../support/fakeClock.ts';
import { settle } from '../../../../support/settle.ts';
import { snapshotOf } from '../../../../support/testEngine.ts';
import { codeWith, documentOf, namesOf } from '../../../../support/openDocuments.ts';

const own = namesOf('own', 40);
const at = snapshotOf('own1(█', { document: 'file:///current.ts' });

function similar(path: string) {
  const stranger = namesOf(path.replace(/\W/g, ''), 20);
  return documentOf(path, codeWith([...own.slice(0, 20), ...stranger], 40));
}

function setUp(editorState: Partial<OpenEditors> = {}) {
  const clock = new FakeClock();
  const current = documentOf('current.ts', codeWith(own, 40));
  const state: { editorState: OpenEditors | undefined; looked: number } = {
    editorState: { current, others: [], cells: [], includesEdits: true, ...editorState },
    looked: 0,
  };
  const context = new EditorContext({
    clock,
    readEditor: () => {
      state.looked += 1;
      return Promise.resolve(state.editorState);
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

function edit(context: EditorContext, path: string) {
  const document = documentOf(path, 'fresh();');
  const change = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0, text: 'fresh();' };
  context.onEdit(document, [change]);
}

describe('EditorContext', () => {
  it('refreshes only after a pause', async () => {
    const { clock, context, state, idle, paths } = setUp({ others: [similar('b.ts')] });
    for (let key = 0; key < 50; key += 1) {
      context.scheduleRefresh();
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

  it('sorts by how rarely snippets change and reserves room for edits first', async () => {
    const cell = documentOf('above.ts', 'x = 1');
    const { context, idle } = setUp({ others: [similar('b.ts')], cells: [cell] });
    context.scheduleRefresh();
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

  it('takes the same time with one open file and a hundred', async () => {
    const readsWith = async (count: number) => {
      const others = namesOf('file', count).map((name) => similar(`${name}.ts`));
      const { context, current, idle } = setUp({ others });
      context.scheduleRefresh();
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

  it('collects nothing after an edit of the current file alone', async () => {
    const { context, current, idle } = setUp({ others: [similar('b.ts')] });
    context.scheduleRefresh();
    await idle();
    const before = current.reads();
    edit(context, 'current.ts');
    assert.equal(current.reads(), before);
  });

  it('drops the snippets of a document as soon as it closes', async () => {
    const others = [similar('b.ts'), similar('c.ts')];
    const { context, idle, paths } = setUp({ others });
    context.scheduleRefresh();
    await idle();
    edit(context, 'b.ts');
    context.onDocumentClosed('file:///b.ts');
    assert.deepEqual(paths(), ['c.ts']);
  });

  it('drops all snippets when the send policy changes, until the next refresh', async () => {
    const { context, state, idle, paths } = setUp({ others: [similar('b.ts')] });
    context.scheduleRefresh();
    await idle();
    edit(context, 'edited.ts');
    context.clear();
    assert.deepEqual(paths(), []);
    state.editorState = undefined;
    context.scheduleRefresh();
    await idle();
    assert.deepEqual(paths(), []);
  });

  it('drops a selection that became outdated while files were read', async () => {
    const { clock, context, paths } = setUp({ others: [similar('b.ts')] });
    context.scheduleRefresh();
    clock.advance(400);
    await settle();
    context.clear();
    clock.advance(0);
    await settle();
    edit(context, 'edited.ts');
    assert.deepEqual(paths(), []);
  });

  it('drops a selection that became outdated while editors were listed', async () => {
    const { clock, context, paths } = setUp();
    context.scheduleRefresh();
    clock.advance(400);
    context.clear();
    await settle();
    edit(context, 'edited.ts');
    assert.deepEqual(paths(), []);
  });

  it('keeps recent edits if open files are turned off', async () => {
    const { context, idle, paths } = setUp({ includesEdits: false });
    context.scheduleRefresh();
    await idle();
    edit(context, 'edited.ts');
    assert.deepEqual(paths(), []);
  });

  it('leaves no timer', () => {
    const { clock, context } = setUp();
    context.scheduleRefresh();
    assert.equal(clock.timers.size, 1);
    context.dispose();
    assert.equal(clock.timers.size, 0);
  });
});
