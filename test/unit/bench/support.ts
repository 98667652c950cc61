import { SimulatedClock } from '../../support/simulatedClock.ts';
import { Model } from '../../bench/model.ts';
import type { Policy } from '../../bench/policy.ts';
import { Service } from '../../bench/service.ts';
import type { Profile } from '../../bench/service.ts';
import type { Source } from '../../bench/sources.ts';
import type { Snapshot } from '../../../src/completion/snapshot.ts';
import { TypedDocument } from '../../bench/document.ts';

/** A small file whose text is typed from the third line on. */
export const source: Source = {
  path: 'a.ts',
  languageId: 'typescript',
  head: '// a file\n\n',
  typed: 'const total = price + tax;\nconst rest = paid - total;\nreturn rest;',
  tail: '',
  rest: '\n',
};

/** The first token after 200 ms, then a token every 8 ms. */
export const fast: Profile = { name: 'fast', firstMs: 200, tokenMs: 8, leastGapMs: 0 };

/** A clock, and a service whose model knows the file and makes no errors. */
export function bench(profile: Profile = fast) {
  const clock = new SimulatedClock();
  const service = new Service(clock, profile);
  const served = service.turnTo(new Model(source, { early: 0, later: 0 }, 'seed'));
  const startedAt = clock.now();
  return { clock, service, served, until: (ms: number) => clock.advanceTo(startedAt + ms) };
}

const document = new TypedDocument(source);

/** The snapshot after this number of characters. */
function typed(count: number): Snapshot {
  return document.snapshotAt(count);
}

/** A call of a policy: its token and its result. */
export function call(policy: Policy, count: number) {
  const token = new AbortController();
  const outcome: { isDone: boolean; text?: string | undefined } = { isDone: false };
  void policy.suggest(typed(count), token.signal).then((text) => {
    outcome.isDone = true;
    outcome.text = text;
  });
  return { token, outcome };
}
