import assert from 'node:assert/strict';
import type { ChatMessage, ChatRequest } from '../../../src/mistral/chat.ts';
import { CHAT_TIMEOUTS } from '../../../src/mistral/http/timeouts.ts';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import { chunk, events, restoreFetch, stubFetch } from '../../support/fakeFetch.ts';
import {
  clientWith,
  collectChat,
  availableService,
  chatRequest,
} from '../../support/mistralClient.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import type { ChatOutcome } from '../../support/mistralClient.ts';

const finish = chunk('', { finish_reason: 'stop' });
const done = 'data: [DONE]\n\n';
const never = new AbortController().signal;

/** A chunk whose content is a list, or any other delta. */
const delta = (value: object): string =>
  chunk(null, { choices: [{ index: 0, delta: value, finish_reason: null }] });
const list = (...content: unknown[]): string => delta({ content });
const thought = (text: string, more: object = {}): object => ({
  type: 'thinking',
  thinking: [{ type: 'text', text }],
  ...more,
});
const said = (text: string): object => ({ type: 'text', text });

/** The body of the request that is sent. */
async function bodyOf(more: Partial<ChatRequest>, service = availableService()): Promise<unknown> {
  const calls = stubFetch(() => events([chunk('a'), finish, done]));
  const { error } = await collectChat(
    clientWith(new FakeClock()).client.streamChat(service, { ...chatRequest, ...more }, never),
  );
  assert.equal(error, undefined);
  assert.equal(calls[0]!.url, `${service.url}/v1/chat/completions`);
  return JSON.parse(calls[0]!.init.body as string);
}

/** Streams one answer and checks that nothing keeps running. */
async function stream(answer: Response, messages = chatRequest.messages): Promise<ChatOutcome> {
  stubFetch(() => answer);
  const { client, clock } = clientWith(new FakeClock());
  const outcome = await collectChat(
    client.streamChat(availableService(), { ...chatRequest, messages }, never),
  );
  assert.equal(clock.timers.size, 0, 'a timer was left');
  return outcome;
}

describe('MistralClient: chat', () => {
  afterEach(restoreFetch);

  describe('sends', () => {
    const basic = {
      model: 'mistral-medium-latest',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
    };

    it('only fields that are set', async () => {
      assert.deepEqual(await bodyOf({}), basic);
      const unset = { temperature: undefined, reasoningEffort: undefined, maxTokens: undefined };
      assert.deepEqual(await bodyOf({ ...unset, topP: undefined }), basic);
      const set = { temperature: 0.3, topP: 0.9, maxTokens: 99 };
      assert.deepEqual(await bodyOf({ ...set, reasoningEffort: 'high' }), {
        ...basic,
        temperature: 0.3,
        top_p: 0.9,
        max_tokens: 99,
        reasoning_effort: 'high',
      });
    });

    it('the cache key only to the default URLs', async () => {
      const home = availableService({ url: 'https://api.mistral.ai', isDefaultUrl: true });
      assert.deepEqual(await bodyOf({ promptCacheKey: 'k' }), basic);
      assert.deepEqual(await bodyOf({ promptCacheKey: 'k' }, home), {
        ...basic,
        prompt_cache_key: 'k',
      });
    });

    it('tools, and a tool choice only with tools', async () => {
      const tool = { name: 'f', description: 'Does it.', parameters: { type: 'object' } };
      assert.deepEqual(await bodyOf({ tools: [tool], toolChoice: 'any' }), {
        ...basic,
        tools: [{ type: 'function', function: tool }],
        tool_choice: 'any',
      });
      assert.deepEqual(await bodyOf({ tools: [], toolChoice: 'any', stop: [] }), basic);
    });

    it('a prediction and a response format', async () => {
      const schema = {
        type: 'object',
        properties: { firstName: { type: 'string' } },
        required: ['firstName'],
        additionalProperties: false,
      };
      const responseFormat = { name: 'names', schema };
      assert.deepEqual(await bodyOf({ prediction: 'let a;\n', responseFormat }), {
        ...basic,
        prediction: { type: 'content', content: 'let a;\n' },
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'names', schema, strict: true },
        },
      });
      const unset = { prediction: undefined, responseFormat: undefined };
      assert.deepEqual(await bodyOf({ ...unset, ...{ prediction: '' } }), basic);
    });

    it('sampling parameters', async () => {
      const set = { stop: ['x'], randomSeed: 3, presencePenalty: 1, frequencyPenalty: -1 };
      assert.deepEqual(await bodyOf(set), {
        ...{ ...basic, stop: ['x'], random_seed: 3 },
        ...{ presence_penalty: 1, frequency_penalty: -1 },
      });
    });

    const messages: [string, ChatMessage, object][] = [
      [
        'a system message',
        { role: 'system', content: 'Be brief.' },
        { role: 'system', content: 'Be brief.' },
      ],
      [
        'a question with an image',
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image', url: 'data:image/png;base64,AAAA' },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image_url', image_url: 'data:image/png;base64,AAAA' },
          ],
        },
      ],
      [
        'an earlier answer',
        { role: 'assistant', content: 'A cat.' },
        { role: 'assistant', content: 'A cat.', prefix: false },
      ],
      [
        'an earlier answer with its reasoning',
        {
          role: 'assistant',
          content: [
            { type: 'thinking', text: 'Hm.' },
            { type: 'text', text: 'A cat.' },
          ],
        },
        { role: 'assistant', content: [thought('Hm.'), said('A cat.')], prefix: false },
      ],
      [
        'an answer to continue',
        { role: 'assistant', content: 'A c', prefix: true },
        { role: 'assistant', content: 'A c', prefix: true },
      ],
      [
        'an answer that calls tools',
        {
          role: 'assistant',
          content: '',
          toolCalls: [
            { id: 'a1B2c3D4e', name: 'f', arguments: '{"a":1}' },
            { id: 'a1B2c3D4f', name: 'g', arguments: '' },
          ],
        },
        {
          role: 'assistant',
          content: '',
          prefix: false,
          tool_calls: [
            {
              ...{ id: 'a1B2c3D4e', type: 'function', index: 0 },
              function: { name: 'f', arguments: '{"a":1}' },
            },
            {
              ...{ id: 'a1B2c3D4f', type: 'function', index: 1 },
              function: { name: 'g', arguments: '' },
            },
          ],
        },
      ],
      [
        'a tool result',
        { role: 'tool', toolCallId: 'a1B2c3D4e', name: 'f', content: '42' },
        { role: 'tool', tool_call_id: 'a1B2c3D4e', name: 'f', content: '42' },
      ],
      [
        'reasoning to continue as one open chunk',
        {
          role: 'assistant',
          content: [
            { type: 'thinking', text: 'Hm.' },
            { type: 'thinking', text: 'Or' },
          ],
          prefix: true,
        },
        {
          role: 'assistant',
          content: [thought('Hm.Or', { closed: false })],
          prefix: true,
        },
      ],
    ];
    for (const [name, message, wire] of messages) {
      it(name, async () => {
        const body = await bodyOf({ messages: [message] });
        assert.deepEqual(body, { ...basic, messages: [wire] });
      });
    }

    it('only values that the SDK accepts', async () => {
      const calls = stubFetch(() => events([]));
      const { client } = clientWith(new FakeClock());
      const request = { ...chatRequest, maxTokens: 0.5 };
      const { error } = await collectChat(client.streamChat(availableService(), request, never));
      assert.deepEqual([error?.kind, calls.length], ['badRequest', 0]);
    });
  });

  describe('reads', () => {
    const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };
    const counts = { promptTokens: 9, completionTokens: 4, cachedTokens: 0 };
    const last = chunk('', { finish_reason: 'stop', usage });
    const stop = { end: 'stop' };
    const call = { id: 'a1', function: { name: 'f', arguments: '{}' }, index: 0 };
    const unknown = [{ type: 'reference', reference_ids: [1] }, { type: 'new', x: 1 }, 'x', null];
    const table: [string, string[], Omit<ChatOutcome, 'error'>][] = [
      [
        'text, end and usage',
        [delta({ role: 'assistant', content: '' }), chunk('a'), chunk('b'), last, done],
        { thinking: '', text: 'ab', end: { end: 'stop', usage: counts } },
      ],
      [
        'usage once, though every chunk has one',
        [chunk('a', { usage }), chunk('b', { usage }), last, chunk('', { usage }), done],
        { thinking: '', text: 'ab', end: { end: 'stop', usage: counts } },
      ],
      [
        'reasoning, then reasoning and text in one list, then text',
        [list(thought('H')), list(thought('m', { closed: true }), said('Y')), chunk('es'), finish],
        { thinking: 'Hm', text: 'Yes', end: stop },
      ],
      [
        'reasoning in several parts with references',
        [
          list({
            type: 'thinking',
            thinking: [said('a'), { type: 'reference', reference_ids: [1] }, said('b')],
          }),
          finish,
        ],
        { thinking: 'ab', text: '', end: stop },
      ],
      [
        'empty reasoning',
        [list({ type: 'thinking', thinking: [] }), list(thought('')), chunk('a'), finish],
        { thinking: '', text: 'a', end: stop },
      ],
      ['null', [chunk(null), chunk('a'), finish], { thinking: '', text: 'a', end: stop }],
      [
        'past unknown parts',
        [list(said('a'), ...unknown), list({ type: 'text' }), list({ type: 'thinking' }), finish],
        { thinking: '', text: 'a', end: stop },
      ],
      [
        'a complete tool call',
        [
          chunk('a'),
          chunk(null, {
            choices: [{ index: 0, delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }],
          }),
        ],
        {
          ...{ thinking: '', text: 'a', end: { end: 'tool_calls' } },
          calls: [{ id: 'a1', name: 'f', arguments: '{}' }],
        },
      ],
      [
        'a tool call in pieces',
        [
          delta({ content: 'a', tool_calls: [{ function: { name: 'f' }, index: 0 }] }),
          delta({ tool_calls: [{ id: null, function: { arguments: '{"a"' } }] }),
          delta({ tool_calls: [{ function: { name: null, arguments: ':1}' }, index: 0 }] }),
          chunk('', { finish_reason: 'tool_calls' }),
        ],
        {
          ...{ thinking: '', text: 'a', end: { end: 'tool_calls' } },
          calls: [{ id: undefined, name: 'f', arguments: '{"a":1}' }],
        },
      ],
      ...['length', 'model_length', 'eos'].map((end): (typeof table)[0] => [
        `the end ${end}`,
        [chunk('a', { finish_reason: end }), done],
        { thinking: '', text: 'a', end: { end } },
      ]),
    ];
    for (const [name, pieces, expected] of table) {
      it(name, async () => {
        assert.deepEqual(await stream(events(pieces)), { ...expected, error: undefined });
      });
    }

    it('only what follows the prefix', async () => {
      const messages = [
        ...chatRequest.messages,
        { role: 'assistant', content: 'One, two', prefix: true },
      ];
      const pieces = [chunk('One'), chunk(', '), chunk('two, '), chunk('three'), finish];
      const { text } = await stream(events(pieces), messages as ChatMessage[]);
      assert.equal(text, ', three');
    });
  });

  describe('fails', () => {
    const app = (status: number, message: string): Response =>
      Response.json(
        { object: 'error', message, type: 'invalid_request_invalid_args', code: '3051' },
        { status },
      );
    const table: [string, () => Response, string, FailureKind, string | undefined][] = [
      ['on a refused key', () => app(401, 'Unauthorized'), '', 'unauthorised', undefined],
      ['on a guardrail', () => app(403, 'Blocked'), '', 'forbidden', undefined],
      [
        'on a model that cannot think',
        () => app(400, 'reasoning_effort is not enabled for this model'),
        '',
        'badRequest',
        'reasoning',
      ],
      [
        'on a conversation too long, with the numbers',
        () => app(400, 'Prompt 264620 > 262144 maximum context length'),
        '',
        'contextTooLong',
        '264620 > 262144',
      ],
      ['without a finish reason', () => events([chunk('ab'), done]), 'ab', 'truncated', undefined],
      [
        'on a stream that breaks',
        () => events([list(thought('x')), chunk('ab')], 'break'),
        'ab',
        'offline',
        'UND_ERR_SOCKET',
      ],
    ];
    for (const [name, answer, text, kind, detail] of table) {
      it(`${name}: ${kind}`, async () => {
        const outcome = await stream(answer());
        assert.deepEqual([outcome.text, outcome.error?.kind], [text, kind]);
        assert.deepEqual([outcome.error?.detail, outcome.end], [detail, undefined]);
      });
    }
  });

  describe('waits', () => {
    const phases: ['headers' | 'firstByte' | 'betweenBytes', () => Response | Promise<Response>][] =
      [
        ['headers', () => new Promise(() => undefined)],
        ['firstByte', () => events([], 'open')],
        ['betweenBytes', () => events([chunk('a')], 'open')],
      ];
    for (const [phase, answer] of phases) {
      it(`${CHAT_TIMEOUTS[phase]} ms for ${phase}, and no longer`, async () => {
        stubFetch(answer);
        const { client, clock } = clientWith(new FakeClock());
        const reading = collectChat(client.streamChat(availableService(), chatRequest, never));
        await clock.untilWaiting(CHAT_TIMEOUTS[phase]);
        clock.advance(CHAT_TIMEOUTS[phase]);
        const { error } = await reading;
        assert.deepEqual([error?.kind, error?.detail], ['timeout', phase]);
        assert.equal(clock.timers.size, 0);
      });
    }

    it('as long as an answer continues', async () => {
      const clock = new FakeClock();
      let left = 60;
      const body = new ReadableStream<Uint8Array>(
        {
          pull: (controller) => {
            left -= 1;
            clock.advance(CHAT_TIMEOUTS.betweenBytes - 1);
            controller.enqueue(new TextEncoder().encode(left > 0 ? chunk('a') : finish));
            if (left === 0) controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      stubFetch(() => new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
      const answer = await collectChat(
        clientWith(clock).client.streamChat(availableService(), chatRequest, never),
      );
      assert.deepEqual([answer.text.length, answer.end?.end], [59, 'stop']);
    });
  });

  it('stops when the consumer stops, even during the repetition of a prefix', async () => {
    const calls = stubFetch(() => events([chunk('Yes'), chunk('!')], 'open'));
    const { client, clock, reports } = clientWith(new FakeClock());
    const messages = [{ role: 'assistant', content: 'Ye', prefix: true }] as const;
    const reading = client.streamChat(availableService(), { ...chatRequest, messages }, never);
    assert.deepEqual((await reading.next()).value, { text: 's' });
    await reading.return();
    assert.deepEqual([calls[0]!.init.signal?.aborted, clock.timers.size], [true, 0]);
    assert.deepEqual(
      reports.map(({ operation, outcome }) => [operation, outcome]),
      [['chat', 'closed']],
    );
  });

  it('reports each request once, without key or text', async () => {
    stubFetch(() => events([list(thought('secret thought')), chunk('secret answer'), finish]));
    const { client, reports } = clientWith(new FakeClock());
    await collectChat(client.streamChat(availableService(), chatRequest, never));
    assert.deepEqual(
      reports.map(({ operation, outcome, status }) => [operation, outcome, status]),
      [['chat', 'done', 200]],
    );
    assert.doesNotMatch(JSON.stringify(reports), /secret|key-1|Hi/);
  });
});
