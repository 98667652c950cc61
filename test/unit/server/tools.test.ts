import assert from 'node:assert/strict';
import { send, servers } from '../../support/localServers.ts';

interface ChatAnswerBody {
  readonly choices: readonly {
    readonly message: { readonly content: string; readonly tool_calls: readonly object[] | null };
    readonly finish_reason: string;
  }[];
}

const user = { role: 'user', content: 'Hi' };
const tool = (name: string, more: object = {}): object => ({
  type: 'function',
  function: { name, parameters: {}, ...more },
});
const call = (id: string, more: object = {}): object => ({
  ...{ id, type: 'function', index: 0 },
  function: { name: 'f', arguments: '{}' },
  ...more,
});
const calls = (...tool_calls: object[]): object => ({ role: 'assistant', content: '', tool_calls });
const result = (tool_call_id: string, more: object = {}): object => ({
  ...{ role: 'tool', tool_call_id, name: 'f', content: '42' },
  ...more,
});
const [A, B] = ['aaaaaaaaa', 'bbbbbbbbb'];

describe('local server: tools', () => {
  const start = servers();
  const ask = async (messages: readonly object[], more: object = {}) => {
    const server = await start();
    const body = { model: 'codestral-latest', messages, ...more };
    const response = await send(server, { route: 'chat', body });
    return { status: response.status, text: await response.text() };
  };
  const answer = async (messages: readonly object[], more: object = {}) => {
    const { status, text } = await ask(messages, more);
    assert.equal(status, 200, text);
    const [choice] = (JSON.parse(text) as ChatAnswerBody).choices;
    return { ...choice!.message, finish: choice!.finish_reason };
  };

  const refused: [string, readonly object[], object, number, RegExp][] = [
    ['a field of a tool', [user], { tools: [{ ...tool('f'), x: 1 }] }, 422, /extra_forbidden/],
    [
      'a tool without parameters',
      [user],
      { tools: [tool('f', { parameters: null })] },
      422,
      /dict/,
    ],
    ['a field of a call', [user, calls(call(A, { x: 1 })), result(A)], {}, 422, /extra_forbidden/],
    [
      'a field of a result',
      [user, calls(call(A)), result(A, { x: 1 })],
      {},
      422,
      /extra_forbidden/,
    ],
    ['another choice', [user], { tools: [tool('f')], tool_choice: 'some' }, 422, /literal_error/],
    ['a name with a dot', [user], { tools: [tool('a.b')] }, 400, /Function name was a\.b.*"3280"/],
    ['a name of 65', [user], { tools: [tool('x'.repeat(65))] }, 400, /"3280"/],
    [
      'an id of another service',
      [user, calls(call('call_1')), result('call_1')],
      {},
      400,
      /"3280"/,
    ],
    [
      'a result without an id',
      [user, calls(call(A)), result(A, { tool_call_id: null })],
      {},
      400,
      /"3280"/,
    ],
    [
      'a call with broken arguments',
      [user, calls(call(A, { function: { name: 'f', arguments: '{"a"' } })), result(A)],
      {},
      400,
      /arguments of f are not valid JSON.*"3280"/,
    ],
    ['a call without a result', [user, calls(call(A)), user], {}, 400, /same number.*"3230"/],
    [
      'one result for two calls',
      [user, calls(call(A), call(B)), result(A)],
      {},
      400,
      /same number/,
    ],
    [
      'two results for a call',
      [user, calls(call(A)), result(A), result(A)],
      {},
      400,
      /same number/,
    ],
    ['two calls with one id', [user, calls(call(A), call(A)), result(A)], {}, 400, /Duplicate/],
    [
      'a result of another call',
      [user, calls(call(A)), result(B)],
      {},
      400,
      /Unexpected tool call id/,
    ],
    ['a result after a question', [user, result(A)], {}, 400, /role 'tool' after role 'user'/],
    ['a result at the beginning', [result(A)], {}, 400, /Unexpected role 'tool'/],
    [
      'a question after a result',
      [user, calls(call(A)), result(A), user],
      {},
      400,
      /'user' after role 'tool'/,
    ],
    [
      'tools for a model without',
      [user],
      { model: 'card-without-type', tools: [tool('f')] },
      400,
      /Function calling/,
    ],
  ];
  for (const [name, messages, more, status, words] of refused) {
    it(`rejects ${name}`, async () => {
      const answered = await ask(messages, more);
      assert.equal(answered.status, status, answered.text);
      assert.match(answered.text, words);
    });
  }

  it('calls a tool named in the question, with its object', async () => {
    const tools = [tool('look'), tool('other', { description: 'Sees things' }), tool('third')];
    const question = { role: 'user', content: 'Use look, then: Sees things {"a":1}' };
    const { content, tool_calls, finish } = await answer([question], { tools });
    assert.match(content, /`look` and `other`/);
    assert.equal(finish, 'tool_calls');
    assert.deepEqual(
      tool_calls?.map((each) => (each as { function: object }).function),
      ['look', 'other'].map((name) => ({ name, arguments: '{"a":1}' })),
    );
    assert.equal((await answer([user], { tools })).tool_calls, null);
    assert.equal((await answer([question], { tools, tool_choice: 'none' })).tool_calls, null);
  });

  it('calls a tool with an example if required', async () => {
    const properties = { a: { type: 'string' }, b: { type: 'integer' } };
    const tools = [tool('look', { parameters: { type: 'object', properties } })];
    const { tool_calls } = await answer([user], { tools, tool_choice: 'any' });
    const [made] = tool_calls as { id: string; function: { arguments: string } }[];
    assert.match(made!.id, /^[a-z0-9]{9}$/);
    assert.deepEqual(JSON.parse(made!.function.arguments), { a: 'text', b: 1 });
  });

  it('quotes tool results in the next answer', async () => {
    const messages = [user, calls(call(A), call(B)), result(A), result(B, { content: '43' })];
    const { content } = await answer(messages);
    assert.equal(content, '`f` says: 42\n\n`f` says: 43');
  });

  it('sends scripted calls in one piece or several', async () => {
    const server = await start();
    const said = [
      { name: 'f', arguments: '{"a":1}' },
      { name: 'g', arguments: '{}' },
    ];
    const deltas = async (form: 'whole' | 'pieces') => {
      server.answerNextChats([{ text: 'So', calling: { form, calls: said } }]);
      const text = await (await send(server, { route: 'chat' })).text();
      const lines = text.split('\n\n').filter((line) => line.startsWith('data: {'));
      return lines.flatMap((line) => {
        const { choices } = JSON.parse(line.slice(6)) as {
          choices: {
            delta: {
              tool_calls?: { id?: string; function: { name: string; arguments: string } }[];
            };
          }[];
        };
        return choices[0]?.delta.tool_calls ?? [];
      });
    };
    assert.equal((await deltas('whole')).length, 2);
    const pieces = await deltas('pieces');
    assert.deepEqual(
      pieces.map(({ function: { name } }) => name).filter((name) => name !== ''),
      ['f', 'g'],
    );
    assert.equal(pieces.map((each) => each.function.arguments).join(''), '{"a":1}{}');
    assert.equal(pieces.filter(({ id }) => id !== 'null').length, 2);
  });
});
