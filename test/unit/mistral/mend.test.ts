import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CompletionChunk$inboundSchema } from '@mistralai/mistralai/models/components/completionchunk.js';
import { mendChunk } from '../../../src/mistral/mend.ts';

describe('mistral/mend', () => {
  const good = {
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'codestral-latest',
    choices: [{ index: 0, delta: { role: 'assistant', content: 'a' }, finish_reason: null }],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, service_tier: 'standard' },
    p: 'abc',
  };

  it('leaves a good chunk as it is', () => {
    assert.deepEqual(mendChunk(good), good);
  });

  it('drops usage: null', () => {
    assert.ok(!('usage' in mendChunk({ ...good, usage: null })));
  });

  it('fills in what is missing', () => {
    assert.deepEqual(mendChunk({ choices: [{ delta: { content: 'a' } }], created: 1.7 }), {
      id: 'unknown',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'unknown',
      choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }],
    });
    assert.deepEqual((mendChunk({}) as { choices: unknown }).choices, []);
  });

  it('keeps tool calls and lists of content', () => {
    const delta = {
      content: [{ type: 'text', text: 'a' }],
      tool_calls: [{ function: { name: 'f' } }],
    };
    const choices = [{ index: 0, delta, finish_reason: 'tool_calls' }];
    assert.deepEqual((mendChunk({ ...good, choices }) as typeof good).choices, choices);
  });

  it('satisfies the SDK whatever the fields it mends hold', () => {
    const text = fc.option(fc.oneof(fc.string(), fc.integer()), { nil: undefined });
    const number = fc.option(fc.oneof(fc.double(), fc.string()), { nil: undefined });
    const choice = fc.record({
      index: number,
      delta: fc.oneof(fc.constant(null), fc.record({ content: fc.oneof(text, fc.constant(null)) })),
      finish_reason: text,
    });
    const chunk = fc.record({
      id: text,
      object: text,
      created: number,
      model: text,
      usage: fc.oneof(
        fc.constantFrom(null, undefined, 'none'),
        fc.record({ prompt_tokens: number, completion_tokens: number, total_tokens: number }),
      ),
      choices: fc.oneof(
        fc.constantFrom(null, undefined, 'none'),
        fc.array(fc.oneof(choice, fc.string())),
      ),
    });
    fc.assert(
      fc.property(chunk, (broken) => {
        const wire: unknown = JSON.parse(JSON.stringify(mendChunk(broken)));
        assert.ok(CompletionChunk$inboundSchema.safeParse(wire).success);
      }),
    );
  });
});
