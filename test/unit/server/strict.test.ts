import assert from 'node:assert/strict';
import { servers, send } from '../../support/localServers.ts';
import type { TestRequest } from '../../support/localServers.ts';

interface ErrorBody {
  readonly detail?: string | readonly { readonly type: string; readonly loc: readonly unknown[] }[];
  readonly message?: string;
}

describe('local server: validation', () => {
  const start = servers();
  const fim = (more: object): TestRequest => ({
    body: { model: 'codestral-latest', prompt: 'a', ...more },
  });
  const chat = (message: object, more: object = {}): TestRequest => ({
    route: 'chat',
    body: { model: 'codestral-latest', messages: [message], ...more },
  });
  const user = { role: 'user', content: 'Hi' };
  const png = `data:image/png;base64,${Buffer.from('\x89PNG\r\n\x1a\nxxxx', 'latin1').toString('base64')}`;

  const schema: readonly (readonly [string, TestRequest, string, readonly unknown[]])[] = [
    ['an unknown field', fim({ n: 1 }), 'extra_forbidden', ['n']],
    ['a name of every object', fim({ constructor: 1 }), 'extra_forbidden', ['constructor']],
    ['no prompt', { body: { model: 'codestral-latest' } }, 'missing', ['prompt']],
    ['no model', { body: { prompt: 'a' } }, 'missing', ['model']],
    ['a prompt that is null', fim({ prompt: null }), 'string_type', ['prompt']],
    ['a number for a text', fim({ suffix: 1 }), 'string_type', ['suffix']],
    ['too hot', fim({ temperature: 1.6 }), 'less_than_equal', ['temperature']],
    ['too cold', fim({ temperature: -0.1 }), 'greater_than_equal', ['temperature']],
    ['a text for a number', fim({ temperature: '0' }), 'float_type', ['temperature']],
    ['top_p 0', fim({ top_p: 0 }), 'greater_than', ['top_p']],
    ['half a token', fim({ max_tokens: 1.5 }), 'int_from_float', ['max_tokens']],
    ['fewer tokens than none', fim({ min_tokens: -1 }), 'greater_than_equal', ['min_tokens']],
    ['true for a number', fim({ random_seed: true }), 'int_type', ['random_seed']],
    ['numbers as stops', fim({ stop: [1] }), 'string_type', ['stop', 'str']],
    ['a list as metadata', fim({ metadata: [] }), 'dict_type', ['metadata']],
    ['a text for a boolean', fim({ stream: 'true' }), 'bool_type', ['stream']],
    ['no JSON', { body: '{"model":' }, 'json_invalid', [0]],
    ['a list for an object', { body: '[]' }, 'model_attributes_type', []],
    [
      'JSON that calls itself text',
      { ...fim({}), contentType: 'text/plain' },
      'model_attributes_type',
      [],
    ],
    ['an unknown role', chat({ role: 'bot', content: '' }), 'union_tag_invalid', ['messages', 0]],
    ['no role', chat({ content: '' }), 'union_tag_not_found', ['messages', 0]],
    ['messages that are none', chat(user, { messages: 'Hi' }), 'list_type', ['messages']],
    [
      'an unknown field of a message',
      chat({ ...user, name: 'x' }),
      'extra_forbidden',
      ['messages', 0, 'user', 'name'],
    ],
    [
      'a message without content',
      chat({ role: 'user' }),
      'missing',
      ['messages', 0, 'user', 'content'],
    ],
    [
      'an unknown effort',
      chat(user, { reasoning_effort: 'some' }),
      'literal_error',
      ['reasoning_effort'],
    ],
    ['a hot chat', chat(user, { temperature: 1.6 }), 'less_than_equal', ['temperature']],
    ['min_tokens in chat', chat(user, { min_tokens: 1 }), 'extra_forbidden', ['min_tokens']],
    [
      'a guess of another type',
      chat(user, { prediction: { type: 'text', content: 'x' } }),
      'literal_error',
      ['prediction', 'type'],
    ],
    [
      'a format in the words of another API',
      chat(user, {
        response_format: { type: 'json_schema', json_schema: { name: 'a', schemaDefinition: {} } },
      }),
      'missing',
      ['response_format', 'json_schema', 'schema'],
    ],
    [
      'an unknown format',
      chat(user, { response_format: { type: 'yaml' } }),
      'literal_error',
      ['response_format', 'type'],
    ],
    ['stream_options', chat(user, { stream_options: {} }), 'extra_forbidden', ['stream_options']],
    [
      'a forbidden field of a tool',
      chat(user, { tools: [{ type: 'function', function: { name: 'f', parameters: {}, x: 1 } }] }),
      'extra_forbidden',
      ['tools', 0, 'function', 'function', 'x'],
    ],
  ];

  for (const [name, call, type, loc] of schema) {
    it(`${name}: ${type}`, async () => {
      const server = await start();
      const response = await send(server, call);
      assert.equal(response.status, 422);
      const { detail } = (await response.json()) as ErrorBody;
      const [issue] = detail as Exclude<ErrorBody['detail'], string | undefined>;
      assert.deepEqual([issue?.type, issue?.loc], [type, ['body', ...loc]]);
      assert.equal(server.requests[0]?.valid, false);
    });
  }

  it('repeats the input, and wraps the error if configured', async () => {
    const server = await start();
    const issue = {
      type: 'extra_forbidden',
      loc: ['body', 'store'],
      msg: 'Extra inputs are not permitted',
      input: { secret: 'code' },
    };
    const call = fim({ store: issue.input });
    assert.deepEqual(await (await send(server, call)).json(), { detail: [issue] });
    await server.configure({ validationErrors: 'object' });
    assert.deepEqual(await (await send(server, call)).json(), {
      object: 'error',
      message: { detail: [issue] },
      type: 'invalid_request_error',
      param: null,
      code: null,
    });
  });

  it('accepts every documented field', async () => {
    const server = await start();
    const full = { temperature: 0.5, top_p: 1, max_tokens: 8, random_seed: 3, stop: ['\n'] };
    const shared = { ...full, metadata: { a: 1 }, prompt_cache_key: 'k', stream: false };
    const calls = [
      fim({ ...shared, suffix: '', min_tokens: 0 }),
      fim({ suffix: null, temperature: null, stop: 'x', max_tokens: null, metadata: null }),
      chat(user, {
        ...shared,
        n: 1,
        safe_prompt: false,
        presence_penalty: -2,
        tool_choice: 'none',
      }),
      chat(
        { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
        { prediction: { type: 'content', content: 'x' } },
      ),
      chat(user, { prediction: { content: '' }, n: 2, response_format: { type: 'text' } }),
      chat({ role: 'user', content: 'As JSON' }, { response_format: { type: 'json_object' } }),
      chat(user, {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'open', schema: { type: 'object' }, strict: false },
        },
      }),
      chat({ role: 'assistant', content: 'So', prefix: true, tool_calls: null }),
      chat(
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See?' },
            { type: 'image_url', image_url: png },
            { type: 'image_url', image_url: { url: png, detail: 'low' } },
          ],
        },
        { model: 'mistral-medium-latest', reasoning_effort: 'none', prompt_cache_key: 'k' },
      ),
      chat(user, {
        messages: [
          { role: 'system', content: 'Be brief.' },
          user,
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }], closed: true },
              { type: 'text', text: 'Yes.' },
            ],
            prefix: false,
          },
          user,
        ],
      }),
    ];
    for (const call of calls) assert.equal((await send(server, call)).status, 200);
    assert.ok(server.requests.every(({ valid }) => valid));
  });

  const kong = /^\{"message":"no Route matched with those values","request_id":"[\da-f]{32}"\}$/;
  const gateway401 = /^\{"message":"Unauthorized","request_id":"[\da-f]{32}"\}$/;
  const app401 = /^\{"detail":"Unauthorized"\}$/;
  const long = 'a '.repeat(40_000);
  const seeing = { model: 'mistral-small-latest' };
  const image = (url: string): object => ({ type: 'image_url', image_url: { url } });
  const imageChat = (url: string, model = seeing.model): TestRequest =>
    chat({ role: 'user', content: [image(url)] }, { model });
  const json = { type: 'json_object' };
  const schemaCall = (more: object, facts: object = {}): TestRequest => {
    const schema = { type: 'object', properties: {}, additionalProperties: false, ...more };
    const json_schema = { name: 'it', strict: true, schema, ...facts };
    return chat(user, { response_format: { type: 'json_schema', json_schema } });
  };
  const others: readonly (readonly [string, TestRequest, number, RegExp])[] = [
    ['a path with two versions', { path: '/v1/v1/fim/completions' }, 404, kong],
    ['an unknown path before a wrong key', { path: '/v2', authorization: 'Bearer x' }, 404, kong],
    ['models on codestral', { service: 'codestral', route: 'models' }, 404, kong],
    ['GET where POST is due', { method: 'GET' }, 405, /Method Not Allowed/],
    ['no key', { authorization: null }, 401, gateway401],
    ['a wrong key, whatever the body', { authorization: 'Bearer x', body: '?' }, 401, app401],
    ['a key without Bearer', { authorization: 'local-mistral-key' }, 401, app401],
    ['the key of codestral', { authorization: 'Bearer local-codestral-key' }, 401, app401],
    [
      'the key of mistral',
      { service: 'codestral', authorization: 'Bearer local-mistral-key' },
      401,
      gateway401,
    ],
    ['a wrong key for the list', { route: 'models', authorization: 'Bearer x' }, 401, app401],
    [
      'an unknown model',
      fim({ model: 'xyz' }),
      400,
      /"Invalid model: xyz","type":"invalid_model".*"code":"1500"/,
    ],
    [
      'a chat model',
      fim({ model: 'mistral-small-latest' }),
      400,
      /"FIM is not enabled for this model".*"3051"/,
    ],
    [
      'a chat model on codestral',
      { service: 'codestral', ...fim({ model: 'mistral-small-latest' }) },
      400,
      /Invalid model/,
    ],
    ['a retired model', fim({ model: 'codestral-2405' }), 404, /retired/],
    ['an embedding model', chat(user, { model: 'codestral-embed' }), 400, /not enabled/],
    [
      'too long a prompt',
      fim({ model: 'codestral-2507', prompt: long }),
      400,
      /Prompt contains \d+ tokens and 0 draft tokens, too large for model with 32768 maximum/,
    ],
    [
      'too long a chat',
      chat({ role: 'user', content: long }, { model: 'codestral-2507' }),
      400,
      /"Prompt \d+ > 32768 maximum context length".*"3059"/,
    ],
    ['an assistant at the end', chat({ role: 'assistant', content: 'Hi' }), 400, /"3230"/],
    [
      'thinking where none is',
      chat(user, { reasoning_effort: 'high' }),
      400,
      /reasoning_effort is not enabled/,
    ],
    [
      'a little thinking',
      chat(user, { model: 'mistral-small-latest', reasoning_effort: 'low' }),
      400,
      /reasoning_effort low is not supported.*supported values: \[<ReasoningEffort.none/,
    ],
    [
      'no thinking where a model always thinks',
      chat(user, { model: 'zai-glm-5-3', reasoning_effort: 'none' }),
      400,
      /reasoning_effort none is not supported.*<ReasoningEffort.low.*high.*max/,
    ],
    ['a retired pixtral', chat(user, { model: 'pixtral-12b-2409' }), 404, /retired/],
    [
      'no messages',
      chat(user, { messages: [] }),
      400,
      /for serving but got none.*"invalid_request_message_order".*"3230"/,
    ],
    ['a system message at the end', chat({ role: 'system', content: 'x' }), 400, /got system/],
    [
      'an answer with nothing in it',
      chat(user, { messages: [user, { role: 'assistant', content: '' }, user] }),
      400,
      /either content or tool_calls/,
    ],
    ['an image to a model that is blind', imageChat(png, 'codestral-latest'), 400, /Image input/],
    ['an image from elsewhere', imageChat('https://a.test/b.png'), 400, /could not be read/],
    [
      'an image of another type',
      imageChat(png.replace('png', 'svg+xml')),
      400,
      /could not be read/,
    ],
    ['an image that is none', imageChat('data:image/png;base64,AAAA'), 400, /could not be read/],
    ['an image that calls itself JPEG', imageChat(png.replace('png', 'jpeg')), 400, /not be read/],
    ['an image that is no base64', imageChat(`${png}!AAA`), 400, /could not be read/],
    ['an image cut short', imageChat(png.slice(0, -2)), 400, /could not be read/],
    [
      'an image over 10 MB',
      imageChat(`${png.replace(/=+$/, '')}${'A'.repeat(14_000_000)}`.slice(0, 14_000_022)),
      400,
      /could not be read/,
    ],
    [
      'nine images',
      chat({ role: 'user', content: Array.from({ length: 9 }, () => image(png)) }, seeing),
      400,
      /Too many images/,
    ],
    [
      'a guess at several answers',
      chat(user, { n: 2, prediction: { type: 'content', content: 'x' } }),
      400,
      /prediction is not supported with n/,
    ],
    ['JSON without a request for it', chat(user, { response_format: json }), 400, /asks for JSON/],
    [
      'a schema that is not there',
      chat(user, { response_format: { type: 'json_schema' } }),
      400,
      /needs a json_schema/,
    ],
    ['a schema with a bad name', schemaCall({}, { name: 'é?' }), 400, /Invalid json_schema name/],
    ['a schema of a list', schemaCall({ type: 'array' }), 400, /has to be an object/],
    [
      'a strict schema that lets anything in',
      schemaCall({ additionalProperties: true }),
      400,
      /"Missing `additionalProperties: False` in object schema".*"code":null/,
    ],
    [
      'a strict schema with an open object deep in it',
      schemaCall({
        properties: { all: { type: 'array', items: { type: 'object', properties: {} } } },
        required: ['all'],
      }),
      400,
      /additionalProperties/,
    ],
    [
      'a strict schema with a property that may be missing',
      schemaCall({ properties: { a: { type: 'string' } }, required: [] }),
      400,
      /Missing `a` in required/,
    ],
    ['a path of an unknown model', { route: 'models', path: '/v1/models/xyz' }, 404, /Not Found/],
  ];

  for (const [name, call, status, body] of others) {
    it(`${name}: ${status}`, async () => {
      const server = await start();
      const response = await send(server, call);
      const text = await response.text();
      assert.equal(response.status, status, text);
      assert.match(text, body);
      assert.equal(server.requests[0]?.status, status);
    });
  }

  it('accepts a missing key if configured, but never a wrong one', async () => {
    const server = await start({ keyless: true });
    assert.equal((await send(server, { authorization: null })).status, 200);
    assert.equal((await send(server, { authorization: 'Bearer x' })).status, 401);
  });

  it('changes keys while it runs', async () => {
    const server = await start({ keys: { mistral: 'one', codestral: 'two' } });
    await server.configure({ keys: { mistral: 'three', codestral: 'two' } });
    assert.equal(server.mistral.key, 'three');
    assert.equal((await send(server, { authorization: 'Bearer one' })).status, 401);
    assert.equal((await send(server)).status, 200);
  });

  it('rejects connections while configured, on the same port', async () => {
    const server = await start();
    const { url } = server.codestral;
    await server.configure({ refuse: ['codestral'] });
    await assert.rejects(send(server, { service: 'codestral' }), (error: Error) => {
      return (error.cause as { code: string }).code === 'ECONNREFUSED';
    });
    assert.equal((await send(server)).status, 200);
    await server.configure({ refuse: [] });
    assert.equal(server.codestral.url, url);
    assert.equal((await send(server, { service: 'codestral' })).status, 200);
  });

  const tool = (parameters: object) => ({
    tools: [{ type: 'function', function: { name: 'f', parameters } }],
  });
  const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] };
  const replayed = (...content: object[]) => ({
    model: 'mistral-small-latest',
    messages: [user, { role: 'assistant', content }, user],
  });
  const text = { type: 'text', text: 'Yes' };
  const small = { model: 'mistral-small-latest' };
  const greedy = /^top_p must be 1 when using greedy sampling/;
  const against: readonly (readonly [string, TestRequest, RegExp | undefined])[] = [
    ['temperature 0 with top_p 0.9', chat(user, { temperature: 0, top_p: 0.9 }), greedy],
    ['temperature 0 with top_p 0.9 of a completion', fim({ temperature: 0, top_p: 0.9 }), greedy],
    [
      'temperature 0 with reasoning',
      chat(user, { ...small, temperature: 0, reasoning_effort: 'high' }),
      greedy,
    ],
    ['temperature 0 alone', chat(user, { temperature: 0 }), undefined],
    ['temperature 0 with top_p 1', chat(user, { temperature: 0, top_p: 1 }), undefined],
    [
      'temperature 0 with reasoning and top_p 1',
      chat(user, { ...small, temperature: 0, top_p: 1, reasoning_effort: 'high' }),
      undefined,
    ],
    [
      'prompt_mode',
      chat(user, { ...small, prompt_mode: 'reasoning' }),
      /^prompt_mode is not supported/,
    ],
    [
      'two leading thinking chunks',
      chat(user, replayed(thinking, thinking, text)),
      /one leading thinking chunk/,
    ],
    ['thoughts behind a text', chat(user, replayed(text, thinking)), /one leading thinking chunk/],
    ['one leading thinking chunk', chat(user, replayed(thinking, text)), undefined],
    ...[
      { exclusiveMinimum: true },
      { required: true },
      { type: 'any' },
      { type: 'int' },
      { required: null },
      { properties: null },
      { description: null },
      { enum: null },
      { items: null },
      { additionalProperties: null },
      { anyOf: [] },
      { required: ['a', 'a'] },
      { properties: { a: 'string' } },
      { properties: { a: { items: { anyOf: [{ type: 'any' }] } } } },
      { pattern: '(' },
    ].map((schema): (typeof against)[number] => [
      `a tool with the schema ${JSON.stringify(schema)}`,
      chat(user, tool(schema)),
      /^Invalid schema of function 'f'/,
    ]),
    ...[
      { $defs: { a: { type: 'any' } } },
      { prefixItems: [{ type: 'any' }] },
      { properties: { a: true }, additionalProperties: false },
    ].map((schema): (typeof against)[number] => [
      `not a tool with the schema ${JSON.stringify(schema)}`,
      chat(user, tool(schema)),
      undefined,
    ]),
  ];
  for (const [name, call, message] of against) {
    it(`${name}${message ? '' : ': accepted'}`, async () => {
      const response = await send(await start(), call);
      assert.equal(response.status, message ? 400 : 200);
      const body = await response.text();
      if (message) assert.match((JSON.parse(body) as ErrorBody).message ?? '', message);
    });
  }
});
