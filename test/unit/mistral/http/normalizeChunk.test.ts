import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CompletionChunk$inboundSchema } from '@mistralai/mistralai/models/components/completionchunk.js';
import { normalizeChunk } from '../../../../src/mistral/http/normalizeChunk.ts';

describe('normalizeChunk', () => {
  const good = {
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'codestral-latest',
    choices: [{ index: 0, delta: { role: 'assistant', content: 'a' }, finish_reason: null }],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, service_tier: 'standard' },
    p: 'abc',
  };

  interface Delta {
    readonly tool_calls?: readonly { readonly function: unknown }[];
  }

  function normalizedDelta(delta: object): Delta {
    const normalized = normalizeChunk({ ...good, choices: [{ delta }] });
    return (normalized as { choices: { delta: Delta }[] }).choices[0]!.delta;
  }

  it('keeps a valid chunk', () => {
    assert.deepEqual(normalizeChunk(good), good);
  });

  it('drops usage: null', () => {
    assert.ok(!('usage' in normalizeChunk({ ...good, usage: null })));
  });

  it('replaces negative counts', () => {
    const usage = { prompt_tokens: -1, completion_tokens: -2, total_tokens: 3 };
    assert.deepEqual((normalizeChunk({ usage }) as { usage: unknown }).usage, {
      prompt_tokens: 0,
      completion_tokens: 0,
      total_tokens: 3,
    });
  });

  it('adds missing fields', () => {
    assert.deepEqual(normalizeChunk({ choices: [{ delta: { content: 'a' } }], created: 1.7 }), {
      id: 'unknown',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'unknown',
      choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }],
    });
    assert.deepEqual((normalizeChunk({}) as { choices: unknown }).choices, []);
  });

  it('keeps content lists and the known fields of a delta', () => {
    const content = [{ type: 'text', text: 'a' }, { type: 'new' }];
    const delta = { role: 7, content, index: 'x', metadata: 'y' };
    assert.deepEqual(normalizedDelta(delta), { content });
  });

  it('keeps tool calls and adds their missing fields', () => {
    const call = { id: 'a1', type: 'function', index: 2, function: { name: 'f', arguments: '{' } };
    assert.deepEqual(normalizedDelta({ content: '', tool_calls: [call] }), {
      content: '',
      tool_calls: [call],
    });
    const piece = { id: null, function: { arguments: '}' } };
    assert.deepEqual(normalizedDelta({ tool_calls: [piece, 'none', {}] }).tool_calls, [
      { id: 'null', type: 'function', index: 0, function: { name: '', arguments: '}' } },
      { id: 'null', type: 'function', index: 1, function: { name: '', arguments: '' } },
    ]);
    const given = normalizedDelta({
      tool_calls: [{ function: { name: 'f', arguments: { a: 1 } } }],
    });
    assert.deepEqual(given.tool_calls?.[0]?.function, { name: 'f', arguments: { a: 1 } });
  });

  it('satisfies the SDK for any field values', () => {
    const text = fc.option(fc.oneof(fc.string(), fc.integer()), { nil: undefined });
    const number = fc.option(fc.oneof(fc.double(), fc.string()), { nil: undefined });
    const call = fc.record({
      id: number,
      type: text,
      index: number,
      function: fc.oneof(fc.constant(null), fc.record({ name: text, arguments: fc.jsonValue() })),
    });
    const choice = fc.record({
      index: number,
      delta: fc.oneof(
        fc.constant(null),
        fc.record({
          role: text,
          content: fc.oneof(text, fc.constant(null), fc.array(fc.jsonValue())),
          tool_calls: fc.oneof(text, fc.constant(null), fc.array(fc.oneof(call, fc.jsonValue()))),
          tool_call_id: number,
          index: text,
        }),
      ),
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
        const wire: unknown = JSON.parse(JSON.stringify(normalizeChunk(broken)));
        assert.ok(CompletionChunk$inboundSchema.safeParse(wire).success);
      }),
    );
  });
});
