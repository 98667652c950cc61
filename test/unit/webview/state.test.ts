import assert from 'node:assert/strict';
import type { ToPanel } from '../../../src/protocol/toPanel.ts';
import { isToPanel } from '../../../src/protocol/toPanel.ts';
import { applied, BLANK, isAnswering, isFirstText } from '../../../src/webview/state.ts';
import type { Picture } from '../../../src/webview/state.ts';
import { answer, panelState, question } from '../../browser/panel/scenarios.ts';

const open = panelState({
  session: { turns: [question('q1'), answer('a1', { state: 'streaming', text: '' })], earlier: 4 },
});

function after(...messages: readonly ToPanel[]): Picture | undefined {
  return messages.reduce<Picture | undefined>(
    (picture, message) => picture && applied(picture, message),
    BLANK,
  );
}

const hydrate: ToPanel = { seq: 7, type: 'hydrate', state: open, draft: 'draft' };
const text = (picture: Picture | undefined): string | undefined =>
  picture?.state?.session.turns.at(-1)?.text;

describe('the picture of the host’s state', () => {
  it('begins with all there is', () => {
    const picture = after(hydrate);
    assert.equal(picture?.state, open);
    assert.equal(picture.draft.text, 'draft');
    assert.equal(after({ seq: 1, type: 'focus' }), undefined);
  });

  it('grows by pieces, in their order', () => {
    const delta = (seq: number, piece: string): ToPanel => ({
      seq,
      type: 'delta',
      turnId: 'a1',
      text: piece,
      thinking: '',
    });
    assert.equal(text(after(hydrate, delta(8, 'a'), delta(9, 'b'))), 'ab');
    assert.equal(after(hydrate, delta(8, 'a'), delta(10, 'b')), undefined);
    assert.equal(after(hydrate, delta(8, 'a'), delta(8, 'a')), undefined);
    assert.equal(after(hydrate, { ...delta(8, 'a'), turnId: 'q1' } as ToPanel), undefined);
  });

  it('takes new and changed turns, and earlier ones', () => {
    const changed = after(
      hydrate,
      { seq: 8, type: 'turn', turn: answer('a1', { text: 'done' }) },
      { seq: 9, type: 'turn', turn: question('q2') },
      { seq: 10, type: 'earlier', turns: [question('q0')], earlier: 3 },
    );
    const { session } = changed!.state!;
    assert.deepEqual(
      session.turns.map(({ id }) => id),
      ['q0', 'q1', 'a1', 'q2'],
    );
    assert.equal(session.earlier, 3);
  });

  it('takes parts, of which null is nothing', () => {
    const notice = { id: 'n', kind: 'info', text: 'x', button: undefined } as const;
    const told = after(hydrate, {
      seq: 8,
      type: 'update',
      parts: { notice, title: 'New', isReadOnly: true },
    });
    assert.equal(told?.state?.notice, notice);
    assert.deepEqual([told.state.session.title, told.state.session.isReadOnly], ['New', true]);
    const quiet = after(
      hydrate,
      { seq: 8, type: 'update', parts: { notice, title: 'New' } },
      { seq: 9, type: 'update', parts: { notice: null } },
    );
    assert.equal(quiet?.state?.notice, undefined);
    assert.equal(quiet?.state?.session.title, 'New');
  });

  it('keeps the draft of a chat that is on screen', () => {
    const again: ToPanel = { seq: 30, type: 'hydrate', state: open, draft: 'older' };
    assert.equal(after(hydrate, again)?.draft.text, 'draft');
    const other = panelState({ session: { id: 'other' } });
    assert.equal(after(hydrate, { ...again, state: other })?.draft.text, 'older');
  });

  it('keeps the newest rows of mentions', () => {
    const rows = [{ id: 'a', kind: 'file', label: 'a', detail: '' }] as const;
    const picture = after(
      hydrate,
      { seq: 8, type: 'mentions', requestId: 5, rows },
      { seq: 9, type: 'mentions', requestId: 4, rows: [] },
    );
    assert.equal(picture?.mentions.rows, rows);
  });

  it('tells first words from more of them', () => {
    const [zero, one] = [
      after(hydrate)!,
      after(hydrate, { seq: 8, type: 'delta', turnId: 'a1', text: 'a', thinking: '' })!,
    ];
    const two = applied(one, { seq: 9, type: 'delta', turnId: 'a1', text: 'b', thinking: '' })!;
    assert.ok(isFirstText(zero, one, 'a1'));
    assert.ok(!isFirstText(one, two, 'a1'));
  });

  it('knows whether an answer is on its way', () => {
    assert.ok(isAnswering(open.session));
    assert.ok(!isAnswering({ ...open.session, turns: [question('q1'), answer('a1')] }));
    assert.ok(!isAnswering({ ...open.session, turns: [] }));
  });

  it('is told by messages of the host only', () => {
    assert.ok(isToPanel(hydrate));
    for (const other of [
      null,
      1,
      'x',
      {},
      { seq: 1 },
      { seq: 1.5, type: 'focus' },
      { seq: 1, type: 'toString' },
      { seq: 1, type: 'turn', turn: null },
    ]) {
      assert.ok(!isToPanel(other), JSON.stringify(other));
    }
  });
});
