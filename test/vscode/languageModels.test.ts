import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ChatBody, RequestRecord } from '../server/protocol.ts';
import { knownCards } from '../../src/mistral/models/modelFacts.ts';
import { groupAliases } from '../../src/mistral/models/aliasGroups.ts';
import { LanguageModelProvider } from '../../src/vscode/languageModels/languageModelProvider.ts';
import type { LanguageModelProviderDependencies } from '../../src/vscode/languageModels/languageModelProvider.ts';
import type { ModelOffer } from '../../src/vscode/languageModels/offeredModels.ts';
import { activated, admin, until } from '../support/extensionHost.ts';

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

/** Sends a request and reads all text pieces and tool calls. */
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
    else throw new Error(`an unexpected part: ${JSON.stringify(part)}`);
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

/** Sets the maximum length of completions; a change ends every pause. */
async function useMaxTokens(count: number | undefined): Promise<void> {
  const config = vscode.workspace.getConfiguration('codestral.completion');
  await config.update('maxTokens', count, vscode.ConfigurationTarget.Global);
}

/** Changes a chat setting; resolves when the extension has received the event. */
async function setChat(key: string, value: unknown): Promise<void> {
  const changed = new Promise<void>((resolve) => {
    const listening = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(`codestral.chat.${key}`)) return;
      listening.dispose();
      resolve();
    });
  });
  const config = vscode.workspace.getConfiguration('codestral.chat');
  await config.update(key, value, vscode.ConfigurationTarget.Global);
  await changed;
}

/** Sets the service of the chat. */
async function useService(choice: string | undefined): Promise<void> {
  const config = vscode.workspace.getConfiguration('codestral.chat');
  await config.update('service', choice, vscode.ConfigurationTarget.Global);
}

describe('language models of VS Code', () => {
  let turn = 0;

  before(activated);

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    // Ends the pause after an error of the previous test, which a request of an extension does not.
    turn += 1;
    await useMaxTokens(300 + turn);
    await useService('mistral');
  });

  after(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    await useService(undefined);
    await useMaxTokens(undefined);
  });

  it('are listed once each without a request', async () => {
    const all = await vscode.lm.selectChatModels({ vendor: VENDOR });
    const ids = all.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(
      ids.includes('codestral-latest') && ids.includes('mistral-medium-latest'),
      ids.join(),
    );
    assert.ok(!ids.includes('codestral-2508'), 'an alias has its own row');
    const { family, version, maxInputTokens } = await model();
    assert.deepEqual([family, version], ['mistral-medium', '2604']);
    assert.equal(maxInputTokens, 262_144 - 16_384);
    assert.deepEqual(await admin().requests(), []);
  });

  it('stream and send only the messages', async () => {
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

  it('call a tool with an unusual name and use its result', async () => {
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

  it('call a tool if one is required', async () => {
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

  it('reject a call with malformed arguments', async () => {
    const calls = [{ name: 'look', arguments: '{"path":' }];
    await admin().answerNextChats([{ text: 'So', calling: { form: 'whole', calls } }]);
    const tools = [{ name: 'look', description: 'Looks.' }];
    const error = await failure(ask(await model(), [Message.User('Hello')], { tools }));
    assert.match(error.message, /was invalid/);
  });

  it('normalize a conversation of another service', async () => {
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

  it('accept a call without input', async () => {
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

  it('receive images', async () => {
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

  it('close the connection when canceled', async () => {
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
    ['unauthorizedApp', 'NoPermissions', /rejected the API key/],
    ['forbidden', 'NoPermissions', /does not have permission/],
    ['modelRetired', 'NotFound', /model/],
    ['tierNotAllowed', 'NoPermissions', /does not include model/],
    ['modelForbidden', 'NotFound', /model/],
    ['monthlyQuota', 'Blocked', /limit for this month/],
    ['paymentRequired', 'Blocked', /payment/],
  ] as const;
  for (const [body, code, words] of classes) {
    it(`report ${body} as ${code} once, without the response body`, async () => {
      await admin().fault({ kind: 'error', body });
      const error = await failure(ask(await model(), [Message.User('Hello')]));
      assert.equal(error.code, code);
      assert.match(error.message, words);
      assert.ok(!/\{|local-mistral-key/.test(`${error.message} ${error.stack ?? ''}`), error.stack);
      assert.equal((await chats()).length, 1);
    });
  }

  it('keep the pause after a rejected key until more than a chat setting changes', async () => {
    await admin().fault({ kind: 'error', body: 'unauthorizedApp' });
    const asked = await model();
    const rejected = async () => {
      const error = await failure(ask(asked, [Message.User('Hello')]));
      assert.equal(error.code, 'NoPermissions');
      assert.equal((await chats()).length, 1);
    };
    await rejected();
    await rejected();
    try {
      await setChat('temperature', 0.5);
      await rejected();
      await setChat('model', 'mistral-small-latest');
      await rejected();
    } finally {
      await setChat('temperature', undefined);
      await setChat('model', undefined);
    }
    await rejected();
    await useMaxTokens(200);
    await admin().answerChat('Yes.');
    assert.equal((await ask(asked, [Message.User('Hello')])).text, 'Yes.');
  });

  it('append a note to a truncated answer', async () => {
    for (const value of ['length', 'model_length']) {
      await admin().reset();
      await admin().answerChat(['Once upon', ' a time']);
      await admin().fault({ kind: 'finishReason', value });
      const { text } = await ask(await model(), [Message.User('Tell me')]);
      assert.match(text, /^Once upon a time\n\n\[The answer was cut off: .*\]$/);
      assert.equal((await chats()).length, 1);
    }
  });

  it('send greedy sampling in the accepted form', async () => {
    await admin().answerChat('Yes.');
    const modelOptions = { temperature: 0, top_p: 0.9 };
    const { text } = await ask(await model(), [Message.User('Is it?')], { modelOptions });
    assert.equal(text, 'Yes.');
    const { temperature, top_p: share } = (await chats())[0]!.body;
    assert.deepEqual([temperature, share], [0, 1]);
  });

  it('normalize tool schemas and omit one that is too large', async () => {
    const properties = Object.fromEntries(Array.from({ length: 12_000 }, (_, at) => [at, {}]));
    const tools = [
      {
        ...{ name: 'count', description: 'Counts.' },
        inputSchema: {
          type: 'object',
          properties: { to: { type: 'int', minimum: 0, exclusiveMinimum: true, required: true } },
        },
      },
      { name: 'huge', description: 'Too much.', inputSchema: { type: 'object', properties } },
    ];
    await admin().answerChat('Yes.');
    const { text } = await ask(await model(), [Message.User('Is it?')], { tools });
    assert.equal(text, 'Yes.');
    assert.deepEqual(
      (await chats())[0]!.body.tools?.map(({ function: { name, parameters } }) => [
        name,
        parameters,
      ]),
      [
        [
          'count',
          {
            type: 'object',
            properties: { to: { type: 'integer', exclusiveMinimum: 0 } },
            required: ['to'],
          },
        ],
      ],
    );
  });

  it('give a call without an ID a stable one and keep the first of changing IDs', async () => {
    const tools = [{ name: 'read_file', description: 'Reads.' }];
    const called = async (form: 'noIds' | 'changingIds') => {
      await admin().fault({ kind: 'toolCalls', form });
      const { calls } = await ask(await model(), [Message.User('Go')], { tools });
      return calls.map(({ callId, input }) => [callId, input] as const);
    };
    const [first] = await called('noIds');
    assert.ok(first);
    const [id, input] = first;
    assert.match(id, /^[a-zA-Z0-9]{9}$/);
    assert.deepEqual(input, { path: 'a.ts' });
    assert.deepEqual(await called('noIds'), [[id, input]]);
    assert.deepEqual(await called('changingIds'), [['a1B2c3D4e', { path: 'a.ts' }]]);
  });

  it('are no longer offered once they are retired, though the service lists them', async () => {
    const ids = (await vscode.lm.selectChatModels({ vendor: VENDOR })).map(({ id }) => id);
    assert.ok(!ids.includes('mistral-medium-2508'), ids.join());
  });

  it('retry a transient error once before any output', async () => {
    await admin().answerChat('Yes.');
    await admin().fault({ kind: 'error', body: 'rateLimitApp', retryAfter: 0 });
    assert.equal((await ask(await model(), [Message.User('Hello')])).text, 'Yes.');
    assert.equal((await chats()).length, 2);
    await admin().reset();
    await admin().answerChat(['Yes', '.']);
    await admin().fault({ kind: 'inBandError' });
    const error = await failure(ask(await model(), [Message.User('Hello')]));
    assert.match(error.message, /reported an internal error/);
    assert.equal((await chats()).length, 1);
  });

  it('are not listed and send nothing without a key', async () => {
    const before = await model();
    let changes = 0;
    const listening = vscode.lm.onDidChangeChatModels(() => {
      changes += 1;
    });
    const url = vscode.workspace.getConfiguration('codestral.services.codestral');
    const local = url.get('url');
    try {
      // At a local URL the service would be available without a key.
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
    } finally {
      listening.dispose();
      await url.update('url', local, vscode.ConfigurationTarget.Global);
    }
  });

  it('count tokens', async () => {
    // A model without earlier requests.
    const asked = await model('ministral-8b');
    assert.equal(await asked.countTokens('x'), 1);
    assert.equal(await asked.countTokens('x'.repeat(300)), 100);
    const text = await asked.countTokens(Message.User('x'.repeat(300)));
    assert.equal(text, 108);
    const image = vscode.LanguageModelDataPart.image(PNG, 'image/png');
    assert.equal(await asked.countTokens(Message.User([image])), 1_608);
  });
});

describe('LanguageModelProvider', () => {
  it('notifies VS Code only if its list changes', async () => {
    const models = groupAliases(knownCards(), Date.now());
    let offer: ModelOffer | undefined = { service: 'mistral', models };
    let changes = 0;
    const provider = new LanguageModelProvider({
      clock: { now: () => Date.now() },
      offered: () => Promise.resolve(offer),
      onModelsChanged: () => {
        changes += 1;
      },
    } as unknown as LanguageModelProviderDependencies);
    const changesAfter = async (next: ModelOffer | undefined) => {
      offer = next;
      await provider.onConfigurationChanged();
      return changes;
    };
    assert.equal(await changesAfter(offer), 1);
    assert.equal(await changesAfter({ service: 'mistral', models: [...models] }), 1);
    assert.equal(await changesAfter({ service: 'mistral', models: models.slice(1) }), 2);
    assert.equal(await changesAfter(undefined), 3);
    assert.equal(await changesAfter(undefined), 3);
  });
});
