import assert from 'node:assert/strict';
import { PanelStore } from '../../../src/webview/panelStore.ts';
import { answer, panelState, question } from '../../browser/panel/scenarios.ts';

const state = panelState({
  session: { turns: [question('q1'), answer('a1', { state: 'streaming', text: 'a' })] },
});

function setUp() {
  const frames: (() => void)[] = [];
  let resyncs = 0;
  let rendered = 0;
  const texts: string[] = [];
  const store = new PanelStore({
    resync: () => (resyncs += 1),
    onNextFrame: (callback) => frames.push(callback),
  });
  store.subscribe(() => (rendered += 1));
  store.onDelta('a1', ({ text }) => texts.push(text));
  let seq = 0;
  const delta = (text: string) => {
    store.receive({ seq: (seq += 1), type: 'delta', turnId: 'a1', text, thinking: '' });
  };
  const hydrate = () => {
    store.receive({ seq, type: 'hydrate', state, draft: '' });
  };
  const skip = () => (seq += 1);
  const counts = () => ({ resyncs, rendered, frames: frames.length });
  return { store, frames, texts, delta, hydrate, skip, counts };
}

describe('PanelStore', () => {
  it('ignores messages before hydrate', () => {
    const { delta, counts } = setUp();
    delta('early');
    assert.deepEqual(counts(), { resyncs: 0, rendered: 1, frames: 0 });
  });

  it('reports deltas once per frame without rendering', () => {
    const { hydrate, delta, frames, texts, counts } = setUp();
    hydrate();
    delta('b');
    delta('c');
    assert.deepEqual(counts(), { resyncs: 0, rendered: 2, frames: 1 });
    frames[0]!();
    assert.deepEqual(texts, ['abc']);
    delta('d');
    frames[1]!();
    assert.deepEqual(texts, ['abc', 'abcd']);
  });

  it('resyncs once until hydrate arrives', () => {
    const { hydrate, delta, skip, counts, store } = setUp();
    hydrate();
    skip();
    delta('b');
    delta('c');
    assert.equal(counts().resyncs, 1);
    hydrate();
    delta('d');
    assert.equal(counts().resyncs, 1);
    assert.equal(store.snapshot.state?.session.turns.at(-1)?.text, 'ad');
  });

  it('restarts after a rendering error, even while it resyncs', () => {
    const { hydrate, store, counts } = setUp();
    store.restart();
    assert.equal(store.snapshot.state, undefined);
    store.restart();
    assert.equal(counts().resyncs, 2);
    hydrate();
    assert.equal(store.snapshot.state, state);
  });

  it('fills and focuses the message box', () => {
    const { hydrate, store } = setUp();
    hydrate();
    const { draft, focusRequests } = store.snapshot;
    store.prefill('Explain');
    assert.equal(store.snapshot.draft.text, 'Explain');
    assert.notEqual(store.snapshot.draft, draft);
    assert.equal(store.snapshot.focusRequests, focusRequests + 1);
  });
});
