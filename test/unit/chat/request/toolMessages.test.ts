import assert from 'node:assert/strict';
import { chatRequest } from '../../../../src/chat/request/chatRequest.ts';
import type { RequestOptions } from '../../../../src/chat/request/chatRequest.ts';
import type { ToolStep, Turn } from '../../../../src/chat/session/conversation.ts';
import { READ_TOOLS } from '../../../../src/chat/tools/toolDefinitions.ts';
import type { ChatMessage } from '../../../../src/mistral/chat.ts';
import { answer, question } from '../../../support/chatTurns.ts';

function step(id: string, change: Partial<ToolStep> = {}): ToolStep {
  return {
    ...{ id, name: 'read_file', arguments: `{"path":"${id}"}`, state: 'done' },
    ...{ result: `text of ${id}`, round: 0, textLength: 0, thinkingLength: 0, ...change },
  };
}

const offer = { tools: READ_TOOLS, choice: 'auto' } as const;

function request(turns: readonly Turn[], change: Partial<RequestOptions> = {}, context = 128_000) {
  const result = chatRequest(turns, {
    model: { id: 'm', context, supportsImages: false, reasoning: true },
    settings: {
      ...{ temperature: undefined, topP: undefined, maxTokens: undefined, systemPrompt: '' },
      reasoning: 'off',
    },
    ...{ images: new Map(), charactersPerToken: 4, cacheKey: 'k', offer, ...change },
  });
  assert.ok('request' in result, JSON.stringify(result));
  return result;
}

/** The messages without the system prompt, as one line each. */
function lines(messages: readonly ChatMessage[]): string[] {
  return messages.slice(1).map((message) => {
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
    const said =
      typeof message.content === 'string' ? message.content : JSON.stringify(message.content);
    const prefix = message.role === 'assistant' && message.prefix ? ' prefix' : '';
    return [
      `${message.role}${prefix}: ${said}`,
      ...calls.map((call) => `${call.id} ${call.arguments}`),
    ].join(' | ');
  });
}

describe('chatRequest with tool calls', () => {
  it('sends each message of the model, its calls and their results in order', () => {
    const ongoing = answer('I look.\n\nAgain.\n\n', {
      thinking: 'Hm. Oh.',
      steps: [
        step('aaaaaaaaa', { textLength: 9, thinkingLength: 3 }),
        step('bbbbbbbbb', { textLength: 9, thinkingLength: 3 }),
        step('ccccccccc', { round: 1, textLength: 17, thinkingLength: 7 }),
      ],
    });
    const { request: sent } = request([question('Where?')], { continueFrom: ongoing });
    assert.deepEqual(lines(sent.messages), [
      'user: Where?',
      'assistant: [{"type":"thinking","text":"Hm."},{"type":"text","text":"I look."}] | aaaaaaaaa {"path":"aaaaaaaaa"} | bbbbbbbbb {"path":"bbbbbbbbb"}',
      'tool: text of aaaaaaaaa',
      'tool: text of bbbbbbbbb',
      'assistant: [{"type":"thinking","text":" Oh."},{"type":"text","text":"Again."}] | ccccccccc {"path":"ccccccccc"}',
      'tool: text of ccccccccc',
    ]);
    assert.equal(sent.tools?.length, READ_TOOLS.length);
    assert.equal(sent.toolChoice, 'auto');
  });

  it('continues the text after the last call, with valid IDs and arguments', () => {
    const ongoing = answer('I look.\n\nIn a', {
      steps: [step('call_1', { textLength: 9, arguments: '{"pa' })],
    });
    const { request: sent } = request([question('Where?')], { continueFrom: ongoing });
    const [, called, , last] = lines(sent.messages);
    assert.match(called ?? '', /^assistant: I look\. \| [a-zA-Z0-9]{9} \{\}$/);
    assert.equal(last, 'assistant prefix: In a');
  });

  it('shortens the results of earlier questions, and puts a message before the next question', () => {
    const earlier = answer('', { steps: [step('aaaaaaaaa', { result: 'x'.repeat(9_000) })] });
    const { request: sent } = request([question('One?'), earlier, question('Two?')]);
    const all = lines(sent.messages);
    assert.deepEqual(
      all.map((line) => line.replace(/x+/, 'x').slice(0, 59)),
      [
        'user: One?',
        'assistant:  | aaaaaaaaa {"path":"aaaaaaaaa"}',
        'tool: x\n(Shortened: the first 1000 of 9000 characters. Call',
        'assistant: I have read the results.',
        'user: Two?',
      ],
    );
  });

  it('leaves the calls out if no tools are offered', () => {
    const earlier = answer('In a.', { steps: [step('aaaaaaaaa')] });
    const bare = answer('', { steps: [step('bbbbbbbbb')] });
    const turns = [question('One?'), earlier, question('Two?'), bare, question('Three?')];
    const { request: sent } = request(turns, { offer: undefined });
    assert.deepEqual(lines(sent.messages), [
      'user: One?',
      'assistant: In a.',
      'user: Two?\n\nThree?',
    ]);
    assert.equal(sent.tools, undefined);
  });

  it('shortens old results first to fit the context window', () => {
    const steps = Array.from({ length: 20 }, (_, at) =>
      step(`aaaaaaa${10 + at}`, { round: at, result: 'x'.repeat(8_000) }),
    );
    const {
      request: sent,
      resultsShortened,
      tokens,
    } = request([question('Where?')], { continueFrom: answer('', { steps }) }, 32_000);
    const results = sent.messages
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => content.length);
    assert.equal(results.length, 20);
    assert.ok(results[0]! < 600 && results.at(-1) === 8_000, results.join());
    assert.ok(resultsShortened > 5 && tokens <= 24_000, `${resultsShortened} ${tokens}`);
  });

  it('survives lengths that cannot be right', () => {
    const steps = [
      step('aaaaaaaaa', { textLength: 900, thinkingLength: 900 }),
      step('bbbbbbbbb', { round: 7, textLength: 1 }),
    ];
    const { request: sent } = request([question('q')], {
      continueFrom: answer('short', { steps }),
    });
    assert.equal(sent.messages.filter(({ role }) => role === 'tool').length, 2);
  });
});
