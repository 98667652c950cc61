import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/mistral/errors.ts';
import { Model } from '../../bench/model.ts';
import { bench, fast, source } from './support.ts';

const question = { prompt: source.head, suffix: '', maxTokens: 256 };
const patience = () => new AbortController();

async function read(stream: AsyncIterable<unknown>, into: unknown[]): Promise<void> {
  try {
    for await (const event of stream) into.push(event);
  } catch (error) {
    into.push(error instanceof ServiceError ? error.kind : error);
  }
}

describe('the service of the bench', () => {
  it('sends the first token after its latency, and the others at its speed', async () => {
    const { service, served, until } = bench();
    const events: unknown[] = [];
    void read(service.stream(question, patience().signal), events);
    await until(199);
    assert.equal(events.length, 0);
    await until(200);
    assert.deepEqual(events, [{ text: 'const' }]);
    await until(216);
    assert.deepEqual(events.slice(1), [{ text: ' total' }, { text: ' =' }]);
    assert.equal(served[0]?.tokens.length, 3);
  });

  it('generates nothing more once it is given up', async () => {
    const { service, served, clock, until } = bench();
    const socket = patience();
    const events: unknown[] = [];
    void read(service.stream(question, socket.signal), events);
    await until(210);
    socket.abort();
    await until(5000);
    assert.deepEqual(events, [{ text: 'const' }, { text: ' total' }, 'aborted']);
    assert.equal(served[0]?.tokens.length, 2);
    assert.equal(clock.open, 0);
  });

  it('refuses what comes within the least gap after the last request it took', async () => {
    const { service, served, until } = bench({ ...fast, leastGapMs: 1000 });
    const answers: unknown[][] = [[], [], []];
    const ask = (into: unknown[]) => void read(service.stream(question, patience().signal), into);
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

describe('the model of the bench', () => {
  it('says what really follows, from the middle of a word on', () => {
    const model = new Model(source, { early: 0, later: 0 }, 'seed');
    const said = model.answer({ ...question, prompt: `${source.head}const to` }).join('');
    assert.equal(said, 'tal = price + tax;');
  });

  it('stops at the most tokens and at a stop sequence', () => {
    const model = new Model(source, { early: 0, later: 0 }, 'seed');
    assert.deepEqual(model.answer({ ...question, maxTokens: 2 }), ['const', ' total']);
    assert.equal(model.answer({ ...question, stop: [' +'] }).join(''), 'const total = price');
  });

  it('errs as often as it is told to, early or late', () => {
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

  it('has no place for a prompt that is not in the file', () => {
    const model = new Model(source, { early: 0, later: 0 }, 'seed');
    assert.equal(model.placeOf(`${source.head}const wrong = `), undefined);
    assert.equal(model.placeOf(`+++++ b.ts\nx\n\n+++++ a.ts\n${source.head}`), source.head.length);
  });
});
