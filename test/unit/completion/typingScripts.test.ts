import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import { runs } from './propertyCorpus.ts';
import type { Step } from './typingSession.ts';
import { Session } from './typingSession.ts';
import { disposeEngine } from '../../support/testEngine.ts';

/** Text with the words of the answers below, so that typed text often matches one. */
const words = fc.constantFrom(
  'foo',
  'f',
  'bar',
  '(',
  ')',
  ';',
  ' = ',
  ' ',
  '\n',
  '  ',
  '{',
  '}',
  '"',
);
const pieces = fc.array(words, { minLength: 1, maxLength: 5 }).map((list) => list.join(''));

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: words.map((text) => ({ do: 'type' as const, text })) },
  { weight: 8, arbitrary: pieces.map((text) => ({ do: 'piece' as const, text })) },
  { weight: 10, arbitrary: pieces.map((text) => ({ do: 'answer' as const, text })) },
  { weight: 6, arbitrary: amount('typeShown', 6) },
  { weight: 2, arbitrary: amount('delete', 8) },
  { weight: 1, arbitrary: amount('move', 9) },
  { weight: 5, arbitrary: amount('pass', 3_000) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: -9e6, max: 9e6 }).map((by) => ({ do: 'jump' as const, by })),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom('stop', 'length').map((reason) => ({ do: 'end' as const, reason })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<FailureKind>('rateLimited', 'unauthorised', 'timeout', 'truncated')
      .map((kind) => ({ do: 'fail' as const, kind })),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom('invoke', 'reset', 'close', 'switch', 'excluded', 'accept')
      .map((what) => ({ do: what })),
  },
);

function amount(what: 'typeShown' | 'delete' | 'move' | 'pass', max: number) {
  return fc.integer({ min: 1, max }).map((by) => ({ do: what, by }));
}

describe('Engine: random typing sessions', () => {
  for (const prefetch of [false, true]) {
    it(`keep the invariants at every step, ${prefetch ? 'with' : 'without'} prefetch`, async () => {
      let items = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { minLength: 10, maxLength: 60 }), async (script) => {
          const session = new Session(prefetch);
          for (const step of script) {
            await session.take(step);
            session.check();
          }
          await disposeEngine(session.made);
          session.checkEnd();
          items += session.items;
        }),
        // The same scripts in every run, and more if requested.
        runs(200),
      );
      assert.ok(items > 200, `${items} suggestions`);
    });
  }
});
