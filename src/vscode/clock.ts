import type { Clock } from '../mistral/clock.ts';

/** The time of this machine. It goes on evenly when the machine's clock is set. */
export const clock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  setTimeout: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
