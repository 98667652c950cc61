import { programPrerequisite, ensureInstalled } from '../tools/prerequisites.ts';
import type { Log } from './log.ts';
import { type RunningProgram, startProgram } from './processes.ts';

/** An environment in which programs can open windows. */
export interface Display {
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** The user's display or, on Linux without one, a virtual display (Xvfb). */
export async function openDisplay(log: Log): Promise<Display> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY) {
    return { env: {}, close: () => Promise.resolve() };
  }
  await ensureInstalled([programPrerequisite('Xvfb', 'xvfb')], log);
  // With -displayfd, Xvfb chooses a free number and prints it when ready.
  const server: RunningProgram = startProgram('Xvfb', [
    ...['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
  ]);
  const [, number] = await server.waitFor(/^(\d+)$/m, 10_000);
  return { env: { DISPLAY: `:${number ?? ''}` }, close: () => server.stop() };
}
