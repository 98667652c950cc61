import assert from 'node:assert/strict';
import fc from 'fast-check';
import { queryTerms, termsOf } from '../../../src/search/terms.ts';

describe('termsOf', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['parseHTTPHeader2', ['pars', 'http', 'header', '2', 'parsehttpheader2']],
    ['retry_after', ['retry', 'after', 'retry_after']],
    ['__init__', ['init']],
    ['$scope', ['scop']],
    ['MAX_RETRIES = 3', ['max', 'retry', 'max_retries', '3']],
    ['stopped stops stopping', ['stop', 'stop', 'stop']],
    ['classes boxes passes', ['class', 'box', 'pass']],
    ['Größe élan', ['größe', 'élan']],
    ['x'.repeat(65), []],
    ['() => {}', []],
  ];
  for (const [text, expected] of cases) {
    it(`splits ${JSON.stringify(text.slice(0, 30))}`, () => {
      assert.deepEqual(termsOf(text), expected);
    });
  }

  it('yields lower-case terms without spaces for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const term of termsOf(text))
          assert.ok(term === term.toLowerCase() && !/\s/.test(term));
      }),
    );
  });

  it('finds a name by any of its parts', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{2,8}$/), { minLength: 1 }), (words) => {
        const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
        if (name.length > 64) return;
        const terms = new Set(termsOf(name));
        assert.ok(words.every((word) => termsOf(word).every((term) => terms.has(term))));
      }),
    );
  });
});

describe('queryTerms', () => {
  it('leaves out words that say nothing, unless there are no others', () => {
    assert.deepEqual(queryTerms('How do we retry the request?', 10), ['retry', 'request']);
    assert.deepEqual(queryTerms('what is this', 10), ['what', 'is', 'this']);
  });

  it('is limited and has no duplicates', () => {
    assert.deepEqual(queryTerms('x1 y1 x1 z1', 3), ['x', '1', 'x1']);
  });
});
