import { VirtualClock } from '../../bench/clock.ts';
import { Model } from '../../bench/model.ts';
import type { Policy } from '../../bench/policy.ts';
import { Service } from '../../bench/service.ts';
import type { Profile } from '../../bench/service.ts';
import type { Source } from '../../bench/sources.ts';
import type { Snapshot } from '../../../src/completion/snapshot.ts';
import { TypedDocument } from '../../bench/document.ts';

/** A small file that is typed from its third line on. */
export const source: Source = {
  path: 'a.ts',
  languageId: 'typescript',
  head: '// a file\n\n',
  typed: 'const total = price + tax;\nconst rest = paid - total;\nreturn rest;',
  tail: '',
  rest: '\n',
};

/** First token after 200 ms, a token every 8 ms. */
export const fast: Profile = { name: 'fast', firstMs: 200, tokenMs: 8, leastGapMs: 0 };

/** A clock, and a service whose model knows the file and never errs. */
export function bench(profile: Profile = fast) {
  const clock = new VirtualClock();
  const service = new Service(clock, profile);
  const served = service.turnTo(new Model(source, { early: 0, later: 0 }, 'seed'));
  const startedAt = clock.now();
  return { clock, service, served, until: (ms: number) => clock.advanceTo(startedAt + ms) };
}

const document = new TypedDocument(source);

/** The snapshot with so many characters typed. */
export function typed(count: number): Snapshot {
  return document.snapshotAt(count);
}

/** A call to a policy: its token, and what came of it. */
export function call(policy: Policy, count: number) {
  const token = new AbortController();
  const outcome: { isDone: boolean; text?: string | undefined } = { isDone: false };
  void policy.suggest(typed(count), token.signal).then((text) => {
    outcome.isDone = true;
    outcome.text = text;
  });
  return { token, outcome };
}
