import assert from 'node:assert/strict';
import { Store } from '../../../src/webview/store.ts';
import { answer, panelState, question } from '../../browser/panel/scenarios.ts';

const state = panelState({
  session: { turns: [question('q1'), answer('a1', { state: 'streaming', text: 'a' })] },
});

function house() {
  const frames: (() => void)[] = [];
  let resyncs = 0;
  let drawn = 0;
  const grown: string[] = [];
  const store = new Store({
    resync: () => (resyncs += 1),
    onFrame: (callback) => frames.push(callback),
  });
  store.watch(() => (drawn += 1));
  store.onGrowth('a1', ({ text }) => grown.push(text));
  let seq = 0;
  const delta = (text: string) => {
    store.receive({ seq: (seq += 1), type: 'delta', turnId: 'a1', text, thinking: '' });
  };
  const hydrate = () => {
    store.receive({ seq, type: 'hydrate', state, draft: '' });
  };
  const skip = () => (seq += 1);
  const figures = () => ({ resyncs, drawn, frames: frames.length });
  return { store, frames, grown, delta, hydrate, skip, figures };
}

describe('the store', () => {
  it('hears nothing before it has heard all', () => {
    const { delta, figures } = house();
    delta('early');
    assert.deepEqual(figures(), { resyncs: 0, drawn: 1, frames: 0 });
  });

  it('tells growth once a frame, past the tree', () => {
    const { hydrate, delta, frames, grown, figures } = house();
    hydrate();
    delta('b');
    delta('c');
    assert.deepEqual(figures(), { resyncs: 0, drawn: 2, frames: 1 });
    frames[0]!();
    assert.deepEqual(grown, ['abc']);
    delta('d');
    frames[1]!();
    assert.deepEqual(grown, ['abc', 'abcd']);
  });

  it('asks for all again once, until it comes', () => {
    const { hydrate, delta, skip, figures, store } = house();
    hydrate();
    skip();
    delta('b');
    delta('c');
    assert.equal(figures().resyncs, 1);
    hydrate();
    delta('d');
    assert.equal(figures().resyncs, 1);
    assert.equal(store.picture.state?.session.turns.at(-1)?.text, 'ad');
  });

  it('starts over where drawing failed, even while it waits', () => {
    const { hydrate, store, figures } = house();
    store.restart();
    assert.equal(store.picture.state, undefined);
    store.restart();
    assert.equal(figures().resyncs, 2);
    hydrate();
    assert.equal(store.picture.state, state);
  });

  it('puts a text into the message box', () => {
    const { hydrate, store } = house();
    hydrate();
    const { draft, focus } = store.picture;
    store.suggest('Explain');
    assert.equal(store.picture.draft.text, 'Explain');
    assert.notEqual(store.picture.draft, draft);
    assert.equal(store.picture.focus, focus + 1);
  });
});
