import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Attachment, Turn } from '../../../../src/chat/session/conversation.ts';
import type { RequestOptions } from '../../../../src/chat/request/chatRequest.ts';
import { chatRequest } from '../../../../src/chat/request/chatRequest.ts';
import type { ChatMessage } from '../../../../src/mistral/chat.ts';
import { answer, file, image, question } from '../../../support/chatTurns.ts';

const RATE = 3;
const options: RequestOptions = {
  model: { id: 'm', context: 128_000, supportsImages: true, reasoning: true },
  settings: {
    temperature: undefined,
    topP: undefined,
    maxTokens: undefined,
    systemPrompt: '',
    reasoning: 'off',
  },
  images: new Map(),
  charactersPerToken: RATE,
  cacheKey: 'key',
};

function fitted(turns: readonly Turn[], more: Partial<RequestOptions> = {}) {
  const result = chatRequest(turns, { ...options, ...more });
  assert.ok(!('error' in result), 'it should fit');
  return result;
}

/** The messages after the system prompt. */
function said(turns: readonly Turn[], more: Partial<RequestOptions> = {}): readonly ChatMessage[] {
  return fitted(turns, more).request.messages.slice(1);
}

const window = (context: number) => ({ model: { ...options.model, context } });
const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at};\n`).join('');

function textOf({ content }: ChatMessage): string {
  if (typeof content === 'string') return content;
  return content.map((part) => ('text' in part ? part.text : '')).join('');
}

describe('chatRequest', () => {
  it('starts with the built-in system prompt, followed by the user’s', () => {
    const settings = { ...options.settings, systemPrompt: '  Answer in verse.\n' };
    const [system] = fitted([question('Hi')], { settings }).request.messages;
    assert.equal(system?.role, 'system');
    assert.match(
      textOf(system),
      /^You are a programming assistant[^]*from the user:\nAnswer in verse\.$/,
    );
  });

  it('requests an answer language for commands only', () => {
    const turns = [question('/explain'), answer('…'), question('Why?')];
    const [first, , last] = said(turns, { language: 'French' });
    assert.match(textOf(first!), /Answer in French\./);
    assert.equal(last?.content, 'Why?');
  });

  it('alternates questions and answers', () => {
    assert.deepEqual(said([question('1 + 1?'), answer('2'), question('Sure?')]), [
      { role: 'user', content: '1 + 1?' },
      { role: 'assistant', content: '2' },
      { role: 'user', content: 'Sure?' },
    ]);
  });

  it('ignores turns after the last question', () => {
    const asked = [question('1 + 1?')];
    assert.deepEqual(said([...asked, answer('3')]), said(asked));
  });

  it('throws without a question', () => {
    assert.throws(() => chatRequest([answer('?')], options), /no question/);
  });

  for (const failed of [
    answer('', { state: 'failed' }),
    answer('half', { state: 'failed' }),
    answer('', { state: 'stopped' }),
    answer(' \n', { state: 'done' }),
    answer('', { state: 'stopped', thinking: 'Hm' }),
  ]) {
    it(`drops a failed answer (${failed.state}, ${JSON.stringify(failed.text)}) and joins the questions around it`, () => {
      assert.deepEqual(said([question('a'), failed, question('b')]), [
        { role: 'user', content: 'a\n\nb' },
      ]);
    });
  }

  for (const state of ['stopped', 'interrupted', 'cut'] as const) {
    it(`sends an answer in the state ${state} unchanged`, () => {
      const [, sent] = said([question('a'), answer('half a', { state }), question('b')]);
      assert.deepEqual(sent, { role: 'assistant', content: 'half a' });
    });
  }

  it('sends reasoning back with its answer, but not to a model without reasoning', () => {
    const turns = [question('a'), answer('A', { thinking: 'Well' }), question('b')];
    assert.deepEqual(said(turns)[1], {
      role: 'assistant',
      content: [
        { type: 'thinking', text: 'Well' },
        { type: 'text', text: 'A' },
      ],
    });
    const model = { ...options.model, reasoning: false };
    assert.deepEqual(said(turns, { model })[1], { role: 'assistant', content: 'A' });
  });

  it('requests reasoning only from a model that supports it', () => {
    const settings = { ...options.settings, reasoning: 'high' } as const;
    const effort = (reasoning: boolean) =>
      fitted([question('a')], { settings, model: { ...options.model, reasoning } }).request
        .reasoningEffort;
    assert.deepEqual([effort(true), effort(false)], ['high', undefined]);
  });

  it('requests the least reasoning from a model that always reasons if reasoning is off', () => {
    const model = { ...options.model, reasoning: true, efforts: ['low', 'high', 'max'] as const };
    assert.equal(fitted([question('a')], { model }).request.reasoningEffort, 'low');
  });

  it('limits the answer to what the model supports', () => {
    const settings = { ...options.settings, maxTokens: 5_000 };
    const model = { ...options.model, context: 1_000_000, maxOutput: 4_000 };
    assert.equal(fitted([question('a')], { settings, model }).request.maxTokens, 4_000);
  });

  it('applies the settings', () => {
    const settings = { ...options.settings, temperature: 0.2, topP: 0.9, maxTokens: 500 };
    const { temperature, topP, maxTokens, model, promptCacheKey } = fitted([question('a')], {
      settings,
    }).request;
    assert.deepEqual(
      { temperature, topP, maxTokens, model, promptCacheKey },
      { temperature: 0.2, topP: 0.9, maxTokens: 500, model: 'm', promptCacheKey: 'key' },
    );
  });

  it('continues an answer', () => {
    const turns = [question('a'), answer('One, two,', { state: 'cut' })];
    const messages = said(turns, { continueFrom: turns[1] as ReturnType<typeof answer> });
    assert.deepEqual(messages, [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'One, two,', prefix: true },
    ]);
  });

  it('starts over if there is nothing to continue', () => {
    const continueFrom = answer('', { state: 'cut', thinking: 'Hm' });
    assert.deepEqual(said([question('a')], { continueFrom }), [{ role: 'user', content: 'a' }]);
  });

  it('sends attachments before their question', () => {
    const [message] = said([question('/fix it', file('a.ts', 'x'), file('b.ts', 'y'))]);
    assert.match(
      textOf(message!),
      /^Attachment: file, a\.ts\n```typescript\nx\n```\n\nAttachment: file, b\.ts\n[^]*```\n\nFind and fix the bugs[^]*\n\nit$/,
    );
  });

  describe('images', () => {
    const images = new Map([1, 2, 3, 4, 5, 6, 7, 8, 9].map((at) => [`${at}.png`, `data:${at}`]));

    it('are sent with the text', () => {
      assert.deepEqual(said([question('What?', image('1.png'))], { images }), [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What?' },
            { type: 'image', url: 'data:1' },
          ],
        },
      ]);
    });

    it('are only named if the model has no vision or they no longer exist', () => {
      for (const more of [
        { images, model: { ...options.model, supportsImages: false } },
        { images: new Map() },
      ]) {
        const { request, imagesLeftOut } = fitted([question('What?', image('1.png'))], more);
        assert.equal(imagesLeftOut, 1);
        assert.deepEqual(request.messages.slice(1), [
          { role: 'user', content: 'Attachment: image that you cannot see, 1.png\n\nWhat?' },
        ]);
      }
    });

    it('are limited to the newest eight', () => {
      const five = [1, 2, 3, 4, 5].map((at) => image(`${at}.png`));
      const four = [6, 7, 8, 9].map((at) => image(`${at}.png`));
      const turns = [question('a', ...five), answer('A'), question('b', ...four)];
      const { request, imagesLeftOut, imagesOverLimit } = fitted(turns, { images });
      const urls = request.messages.flatMap(({ content }) =>
        typeof content === 'string'
          ? []
          : content.flatMap((p) => (p.type === 'image' ? p.url : [])),
      );
      assert.deepEqual([imagesLeftOut, imagesOverLimit], [1, 1]);
      assert.match(
        JSON.stringify(request.messages),
        /image omitted because there are too many, 5.png/,
      );
      assert.deepEqual(
        urls,
        [1, 2, 3, 4, 6, 7, 8, 9].map((at) => `data:${at}`),
      );
    });

    it('are kept when questions are joined', () => {
      const turns = [question('a', image('1.png')), question('b')];
      assert.deepEqual(said(turns, { images }), [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'image', url: 'data:1' },
            { type: 'text', text: 'b' },
          ],
        },
      ]);
    });
  });

  describe('a conversation that does not fit', () => {
    it('fails with both sizes if the question alone is too long', () => {
      const result = chatRequest([question('x'.repeat(60_000))], { ...options, ...window(8_000) });
      assert.ok('error' in result);
      assert.equal(result.error, 'tooLong');
      assert.equal(result.room, 6_000);
      assert.ok(result.tokens > 20_000 && result.tokens < 21_000, `${result.tokens}`);
    });

    it('truncates an attachment at its end and tells the model', () => {
      const text = lines(10_000);
      const result = fitted([question('a', file('a.ts', text))], window(8_000));
      const [cut] = result.cuts;
      assert.ok(cut && cut.kept > 12_000 && cut.of === text.length);
      const sent = textOf(result.request.messages[1]!);
      assert.ok(sent.includes(`line 0;\nline 1;`));
      assert.ok(
        sent.includes(`;\n\`\`\`\n(Truncated: ${cut.kept} of ${text.length} characters.)\n\na`),
      );
    });

    it('drops whole earlier turns, the oldest first', () => {
      const turns = Array.from({ length: 20 }, (_, at) => [
        question(`question ${at}`),
        answer(`${at}`.repeat(3_000)),
      ]).flat();
      const result = fitted([...turns, question('last')], window(8_000));
      const [first] = result.request.messages.slice(1);
      assert.equal(result.turnsLeftOut % 2, 0);
      assert.equal(textOf(first!), `question ${result.turnsLeftOut / 2}`);
      assert.equal(result.request.messages.length - 2, 40 - result.turnsLeftOut);
      assert.ok(result.turnsLeftOut > 20 && result.turnsLeftOut < 40);
    });

    it('truncates an earlier attachment so that the user can ask about it again', () => {
      const turns = [
        question('old'),
        answer('old'),
        question('a', file('a.ts', lines(10_000))),
        answer('A'),
        question('b'),
      ];
      const { request, turnsLeftOut, cuts } = fitted(turns, window(8_000));
      assert.equal(turnsLeftOut, 2);
      assert.equal(cuts.length, 1);
      assert.match(textOf(request.messages[1]!), /line 0;[^]*characters\.\)\n\na$/);
    });
  });

  describe('properties', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.nat(9_000).map((length) => '`x\n'.repeat(length / 3)),
    );
    const attachment = fc.record({
      kind: fc.constantFrom('file' as const, 'selection' as const, 'terminal' as const),
      id: fc.uuid(),
      label: fc.constant('a.ts'),
      path: fc.constant('a.ts'),
      text,
    });
    const asked = fc
      .tuple(text, fc.array(attachment, { maxLength: 4 }), fc.nat(3))
      .map(([said, attached, pictures]) => {
        const all: Attachment[] = [...attached];
        for (let at = 0; at < pictures; at++) all.push(image('1.png'));
        return question(said, ...all);
      });
    const answered = fc
      .tuple(
        text,
        fc.constantFrom('done', 'stopped', 'failed', 'waiting', 'cut', 'interrupted'),
        text,
      )
      .map(([said, state, thinking]) => answer(said, { state: state as 'done', thinking }));
    const turns = fc
      .tuple(fc.array(fc.oneof(asked, answered), { maxLength: 12 }), asked)
      .map(([before, last]): Turn[] => [...before, last]);

    const measure = ({ content }: ChatMessage) =>
      (typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content)
        .map((part) => (part.type === 'image' ? 1_600 : part.text.length / RATE))
        .reduce((sum, tokens) => sum + tokens, 0);

    it('never exceeds the window, keeps the question, starts with the user and alternates roles', () => {
      let fits = 0;
      fc.assert(
        fc.property(
          turns,
          fc.integer({ min: 1_500, max: 40_000 }),
          fc.boolean(),
          (all, size, on) => {
            const last = all.at(-1)!;
            const result = chatRequest(all, {
              ...options,
              model: { ...options.model, context: size, reasoning: on },
              images: new Map([['1.png', 'data:1']]),
              ...(on ? { continueFrom: answer('And so') } : {}),
            });
            if ('error' in result) {
              assert.ok(result.tokens > result.room);
              return;
            }
            fits += 1;
            const [system, ...rest] = result.request.messages;
            assert.equal(system?.role, 'system');
            const estimate = [system, ...rest].reduce((sum, message) => sum + measure(message), 0);
            const reserve = Math.min(8_000, Math.floor(size / 4));
            assert.ok(estimate <= result.tokens && result.tokens <= size - reserve);
            assert.deepEqual(
              rest.map(({ role }) => role),
              rest.map((_, at) => (at % 2 === 0 ? 'user' : 'assistant')),
            );
            const users = rest.filter(({ role }) => role === 'user');
            const whole = last.text.trim() === '' ? '' : last.text;
            assert.ok(textOf(users.at(-1)!).endsWith(whole), 'the question is there in whole');
            assert.ok(rest.every((message) => textOf(message).trim() !== ''));
            assert.ok(result.turnsLeftOut >= 0 && result.turnsLeftOut < all.length);
          },
        ),
        { numRuns: 400 },
      );
      assert.ok(fits > 100, `only ${fits} of the cases fit`);
    });
  });
});
