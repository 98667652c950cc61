import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom } from '../../server/random.ts';
import { RandomSplitter } from '../../server/stream.ts';
import { tokenize } from '../../server/tokens.ts';
import { eventsOf, send, servers, textOf } from '../../support/localServers.ts';

const fim = (more: object): { body: object } => ({
  body: { model: 'codestral-latest', prompt: 'a', stream: true, ...more },
});

describe('local server: streaming', () => {
  const start = servers();

  it('formats events like the service', async () => {
    const server = await start();
    server.answer(['one', ' two']);
    const response = await send(server);
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const stream = await response.text();
    assert.ok(stream.endsWith('\n\ndata: [DONE]\n\n'));
    const events = eventsOf(stream);
    assert.deepEqual(
      events.map(({ choices: [choice] }) => choice),
      [
        { index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null },
        { index: 0, delta: { content: 'one' }, finish_reason: null },
        { index: 0, delta: { content: ' two' }, finish_reason: null },
        { index: 0, delta: { content: '' }, finish_reason: 'stop' },
      ],
    );
    const padded = events.map(({ p }) => p !== undefined && p.length > 0);
    assert.deepEqual(padded, [false, true, true, true]);
    const charged = events.map(({ usage }) => usage !== undefined);
    assert.deepEqual(charged, [false, false, false, true]);
  });

  it('counts cached tokens in blocks of 64', async () => {
    const server = await start();
    server.answer('x');
    const cached = async (more: object): Promise<number | undefined> =>
      eventsOf(await (await send(server, fim(more))).text()).at(-1)?.usage?.prompt_tokens_details
        .cached_tokens;
    const prompt = 'a b c d '.repeat(50);
    assert.equal(await cached({ prompt, prompt_cache_key: 'k' }), 0);
    assert.equal(await cached({ prompt: `${prompt} e`, prompt_cache_key: 'k' }), 192);
    assert.equal(await cached({ prompt: `z ${prompt}`, prompt_cache_key: 'k' }), 0);
    assert.equal(await cached({ prompt, prompt_cache_key: 'other' }), 0);
  });

  const cuts: readonly (readonly [string, object, string, string])[] = [
    ['stops before a stop sequence', { stop: 'b' }, 'a ', 'stop'],
    ['stops at the first of several', { stop: ['c', 'b'] }, 'a ', 'stop'],
    ['has no use for an empty one', { stop: '' }, 'a b c', 'stop'],
    ['cuts at max_tokens', { max_tokens: 2 }, 'a b', 'length'],
    ['says nothing with none', { max_tokens: 0 }, '', 'length'],
    ['ends with stop if it just fits', { max_tokens: 3 }, 'a b c', 'stop'],
  ];
  for (const [name, more, text, finish] of cuts) {
    it(name, async () => {
      const server = await start();
      server.answer('a b c');
      const stream = await (await send(server, fim(more))).text();
      assert.equal(textOf(stream), text);
      assert.equal(eventsOf(stream).at(-1)?.choices[0]?.finish_reason, finish);
    });
  }

  it('sends a scripted finish reason after the whole text', async () => {
    const server = await start();
    server.answer({ text: 'a b c', finishReason: 'length' });
    const stream = await (await send(server, fim({ stop: 'b' }))).text();
    assert.equal(textOf(stream), 'a b c');
    assert.equal(eventsOf(stream).at(-1)?.choices[0]?.finish_reason, 'length');
  });

  it('waits for the first token and between tokens', async () => {
    const server = await start({ firstTokenMs: 30 });
    server.answer(['a', 'b', 'c']);
    await (await send(server)).text();
    await server.configure({ firstTokenMs: 0, tokenMs: 20 });
    await (await send(server)).text();
    const [first, second] = server.requests;
    // Timers are at most a millisecond early; the test does not limit how late they are.
    assert.ok(first!.firstByteAt! - first!.receivedAt > 28);
    assert.ok(second!.endedAt! - second!.receivedAt > 57);
  });

  it('records a disconnected client', async () => {
    const server = await start({ tokenMs: 5 });
    server.fault({ kind: 'endless' });
    const abort = new AbortController();
    const response = await send(server, { signal: abort.signal });
    await response.body!.getReader().read();
    assert.equal(server.requests[0]?.closedAt, undefined);
    const before = performance.now();
    abort.abort();
    await server.idle();
    const [record] = server.requests;
    assert.equal(record!.closedEarly, true);
    assert.equal(record!.endedAt, undefined);
    assert.ok(record!.closedAt! >= before);
    assert.ok(record!.bytesSent > 0);
  });

  it('ends running answers when it closes', async () => {
    const server = await start();
    server.fault({ kind: 'stallAfterHeaders' });
    const response = await send(server);
    await server.close();
    await assert.rejects(response.text());
  });

  it('is deterministic for a seed', async () => {
    const streamed = async (seed: number): Promise<string> => {
      const server = await start({ seed });
      server.answer('const answer = 42;');
      return (await (await send(server)).text()).replaceAll(/"created":\d+/g, '');
    };
    assert.equal(await streamed(7), await streamed(7));
    assert.notEqual(await streamed(7), await streamed(8));
  });
});

describe('RandomSplitter', () => {
  it('keeps all bytes in order and splits within characters and events', () => {
    let cutsInCharacters = 0;
    let writesOfSeveral = 0;
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.integer(), (texts, seed) => {
        const splitter = new RandomSplitter(seededRandom(seed));
        const parts = texts.flatMap((text) => splitter.push(Buffer.from(`${text}\n\n`)));
        parts.push(...splitter.flush());
        const whole = texts.map((text) => `${text}\n\n`).join('');
        assert.equal(Buffer.concat(parts).toString(), whole);
        assert.ok(parts.every(({ length }) => length > 0));
        cutsInCharacters += parts.filter(([first = 0]) => (first & 0xc0) === 0x80).length;
        writesOfSeveral += parts.filter((part) => part.toString().split('\n\n').length > 2).length;
      }),
      { seed: 1 },
    );
    assert.ok(cutsInCharacters > 0);
    assert.ok(writesOfSeveral > 0);
  });

  it('is deterministic for its seed', () => {
    const cut = (seed: number): string[] => {
      const splitter = new RandomSplitter(seededRandom(seed));
      const texts = Array.from({ length: 20 }, (_, at) => `data: ${at}\n\n`);
      return texts.flatMap((text) => splitter.push(Buffer.from(text))).map(String);
    };
    assert.deepEqual(cut(7), cut(7));
    assert.notDeepEqual(cut(7), cut(8));
  });
});

describe('tokenize', () => {
  it('keeps every character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(tokenize(text).join(''), text);
      }),
    );
  });

  it('separates words, indentation and line endings', () => {
    assert.deepEqual(tokenize('if (a) {\n    b  = 1;\r\n'), [
      ...['if', ' (', 'a', ')', ' {', '\n', '    ', 'b', ' ', ' =', ' 1', ';', '\r\n'],
    ]);
  });
});
