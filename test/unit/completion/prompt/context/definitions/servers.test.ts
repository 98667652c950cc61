import assert from 'node:assert/strict';
import {
  locationsIn,
  symbolsIn,
} from '../../../../../../src/completion/prompt/context/definitions/serverAnswers.ts';
import { ServerCalls } from '../../../../../../src/completion/prompt/context/definitions/serverCalls.ts';
import { FakeClock } from '../../../../../support/fakeClock.ts';
import { settle } from '../../../../../support/settle.ts';

const never = () => new Promise<unknown>(() => undefined);
const range = (line: unknown, end: unknown = line) => ({ start: { line }, end: { line: end } });

describe('ServerCalls', () => {
  it('waits for an answer for a limited time and stops asking a server that hangs', async () => {
    const clock = new FakeClock();
    const calls = new ServerCalls(clock);
    let started = 0;
    const hang = () => {
      started += 1;
      return never();
    };
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const answer = calls.call('x', hang);
      await settle();
      clock.advance(1_500);
      assert.equal(await answer, undefined);
    }
    assert.equal(started, 3);
    assert.deepEqual(await calls.call('y', () => Promise.resolve([1])), [1]);
    clock.advance(120_001);
    assert.deepEqual(await calls.call('x', () => Promise.resolve([2])), [2]);
    assert.equal(clock.timers.size, 0);
  });

  it('survives failures and odd answers', async () => {
    const calls = new ServerCalls(new FakeClock());
    const fail = () => {
      throw new Error('broken');
    };
    assert.equal(await calls.call('x', fail), undefined);
    assert.equal(await calls.call('x', () => Promise.reject(new Error('late'))), undefined);
    for (const odd of [undefined, null, {}, 'text', 7]) {
      assert.deepEqual(await calls.call('x', () => Promise.resolve(odd)), []);
    }
  });

  it('asks again once a late answer has arrived', async () => {
    const clock = new FakeClock();
    const calls = new ServerCalls(clock);
    const resolvers: ((value: unknown) => void)[] = [];
    const late = () => new Promise<unknown>((resolve) => resolvers.push(resolve));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const answer = calls.call('x', late);
      await settle();
      clock.advance(1_500);
      await answer;
    }
    for (const resolve of resolvers) resolve([]);
    await settle();
    assert.deepEqual(await calls.call('x', () => Promise.resolve([1])), [1]);
  });
});

describe('locationsIn', () => {
  const document = { scheme: 'file', authority: '', path: '/p/a.ts' };
  const at = (path: string, line: unknown, scheme = 'file') => ({
    uri: { scheme, authority: '', path },
    range: range(line),
  });

  it('reads locations and links, a few of them', () => {
    const link = {
      targetUri: { scheme: 'file', authority: '', path: '/p/c.ts' },
      targetRange: range(1),
      targetSelectionRange: range(3),
    };
    assert.deepEqual(locationsIn([at('/p/b.ts', 2), link], document, document), [
      { path: '/p/b.ts', line: 2 },
      { path: '/p/c.ts', line: 3 },
    ]);
    const many = Array.from({ length: 10_000 }, (_, line) => at(`/p/${line}.ts`, line));
    assert.equal(locationsIn(many, document, document).length, 4);
  });

  it('skips other file systems and broken locations', () => {
    const broken = [
      null,
      5,
      {},
      { uri: 'text' },
      at('/p/b.ts', -1),
      at('/p/b.ts', 'x'),
      at('/p/b.ts', NaN),
    ];
    const foreign = [at('/x.class', 1, 'jdt'), at('/x.ts', 1, 'zip')];
    assert.deepEqual(locationsIn([...broken, ...foreign], document, document), []);
  });

  it('takes all cells of a notebook for the current document', () => {
    const cell = { scheme: 'vscode-notebook-cell', authority: '', path: '/p/n.ipynb' };
    const notebook = { scheme: 'file', authority: '', path: '/p/n.ipynb' };
    const found = locationsIn([at('/p/n.ipynb', 1, 'vscode-notebook-cell')], cell, notebook);
    assert.deepEqual(found, [{ path: '/p/n.ipynb', line: 1 }]);
  });
});

describe('symbolsIn', () => {
  it('reads nested symbols and survives cycles', () => {
    const child = { name: 'm', range: range(2, 3) };
    const flat = { name: 'f', location: { range: range(9) } };
    assert.deepEqual(
      symbolsIn([{ name: 'C', range: range(1, 5), children: [child] }, flat, null]),
      [
        { name: 'C', line: 1, end: 6 },
        { name: 'f', line: 9, end: 10 },
        { name: 'm', line: 2, end: 4 },
      ],
    );
    const cycle: { name: string; range: unknown; children: unknown[] } = {
      name: 'c',
      range: range(1),
      children: [],
    };
    cycle.children.push(cycle);
    assert.ok(symbolsIn([cycle]).length <= 5_000);
  });
});
