import assert from 'node:assert/strict';
import type { FromPanel } from '../../../src/protocol/fromPanel.ts';
import { DraftSync } from '../../../src/webview/composer/draftSync.ts';
import { PanelMemory } from '../../../src/webview/panelMemory.ts';
import { StreamedBody } from '../../../src/webview/transcript/streamedBody.ts';

function setUp(saved?: unknown) {
  const posted: FromPanel[] = [];
  const memory = new PanelMemory({ getState: () => saved, setState: (state) => (saved = state) });
  const draftSync = new DraftSync({ post: (message) => posted.push(message), memory });
  return { posted, memory, draftSync };
}

const draft = (text: string, sessionId = 'a'): FromPanel => ({ type: 'draft', sessionId, text });

describe('PanelMemory', () => {
  it('saves the state of one chat', () => {
    const { memory } = setUp();
    memory.update('a', { draft: 'x' });
    memory.update('a', { scrollAnchor: { turnId: 't', offset: 3 } });
    assert.deepEqual(memory.read('a'), {
      sessionId: 'a',
      draft: 'x',
      isPosted: true,
      scrollAnchor: { turnId: 't', offset: 3 },
    });
    memory.update('b', { draft: 'y' });
    assert.equal(memory.read('a'), undefined);
  });

  it('ignores invalid saved state', () => {
    for (const saved of [undefined, null, 7, 'x', [], { sessionId: 3 }]) {
      assert.equal(setUp(saved).memory.read('a'), undefined);
    }
    const { memory } = setUp({
      sessionId: 'a',
      draft: 5,
      isPosted: 'no',
      scrollAnchor: { turnId: 1 },
    });
    assert.deepEqual(memory.read('a'), {
      sessionId: 'a',
      draft: '',
      isPosted: true,
      scrollAnchor: undefined,
    });
  });
});

describe('DraftSync', () => {
  it('saves a draft at once and posts it once', () => {
    const { draftSync, memory, posted } = setUp();
    draftSync.edit('a', 'x');
    draftSync.edit('a', 'xy');
    assert.equal(memory.read('a')?.draft, 'xy');
    assert.deepEqual(posted, []);
    draftSync.flush();
    draftSync.flush();
    assert.deepEqual(posted, [draft('xy')]);
  });

  it('starts with the draft of the host unless a newer one was not posted', () => {
    const { draftSync } = setUp({ sessionId: 'a', draft: 'old', isPosted: true });
    assert.equal(draftSync.initialText('a', 'host'), 'host');
    const late = setUp({ sessionId: 'a', draft: 'newer', isPosted: false });
    assert.equal(late.draftSync.initialText('b', 'host'), 'host');
    assert.equal(late.draftSync.initialText('a', 'host'), 'newer');
    late.draftSync.flush();
    assert.deepEqual(late.posted, [draft('newer')]);
  });

  it('posts the draft of a chat before that of another one', () => {
    const { draftSync, posted } = setUp();
    draftSync.edit('a', 'x');
    draftSync.edit('b', 'y');
    draftSync.flush();
    assert.deepEqual(posted, [draft('x'), draft('y', 'b')]);
  });

  it('does not post a draft that the host has set', () => {
    const { draftSync, posted } = setUp();
    draftSync.edit('a', 'x');
    draftSync.setFromHost('a', '');
    draftSync.flush();
    assert.deepEqual(posted, []);
  });
});

describe('StreamedBody', () => {
  function setUpBody() {
    const bodies: string[] = [];
    const streamed = new StreamedBody(() => {
      const index = bodies.push('') - 1;
      return {
        append: (text) => (bodies[index] = bodies[index]! + text),
        finish: () => (bodies[index] = `${bodies[index]!}.`),
      };
    });
    return { bodies, streamed };
  }

  it('appends text and finishes once', () => {
    const { bodies, streamed } = setUpBody();
    for (const text of ['', 'a', 'ab', 'ab']) streamed.show(text, false);
    streamed.show('abc', true);
    streamed.show('abc', true);
    assert.deepEqual(bodies, ['abc.']);
  });

  it('starts over when the text differs or continues after its end', () => {
    const { bodies, streamed } = setUpBody();
    streamed.show('abc', true);
    streamed.show('abcd', false);
    streamed.show('x', false);
    assert.deepEqual(bodies, ['abc.', 'abcd', 'x']);
  });
});
