import assert from 'node:assert/strict';
import { StorageError } from '../../../../src/chat/archive/storageError.ts';
import { ChatHistory } from '../../../../src/chat/session/chatHistory.ts';
import { openSessions } from './openSessions.ts';

/** The history of a window with two chats, `first` and `second`; the second one is open. */
async function startHistory() {
  const opened = openSessions();
  const { sessions, window, ask } = opened;
  const first = await ask('first');
  window.clock.advance(1_000);
  sessions.startNew();
  const second = await ask('second');
  const deleted: { readonly count: number; readonly undo: () => Promise<void> }[] = [];
  const history = new ChatHistory({
    archive: window.archive,
    sessions,
    onDeleted: (count, undo) => {
      deleted.push({ count, undo });
    },
  });
  let changes = 0;
  history.onDidChange(() => {
    changes += 1;
  });
  const titles = () => history.list?.rows.map(({ title }) => title);
  return { ...opened, history, first, second, deleted, titles, changes: () => changes };
}

describe('ChatHistory', () => {
  it('lists the latest chat first and filters by a query', async () => {
    const { history, titles } = await startHistory();
    await history.show('');
    assert.deepEqual(titles(), ['second', 'first']);
    await history.show('FIRST');
    assert.deepEqual(titles(), ['first']);
    assert.equal(history.list?.rows[0]?.isInCurrentWorkspace, true);
  });

  it('shows the result of the last query only', async () => {
    const { history, titles, changes } = await startHistory();
    await Promise.all([history.show('first'), history.show('second')]);
    assert.deepEqual(titles(), ['second']);
    assert.equal(changes(), 1);
  });

  it('reports once that it was closed', async () => {
    const { history, changes } = await startHistory();
    await history.show('');
    history.close();
    history.close();
    assert.equal(history.list, undefined);
    assert.equal(changes(), 2);
  });

  it('renames a chat, but not to an empty title', async () => {
    const { history, first, titles } = await startHistory();
    await history.show('');
    await history.rename(first, ' Cart ');
    await history.rename(first, '  ');
    assert.ok(titles()?.includes('Cart'));
  });

  it('deletes a chat and restores it', async () => {
    const { history, first, deleted, titles } = await startHistory();
    await history.show('');
    await history.remove(first);
    assert.deepEqual(titles(), ['second']);
    assert.equal(deleted[0]?.count, 1);
    await deleted[0].undo();
    assert.deepEqual(titles(), ['second', 'first']);
  });

  it('deletes all chats and replaces the current one', async () => {
    const { history, sessions, second, deleted, titles } = await startHistory();
    await history.show('');
    await history.removeAll();
    assert.deepEqual(titles(), []);
    assert.equal(deleted[0]?.count, 2);
    assert.notEqual(sessions.current.conversation.id, second);
  });

  it('keeps a chat that cannot be deleted open', async () => {
    const { history, sessions, second, window } = await startHistory();
    window.fail = () => {
      throw new StorageError('readOnly');
    };
    await assert.rejects(history.remove(second), { kind: 'readOnly' });
    assert.equal(sessions.current.conversation.id, second);
  });

  it('reads a conversation that is not open', async () => {
    const { history, first } = await startHistory();
    assert.equal((await history.conversation(first))?.turns[0]?.text, 'first');
    assert.equal(await history.conversation('00000000-0000-4000-8000-000000000000'), undefined);
  });
});
