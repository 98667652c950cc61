import assert from 'node:assert/strict';
import { AnswerMeter } from '../../../../src/mistral/http/answerMeter.ts';

const said = (delta: object, finish: string | null = null): object => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const call = (name: string, text: string): object =>
  said({ tool_calls: [{ function: { name, arguments: text } }] });
const thinking = (text: string): object =>
  said({ content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] });

describe('AnswerMeter', () => {
  for (const [name, chunk, hasContent] of [
    ['text', said({ content: 'a' }), true],
    ['a blank', said({ content: ' ' }), true],
    ['a list of text', said({ content: [{ type: 'text', text: 'a' }] }), true],
    ['a list of strings', said({ content: ['a'] }), true],
    ['thoughts', thinking('a'), true],
    ['reasoning', said({ reasoning_content: 'a' }), true],
    ['a call of a tool', call('run', ''), true],
    ['arguments of a tool', call('', '{'), true],
    ['a finish reason', said({ content: '' }, 'stop'), true],
    ['empty text', said({ content: '' }), false],
    ['no text', said({ content: null }), false],
    ['an empty list', said({ content: [] }), false],
    ['empty thoughts', thinking(''), false],
    ['an empty call of a tool', call('', ''), false],
    ['a role', said({ role: 'assistant' }), false],
    ['usage', { choices: [], usage: { prompt_tokens: 1 } }, false],
    ['padding', { ...said({ content: '' }), p: 'abc' }, false],
    ['nothing', {}, false],
  ] as const) {
    it(`${hasContent ? 'counts' : 'does not count'} ${name} as content`, () => {
      assert.equal(new AnswerMeter().count(chunk), hasContent);
    });
  }

  for (const [name, chunk, chunksToEnd] of [
    ['text', said({ content: 'a'.repeat(100_000) }), 21],
    ['thoughts', thinking('a'.repeat(100_000)), 21],
    ['arguments', call('', 'a'.repeat(100_000)), 21],
    ['calls', call('run', '{}'), 1_025],
    ['events', said({ content: null }), 524_289],
  ] as const) {
    it(`reports an endless answer after ${chunksToEnd} × ${name}, and not before`, () => {
      const meter = new AnswerMeter();
      for (let count = 1; count < chunksToEnd; count += 1) meter.count(chunk);
      assert.equal(meter.isEndless, false);
      meter.count(chunk);
      assert.equal(meter.isEndless, true);
    });
  }

  it('counts bytes without content since the last content', () => {
    const meter = new AnswerMeter();
    for (let count = 0; count < 20; count += 1) {
      meter.received(3_000_000);
      assert.equal(meter.isEndless, false);
      meter.count(said({ content: 'a' }));
    }
    meter.received(4_000_001);
    assert.equal(meter.isEndless, true);
  });
});
