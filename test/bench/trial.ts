import { SimulatedClock } from '../support/simulatedClock.ts';
import { typeThrough } from './editor.ts';
import type { Run } from './metrics.ts';
import type { Model } from './model.ts';
import type { MakePolicy } from './policy.ts';
import type { Profile } from './service.ts';
import { Service } from './service.ts';
import type { Source } from './sources.ts';

/** A file and a model that knows it. */
export interface TrialSubject {
  readonly source: Source;
  readonly model: Model;
}

/** Types all files one after another with one policy and one service, like a working day. */
export async function trial(
  subjects: readonly TrialSubject[],
  make: MakePolicy,
  profile: Profile,
  habits: { readonly seed: string; readonly accepts: boolean },
): Promise<Run[]> {
  const clock = new SimulatedClock();
  const service = new Service(clock, profile);
  const policy = make({ clock, service });
  const runs: Run[] = [];
  for (const { source, model } of subjects) {
    const served = service.turnTo(model);
    const session = await typeThrough(source, policy, clock, habits);
    runs.push({ source, session, served });
  }
  policy.dispose();
  await clock.advanceTo(clock.now() + 1);
  return runs;
}
