import assert from 'node:assert/strict';
import type { AssistantTurn } from '../../../../src/chat/session/conversation.ts';
import type { Tool, ToolResult } from '../../../../src/chat/tools/tool.ts';
import type { ReceivedToolCall } from '../../../../src/mistral/chat.ts';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import { settle } from '../../../support/settle.ts';
import { startSession } from '../../../support/testSession.ts';

const call = (id: string, text = '{"path":"a"}'): { toolCall: ReceivedToolCall } => ({
  toolCall: { id, name: 'read', arguments: text },
});

/** A session with one tool, whose runs end when the test says so. */
function start(maxSteps = 25) {
  const runs: { args: object; signal: AbortSignal; end: (result: ToolResult) => void }[] = [];
  const read: Tool = {
    definition: {
      name: 'read',
      description: 'Reads',
      parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    },
    run: (args, signal) =>
      new Promise((end) => {
        runs.push({ args, signal, end });
      }),
  };
  const started = startSession({ mistral: 'm' }, {}, { tools: [read], maxSteps });
  const answer = (): AssistantTurn => {
    const last = started.session.conversation.turns.at(-1);
    assert.equal(last?.role, 'assistant');
    return last;
  };
  return { ...started, runs, answer };
}

describe('ChatSession with tools', () => {
  it('adds the cost of a call to that of the answer, if that is known', async () => {
    for (const price of [undefined, { input: 1_000, output: 0 }]) {
      const { session, streams, runs, answer, prices } = start();
      if (price) prices.set('mistral-medium-latest', price);
      const finished = session.ask('where?', []);
      await settle();
      streams[0]!.give(call('aaaaaaaaa'));
      streams[0]!.end('tool_calls');
      await settle();
      runs[0]!.end({ content: 'found', cost: 0.03 });
      await settle();
      streams[1]!.give({ text: 'So.' });
      streams[1]!.end();
      await finished;
      // Two messages with 10 prompt tokens each.
      assert.equal(answer().cost, price && 0.01 + 0.03 + 0.01);
    }
  });

  it('runs the tool that the model calls and requests the rest of the answer', async () => {
    const { session, streams, runs, answer, clock, saved } = start();
    const finished = session.ask('where?', []);
    await settle();
    assert.deepEqual(
      streams[0]!.request.tools?.map(({ name }) => name),
      ['read'],
    );
    streams[0]!.give({ thinking: 'Hm.' }, { text: 'I look.' }, call('aaaaaaaaa'));
    streams[0]!.end('tool_calls');
    await settle();
    assert.equal(answer().state, 'streaming');
    assert.equal(answer().steps?.[0]?.state, 'running');
    clock.advance(5_000);
    runs[0]!.end({ content: '1\tcode', count: 1, sources: ['file:///a'] });
    await settle();
    assert.equal(streams.length, 2);
    streams[1]!.give({ text: 'In a.' });
    clock.advance(100);
    streams[1]!.end();
    await finished;
    const { text, steps, state, usage, totalMs } = answer();
    assert.equal(text, 'I look.\n\nIn a.');
    assert.equal(state, 'done');
    assert.deepEqual(steps, [
      {
        ...{ id: 'aaaaaaaaa', name: 'read', arguments: '{"path":"a"}', state: 'done' },
        ...{ result: '1\tcode', count: 1, files: undefined, sources: ['file:///a'] },
        ...{ round: 0, textLength: 9, thinkingLength: 3 },
      },
    ]);
    assert.deepEqual(usage, { promptTokens: 20, completionTokens: 10, cachedTokens: 0 });
    // The time of the tool is not the model's.
    assert.equal(totalMs, 100);
    assert.deepEqual(saved.at(-1)!.turns.at(-1), answer());
  });

  it('stops a running tool at once, and says so in the step', async () => {
    const { session, streams, runs, answer } = start();
    const finished = session.ask('where?', []);
    await settle();
    streams[0]!.give(call('aaaaaaaaa'));
    streams[0]!.end('tool_calls');
    await settle();
    // The tool itself never ends.
    await session.stop();
    await finished;
    assert.ok(runs[0]!.signal.aborted);
    assert.equal(answer().state, 'stopped');
    assert.equal(answer().steps?.[0]?.state, 'stopped');
    assert.match(answer().steps?.[0]?.result ?? '', /stopped by the user/);
    // Late results are ignored.
    runs[0]!.end({ content: 'late' });
    await settle();
    assert.equal(answer().steps?.[0]?.state, 'stopped');
    assert.equal(streams.length, 1);
  });

  it('makes the model answer without tools at the limit', async () => {
    const { session, streams, runs, answer } = start(1);
    const finished = session.ask('where?', []);
    await settle();
    streams[0]!.give(call('aaaaaaaaa'), call('bbbbbbbbb', '{"path":"b"}'));
    streams[0]!.end('tool_calls');
    await settle();
    runs[0]!.end({ content: 'one' });
    await settle();
    assert.equal(streams[1]!.request.toolChoice, 'none');
    // A model that calls tools nevertheless has not answered.
    streams[1]!.give(call('ccccccccc'));
    streams[1]!.end('tool_calls');
    await finished;
    assert.equal(runs.length, 1);
    assert.equal(streams.length, 2);
    assert.equal(answer().state, 'interrupted');
  });

  it('continues after a failure with the results it has', async () => {
    const { session, streams, runs, answer } = start();
    const finished = session.ask('where?', []);
    await settle();
    streams[0]!.give(call('aaaaaaaaa'));
    streams[0]!.end('tool_calls');
    await settle();
    runs[0]!.end({ content: 'one' });
    await settle();
    streams[1]!.give(new ServiceError('badRequest', 'mistral'));
    await finished;
    assert.equal(answer().state, 'interrupted');
    assert.equal(answer().failure?.kind, 'badRequest');
    const again = session.continue(answer().id);
    await settle();
    streams[2]!.give({ text: 'In a.' });
    streams[2]!.end();
    await again;
    assert.equal(answer().text, 'In a.');
    assert.equal(answer().steps?.length, 1);
  });

  it('asks again without tools if the service rejects them', async () => {
    const { session, streams, answer } = start();
    const finished = session.ask('where?', []);
    await settle();
    const sentence = 'Function calling is not enabled for this model';
    streams[0]!.give(new ServiceError('badRequest', 'mistral', { sentence }));
    await settle();
    assert.equal(streams.length, 2);
    assert.equal(streams[1]!.request.tools, undefined);
    streams[1]!.give({ text: 'I cannot look.' });
    streams[1]!.end();
    await finished;
    assert.equal(answer().text, 'I cannot look.');
    assert.equal(answer().state, 'done');
  });

  it('does not run a call that the token limit has cut', async () => {
    const { session, streams, runs, answer } = start();
    const finished = session.ask('where?', []);
    await settle();
    streams[0]!.give({ text: 'I look' }, call('aaaaaaaaa', '{"pa'));
    streams[0]!.end('length');
    await finished;
    assert.equal(runs.length, 0);
    assert.equal(answer().state, 'cut');
  });
});
