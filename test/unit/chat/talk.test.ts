import assert from 'node:assert/strict';
import type { Answer } from '../../../src/chat/conversation.ts';
import type { Talk } from '../../../src/chat/talk.ts';
import { ServiceError } from '../../../src/mistral/errors.ts';
import { settle, talkWith } from './talking.ts';

function lastAnswer(talk: Talk): Answer {
  const last = talk.conversation.turns.at(-1);
  assert.equal(last?.role, 'assistant');
  return last;
}

function texts(talk: Talk): string[] {
  return talk.conversation.turns.map(({ text }) => text);
}

describe('a talk', () => {
  it('streams an answer, and says what it cost and took', async () => {
    const { talk, clock, streams, changes } = talkWith();
    const over = talk.ask('hello', []);
    await settle();
    assert.equal(lastAnswer(talk).state, 'waiting');
    clock.advance(400);
    streams[0]!.give({ text: 'Good ' });
    await settle();
    clock.advance(100);
    streams[0]!.give({ text: 'day' });
    streams[0]!.end();
    await over;
    const answer = lastAnswer(talk);
    assert.equal(answer.text, 'Good day');
    assert.equal(answer.state, 'done');
    assert.equal(answer.firstTextMs, 400);
    assert.equal(answer.totalMs, 500);
    assert.equal(answer.model, 'mistral-medium-latest');
    assert.deepEqual(answer.usage, { promptTokens: 10, completionTokens: 5, cachedTokens: 0 });
    const grown = changes.filter((change) => change.kind === 'grown');
    assert.deepEqual(
      grown.map(({ text }) => text),
      ['day'],
    );
    assert.equal(clock.timers.size, 0);
  });

  it('keeps the question before the request leaves, and the answer when it is over', async () => {
    const { talk, streams, saved, live } = talkWith();
    const over = talk.ask('hello', []);
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
    await over;
    assert.equal(saved.at(-1)!.turns.length, 2);
    assert.equal(live.at(-1)!.answer, undefined);
  });

  it('tells thoughts from text, and how long it thought', async () => {
    const { talk, clock, streams } = talkWith();
    const over = talk.ask('hello', []);
    await settle();
    clock.advance(300);
    streams[0]!.give({ thinking: 'Well, ' });
    await settle();
    clock.advance(2_000);
    streams[0]!.give({ thinking: 'hm.' }, { text: 'Yes.' });
    streams[0]!.end();
    await over;
    const { thinking, thinkingMs, text, firstTextMs } = lastAnswer(talk);
    assert.deepEqual([thinking, thinkingMs, text, firstTextMs], ['Well, hm.', 2_000, 'Yes.', 300]);
  });

  it('stops: the socket is closed, what came is kept and marked', async () => {
    const { talk, streams } = talkWith();
    const over = talk.ask('hello', []);
    await settle();
    streams[0]!.give({ text: 'Good' });
    await settle();
    await talk.stop();
    await over;
    assert.ok(streams[0]!.isClosed);
    assert.equal(lastAnswer(talk).text, 'Good');
    assert.equal(lastAnswer(talk).state, 'stopped');
    assert.equal(talk.isAnswering, false);
  });

  it('stops before the first text, and while it waits to ask again', async () => {
    const { talk, clock, streams } = talkWith();
    const first = talk.ask('hello', []);
    await settle();
    await talk.stop();
    await first;
    assert.equal(lastAnswer(talk).state, 'stopped');
    const second = talk.ask('again', []);
    await settle();
    streams[1]!.give(new ServiceError('server', 'mistral'));
    await clock.untilWaiting(1_000);
    await talk.stop();
    await second;
    assert.equal(lastAnswer(talk).state, 'stopped');
    assert.equal(clock.timers.size, 0);
    assert.equal(streams.length, 2);
  });

  it('asks again at most twice, and only before the first text', async () => {
    const { talk, clock, streams, changes } = talkWith();
    const over = talk.ask('hello', []);
    await settle();
    streams[0]!.give(new ServiceError('server', 'mistral', { requestId: 'r' }));
    await clock.untilWaiting(1_000);
    const retry = changes.find((change) => change.kind === 'retrying');
    assert.equal(retry?.at, clock.now() + 1_000);
    clock.advance(1_000);
    await settle();
    streams[1]!.give(new ServiceError('offline', 'mistral'));
    await clock.untilWaiting(3_000);
    clock.advance(3_000);
    await settle();
    streams[2]!.give(new ServiceError('server', 'mistral', { requestId: 'r' }));
    await over;
    assert.equal(streams.length, 3);
    assert.equal(lastAnswer(talk).state, 'failed');
    assert.equal(lastAnswer(talk).failure?.requestId, 'r');
  });

  it('waits as long as the service asks, if that is short, and never asks before', async () => {
    const { talk, clock, streams } = talkWith();
    const over = talk.ask('hello', []);
    await settle();
    streams[0]!.give(new ServiceError('rateLimited', 'mistral', { retryAfterMs: 12_000 }));
    await clock.untilWaiting(12_000);
    clock.advance(11_999);
    await settle();
    assert.equal(streams.length, 1);
    clock.advance(1);
    await settle();
    streams[1]!.end();
    await over;
    assert.equal(lastAnswer(talk).state, 'done');
  });

  it('leaves long waits to the user', async () => {
    const { talk, clock, streams } = talkWith();
    const over = talk.ask('hello', []);
    await settle();
    streams[0]!.give(new ServiceError('rateLimited', 'mistral', { retryAfterMs: 60_000 }));
    await over;
    assert.equal(lastAnswer(talk).state, 'failed');
    assert.equal(lastAnswer(talk).failure?.retryAfterMs, 60_000);
    assert.equal(lastAnswer(talk).failure?.at, clock.now());
    // Asking again before that is answered without a request.
    clock.advance(5_000);
    await talk.regenerate(lastAnswer(talk).id);
    assert.equal(streams.length, 1);
    assert.equal(lastAnswer(talk).failure?.retryAfterMs, 55_000);
  });

  it('does not ask again after some text: it broke off', async () => {
    const { talk, clock, streams } = talkWith();
    const over = talk.ask('hello', []);
    await settle();
    streams[0]!.give({ text: 'Good' }, new ServiceError('offline', 'mistral'));
    await over;
    assert.equal(lastAnswer(talk).state, 'interrupted');
    assert.equal(lastAnswer(talk).text, 'Good');
    assert.equal(streams.length, 1);
    assert.equal(clock.timers.size, 0);
  });

  it('moves to the other service when the first refuses its key', async () => {
    const { talk, streams } = talkWith({ mistral: 'm', codestral: 'c' });
    const over = talk.ask('hello', []);
    await settle();
    streams[0]!.give(new ServiceError('unauthorised', 'mistral', { status: 401 }));
    await settle();
    streams[1]!.give({ text: 'Hi' });
    streams[1]!.end();
    await over;
    assert.deepEqual(
      streams.map(({ service }) => service.name),
      ['mistral', 'codestral'],
    );
    assert.equal(lastAnswer(talk).service, 'codestral');
    assert.equal(lastAnswer(talk).state, 'done');
  });

  it('has no request without a key', async () => {
    const { talk, streams } = talkWith({});
    await talk.ask('hello', []);
    assert.equal(streams.length, 0);
    assert.equal(lastAnswer(talk).failure?.kind, 'noKey');
    assert.deepEqual(texts(talk), ['hello', '']);
  });

  it('asks anew from an earlier question, and brings back what went away', async () => {
    const { talk, streams } = talkWith();
    for (const text of ['one', 'two']) {
      const over = talk.ask(text, []);
      await settle();
      streams.at(-1)!.give({ text: `${text}!` });
      streams.at(-1)!.end();
      await over;
    }
    const over = talk.edit(talk.conversation.turns[0]!.id, 'three');
    await settle();
    assert.deepEqual(texts(talk), ['three', '']);
    assert.deepEqual(
      streams.at(-1)!.request.messages.map(({ content }) => content),
      ['three'],
    );
    streams.at(-1)!.give({ text: 'three!' });
    streams.at(-1)!.end();
    await over;
    assert.equal(talk.canUndo, true);
    await talk.undo();
    assert.deepEqual(texts(talk), ['one', 'one!', 'two', 'two!']);
    assert.equal(talk.canUndo, false);
  });

  it('regenerates an answer', async () => {
    const { talk, streams } = talkWith();
    const first = talk.ask('one', []);
    await settle();
    streams[0]!.give({ text: 'no' });
    streams[0]!.end();
    await first;
    const second = talk.regenerate(lastAnswer(talk).id);
    await settle();
    streams[1]!.give({ text: 'yes' });
    streams[1]!.end();
    await second;
    assert.deepEqual(texts(talk), ['one', 'yes']);
  });

  it('goes on with an answer that was cut', async () => {
    const { talk, clock, streams, changes } = talkWith();
    const first = talk.ask('count', []);
    await settle();
    clock.advance(200);
    streams[0]!.give({ text: 'one, ' });
    await settle();
    clock.advance(300);
    streams[0]!.end('length');
    await first;
    assert.equal(lastAnswer(talk).state, 'cut');
    const { id } = lastAnswer(talk);
    const second = talk.continue(id);
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
    assert.equal(lastAnswer(talk).id, id);
    assert.deepEqual(texts(talk), ['count', 'one, two, three']);
    assert.equal(lastAnswer(talk).usage?.completionTokens, 10);
    assert.equal(lastAnswer(talk).cost, undefined);
    const grown = changes.filter((change) => change.kind === 'grown');
    assert.deepEqual(
      grown.map(({ text }) => text),
      ['three'],
    );
    // The time of both requests, as the tokens are those of both.
    assert.equal(lastAnswer(talk).firstTextMs, 200);
    assert.equal(lastAnswer(talk).totalMs, 1_500);
  });

  it('keeps what an answer cost when it came', async () => {
    const { talk, streams, prices } = talkWith();
    const asked = talk.ask('count', []);
    prices.set('mistral-medium-latest', { input: 1, output: 2 });
    await settle();
    streams[0]!.give({ text: 'one, ' });
    streams[0]!.end('length');
    await asked;
    assert.equal(lastAnswer(talk).cost, 20 / 1e6);
    // The price changes: what came is not rewritten, what comes costs the new one.
    prices.set('mistral-medium-latest', { input: 2, output: 4 });
    const more = talk.continue(lastAnswer(talk).id);
    await settle();
    streams[1]!.end();
    await more;
    assert.ok(Math.abs(lastAnswer(talk).cost! - 60 / 1e6) < 1e-12);
  });

  it('does not tell a part for the whole where one of two prices is not known', async () => {
    const { talk, streams, prices } = talkWith();
    const asked = talk.ask('count', []);
    await settle();
    streams[0]!.give({ text: 'one, ' });
    streams[0]!.end('length');
    await asked;
    prices.set('mistral-medium-latest', { input: 1, output: 2 });
    const more = talk.continue(lastAnswer(talk).id);
    await settle();
    streams[1]!.end();
    await more;
    assert.equal(lastAnswer(talk).cost, undefined);
  });

  it('keeps what was there when going on fails', async () => {
    const { talk, streams } = talkWith();
    const first = talk.ask('count', []);
    await settle();
    streams[0]!.give({ text: 'one, ' });
    streams[0]!.end('length');
    await first;
    const second = talk.continue(lastAnswer(talk).id);
    await settle();
    streams[1]!.give(new ServiceError('unauthorised', 'mistral', { status: 401 }));
    await second;
    assert.equal(lastAnswer(talk).state, 'interrupted');
    assert.equal(lastAnswer(talk).text, 'one, ');
    assert.equal(lastAnswer(talk).failure?.kind, 'unauthorised');
  });

  it('never saves less than what is there, when an answer goes on', async () => {
    const { talk, streams, saved } = talkWith();
    const first = talk.ask('count', []);
    await settle();
    streams[0]!.give({ text: 'one, ' });
    streams[0]!.end('length');
    await first;
    saved.length = 0;
    const second = talk.continue(lastAnswer(talk).id);
    await settle();
    await talk.stop();
    await second;
    for (const { turns } of saved) assert.equal(turns.at(-1)?.text, 'one, ');
    assert.ok(saved.length > 1);
  });

  it('takes the next question while the last answer is being saved', async () => {
    const { talk, streams, disk } = talkWith();
    const first = talk.ask('one', []);
    await settle();
    let free = (): void => undefined;
    disk.pause = new Promise((resolve) => (free = resolve));
    streams[0]!.end();
    await settle();
    assert.equal(talk.isAnswering, false);
    disk.pause = Promise.resolve();
    const second = talk.ask('two', []);
    await settle();
    free();
    await first;
    await settle();
    assert.equal(talk.isAnswering, true);
    await talk.ask('three', []);
    await talk.stop();
    await second;
    assert.deepEqual(texts(talk), ['one', '', 'two', '']);
    assert.ok(streams[1]!.isClosed);
    assert.equal(lastAnswer(talk).state, 'stopped');
  });

  it('is over when its answer is saved', async () => {
    const { talk, streams, disk } = talkWith();
    void talk.ask('one', []);
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
    await talk.over();
    assert.ok(isFree);
  });

  it('undoes once, and not what was asked meanwhile', async () => {
    const { talk, streams, disk } = talkWith();
    const first = talk.ask('one', []);
    await settle();
    streams[0]!.give({ text: 'one!' });
    streams[0]!.end();
    await first;
    const regenerated = talk.regenerate(lastAnswer(talk).id);
    await settle();
    let free = (): void => undefined;
    disk.pause = new Promise((resolve) => (free = resolve));
    const undone = [talk.undo(), talk.undo()];
    await settle();
    disk.pause = Promise.resolve();
    const next = talk.ask('two', []);
    await settle();
    free();
    await Promise.all([...undone, regenerated]);
    streams.at(-1)!.give({ text: 'two!' });
    streams.at(-1)!.end();
    await next;
    assert.deepEqual(texts(talk), ['one', '', 'two', 'two!']);
    const again = talk.regenerate(lastAnswer(talk).id);
    await settle();
    await Promise.all([talk.undo(), talk.undo(), again]);
    assert.deepEqual(texts(talk), ['one', '', 'two', 'two!']);
  });

  it('leaves nothing behind after a thousand questions', async () => {
    const { talk, clock, streams } = talkWith();
    for (let count = 0; count < 1_000; count++) {
      const over = talk.ask('more', []);
      // The service's pace is kept.
      clock.advance(60_000);
      await settle();
      streams[count]!.give({ text: 'yes' });
      streams[count]!.end();
      await over;
    }
    assert.equal(talk.conversation.turns.length, 2_000);
    assert.equal(clock.timers.size, 0);
    assert.ok(streams.every(({ isClosed, signal }) => isClosed && !signal.aborted));
  }).timeout(20_000);

  it('takes one question at a time', async () => {
    const { talk, streams } = talkWith();
    const over = talk.ask('one', []);
    await settle();
    await talk.ask('two', []);
    await talk.regenerate(lastAnswer(talk).id);
    await talk.edit(talk.conversation.turns[0]!.id, 'three');
    assert.equal(streams.length, 1);
    assert.deepEqual(texts(talk), ['one', '']);
    streams[0]!.end();
    await over;
  });

  it('leaves completions alone when only the chat’s model was wrong', async () => {
    const { talk, limits, streams } = talkWith();
    const over = talk.ask('one', []);
    await settle();
    streams[0]!.give(new ServiceError('modelUnknown', 'mistral', { status: 400 }));
    await over;
    assert.equal(lastAnswer(talk).failure?.kind, 'modelUnknown');
    assert.equal(limits.pause('mistral'), undefined);
  });

  it('keeps its draft, and empties it when a question is sent', async () => {
    const { talk, live, streams } = talkWith();
    talk.write({ text: 'hel', attachments: [] });
    assert.equal(live.at(-1)!.draft.text, 'hel');
    const over = talk.ask('hello', []);
    await settle();
    assert.equal(live.at(-1)!.draft.text, '');
    streams[0]!.end();
    await over;
  });

  it('keeps a title that the user gave', async () => {
    const { talk, streams, saved } = talkWith();
    const over = talk.ask('hello', []);
    await settle();
    streams[0]!.end();
    await over;
    await talk.rename('Greetings');
    assert.equal(saved.at(-1)!.title, 'Greetings');
    const edited = talk.edit(talk.conversation.turns[0]!.id, 'bye');
    await settle();
    streams[1]!.end();
    await edited;
    assert.equal(talk.conversation.title, 'Greetings');
  });
});
