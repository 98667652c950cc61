import assert from 'node:assert/strict';
import { TokenRates } from '../../../../src/completion/prompt/tokenRates.ts';

function after(answers: readonly (readonly [number, number])[]): number {
  const rates = new TokenRates();
  for (const [characters, tokens] of answers) rates.learn('python', characters, tokens);
  return rates.of('python');
}

const many = <T>(answer: T) => Array.from({ length: 60 }, () => answer);

describe('TokenRates', () => {
  it('starts with three characters per token', () => {
    assert.equal(after([]), 3);
  });

  it('learns the rate of a language, rounded down to a half', () => {
    assert.equal(after(many([4_000, 1_000])), 3.5);
    assert.equal(after(many([4_200, 1_000])), 4);
    assert.equal(after(many([1_100, 1_000])), 1);
    const rates = new TokenRates();
    for (const [characters, tokens] of many([1_000, 1_000] as const)) {
      rates.learn('python', characters, tokens);
    }
    assert.equal(rates.of('go'), 3);
  });

  it('keeps its rate while answers differ a little', () => {
    const given = new Set<number>();
    const rates = new TokenRates();
    for (let answer = 0; answer < 100; answer += 1) {
      rates.learn('python', answer % 2 === 0 ? 3_300 : 3_700, 1_000);
      given.add(rates.of('python'));
    }
    assert.deepEqual([...given], [3]);
  });

  it('ignores implausible values', () => {
    assert.equal(after(many([4_000, 0])), 3);
    assert.equal(after(many([100, 2_000])), 3);
    assert.equal(after(many([4_000, 1])), 5.5);
    assert.equal(after(many([4_000, 400_000])), 0.5);
  });
});
