import assert from 'node:assert/strict';
import type { FromPanel } from '../../../src/protocol/fromPanel.ts';
import { DraftKeeper } from '../../../src/webview/composer/draftKeeper.ts';
import { Memory } from '../../../src/webview/memory.ts';
import { Grown } from '../../../src/webview/transcript/growth.ts';

function house(kept?: unknown) {
  const posted: FromPanel[] = [];
  const memory = new Memory({ getState: () => kept, setState: (state) => (kept = state) });
  const keeper = new DraftKeeper({ post: (message) => posted.push(message), memory });
  return { posted, memory, keeper };
}

const draft = (text: string, sessionId = 'a'): FromPanel => ({ type: 'draft', sessionId, text });

describe('the panel’s memory', () => {
  it('remembers one chat', () => {
    const { memory } = house();
    memory.keep('a', { draft: 'x' });
    memory.keep('a', { place: { turnId: 't', offset: 3 } });
    assert.deepEqual(memory.recall('a'), {
      sessionId: 'a',
      draft: 'x',
      isPosted: true,
      place: { turnId: 't', offset: 3 },
    });
    memory.keep('b', { draft: 'y' });
    assert.equal(memory.recall('a'), undefined);
  });

  it('is not led astray by what it finds', () => {
    for (const kept of [undefined, null, 7, 'x', [], { sessionId: 3 }]) {
      assert.equal(house(kept).memory.recall('a'), undefined);
    }
    const { memory } = house({ sessionId: 'a', draft: 5, isPosted: 'no', place: { turnId: 1 } });
    assert.deepEqual(memory.recall('a'), {
      sessionId: 'a',
      draft: '',
      isPosted: true,
      place: undefined,
    });
  });
});

describe('the draft', () => {
  it('is remembered at once and told once', () => {
    const { keeper, memory, posted } = house();
    keeper.edited('a', 'x');
    keeper.edited('a', 'xy');
    assert.equal(memory.recall('a')?.draft, 'xy');
    assert.deepEqual(posted, []);
    keeper.flush();
    keeper.flush();
    assert.deepEqual(posted, [draft('xy')]);
  });

  it('is the host’s, unless the panel died before it could tell of a newer one', () => {
    const { keeper } = house({ sessionId: 'a', draft: 'old', isPosted: true });
    assert.equal(keeper.first('a', 'host'), 'host');
    const late = house({ sessionId: 'a', draft: 'newer', isPosted: false });
    assert.equal(late.keeper.first('b', 'host'), 'host');
    assert.equal(late.keeper.first('a', 'host'), 'newer');
    late.keeper.flush();
    assert.deepEqual(late.posted, [draft('newer')]);
  });

  it('of one chat is told before that of another', () => {
    const { keeper, posted } = house();
    keeper.edited('a', 'x');
    keeper.edited('b', 'y');
    keeper.flush();
    assert.deepEqual(posted, [draft('x'), draft('y', 'b')]);
  });

  it('is not told when the host has set it', () => {
    const { keeper, posted } = house();
    keeper.edited('a', 'x');
    keeper.set('a', '');
    keeper.flush();
    assert.deepEqual(posted, []);
  });
});

describe('a text that grows', () => {
  function page() {
    const bodies: string[] = [];
    const grown = new Grown(() => {
      const index = bodies.push('') - 1;
      return {
        append: (text) => (bodies[index] = bodies[index]! + text),
        finish: () => (bodies[index] = `${bodies[index]!}.`),
      };
    });
    return { bodies, grown };
  }

  it('is added to, and finished once', () => {
    const { bodies, grown } = page();
    for (const text of ['', 'a', 'ab', 'ab']) grown.show(text, false);
    grown.show('abc', true);
    grown.show('abc', true);
    assert.deepEqual(bodies, ['abc.']);
  });

  it('starts over where it is another one, or goes on after its end', () => {
    const { bodies, grown } = page();
    grown.show('abc', true);
    grown.show('abcd', false);
    grown.show('x', false);
    assert.deepEqual(bodies, ['abc.', 'abcd', 'x']);
  });
});
