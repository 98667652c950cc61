import { fixed } from './fixed.ts';
import { joined } from './joined.ts';
import { figuresOf, round } from './metrics.ts';
import type { Errors } from './model.ts';
import { Model } from './model.ts';
import { naive } from './naive.ts';
import { PREFETCH, ours } from './ours.ts';
import type { MakePolicy } from './policy.ts';
import type { CurvePoint, PolicyRow, Table } from './results.ts';
import { atBlockEnd, likeOurs } from './receive.ts';
import type { Profile } from './service.ts';
import type { Source } from './sources.ts';
import type { TrialSubject } from './trial.ts';
import { trial } from './trial.ts';
import { strokesOf } from './typist.ts';

/** The seed of all random values. */
export const SEED = 'bench 1';

/**
 * Services: as fast as Codestral on a good day, as slow as on a bad day, and limited to one request per second like
 * the free tier.
 */
export const PROFILES: readonly Profile[] = [
  { name: 'fast', firstMs: 200, tokenMs: 8, leastGapMs: 0 },
  { name: 'slow', firstMs: 600, tokenMs: 20, leastGapMs: 0 },
  { name: 'free tier', firstMs: 200, tokenMs: 8, leastGapMs: 1000 },
];

/** How well a model predicts the file. There are no measurements, so results are given for all four. */
export const MODELS: Readonly<Record<string, Errors>> = {
  good: { early: 0.08, later: 0.004 },
  weak: { early: 0.2, later: 0.02 },
  'good start, weak end': { early: 0.08, later: 0.02 },
  'weak start, good end': { early: 0.2, later: 0.004 },
};

/** The models whose tables are printed for each service; the others are measured with the first service only. */
export const PRINTED: readonly string[] = ['good', 'weak'];

const POLICIES: Readonly<Record<string, MakePolicy>> = {
  ours: ours(),
  'ours, prefetch': ours(PREFETCH),
  naive,
  fixed,
  joined: joined(atBlockEnd),
  // Measures how much of the difference remains if the references use the engine's stop rules.
  'joined, our ends': joined(likeOurs),
};

/** The fixed delays of the curve, in milliseconds. */
const DELAYS = [0, 50, 100, 200, 350];

/**
 * Types the sources through each policy with one model. Yields the table of each service as soon as it is complete.
 */
export async function* tablesFor(
  sources: readonly Source[],
  model: string,
): AsyncGenerator<Table, void, undefined> {
  const subjects = subjectsOf(sources, model);
  const isPrinted = PRINTED.includes(model);
  for (const profile of isPrinted ? PROFILES : PROFILES.slice(0, 1)) {
    const rows: PolicyRow[] = [];
    for (const [policy, make] of Object.entries(POLICIES)) {
      const figures = figuresOf(await typed(subjects, make, profile, false));
      const keysSaved = isPrinted ? await keysSavedBy(subjects, make, profile) : undefined;
      rows.push({ policy, figures, ...(keysSaved === undefined ? {} : { keysSaved }) });
    }
    yield { model, profile: profile.name, rows };
  }
}

/** The effect of the delay: requests against correct suggestions, with the good model and the fast service. */
export async function tradeOff(
  sources: readonly Source[],
  adaptive: PolicyRow | undefined,
): Promise<CurvePoint[]> {
  const subjects = subjectsOf(sources, 'good');
  const points: CurvePoint[] = [];
  for (const delay of DELAYS) {
    const { requestsPer100, correctShare, p50 } = figuresOf(
      await typed(subjects, ours({ delay }), PROFILES[0]!, false),
    );
    points.push({ delay, requestsPer100, correctShare, p50 });
  }
  if (!adaptive) return points;
  const { requestsPer100, correctShare, p50 } = adaptive.figures;
  return [...points, { delay: 'adaptive', requestsPer100, correctShare, p50 }];
}

async function keysSavedBy(
  subjects: readonly TrialSubject[],
  make: MakePolicy,
  profile: Profile,
): Promise<number> {
  const runs = await typed(subjects, make, profile, true);
  const pressed = runs.reduce((total, { session }) => total + session.seen.length, 0);
  const keystrokes = subjects.reduce((total, { source }) => total + strokesOf(source.typed), 0);
  return round(1 - pressed / keystrokes, 4);
}

function typed(
  subjects: readonly TrialSubject[],
  make: MakePolicy,
  profile: Profile,
  accepts: boolean,
) {
  return trial(subjects, make, profile, { seed: SEED, accepts });
}

function subjectsOf(sources: readonly Source[], model: string): TrialSubject[] {
  const errors = MODELS[model];
  if (!errors) throw new Error(`no model is called ${model}`);
  return sources.map((source) => ({ source, model: new Model(source, errors, SEED) }));
}
