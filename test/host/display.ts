import { programNeed, ensure } from '../tools/need.ts';
import type { Log } from './log.ts';
import { type RunningProgram, startProgram } from './processes.ts';

/** The environment that lets a program open windows, and what ends the display that was made for it. */
export interface Display {
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** The person's own display, or on a Linux machine without one a display in memory (Xvfb). */
export async function openDisplay(log: Log): Promise<Display> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform !== 'linux' || DISPLAY || WAYLAND_DISPLAY) {
    return { env: {}, close: () => Promise.resolve() };
  }
  await ensure([programNeed('Xvfb', 'xvfb')], log);
  // -displayfd makes Xvfb choose a free number and print it when it is ready.
  const server: RunningProgram = startProgram('Xvfb', [
    ...['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
  ]);
  const [, number] = await server.waitFor(/^(\d+)$/m, 10_000);
  return { env: { DISPLAY: `:${number ?? ''}` }, close: () => server.stop() };
}
