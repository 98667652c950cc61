import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TokenBudget } from '../../../../src/completion/prompt/tokenBudget.ts';
import type { Snippet } from '../../../../src/completion/prompt/context/snippet.ts';
import { buildFimRequest } from '../../../../src/completion/prompt/fimPrompt.ts';
import type { Snapshot } from '../../../../src/completion/snapshot.ts';
import { snapshotOf } from '../../../support/testEngine.ts';

const settings = { model: 'codestral-latest', maxTokens: 256, temperature: 0 };

function request(at: string | Snapshot, snippets: readonly Snippet[] = [], rate = 3) {
  const snapshot = typeof at === 'string' ? snapshotOf(at) : at;
  return buildFimRequest(snapshot, 'block', settings, 'key', snippets, rate).request;
}

const snippet = (path: string, text: string, rank = 0): Snippet => ({
  path,
  text,
  rank,
  source: 'openFile',
});
const numbered = (count: number, width = 60) =>
  Array.from({ length: count }, (_, line) => `${line} `.padEnd(width, 'x')).join('\n');

describe('fimRequest', () => {
  it('contains only the text around the cursor without snippets', () => {
    const { prompt, suffix, stop } = request('const x = █;\n');
    assert.deepEqual(
      { prompt, suffix, stop },
      { prompt: 'const x = ', suffix: ';\n', stop: undefined },
    );
  });

  it('names each file in the given order, the current one last', () => {
    const { prompt, suffix, stop } = request('const x = █;', [
      snippet('lib/b.ts', 'export const b = 1;', 1),
      snippet('recent_edits.diff', '--- a.ts\n+++ a.ts\n@@\n-old\n+new', 0),
    ]);
    assert.equal(
      prompt,
      [
        '+++++ lib/b.ts',
        'export const b = 1;',
        '',
        '+++++ recent_edits.diff',
        '--- a.ts',
        '+++ a.ts',
        '@@',
        '-old',
        '+new',
        '',
        '+++++ a.ts',
        'const x = ',
      ].join('\n'),
    );
    assert.equal(suffix, ';');
    assert.deepEqual(stop, ['\n+++++ ']);
  });

  it('names an empty file', () => {
    assert.equal(request('█').prompt, '+++++ a.ts\n');
  });

  it('escapes lines and paths that look like a file header', () => {
    const { prompt } = request('x = █', [snippet('a\n+++++ b.ts', 'y\n+++++ evil.ts\nz')]);
    assert.equal(prompt, '+++++ a +++++ b.ts\ny\n +++++ evil.ts\nz\n\n+++++ a.ts\nx = ');
  });

  it('assigns room by rank and keeps the order', () => {
    const big = numbered(150);
    const { prompt } = request('x = █', [snippet('last.ts', big, 1), snippet('first.ts', big, 0)]);
    assert.ok(prompt.includes(`+++++ first.ts\n${big}\n\n`));
    const cut = /^\+{5} last\.ts\n([^]*?)\n\n/.exec(prompt)?.[1] ?? '';
    assert.ok(big.startsWith(`${cut}\n`));
    assert.equal(cut.split('\n').length % 8, 0);
  });

  it('omits a snippet if almost nothing of it fits', () => {
    const { prompt } = request('x = █', [
      snippet('a.txt', numbered(150), 0),
      snippet('b.txt', numbered(40), 1),
      snippet('c.txt', numbered(40), 2),
    ]);
    assert.ok(prompt.includes('+++++ b.txt') && !prompt.includes('+++++ c.txt'));
  });

  it('keeps the start of the prompt while the user types', () => {
    const files = [snippet('b.ts', numbered(56), 0), snippet('c.ts', numbered(600, 10), 1)];
    const heads = new Set<string>();
    let text = numbered(70);
    for (let key = 0; key < 500; key += 1) {
      text += 'y';
      const { prompt } = request(`${text}█\n${numbered(20)}`, files);
      heads.add(prompt.slice(0, prompt.indexOf('+++++ a.ts')));
    }
    assert.ok(heads.size <= 2, `${heads.size} heads`);
  });

  it('truncates Chinese text at both ends, in steps of lines before the cursor', () => {
    const line = '数据处理函数返回结果'.repeat(3);
    const text = (count: number) => Array.from({ length: count }, () => line).join('\n');
    const snapshot = snapshotOf(`${text(300)}\n█\n${text(300)}`);
    const { prompt, suffix } = request(snapshot);
    assert.ok(prompt.length + suffix.length <= 4_000);
    assert.ok(prompt.length > 2_000 && suffix.length > 900);
    const cutLines = (snapshot.prefix.length - prompt.length) / (line.length + 1);
    assert.equal((snapshot.firstLine + cutLines) % 32, 0);
    assert.ok(snapshot.prefix.endsWith(prompt) && snapshot.suffix.startsWith(suffix));
  });

  it('stays within the budget for any text and splits no character', () => {
    const text = fc
      .tuple(
        fc.string({ unit: fc.constantFrom('a', '(', '\n', '日', '👋', 'é', '+++++ ') }),
        fc.constantFrom(1, 5, 200, 2_000),
      )
      .map(([piece, times]) => piece.repeat(times));
    const snippets = fc.array(
      fc.record({
        path: fc.constantFrom('b.ts', '日本/c.ts', 'a b.ts'),
        text,
        rank: fc.nat(3),
        source: fc.constantFrom('openFile', 'definitions'),
      }),
      { maxLength: 6 },
    );
    const rates = fc.constantFrom(0.5, 1, 2.5, 3, 4, 6);
    fc.assert(
      fc.property(text, text, snippets, rates, (before, after, others, rate) => {
        const snapshot = snapshotOf(`${before}█${after}`);
        const { prompt, suffix } = request(snapshot, others, rate);
        const budget = new TokenBudget(rate);
        assert.ok(budget.weightOf(prompt) + budget.weightOf(suffix) <= budget.whole);
        const wide = (prompt + suffix).replace(/[^\u0080-\uffff]/g, '').length;
        const narrow = prompt.length + suffix.length - wide;
        assert.ok(narrow / rate + wide <= 4_000.5);
        assert.ok(prompt.isWellFormed() && suffix.isWellFormed());
        assert.ok(snapshot.suffix.startsWith(suffix));
        const [, current] = /(?:^|\n\n)\+{5} a\.ts\n([^]*)$/.exec(prompt) ?? [];
        assert.ok(snapshot.prefix.endsWith(current ?? prompt));
        assert.deepEqual(request(snapshot, others, rate).prompt, prompt);
      }),
      { numRuns: 400 },
    );
  });
});
