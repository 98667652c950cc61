import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatMessage } from '../../../../src/mistral/chat.ts';
import { chatBody } from '../../../../src/mistral/chatFormat.ts';
import { ToolNames } from '../../../../src/mistral/tools/toolNames.ts';
import { wireMessages } from '../../../../src/mistral/tools/wireMessages.ts';
import { toolRefusal } from '../../../server/toolRules.ts';
import type { ChatMessage as ServerMessage } from '../../../server/protocol.ts';
import { availableService } from '../../../support/mistralClient.ts';

const [A, B] = ['aaaaaaaaa', 'bbbbbbbbb'];
const user = (content: string): ChatMessage => ({ role: 'user', content });
const said = (content: string, ...ids: string[]): ChatMessage => ({
  ...{ role: 'assistant', content },
  ...(ids.length > 0 ? { toolCalls: ids.map((id) => ({ id, name: 'f', arguments: '{}' })) } : {}),
});
const result = (toolCallId: string, content: string, name = ''): ChatMessage => ({
  ...{ role: 'tool', toolCallId, name, content },
});

/** One letter per message, its text, and the IDs of its calls or results. */
function sketch(messages: readonly ChatMessage[]): string[] {
  return messages.map((message) => {
    const text = typeof message.content === 'string' ? message.content : '[parts]';
    if (message.role === 'tool') return `tool ${message.toolCallId}: ${text}`;
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
    const ids = calls.map(({ id }) => ` ${id}`).join('');
    const prefix = message.role === 'assistant' && message.prefix ? ' …' : '';
    return `${message.role}${ids}: ${text}${prefix}`;
  });
}

function wired(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const calls = messages.flatMap((each) =>
    each.role === 'assistant' ? (each.toolCalls ?? []) : [],
  );
  return wireMessages(messages, new ToolNames(calls.map(({ name }) => name)));
}

const missing = 'There is no result: the call was not run, or its result was not kept.';
const read = 'assistant: I have read the results.';
const lost = (what: string) =>
  `A result of a tool, whose call is not part of this conversation:\n${what}`;

describe('wireMessages', () => {
  const table: [string, ChatMessage[], string[]][] = [
    ['nothing', [], []],
    ['what is in order', [user('q'), said('a'), user('r')], ['user: q', 'assistant: a', 'user: r']],
    [
      'system texts in the middle',
      [user('q'), { role: 'system', content: 'x' }, { role: 'system', content: 'y' }],
      ['system: x\n\ny', 'user: q'],
    ],
    ['system texts alone', [{ role: 'system', content: 'x' }], ['user: x']],
    ['empty turns', [user('q'), said(''), user(' '), said('\n'), user('r')], ['user: q\n\nr']],
    ['an answer at the end', [user('q'), said('a')], ['user: q', 'assistant: a …']],
    [
      'calls and their results',
      [user('q'), said('', A, B), result(A, '1'), result(B, '2')],
      ['user: q', `assistant ${A} ${B}: `, `tool ${A}: 1`, `tool ${B}: 2`],
    ],
    [
      'results in another order, with a question among them',
      [user('q'), said('', A, B), result(B, '2'), user('r'), result(A, '1')],
      ['user: q', `assistant ${A} ${B}: `, `tool ${A}: 1`, `tool ${B}: 2`, read, 'user: r'],
    ],
    [
      'a result that is missing',
      [user('q'), said('', A, B), result(B, '2')],
      ['user: q', `assistant ${A} ${B}: `, `tool ${A}: ${missing}`, `tool ${B}: 2`],
    ],
    ['calls at the end', [said('', A)], [`assistant ${A}: `, `tool ${A}: ${missing}`]],
    ['a result without a call', [user('q'), result(B, '2')], [`user: q\n\n${lost('2')}`]],
    [
      'a second result of a call',
      [said('', A), result(A, '1'), result(A, '2')],
      [`assistant ${A}: `, `tool ${A}: 1`, read, `user: ${lost('2')}`],
    ],
    ['a result before its call', [result(A, '1'), user('q')], [`user: ${lost('1')}\n\nq`]],
    [
      'answers in a row',
      [user('q'), said('a'), said('b', A), result(A, '1')],
      ['user: q', `assistant ${A}: a\n\nb`, `tool ${A}: 1`],
    ],
  ];
  for (const [name, messages, expected] of table) {
    it(`corrects ${name}`, () => {
      assert.deepEqual(sketch(wired(messages)), expected);
    });
  }

  it('assigns results to calls with repeated IDs', () => {
    const messages = [user('q'), said('', 'call_0'), said('', 'call_0'), result('call_0', '2')];
    const [, first, one, second, two] = wired(messages);
    assert.deepEqual([one?.content, two?.content], [missing, '2']);
    const idOf = (message?: ChatMessage) =>
      message?.role === 'assistant' ? message.toolCalls?.[0]?.id : undefined;
    assert.notEqual(idOf(first), idOf(second));
    assert.equal(two?.role === 'tool' && two.toolCallId, idOf(second));
  });

  it('keeps images and merges adjacent content in order', () => {
    const image = { type: 'image', url: 'data:image/png;base64,AAAA' } as const;
    const messages = wired([{ role: 'user', content: [image] }, user('q')]);
    assert.deepEqual(messages, [{ role: 'user', content: [image, { type: 'text', text: 'q' }] }]);
  });

  const id = fc.constantFrom('aaaaaaaaa', 'call_1', 'call_2', '', 'toolu_01é');
  const text = fc.constantFrom('', ' ', 'x', 'y');
  const message = fc.oneof(
    text.map(user),
    text.map((content): ChatMessage => ({ role: 'system', content })),
    fc.tuple(text, fc.array(id, { maxLength: 3 })).map(([content, ids]) => said(content, ...ids)),
    fc.tuple(id, text).map(([of, content]) => result(of, content)),
  );

  it('returns a valid order for any input and loses no result', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (messages) => {
        const wire = wired(messages);
        const body = chatBody(availableService(), { model: 'm', messages: wire });
        assert.equal(toolRefusal(asServer(body.messages), []), undefined);
        const last = wire.at(-1);
        if (last) {
          const continues = last.role === 'assistant' && last.prefix === true;
          assert.ok(last.role === 'user' || last.role === 'tool' || continues, last.role);
        }
        assert.ok(wire.every((each, at) => each.role !== 'system' || at === 0));
        const reported = JSON.stringify(wire).split('x').length;
        assert.ok(reported >= JSON.stringify(messages).split('x').length);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The SDK's format as the server reads it. */
function asServer(messages: readonly object[]): readonly ServerMessage[] {
  return messages.map((each) => {
    const { toolCalls, toolCallId, ...rest } = each as Record<string, unknown>;
    return { ...rest, tool_calls: toolCalls, tool_call_id: toolCallId } as unknown as ServerMessage;
  });
}
