import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ChatBody, RequestRecord } from '../server/protocol.ts';
import { activated, admin, pause, until } from './support.ts';

const VENDOR = 'open-codestral';
const { LanguageModelChatMessage: Message } = vscode;
/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function model(family = 'mistral-medium'): Promise<vscode.LanguageModelChat> {
  const [found] = await vscode.lm.selectChatModels({ vendor: VENDOR, family });
  assert.ok(found, `no model of the family ${family}`);
  return found;
}

/** Asks and reads all: the pieces of text, and the calls. */
async function ask(
  asked: vscode.LanguageModelChat,
  messages: vscode.LanguageModelChatMessage[],
  options: vscode.LanguageModelChatRequestOptions = {},
  token?: vscode.CancellationToken,
) {
  const { stream } = await asked.sendRequest(messages, options, token);
  const texts: string[] = [];
  const calls: vscode.LanguageModelToolCallPart[] = [];
  for await (const part of stream) {
    if (part instanceof vscode.LanguageModelTextPart) texts.push(part.value);
    else if (part instanceof vscode.LanguageModelToolCallPart) calls.push(part);
    else throw new Error(`a part that nobody expects: ${JSON.stringify(part)}`);
  }
  return { text: texts.join(''), pieces: texts.length, calls };
}

async function failure(work: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('did not fail');
}

async function chats(): Promise<readonly (RequestRecord & { readonly body: ChatBody })[]> {
  const requests = await admin().requests();
  return requests.filter(({ path }) => path.endsWith('/chat/completions')) as never;
}

/** Chat's own service, and with another one every pause and refusal is forgotten. */
async function useService(choice: string | undefined): Promise<void> {
  const config = vscode.workspace.getConfiguration('codestral.chat');
  await config.update('service', choice, vscode.ConfigurationTarget.Global);
}

describe('native chat models', () => {
  before(activated);

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    await useService('mistral');
  });

  after(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    await useService(undefined);
  });

  it('are there for everyone, one row each, without a request', async () => {
    const all = await vscode.lm.selectChatModels({ vendor: VENDOR });
    const ids = all.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(
      ids.includes('codestral-latest') && ids.includes('mistral-medium-latest'),
      ids.join(),
    );
    assert.ok(!ids.includes('codestral-2508'), 'an alias has a row of its own');
    const { family, version, maxInputTokens } = await model();
    assert.deepEqual([family, version], ['mistral-medium', '3-5']);
    assert.equal(maxInputTokens, 262_144 - 16_384);
    assert.deepEqual(await admin().requests(), []);
  });

  it('stream, and send what was said and nothing else', async () => {
    await admin().answerChat({ thinking: 'Hm', text: ['Yes', ', ', 'so.'] });
    const { text, pieces } = await ask(await model(), [Message.User('Is it?')], {
      modelOptions: { temperature: 0.2, max_tokens: 50, top_p: 7, reasoning_effort: 'high' },
    });
    assert.equal(text, 'Yes, so.');
    assert.ok(pieces > 1, 'in one piece');
    const [request] = await chats();
    assert.deepEqual(request?.body, {
      model: 'mistral-medium-latest',
      messages: [{ role: 'user', content: 'Is it?' }],
      temperature: 0.2,
      max_tokens: 50,
      stream: true,
    });
  });

  it('call a tool with an odd name, and answer with its result', async () => {
    const name = 'acme.tools/read file é';
    const tools = [
      {
        name,
        description: 'Reads a file.',
        inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
      },
    ];
    const asked = await model();
    const question = Message.User('Please use it.');
    await ask(asked, [question], { tools });
    const wireName = (await chats())[0]?.body.tools?.[0]?.function.name ?? '';
    assert.match(wireName, /^[\w-]{1,64}$/);
    for (const form of ['whole', 'pieces'] as const) {
      await admin().reset();
      await admin().answerNextChats([
        {
          text: 'I look.',
          calling: { form, calls: [{ name: wireName, arguments: '{"path":"a.ts"}' }] },
        },
      ]);
      const first = await ask(asked, [question], { tools });
      const [call] = first.calls;
      assert.deepEqual([first.text, first.calls.length], ['I look.', 1]);
      assert.deepEqual([call?.name, call?.input], [name, { path: 'a.ts' }]);
      const second = await ask(
        asked,
        [
          question,
          Message.Assistant([new vscode.LanguageModelTextPart('I look.'), call!]),
          Message.User([
            new vscode.LanguageModelToolResultPart(call!.callId, [
              new vscode.LanguageModelTextPart('const a = 42;'),
            ]),
          ]),
        ],
        { tools },
      );
      const [one, two] = await chats();
      assert.equal(one?.body.tools?.[0]?.function.name, wireName);
      assert.equal(second.text, `\`${wireName}\` says: const a = 42;`);
      assert.deepEqual(two?.body.messages.slice(1), [
        {
          ...{ role: 'assistant', content: 'I look.', prefix: false },
          tool_calls: [
            {
              ...{ id: call!.callId, type: 'function', index: 0 },
              function: { name: wireName, arguments: '{"path":"a.ts"}' },
            },
          ],
        },
        { role: 'tool', tool_call_id: call!.callId, name: wireName, content: 'const a = 42;' },
      ]);
    }
  });

  it('have to call a tool where one is required', async () => {
    const tools = [{ name: 'look', description: 'Looks.' }];
    const { calls } = await ask(await model(), [Message.User('Hello')], {
      tools,
      toolMode: vscode.LanguageModelChatToolMode.Required,
    });
    assert.deepEqual(
      calls.map(({ name, input }) => [name, input]),
      [['look', {}]],
    );
  });

  it('make nothing of a call whose arguments are broken', async () => {
    const calls = [{ name: 'look', arguments: '{"path":' }];
    await admin().answerNextChats([{ text: 'So', calling: { form: 'whole', calls } }]);
    const tools = [{ name: 'look', description: 'Looks.' }];
    const error = await failure(ask(await model(), [Message.User('Hello')], { tools }));
    assert.match(error.message, /damaged/);
  });

  it('mend a conversation that another service made', async () => {
    const call = (id: string) => new vscode.LanguageModelToolCallPart(id, 'look', { at: id });
    const result = (id: string) =>
      new vscode.LanguageModelToolResultPart(id, [new vscode.LanguageModelTextPart(id)]);
    await admin().answerChat('Fine.');
    const { text } = await ask(await model(), [
      Message.User('Go'),
      Message.Assistant(''),
      Message.Assistant([call('call_a:1'), call('call_b:2')]),
      Message.User([result('call_b:2'), new vscode.LanguageModelTextPart('And?')]),
      Message.User([result('call_gone')]),
    ]);
    assert.equal(text, 'Fine.');
  });

  it('take a call whose input another extension has left out', async () => {
    const id = 'abcdefghi';
    const messages = [
      Message.User('Go'),
      Message.Assistant([new vscode.LanguageModelToolCallPart(id, 'look', undefined as never)]),
      Message.User([new vscode.LanguageModelToolResultPart(id, [])]),
    ];
    await admin().answerChat('Fine.');
    const asked = await model();
    assert.equal((await ask(asked, messages)).text, 'Fine.');
    const [, answer] = (await chats())[0]!.body.messages;
    assert.equal(answer?.tool_calls?.[0]?.function.arguments, '{}');
    assert.ok((await asked.countTokens(messages[1]!)) > 0);
  });

  it('see an image', async () => {
    await admin().answerChat('A dot.');
    const image = vscode.LanguageModelDataPart.image(PNG, 'image/png');
    const mark = new vscode.LanguageModelDataPart(new Uint8Array([1]), 'x-other/mark');
    const question = [new vscode.LanguageModelTextPart('What is it?'), image, mark];
    await ask(await model(), [Message.User(question)]);
    await ask(await model('codestral'), [Message.User(question)]);
    const [seeing, blind] = await chats();
    assert.deepEqual(seeing?.body.messages[0]?.content, [
      { type: 'text', text: 'What is it?' },
      { type: 'image_url', image_url: `data:image/png;base64,${PNG.toString('base64')}` },
    ]);
    assert.deepEqual(blind?.body.messages[0]?.content, [
      { type: 'text', text: 'What is it?' },
      { type: 'text', text: 'An image that you cannot see.' },
    ]);
  });

  it('close the socket when they are cancelled', async () => {
    await admin().configure({ tokenMs: 20 });
    await admin().fault({ kind: 'endless' });
    const source = new vscode.CancellationTokenSource();
    const { stream } = await (await model()).sendRequest([Message.User('Go')], {}, source.token);
    const parts: unknown[] = [];
    await failure(
      (async () => {
        for await (const part of stream) {
          parts.push(part);
          if (parts.length === 2) source.cancel();
        }
      })(),
    ).catch(() => undefined);
    await until('the socket to be closed', async () => (await chats())[0]?.closedEarly === true);
    assert.ok(parts.length >= 2);
  });

  const classes = [
    ['unauthorizedApp', 'NoPermissions', /refuses the API key/],
    ['forbidden', 'NoPermissions', /does not allow/],
    ['modelRetired', 'NotFound', /model/],
    ['paymentRequired', 'Blocked', /payment/],
  ] as const;
  for (const [body, code, words] of classes) {
    it(`tell ${body} as ${code}, once, without a body`, async () => {
      await admin().fault({ kind: 'error', body });
      const error = await failure(ask(await model(), [Message.User('Hello')]));
      assert.equal(error.code, code);
      assert.match(error.message, words);
      assert.ok(!/\{|local-mistral-key/.test(`${error.message} ${error.stack ?? ''}`), error.stack);
      assert.equal((await chats()).length, 1);
    });
  }

  it('ask once more for what passes by itself, as long as nothing has come', async () => {
    await admin().answerChat('Yes.');
    await admin().fault({ kind: 'error', body: 'rateLimitApp', retryAfter: 0 });
    assert.equal((await ask(await model(), [Message.User('Hello')])).text, 'Yes.');
    assert.equal((await chats()).length, 2);
    await admin().reset();
    await admin().answerChat(['Yes', '.']);
    await admin().fault({ kind: 'inBandError' });
    const error = await failure(ask(await model(), [Message.User('Hello')]));
    assert.match(error.message, /problem of its own/);
    assert.equal((await chats()).length, 1);
  });

  it('are silent where no key is: nothing is asked, of nobody', async () => {
    const before = await model();
    let changes = 0;
    const listening = vscode.lm.onDidChangeChatModels(() => {
      changes += 1;
    });
    const url = vscode.workspace.getConfiguration('codestral.services.codestral');
    const local = url.get('url');
    try {
      // Where no key is needed, the service would be open without one.
      await url.update('url', 'https://codestral.invalid', vscode.ConfigurationTarget.Global);
      await useService('codestral');
      await until('the models to go', async () => {
        return (await vscode.lm.selectChatModels({ vendor: VENDOR })).length === 0;
      });
      assert.ok(changes > 0);
      const error = await failure(ask(before, [Message.User('Hello')]));
      assert.ok(error instanceof Error);
      assert.deepEqual(await admin().requests(), []);
      await useService('mistral');
      await until('the models to be back', async () => {
        return (await vscode.lm.selectChatModels({ vendor: VENDOR })).length > 0;
      });
      await pause(300);
      changes = 0;
      const config = vscode.workspace.getConfiguration('codestral.chat');
      await config.update('temperature', 0.5, vscode.ConfigurationTarget.Global);
      await pause(300);
      await config.update('temperature', undefined, vscode.ConfigurationTarget.Global);
      await pause(300);
      assert.equal(changes, 0, 'VS Code was told of a change that is none');
    } finally {
      listening.dispose();
      await url.update('url', local, vscode.ConfigurationTarget.Global);
    }
  });

  it('count tokens', async () => {
    // One that no request has taught anything about.
    const asked = await model('ministral-8b');
    assert.equal(await asked.countTokens('x'), 1);
    assert.equal(await asked.countTokens('x'.repeat(300)), 100);
    const text = await asked.countTokens(Message.User('x'.repeat(300)));
    assert.equal(text, 108);
    const image = vscode.LanguageModelDataPart.image(PNG, 'image/png');
    assert.equal(await asked.countTokens(Message.User([image])), 1_608);
  });
});
