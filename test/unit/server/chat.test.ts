import assert from 'node:assert/strict';
import type { ChatReply } from '../../server/protocol.ts';
import type { LocalServer } from '../../server/server.ts';
import { send, servers } from '../../support/localServers.ts';

interface Piece {
  readonly type: string;
  readonly text?: string;
}

interface ChatEvent {
  readonly choices: readonly {
    readonly delta: { readonly content: unknown; readonly tool_calls?: readonly object[] };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly prompt_tokens_details: { readonly cached_tokens: number };
  };
}

const user = { role: 'user', content: 'Hi' };
const seeing = 'mistral-small-latest';

/** Sends a question and reads the events of its answer. */
async function ask(server: LocalServer, more: object = {}): Promise<ChatEvent[]> {
  const body = { model: seeing, messages: [user], stream: true, ...more };
  const response = await send(server, { route: 'chat', body });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return text
    .split('\n\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as ChatEvent);
}

/** The content of the events between the first and the last one. */
const contents = (events: readonly ChatEvent[]): unknown[] =>
  events.slice(1, -1).map(({ choices: [choice] }) => choice?.delta.content);
const finishOf = (events: readonly ChatEvent[]): unknown =>
  events.at(-1)?.choices[0]?.finish_reason;

describe('local server: chat', () => {
  const start = servers();
  const thought = (text: string, more: object = {}): object => ({
    type: 'thinking',
    thinking: [{ type: 'text', text }],
    ...more,
  });
  const reply: ChatReply = { thinking: ['Hm', ', so'], text: ['Yes', '.'] };

  it("streams reasoning in the service's three phases, on request", async () => {
    const server = await start();
    server.answerChat(reply);
    assert.deepEqual(contents(await ask(server, { reasoning_effort: 'high' })), [
      [thought('Hm')],
      [thought(', so', { closed: true }), { type: 'text', text: 'Yes' }],
      '.',
    ]);
    assert.deepEqual(contents(await ask(server)), ['Yes', '.']);
    assert.deepEqual(contents(await ask(server, { reasoning_effort: 'none' })), ['Yes', '.']);
  });

  it('closes its reasoning if no text follows', async () => {
    const server = await start();
    server.answerChat({ thinking: 'Hm', text: '' });
    assert.deepEqual(contents(await ask(server, { reasoning_effort: 'high' })), [
      [thought('Hm', { closed: true })],
    ]);
  });

  it('returns reasoning and text as a list without streaming', async () => {
    const server = await start();
    server.answerChat(reply);
    const body = { model: seeing, messages: [user], reasoning_effort: 'high' };
    const response = await send(server, { route: 'chat', body });
    const { choices } = (await response.json()) as { choices: { message: { content: Piece[] } }[] };
    assert.deepEqual(choices[0]?.message.content, [
      thought('Hm, so', { closed: true }),
      { type: 'text', text: 'Yes.' },
    ]);
  });

  it('counts reasoning towards max_tokens', async () => {
    const server = await start();
    server.answerChat({ thinking: 'a b c', text: 'd e f' });
    const cut = async (max_tokens: number): Promise<unknown[]> => {
      const events = await ask(server, { reasoning_effort: 'high', max_tokens });
      const said = contents(events).flat() as (Piece | string)[];
      const text = said.map((piece) => (typeof piece === 'string' ? piece : (piece.text ?? '')));
      return [text.join(''), finishOf(events), events.at(-1)?.usage?.completion_tokens];
    };
    assert.deepEqual(await cut(2), ['', 'length', 2]);
    assert.deepEqual(await cut(5), ['d e', 'length', 5]);
    assert.deepEqual(await cut(6), ['d e f', 'stop', 6]);
  });

  it('repeats a given prefix without new reasoning', async () => {
    const server = await start();
    server.answerChat({ thinking: 'Hm', text: 'three' });
    const messages = [user, { role: 'assistant', content: 'One, two, ', prefix: true }];
    const events = await ask(server, { messages, reasoning_effort: 'high' });
    assert.equal(contents(events).join(''), 'One, two, three');
    assert.ok(contents(events).length > 2, 'the repetition comes in pieces');
    assert.equal(events.at(-1)?.usage?.completion_tokens, 1);
  });

  it('counts the tokens of messages and images', async () => {
    const server = await start();
    server.answerChat('x');
    const tokens = async (messages: object[]): Promise<number> =>
      (await ask(server, { messages })).at(-1)!.usage!.prompt_tokens;
    const few = await tokens([user]);
    assert.ok(few < 10);
    assert.equal((await tokens([{ role: 'user', content: 'a '.repeat(500) }])) - few > 490, true);
    const url = `data:image/gif;base64,${Buffer.from('GIF89a'.padEnd(90_000)).toString('base64')}`;
    const image = { type: 'image_url', image_url: url };
    const seen = await tokens([{ role: 'user', content: [{ type: 'text', text: 'Hi' }, image] }]);
    assert.equal(seen - few, 1_024);
  });

  it('caches earlier turns of a conversation', async () => {
    const server = await start();
    server.answerChat('x');
    const cached = async (messages: object[]): Promise<number | undefined> =>
      (await ask(server, { messages, prompt_cache_key: 'k' })).at(-1)?.usage?.prompt_tokens_details
        .cached_tokens;
    const turn = { role: 'user', content: 'a b c d '.repeat(30) };
    assert.equal(await cached([turn]), 0);
    assert.equal(await cached([turn, { role: 'assistant', content: 'x' }, user]), 64);
  });

  it('uses each queued answer once, then the script', async () => {
    const server = await start();
    server.answerChat('usual');
    server.answerNextChats(['one', { text: 'two', finishReason: 'length' }]);
    const said = async (): Promise<unknown[]> => {
      const events = await ask(server);
      return [contents(events).join(''), finishOf(events)];
    };
    assert.deepEqual(await said(), ['one', 'stop']);
    assert.deepEqual(await said(), ['two', 'length']);
    assert.deepEqual(await said(), ['usual', 'stop']);
    server.answerNextChats(['forgotten']);
    server.reset();
    server.answerChat('usual');
    assert.deepEqual(await said(), ['usual', 'stop']);
  });

  it('streams a tool call in one piece or several', async () => {
    const server = await start();
    server.answerChat(['So']);
    server.fault({ kind: 'toolCalls', form: 'whole' });
    server.fault({ kind: 'toolCalls', form: 'pieces' });
    const calls = async (): Promise<unknown[]> => {
      const events = await ask(server);
      assert.equal(finishOf(events), 'tool_calls');
      assert.ok(events.at(-1)?.usage);
      return events.flatMap(({ choices: [choice] }) => choice?.delta.tool_calls ?? []);
    };
    const name = 'read_file';
    assert.deepEqual(await calls(), [
      { id: 'a1B2c3D4e', index: 0, function: { name, arguments: '{"path":"a.ts"}' } },
    ]);
    assert.deepEqual(await calls(), [
      { id: 'a1B2c3D4e', index: 0, type: 'function', function: { name } },
      { id: 'null', index: 0, function: { name: '', arguments: '{"path"' } },
      { index: 0, function: { arguments: ':"a.ts"}' } },
    ]);
  });

  it('applies rate limits to chat', async () => {
    const server = await start({ rateLimits: { mistral: { requestsPerSecond: 1 } } });
    const status = async (): Promise<number> => (await send(server, { route: 'chat' })).status;
    assert.deepEqual([await status(), await status()], [200, 429]);
  });
});
