import assert from 'node:assert/strict';
import type { ToPanel } from '../../../src/protocol/toPanel.ts';
import { isToPanel } from '../../../src/protocol/toPanel.ts';
import {
  applyMessage,
  INITIAL_SNAPSHOT,
  isAnswering,
  isFirstText,
} from '../../../src/webview/panelModel.ts';
import type { PanelSnapshot } from '../../../src/webview/panelModel.ts';
import { answer, panelState, question } from '../../browser/panel/scenarios.ts';

const open = panelState({
  session: { turns: [question('q1'), answer('a1', { state: 'streaming', text: '' })], earlier: 4 },
});

function after(...messages: readonly ToPanel[]): PanelSnapshot | undefined {
  return messages.reduce<PanelSnapshot | undefined>(
    (snapshot, message) => snapshot && applyMessage(snapshot, message),
    INITIAL_SNAPSHOT,
  );
}

const hydrate: ToPanel = { seq: 7, type: 'hydrate', state: open, draft: 'draft' };
const text = (snapshot: PanelSnapshot | undefined): string | undefined =>
  snapshot?.state?.session.turns.at(-1)?.text;

describe('applyMessage', () => {
  it('starts with hydrate', () => {
    const snapshot = after(hydrate);
    assert.equal(snapshot?.state, open);
    assert.equal(snapshot.draft.text, 'draft');
    assert.equal(after({ seq: 1, type: 'focus' }), undefined);
  });

  it('keeps the text of its message box, and takes the host’s after another window had the chat', () => {
    const of = (isReadOnly: boolean, draft: string): ToPanel => ({
      ...{ seq: 8, type: 'hydrate', draft },
      state: { ...open, session: { ...open.session, isReadOnly } },
    });
    assert.equal(after(of(false, 'mine'), of(false, 'older'))?.draft.text, 'mine');
    assert.equal(after(of(true, ''), of(false, 'theirs'))?.draft.text, 'theirs');
  });

  it('appends deltas in order and rejects gaps', () => {
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

  it('adds new, changed and earlier turns', () => {
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

  it('replaces parts and removes those that are null', () => {
    const notice = { id: 'n', kind: 'info', text: 'x', button: undefined } as const;
    const reported = after(hydrate, {
      seq: 8,
      type: 'update',
      parts: { notice, title: 'New', isReadOnly: true },
    });
    assert.equal(reported?.state?.notice, notice);
    assert.deepEqual(
      [reported.state.session.title, reported.state.session.isReadOnly],
      ['New', true],
    );
    const quiet = after(
      hydrate,
      { seq: 8, type: 'update', parts: { notice, title: 'New' } },
      { seq: 9, type: 'update', parts: { notice: null } },
    );
    assert.equal(quiet?.state?.notice, undefined);
    assert.equal(quiet?.state?.session.title, 'New');
  });

  it('keeps the draft of the open chat', () => {
    const again: ToPanel = { seq: 30, type: 'hydrate', state: open, draft: 'older' };
    assert.equal(after(hydrate, again)?.draft.text, 'draft');
    const other = panelState({ session: { id: 'other' } });
    assert.equal(after(hydrate, { ...again, state: other })?.draft.text, 'older');
  });

  it('counts rejected messages and keeps the draft', () => {
    const before = after(hydrate);
    const refused = after(hydrate, { seq: 8, type: 'unsent' });
    assert.equal(refused?.unsent, 1);
    assert.deepEqual(refused.draft, before?.draft);
    assert.ok(isToPanel({ seq: 8, type: 'unsent' }));
  });

  it('keeps the newest mention suggestions', () => {
    const rows = [{ id: 'a', kind: 'file', label: 'a', detail: '' }] as const;
    const snapshot = after(
      hydrate,
      { seq: 8, type: 'mentions', requestId: 5, rows },
      { seq: 9, type: 'mentions', requestId: 4, rows: [] },
    );
    assert.equal(snapshot?.mentions.rows, rows);
  });

  it('distinguishes the first text from further text', () => {
    const [zero, one] = [
      after(hydrate)!,
      after(hydrate, { seq: 8, type: 'delta', turnId: 'a1', text: 'a', thinking: '' })!,
    ];
    const two = applyMessage(one, {
      seq: 9,
      type: 'delta',
      turnId: 'a1',
      text: 'b',
      thinking: '',
    })!;
    assert.ok(isFirstText(zero, one, 'a1'));
    assert.ok(!isFirstText(one, two, 'a1'));
  });

  it('knows whether an answer is in progress', () => {
    assert.ok(isAnswering(open.session));
    assert.ok(!isAnswering({ ...open.session, turns: [question('q1'), answer('a1')] }));
    assert.ok(!isAnswering({ ...open.session, turns: [] }));
  });

  it('accepts only messages from the host', () => {
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
