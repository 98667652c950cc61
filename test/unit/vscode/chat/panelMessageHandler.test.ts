import assert from 'node:assert/strict';
import { StorageError } from '../../../../src/chat/archive/storageError.ts';
import { ChatHistory } from '../../../../src/chat/session/chatHistory.ts';
import { PanelMessageHandler } from '../../../../src/vscode/chat/panel/panelMessageHandler.ts';
import type { PanelMessageHandlerDependencies } from '../../../../src/vscode/chat/panel/panelMessageHandler.ts';
import { answer, question } from '../../../support/chatTurns.ts';
import { openSessions } from '../../chat/session/openSessions.ts';

/** A handler for a chat with a block of shell code; its other dependencies record their calls. */
async function startHandler() {
  const { sessions, window } = openSessions();
  const conversation = {
    ...sessions.current.conversation,
    id: '00000000-0000-4000-8000-000000000000',
    turns: [question('/commit'), answer('Run this:\n```sh\nnpm test\n```\n')],
  };
  window.archive.begin(conversation);
  await window.archive.save(conversation);
  await window.archive.close(conversation.id);
  await sessions.open(conversation.id);
  const calls: string[] = [];
  const failure: { error: Error | undefined } = { error: undefined };
  /** An object that records the calls of its methods, and throws the failure if it is the draft. */
  const recorder = (name: string) =>
    new Proxy(
      {},
      {
        get:
          (_, method) =>
          (...values: unknown[]) => {
            calls.push([`${name}.${String(method)}`, ...values.map(String)].join(' '));
            if (failure.error && name === 'draft') throw failure.error;
          },
      },
    );
  const { archive } = window;
  const handler = new PanelMessageHandler({
    ...{ sessions, history: new ChatHistory({ archive, sessions, onDeleted: () => undefined }) },
    ...{ sender: recorder('sender'), draft: recorder('draft'), models: recorder('models') },
    ...{ requestFactory: recorder('requestFactory'), notices: recorder('notices') },
    ...{ presenter: recorder('presenter'), mentions: recorder('mentions') },
    ...{ apply: recorder('apply'), actions: recorder('actions') },
    chatNotices: {
      failed: (kind?: string) => calls.push(`failed ${kind ?? ''}`),
      opened: () => calls.push('opened'),
      refused: (type: string) => calls.push(`refused ${type}`),
      unreadable: () => calls.push('unreadable'),
    },
  } as unknown as PanelMessageHandlerDependencies);
  return { handler, calls, failure, turnId: conversation.turns[1]!.id, id: conversation.id };
}

describe('PanelMessageHandler', () => {
  it('gives a code block to the action of its button', async () => {
    const { handler, calls, turnId } = await startHandler();
    await handler.receive({ type: 'code', turnId, block: 0, action: 'copy' });
    await handler.receive({ type: 'code', turnId, block: 0, action: 'commit' });
    assert.deepEqual(calls, [
      'apply.copy npm test',
      'presenter.update target',
      'actions.useCommitMessage npm test',
      'presenter.update target',
    ]);
  });

  it('ignores a code block that does not exist', async () => {
    const { handler, calls, turnId } = await startHandler();
    await handler.receive({ type: 'code', turnId, block: 1, action: 'run' });
    await handler.receive({ type: 'code', turnId: 'other', block: 0, action: 'run' });
    assert.deepEqual(calls, []);
  });

  it('chooses a model before the next message is sent', async () => {
    const { handler, calls } = await startHandler();
    await handler.receive({ type: 'chooseModel', model: 'mistral-small-latest' });
    assert.deepEqual(calls, ['models.choose mistral-small-latest', 'sender.runBefore undefined']);
  });

  it('reduces the context before it retries for Try Again with Less Context', async () => {
    const { handler, calls, turnId, id } = await startHandler();
    await handler.receive({ type: 'cardAction', action: 'shorten', turnId });
    assert.deepEqual(calls, [`requestFactory.shorten ${id}`, `sender.retry ${turnId}`]);
  });

  it('reports a chat to export that cannot be read', async () => {
    const { handler, calls, id } = await startHandler();
    await handler.receive({ type: 'exportSession', id: 'other', format: 'json' });
    await handler.receive({ type: 'exportSession', id, format: 'json' });
    assert.deepEqual(calls, ['unreadable', 'actions.exportChat [object Object] json']);
  });

  it('reports an error of the archive by its kind', async () => {
    const { handler, calls, failure } = await startHandler();
    failure.error = new StorageError('full');
    await handler.receive({ type: 'detach', id: 'a' });
    assert.deepEqual(calls, [
      'draft.detach a',
      'actions.logError Chat: detach failed. full',
      'failed full',
    ]);
  });

  it('returns a rejected message to the message box', async () => {
    const { handler, calls } = await startHandler();
    handler.refuse('send');
    handler.refuse('drop');
    assert.deepEqual(calls, ['refused send', 'presenter.reportUnsent', 'refused drop']);
  });
});
