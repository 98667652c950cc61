import assert from 'node:assert/strict';
import { StorageError } from '../../../../src/chat/archive/storageError.ts';
import { Disk } from '../../../support/archiveDisk.ts';
import { openSessions } from './openSessions.ts';

describe('ChatSessions', () => {
  it('reuses an empty session and replaces one with turns', async () => {
    const { sessions, ask } = openSessions();
    const empty = sessions.current;
    sessions.startNew();
    assert.equal(sessions.current, empty);
    await ask('hello');
    sessions.startNew();
    assert.notEqual(sessions.current, empty);
    assert.deepEqual(sessions.current.conversation.turns, []);
  });

  it('restores the last session of the workspace', async () => {
    const disk = new Disk();
    const first = openSessions(disk.window());
    await first.sessions.restore();
    const id = await first.ask('hello');
    await first.sessions.close();
    const second = openSessions(disk.window(), first.memory);
    await second.sessions.restore();
    assert.equal(second.sessions.current.conversation.id, id);
    assert.equal(second.sessions.current.conversation.turns[1]?.text, 'Answer.');
  });

  it('ignores a last session that was deleted', async () => {
    const memory = new Map([['chat.last', '00000000-0000-4000-8000-000000000000']]);
    const { sessions } = openSessions(undefined, memory);
    const { id } = sessions.current.conversation;
    assert.equal(await sessions.restore(), undefined);
    assert.equal(sessions.current.conversation.id, id);
    assert.equal(memory.get('chat.last'), id);
  });

  it('keeps the current session if another one cannot be opened', async () => {
    const { sessions, ask } = openSessions();
    const id = await ask('hello');
    const opened = await sessions.open('00000000-0000-4000-8000-000000000000');
    assert.deepEqual(opened, { reason: 'missing' });
    assert.equal(sessions.current.conversation.id, id);
  });

  it('completes an answer in the background and shows it when the session is opened again', async () => {
    const { sessions, hold } = openSessions();
    const release = hold();
    const first = sessions.current;
    const asked = first.ask('hello', []);
    sessions.startNew();
    assert.equal(first.isAnswering, true);
    await sessions.open(first.conversation.id);
    assert.equal(sessions.current, first);
    sessions.startNew();
    release();
    await asked;
    await sessions.open(first.conversation.id);
    assert.equal(sessions.current.conversation.turns[1]?.text, 'Answer.');
  });

  it('shows the session that was requested last', async () => {
    const { sessions, ask } = openSessions();
    const first = await ask('first');
    sessions.startNew();
    const second = await ask('second');
    sessions.startNew();
    const both = [sessions.open(first), sessions.open(second)];
    await Promise.all(both);
    assert.equal(sessions.current.conversation.id, second);
  });

  it('makes a session read-only and stops its answer when another window takes it over', async () => {
    const { sessions, archiveErrors, events, hold } = openSessions();
    hold();
    const { id } = sessions.current.conversation;
    const session = sessions.current;
    const asked = session.ask('hello', []);
    events.length = 0;
    archiveErrors.fire({ id, error: new StorageError('taken') });
    assert.equal(sessions.isReadOnly, true);
    assert.equal(events[0]?.kind, 'switched');
    await asked;
    assert.equal(session.isAnswering, false);
  });

  it('replaces the current session when it is deleted', async () => {
    const { sessions, ask } = openSessions();
    const id = await ask('hello');
    sessions.onSessionRemoved(id);
    assert.notEqual(sessions.current.conversation.id, id);
  });

  it('reports a chat that cannot be saved and completes its answer', async () => {
    const { sessions, window, archiveErrors, ask } = openSessions();
    const kinds: string[] = [];
    archiveErrors.event(({ error }) => {
      kinds.push(error.kind);
    });
    window.fail = () => {
      throw new StorageError('full');
    };
    await ask('hello');
    assert.ok(kinds.includes('full'));
    assert.equal(sessions.current.conversation.turns[1]?.text, 'Answer.');
  });
});
