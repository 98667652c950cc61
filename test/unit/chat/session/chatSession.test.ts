import assert from 'node:assert/strict';
import type { AssistantTurn } from '../../../../src/chat/session/conversation.ts';
import type { ChatSession } from '../../../../src/chat/session/chatSession.ts';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import { settle } from '../../../support/settle.ts';
import { startSession } from '../../../support/testSession.ts';

function lastAnswer(session: ChatSession): AssistantTurn {
  const last = session.conversation.turns.at(-1);
  assert.equal(last?.role, 'assistant');
  return last;
}

function texts(session: ChatSession): string[] {
  return session.conversation.turns.map(({ text }) => text);
}

describe('ChatSession', () => {
  it('streams an answer and reports its cost and time', async () => {
    const { session, clock, streams, changes } = startSession();
    const finished = session.ask('hello', []);
    await settle();
    assert.equal(lastAnswer(session).state, 'waiting');
    clock.advance(400);
    streams[0]!.give({ text: 'Good ' });
    await settle();
    clock.advance(100);
    streams[0]!.give({ text: 'day' });
    streams[0]!.end();
    await finished;
    const answer = lastAnswer(session);
    assert.equal(answer.text, 'Good day');
    assert.equal(answer.state, 'done');
    assert.equal(answer.firstTextMs, 400);
    assert.equal(answer.totalMs, 500);
    assert.equal(answer.model, 'mistral-medium-latest');
    assert.deepEqual(answer.usage, { promptTokens: 10, completionTokens: 5, cachedTokens: 0 });
    const deltas = changes.filter((change) => change.kind === 'delta');
    assert.deepEqual(
      deltas.map(({ text }) => text),
      ['day'],
    );
    assert.equal(clock.timers.size, 0);
  });

  it('saves the question before the request and the answer after it', async () => {
    const { session, streams, saved, live } = startSession();
    const finished = session.ask('hello', []);
    await settle();
    assert.deepEqual(
      saved[0]!.turns.map(({ text }) => text),
      ['hello', ''],
    );
    assert.equal(streams.length, 1);
    assert.equal(saved[0]!.title, 'hello');
    streams[0]!.give({ text: 'Good day' });
    await settle();
    assert.equal(live.at(-1)!.answer?.text, 'Good day');
    streams[0]!.end();
    await finished;
    assert.equal(saved.at(-1)!.turns.length, 2);
    assert.equal(live.at(-1)!.answer, undefined);
  });

  it('separates reasoning from text and measures its time', async () => {
    const { session, clock, streams } = startSession();
    const finished = session.ask('hello', []);
    await settle();
    clock.advance(300);
    streams[0]!.give({ thinking: 'Well, ' });
    await settle();
    clock.advance(2_000);
    streams[0]!.give({ thinking: 'hm.' }, { text: 'Yes.' });
    streams[0]!.end();
    await finished;
    const { thinking, thinkingMs, text, firstTextMs } = lastAnswer(session);
    assert.deepEqual([thinking, thinkingMs, text, firstTextMs], ['Well, hm.', 2_000, 'Yes.', 300]);
  });

  it('closes the socket when stopped and keeps the partial answer', async () => {
    const { session, streams } = startSession();
    const finished = session.ask('hello', []);
    await settle();
    streams[0]!.give({ text: 'Good' });
    await settle();
    await session.stop();
    await finished;
    assert.ok(streams[0]!.isClosed);
    assert.equal(lastAnswer(session).text, 'Good');
    assert.equal(lastAnswer(session).state, 'stopped');
    assert.equal(session.isAnswering, false);
  });

  it('stops before the first text and during the wait for a retry', async () => {
    const { session, clock, streams } = startSession();
    const first = session.ask('hello', []);
    await settle();
    await session.stop();
    await first;
    assert.equal(lastAnswer(session).state, 'stopped');
    const second = session.ask('again', []);
    await settle();
    streams[1]!.give(new ServiceError('server', 'mistral'));
    await clock.untilWaiting(2_000);
    await session.stop();
    await second;
    assert.equal(lastAnswer(session).state, 'stopped');
    assert.equal(clock.timers.size, 0);
    assert.equal(streams.length, 2);
  });

  it('retries at most twice and only before the first text', async () => {
    const { session, clock, streams, changes } = startSession();
    const finished = session.ask('hello', []);
    await settle();
    streams[0]!.give(new ServiceError('server', 'mistral', { requestId: 'r' }));
    await clock.untilWaiting(2_000);
    const retry = changes.find((change) => change.kind === 'retrying');
    assert.equal(retry?.at, clock.now() + 2_000);
    clock.advance(2_000);
    await settle();
    streams[1]!.give(new ServiceError('offline', 'mistral'));
    await clock.untilWaiting(4_000);
    clock.advance(4_000);
    await settle();
    streams[2]!.give(new ServiceError('server', 'mistral', { requestId: 'r' }));
    await finished;
    assert.equal(streams.length, 3);
    assert.equal(lastAnswer(session).state, 'failed');
    assert.equal(lastAnswer(session).failure?.requestId, 'r');
  });

  it('waits for a short Retry-After and never retries earlier', async () => {
    const { session, clock, streams } = startSession();
    const finished = session.ask('hello', []);
    await settle();
    streams[0]!.give(new ServiceError('rateLimited', 'mistral', { retryAfterMs: 12_000 }));
    await clock.untilWaiting(12_000);
    clock.advance(11_999);
    await settle();
    assert.equal(streams.length, 1);
    clock.advance(1);
    await settle();
    streams[1]!.end();
    await finished;
    assert.equal(lastAnswer(session).state, 'done');
  });

  it('leaves a retry after a long wait to the user', async () => {
    const { session, clock, streams } = startSession();
    const finished = session.ask('hello', []);
    await settle();
    streams[0]!.give(new ServiceError('rateLimited', 'mistral', { retryAfterMs: 60_000 }));
    await finished;
    assert.equal(lastAnswer(session).state, 'failed');
    assert.equal(lastAnswer(session).failure?.retryAfterMs, 60_000);
    assert.equal(lastAnswer(session).failure?.at, clock.now());
    // A retry before that is rejected without a request.
    clock.advance(5_000);
    await session.regenerate(lastAnswer(session).id);
    assert.equal(streams.length, 1);
    assert.equal(lastAnswer(session).failure?.retryAfterMs, 55_000);
  });

  it('reports an interrupted answer instead of a retry after the first text', async () => {
    const { session, clock, streams } = startSession();
    const finished = session.ask('hello', []);
    await settle();
    streams[0]!.give({ text: 'Good' }, new ServiceError('offline', 'mistral'));
    await finished;
    assert.equal(lastAnswer(session).state, 'interrupted');
    assert.equal(lastAnswer(session).text, 'Good');
    assert.equal(streams.length, 1);
    assert.equal(clock.timers.size, 0);
  });

  it('moves to the other service when the first rejects its key', async () => {
    const { session, streams } = startSession({ mistral: 'm', codestral: 'c' });
    const finished = session.ask('hello', []);
    await settle();
    streams[0]!.give(new ServiceError('unauthorised', 'mistral', { status: 401 }));
    await settle();
    streams[1]!.give({ text: 'Hi' });
    streams[1]!.end();
    await finished;
    assert.deepEqual(
      streams.map(({ service }) => service.name),
      ['mistral', 'codestral'],
    );
    assert.equal(lastAnswer(session).service, 'codestral');
    assert.equal(lastAnswer(session).state, 'done');
  });

  it('sends nothing without a key', async () => {
    const { session, streams } = startSession({});
    await session.ask('hello', []);
    assert.equal(streams.length, 0);
    assert.equal(lastAnswer(session).failure?.kind, 'noKey');
    assert.deepEqual(texts(session), ['hello', '']);
  });

  it('resends from an earlier question and restores the removed turns', async () => {
    const { session, streams } = startSession();
    for (const text of ['one', 'two']) {
      const finished = session.ask(text, []);
      await settle();
      streams.at(-1)!.give({ text: `${text}!` });
      streams.at(-1)!.end();
      await finished;
    }
    const finished = session.edit(session.conversation.turns[0]!.id, 'three');
    await settle();
    assert.deepEqual(texts(session), ['three', '']);
    assert.deepEqual(
      streams.at(-1)!.request.messages.map(({ content }) => content),
      ['three'],
    );
    streams.at(-1)!.give({ text: 'three!' });
    streams.at(-1)!.end();
    await finished;
    assert.equal(session.canUndo, true);
    await session.undo();
    assert.deepEqual(texts(session), ['one', 'one!', 'two', 'two!']);
    assert.equal(session.canUndo, false);
  });

  it('restores a later question although it was not answered', async () => {
    const { session, streams } = startSession();
    for (const text of ['one', 'two']) {
      const finished = session.ask(text, []);
      await settle();
      streams.at(-1)!.end();
      await finished;
    }
    const finished = session.regenerate(session.conversation.turns[1]!.id);
    await settle();
    streams.at(-1)!.end();
    await finished;
    assert.deepEqual([session.canUndo, session.hasRemovedTurns], [true, true]);
    await session.undo();
    assert.deepEqual(texts(session), ['one', '', 'two', '']);
  });

  it('regenerates an answer', async () => {
    const { session, streams } = startSession();
    const first = session.ask('one', []);
    await settle();
    streams[0]!.give({ text: 'no' });
    streams[0]!.end();
    await first;
    const second = session.regenerate(lastAnswer(session).id);
    await settle();
    streams[1]!.give({ text: 'yes' });
    streams[1]!.end();
    await second;
    assert.deepEqual(texts(session), ['one', 'yes']);
  });

  it('continues a truncated answer', async () => {
    const { session, clock, streams, changes } = startSession();
    const first = session.ask('count', []);
    await settle();
    clock.advance(200);
    streams[0]!.give({ text: 'one, ' });
    await settle();
    clock.advance(300);
    streams[0]!.end('length');
    await first;
    assert.equal(lastAnswer(session).state, 'cut');
    const { id } = lastAnswer(session);
    const second = session.continue(id);
    await settle();
    assert.deepEqual(streams[1]!.request.messages.at(-1), {
      role: 'assistant',
      content: 'one, ',
      prefix: true,
    });
    changes.length = 0;
    clock.advance(1_000);
    streams[1]!.give({ text: 'two, ' });
    await settle();
    streams[1]!.give({ text: 'three' });
    streams[1]!.end();
    await second;
    assert.equal(lastAnswer(session).id, id);
    assert.deepEqual(texts(session), ['count', 'one, two, three']);
    assert.equal(lastAnswer(session).usage?.completionTokens, 10);
    assert.equal(lastAnswer(session).cost, undefined);
    const deltas = changes.filter((change) => change.kind === 'delta');
    assert.deepEqual(
      deltas.map(({ text }) => text),
      ['three'],
    );
    // Time and tokens are those of both requests.
    assert.equal(lastAnswer(session).firstTextMs, 200);
    assert.equal(lastAnswer(session).totalMs, 1_500);
  });

  it('keeps the cost of an answer at the time it arrived', async () => {
    const { session, streams, prices } = startSession();
    const asked = session.ask('count', []);
    prices.set('mistral-medium-latest', { input: 1, output: 2 });
    await settle();
    streams[0]!.give({ text: 'one, ' });
    streams[0]!.end('length');
    await asked;
    assert.equal(lastAnswer(session).cost, 20 / 1e6);
    // The price changes: the earlier cost stays, and new tokens have the new price.
    prices.set('mistral-medium-latest', { input: 2, output: 4 });
    const more = session.continue(lastAnswer(session).id);
    await settle();
    streams[1]!.end();
    await more;
    assert.ok(Math.abs(lastAnswer(session).cost! - 60 / 1e6) < 1e-12);
  });

  it('shows no cost if one of two prices is unknown', async () => {
    const { session, streams, prices } = startSession();
    const asked = session.ask('count', []);
    await settle();
    streams[0]!.give({ text: 'one, ' });
    streams[0]!.end('length');
    await asked;
    prices.set('mistral-medium-latest', { input: 1, output: 2 });
    const more = session.continue(lastAnswer(session).id);
    await settle();
    streams[1]!.end();
    await more;
    assert.equal(lastAnswer(session).cost, undefined);
  });

  it('keeps the text if a continuation fails', async () => {
    const { session, streams } = startSession();
    const first = session.ask('count', []);
    await settle();
    streams[0]!.give({ text: 'one, ' });
    streams[0]!.end('length');
    await first;
    const second = session.continue(lastAnswer(session).id);
    await settle();
    streams[1]!.give(new ServiceError('unauthorised', 'mistral', { status: 401 }));
    await second;
    assert.equal(lastAnswer(session).state, 'interrupted');
    assert.equal(lastAnswer(session).text, 'one, ');
    assert.equal(lastAnswer(session).failure?.kind, 'unauthorised');
  });

  it('never saves less than the existing text while an answer continues', async () => {
    const { session, streams, saved } = startSession();
    const first = session.ask('count', []);
    await settle();
    streams[0]!.give({ text: 'one, ' });
    streams[0]!.end('length');
    await first;
    saved.length = 0;
    const second = session.continue(lastAnswer(session).id);
    await settle();
    await session.stop();
    await second;
    for (const { turns } of saved) assert.equal(turns.at(-1)?.text, 'one, ');
    assert.ok(saved.length > 1);
  });

  it('accepts the next question while the last answer is being saved', async () => {
    const { session, streams, disk } = startSession();
    const first = session.ask('one', []);
    await settle();
    let free = (): void => undefined;
    disk.pause = new Promise((resolve) => (free = resolve));
    streams[0]!.end();
    await settle();
    assert.equal(session.isAnswering, false);
    disk.pause = Promise.resolve();
    const second = session.ask('two', []);
    await settle();
    free();
    await first;
    await settle();
    assert.equal(session.isAnswering, true);
    await session.ask('three', []);
    await session.stop();
    await second;
    assert.deepEqual(texts(session), ['one', '', 'two', '']);
    assert.ok(streams[1]!.isClosed);
    assert.equal(lastAnswer(session).state, 'stopped');
  });

  it('ends once its answer is saved', async () => {
    const { session, streams, disk } = startSession();
    void session.ask('one', []);
    await settle();
    let isFree = false;
    disk.pause = new Promise((resolve) => {
      setTimeout(() => {
        isFree = true;
        resolve();
      }, 5);
    });
    streams[0]!.end();
    await settle();
    await session.whenCompleted();
    assert.ok(isFree);
  });

  it('undoes once, but never after a new question', async () => {
    const { session, streams, disk } = startSession();
    const first = session.ask('one', []);
    await settle();
    streams[0]!.give({ text: 'one!' });
    streams[0]!.end();
    await first;
    const regenerated = session.regenerate(lastAnswer(session).id);
    await settle();
    let free = (): void => undefined;
    disk.pause = new Promise((resolve) => (free = resolve));
    const undone = [session.undo(), session.undo()];
    await settle();
    disk.pause = Promise.resolve();
    const next = session.ask('two', []);
    await settle();
    free();
    await Promise.all([...undone, regenerated]);
    streams.at(-1)!.give({ text: 'two!' });
    streams.at(-1)!.end();
    await next;
    assert.deepEqual(texts(session), ['one', '', 'two', 'two!']);
    const again = session.regenerate(lastAnswer(session).id);
    await settle();
    await Promise.all([session.undo(), session.undo(), again]);
    assert.deepEqual(texts(session), ['one', '', 'two', 'two!']);
  });

  it('releases everything after a thousand questions', async () => {
    const { session, clock, streams } = startSession();
    for (let count = 0; count < 1_000; count++) {
      const finished = session.ask('more', []);
      // The rate limit of the service applies.
      clock.advance(60_000);
      await settle();
      streams[count]!.give({ text: 'yes' });
      streams[count]!.end();
      await finished;
    }
    assert.equal(session.conversation.turns.length, 2_000);
    assert.equal(clock.timers.size, 0);
    assert.ok(streams.every(({ isClosed, signal }) => isClosed && !signal.aborted));
  });

  it('accepts one question at a time', async () => {
    const { session, streams } = startSession();
    const finished = session.ask('one', []);
    await settle();
    await session.ask('two', []);
    await session.regenerate(lastAnswer(session).id);
    await session.edit(session.conversation.turns[0]!.id, 'three');
    assert.equal(streams.length, 1);
    assert.deepEqual(texts(session), ['one', '']);
    streams[0]!.end();
    await finished;
  });

  it('does not affect completions if only the chat model is wrong', async () => {
    const { session, limits, streams } = startSession();
    const finished = session.ask('one', []);
    await settle();
    streams[0]!.give(new ServiceError('modelUnknown', 'mistral', { status: 400 }));
    await finished;
    assert.equal(lastAnswer(session).failure?.kind, 'modelUnknown');
    assert.equal(limits.currentPause('mistral'), undefined);
  });

  it('saves its draft and clears it when a question is sent', async () => {
    const { session, live, streams } = startSession();
    session.setDraft({ text: 'hel', attachments: [] });
    assert.equal(live.at(-1)!.draft.text, 'hel');
    const finished = session.ask('hello', []);
    await settle();
    assert.equal(live.at(-1)!.draft.text, '');
    streams[0]!.end();
    await finished;
  });

  it('keeps a title set by the user', async () => {
    const { session, streams, saved } = startSession();
    const finished = session.ask('hello', []);
    await settle();
    streams[0]!.end();
    await finished;
    await session.rename('Greetings');
    assert.equal(saved.at(-1)!.title, 'Greetings');
    const edited = session.edit(session.conversation.turns[0]!.id, 'bye');
    await settle();
    streams[1]!.end();
    await edited;
    assert.equal(session.conversation.title, 'Greetings');
  });
});
