import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/mistral/errors/serviceError.ts';
import { Model } from '../../bench/model.ts';
import { bench, fast, source } from './support.ts';

const question = { prompt: source.head, suffix: '', maxTokens: 256 };
const neverAborted = () => new AbortController();

async function read(stream: AsyncIterable<unknown>, into: unknown[]): Promise<void> {
  try {
    for await (const event of stream) into.push(event);
  } catch (error) {
    into.push(error instanceof ServiceError ? error.kind : error);
  }
}

describe('benchmark service', () => {
  it('sends the first token after its latency and the others at its rate', async () => {
    const { service, served, until } = bench();
    const events: unknown[] = [];
    void read(service.stream(question, neverAborted().signal), events);
    await until(199);
    assert.equal(events.length, 0);
    await until(200);
    assert.deepEqual(events, [{ text: 'const' }]);
    await until(216);
    assert.deepEqual(events.slice(1), [{ text: ' total' }, { text: ' =' }]);
    assert.equal(served[0]?.tokens.length, 3);
  });

  it('stops generating when canceled', async () => {
    const { service, served, clock, until } = bench();
    const socket = neverAborted();
    const events: unknown[] = [];
    void read(service.stream(question, socket.signal), events);
    await until(210);
    socket.abort();
    await until(5000);
    assert.deepEqual(events, [{ text: 'const' }, { text: ' total' }, 'aborted']);
    assert.equal(served[0]?.tokens.length, 2);
    assert.equal(clock.open, 0);
  });

  it('rejects requests within the minimum gap after an accepted one', async () => {
    const { service, served, until } = bench({ ...fast, leastGapMs: 1000 });
    const answers: unknown[][] = [[], [], []];
    const ask = (into: unknown[]) =>
      void read(service.stream(question, neverAborted().signal), into);
    ask(answers[0]!);
    await until(999);
    ask(answers[1]!);
    await until(1000);
    ask(answers[2]!);
    await until(3000);
    assert.deepEqual(answers[1], ['rateLimited']);
    assert.deepEqual(answers[2], answers[0]);
    assert.deepEqual(
      served.map(({ isRefused }) => isRefused),
      [false, true, false],
    );
  });
});

describe('benchmark model', () => {
  it('continues with the actual text, even within a word', () => {
    const model = new Model(source, { early: 0, later: 0 }, 'seed');
    const said = model.answer({ ...question, prompt: `${source.head}const to` }).join('');
    assert.equal(said, 'tal = price + tax;');
  });

  it('stops at max_tokens and at a stop sequence', () => {
    const model = new Model(source, { early: 0, later: 0 }, 'seed');
    assert.deepEqual(model.answer({ ...question, maxTokens: 2 }), ['const', ' total']);
    assert.equal(model.answer({ ...question, stop: [' +'] }).join(''), 'const total = price');
  });

  it('makes the configured share of errors, early or late', () => {
    const wrong = (early: number, later: number) => {
      const model = new Model(source, { early, later }, 'seed');
      const places = Array.from({ length: source.typed.length - 1 }, (_, at) => at);
      return places.filter((at) => {
        const said = model.answer({ ...question, prompt: source.head + source.typed.slice(0, at) });
        return !(source.typed + source.rest).startsWith(said.join(''), at);
      }).length;
    };
    assert.equal(wrong(0, 0), 0);
    assert.ok(wrong(0.2, 0) > 4 && wrong(0.2, 0) < 30);
    assert.ok(wrong(1, 0) > 60);
  });

  it('fails for a prompt that is not in the file', () => {
    const model = new Model(source, { early: 0, later: 0 }, 'seed');
    assert.equal(model.placeOf(`${source.head}const wrong = `), undefined);
    assert.equal(model.placeOf(`+++++ b.ts\nx\n\n+++++ a.ts\n${source.head}`), source.head.length);
  });
});
