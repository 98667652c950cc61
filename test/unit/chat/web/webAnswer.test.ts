import assert from 'node:assert/strict';
import { readTurn } from '../../../../src/chat/archive/archiveFormat.ts';
import { chatRequest } from '../../../../src/chat/request/chatRequest.ts';
import { toMarkdown, toJson } from '../../../../src/chat/session/chatExport.ts';
import type { AssistantTurn, Turn } from '../../../../src/chat/session/conversation.ts';
import { WebAnswerRequester } from '../../../../src/chat/web/webAnswerRequester.ts';
import { WebSearch } from '../../../../src/chat/web/webSearch.ts';
import type {
  ConversationEvent,
  WebQuestion,
} from '../../../../src/mistral/conversations/conversationEvent.ts';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import { RateLimiter } from '../../../../src/mistral/limits/rateLimiter.ts';
import { DEFAULT_URLS, ServiceRouter } from '../../../../src/mistral/serviceRouter.ts';
import type { AvailableService } from '../../../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../../../src/mistral/serviceName.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { settle } from '../../../support/settle.ts';

const never = new AbortController().signal;
const docs = { title: 'Docs \u202eevil', url: 'https://docs.example/a_(b)' };
const done: ConversationEvent = {
  end: 'stop',
  usage: { promptTokens: 1_000, completionTokens: 100, cachedTokens: 0, webSearches: 1 },
};

interface Options {
  readonly keys?: Partial<Record<ServiceName, string>>;
  readonly url?: string;
  readonly choice?: 'auto' | ServiceName;
}

/** A search whose requests get these events in turn; an error ends a stream. */
function start(
  scripts: readonly (readonly (ConversationEvent | ServiceError)[])[],
  { keys = { mistral: 'm' }, url = DEFAULT_URLS.mistral, choice = 'auto' }: Options = {},
) {
  const clock = new FakeClock();
  const sent: (WebQuestion & { readonly service: AvailableService })[] = [];
  const waiting = [...scripts];
  const search = new WebSearch({
    clock,
    limits: new RateLimiter(clock),
    services: new ServiceRouter({
      config: () => ({
        urls: { ...DEFAULT_URLS, mistral: url },
        choices: { completion: 'auto', chat: choice },
      }),
      key: async (service) => keys[service],
    }),
    client: {
      streamConversation: async function* (service, question, signal) {
        sent.push({ ...question, service });
        for (const event of waiting.shift() ?? []) {
          if (event instanceof ServiceError) throw event;
          yield event;
        }
        if (signal.aborted) throw new ServiceError('aborted', service.name);
      },
    },
    model: () => 'mistral-medium-latest',
  });
  const requester = new WebAnswerRequester({
    ...{ clock, search },
    price: () => ({ input: 1, output: 2 }),
  });
  const answers: AssistantTurn[] = [];
  const ask = (signal = never, answer = EMPTY) =>
    requester.answer(
      'What?',
      { answer, onChange: (changed) => answers.push(changed), onRetry: () => undefined },
      signal,
    );
  return { ask, answers, clock, search, sent };
}

const EMPTY: AssistantTurn = {
  ...{ role: 'assistant', id: 'a', text: '', thinking: '', state: 'waiting' },
  ...{ model: '', service: 'mistral', at: 0 },
};

describe('WebAnswerRequester', () => {
  it('builds an answer with numbered sources, usage and cost, from the question alone', async () => {
    const { ask, sent } = start([[{ text: 'It is' }, { text: ' so' }, { source: docs }, done]]);
    const answer = await ask();
    assert.deepEqual(
      sent.map(({ model, question }) => [model, question]),
      [['mistral-medium-latest', 'What?']],
    );
    const url = 'https://docs.example/a_%28b%29';
    assert.equal(answer.text, `It is so[\\[1\\]](${url})`);
    assert.deepEqual(answer.webSources, [{ title: 'Docs [U+202E]evil', url }]);
    assert.deepEqual([answer.state, answer.model], ['done', 'mistral-medium-latest']);
    assert.equal(Math.round((answer.cost ?? 0) * 1e6), 31_200);
    assert.equal(answer.usage?.promptTokens, 1_000);
  });

  it('knows a source before its number appears', async () => {
    const { ask, answers } = start([[{ text: 'a' }, { source: docs }, done]]);
    await ask();
    const first = answers.findIndex(({ text }) => text.includes('[\\[1\\]]'));
    assert.ok(answers.slice(0, first).some(({ webSources }) => webSources?.length === 1));
  });

  it('keeps what was received when the connection breaks, and starts over when it is retried', async () => {
    const broken = new ServiceError('offline', 'mistral');
    const { ask } = start([
      [{ text: 'half' }, { source: docs }, broken],
      [{ text: 'whole' }, done],
    ]);
    const first = await ask();
    assert.deepEqual([first.state, first.failure?.kind], ['interrupted', 'offline']);
    assert.match(first.text, /^half\[/);
    const second = await ask(never, first);
    assert.deepEqual([second.state, second.text, second.webSources], ['done', 'whole', undefined]);
  });

  it('is stopped by its signal', async () => {
    const controller = new AbortController();
    const { ask } = start([[{ text: 'half' }]]);
    const pending = ask(controller.signal);
    controller.abort();
    assert.equal((await pending).state, 'stopped');
  });

  it('retries a temporary failure before the first text', async () => {
    const { ask, clock, sent } = start([
      [new ServiceError('server', 'mistral')],
      [{ text: 'yes' }, done],
    ]);
    const pending = ask();
    for (let second = 0; second < 60 && sent.length < 2; second += 1) {
      await settle();
      clock.advance(1_000);
    }
    assert.deepEqual([(await pending).text, sent.length], ['yes', 2]);
  });

  it('fails with its own message where there is no web search', async () => {
    for (const options of [
      { keys: { codestral: 'c' } },
      { keys: { mistral: 'm', codestral: 'c' }, choice: 'codestral' as const },
      { url: 'https://api.eu.mistral.ai' },
    ]) {
      const { ask, sent } = start([[done]], options);
      const { state, failure } = await ask();
      assert.deepEqual(
        [state, failure?.kind, failure?.detail],
        ['failed', 'notFound', 'webSearch'],
      );
      assert.equal(sent.length, 0);
    }
  });
});

describe('WebSearch', () => {
  const cases: [string, Options, string | object | undefined][] = [
    ['Mistral', {}, undefined],
    ['a Codestral key alone', { keys: { codestral: 'c' } }, 'codestral'],
    [
      'the Codestral service by choice',
      { keys: { mistral: 'm', codestral: 'c' }, choice: 'codestral' },
      'codestral',
    ],
    ['the Codestral host with a Mistral key', { url: DEFAULT_URLS.codestral }, 'codestral'],
    ['a regional host', { url: 'https://api.us.mistral.ai/v1' }, 'regional'],
    ['another server, until it is asked', { url: 'https://gateway.example' }, undefined],
    ['no key', { keys: {} }, { unavailable: 'noKey', service: 'mistral' }],
  ];
  for (const [what, options, expected] of cases) {
    it(`says whether it is available at ${what}`, async () => {
      assert.deepEqual(await start([], options).search.unavailable(), expected);
    });
  }

  it('remembers a server that has no such API', async () => {
    const missing = new ServiceError('notFound', 'mistral', { status: 404 });
    const { ask, search, sent } = start([[missing]], { url: 'https://gateway.example' });
    assert.equal((await ask()).failure?.detail, 'webSearch');
    assert.equal(await search.unavailable(), 'otherServer');
    await ask();
    assert.equal(sent.length, 1);
  });

  it('takes a 404 of Mistral itself for what it is', async () => {
    const missing = new ServiceError('notFound', 'mistral', { status: 404 });
    const { ask, search } = start([[missing]]);
    assert.equal((await ask()).failure?.detail, undefined);
    assert.equal(await search.unavailable(), undefined);
  });
});

describe('a chat with an answer from the web', () => {
  const url = 'https://docs.example/?a=1&b=2';
  const answer: AssistantTurn = {
    ...EMPTY,
    text: `It is so[\\[1\\]](${url.replace('&', '&amp;')}).`,
    ...{ state: 'done', model: 'm' },
    webSources: [{ title: 'Docs *x* </b> [a](b)', url }, { title: 'Book' }],
  };
  const turns: readonly Turn[] = [
    { role: 'user', id: 'q', text: '/web Is it so?', attachments: [], at: 0 },
    answer,
    { role: 'user', id: 'r', text: 'Really?', attachments: [], at: 0 },
  ];
  const conversation = {
    ...{ id: 'c', title: 'T', isRenamed: false, workspace: undefined, createdAt: 0, updatedAt: 0 },
    turns,
  };

  it('is sent in later requests as text', () => {
    const result = chatRequest(turns, {
      model: {
        id: 'm',
        context: 8_000,
        supportsImages: false,
        reasoning: false,
        efforts: undefined,
      },
      settings: {
        ...{ temperature: undefined, topP: undefined, maxTokens: undefined },
        ...{ systemPrompt: '', reasoning: 'off' },
      },
      ...{ cacheKey: 'c', images: new Map(), charactersPerToken: 4 },
    });
    assert.ok('request' in result);
    assert.deepEqual(result.request.messages.slice(1), [
      { role: 'user', content: 'Is it so?' },
      {
        role: 'assistant',
        content: `It is so[1].\n\nSources:\n[1] Docs *x* </b> [a](b), ${url}\n[2] Book`,
      },
      { role: 'user', content: 'Really?' },
    ]);
  });

  it('is stored with its sources, and readable without them', () => {
    const read = readTurn(JSON.stringify(answer));
    assert.deepEqual(read?.role === 'assistant' && read.webSources, answer.webSources);
    for (const webSources of [7, [{}], [{ title: 1 }], 'x']) {
      const damaged = readTurn(JSON.stringify({ ...answer, webSources }));
      assert.ok(damaged);
      assert.equal(damaged.text, answer.text);
      assert.equal(damaged.role === 'assistant' && damaged.webSources, undefined);
    }
  });

  it('is exported with its sources', () => {
    const texts = {
      ...{ question: 'Q', answer: 'A', thinking: '', tool: '', sources: 'Sources', untitled: '' },
      ...{ state: () => undefined, cut: () => '' },
    };
    assert.match(
      toMarkdown(conversation, texts),
      /### Sources\n\n1\. Docs \\\*x\\\* \\<\\\/b\\> \\\[a\\\]\\\(b\\\) <https:\/\/docs\.example\/\?a=1&b=2>\n2\. Book\n/,
    );
    assert.deepEqual(
      (JSON.parse(toJson(conversation)) as { conversation: { turns: Turn[] } }).conversation
        .turns[1],
      JSON.parse(JSON.stringify(answer)),
    );
  });
});
