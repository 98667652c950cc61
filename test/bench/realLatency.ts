import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Session } from '../host/driver.ts';
import type { Host } from '../host/host.ts';
import type { LocalServer } from '../server/server.ts';
import { startServer } from '../server/server.ts';
import { stop } from './keyToGhostText.ts';

/** The pause before each measured keystroke, in milliseconds: long enough to count as a new start. */
const REST_MS = 1_300;
/** Keystrokes that are not measured: they load the SDK and open connections. */
const WARM_UP = 4;
/** About ten tokens. */
const ANSWER = 'price * quantity + shipping - discount(customer)';
const PACE = { firstTokenMs: 200, tokenMs: 8 };

/** The time of a provider for each keystroke, in milliseconds, and its parts. */
interface Times {
  /** From the keystroke to the ghost text. */
  readonly whole: number[];
  /** From the keystroke to the arrival of the request; includes VS Code's own delay of 50 ms. */
  readonly going: number[];
  /** From the arrival of the request to the last byte of the answer. */
  readonly answer: number[];
  /** From the last byte to the ghost text. */
  readonly coming: number[];
}

/** Median and 95th percentile, in milliseconds. */
interface Figures {
  readonly median: number;
  readonly p95: number;
}

/** The measurements in a real VS Code, with the medians of the parts. */
export interface RealLatency {
  readonly samples: number;
  readonly ours: Figures;
  readonly bare: Figures;
  /** The extension relative to the bare provider. */
  readonly ratio: Figures;
  readonly parts: Readonly<
    Record<'ours' | 'bare', Readonly<Record<'going' | 'answer' | 'coming', number>>>
  >;
}

/**
 * Measures the time from keystroke to ghost text in a real VS Code: alternately with the packaged extension and the
 * bare provider, in one window, with the same service and text.
 */
export async function measureRealLatency(
  host: Host,
  vsix: string,
  samples = 40,
): Promise<RealLatency> {
  const folder = await mkdtemp(join(tmpdir(), 'codestral-latency-'));
  const server = await startServer(PACE);
  server.answer(ANSWER);
  try {
    const workspace = await makeWorkspace(join(folder, 'workspace'), samples + WARM_UP);
    await using session = await host.open({
      workspace,
      vsix,
      extensionPath: await makeBareProvider(join(folder, 'bareProvider')),
      settings: {
        'codestral.services.mistral.url': server.mistral.url,
        'codestral.completion.service': 'mistral',
        'codestral.privacy.exclude': ['**/bare/**'],
      },
      env: {
        MISTRAL_API_KEY: server.mistral.key,
        BARE_PROVIDER_URL: server.mistral.url,
        BARE_PROVIDER_KEY: server.mistral.key,
      },
    });
    return await measure(session, server, samples);
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two files with the same text, one line per keystroke. */
async function makeWorkspace(workspace: string, lines: number): Promise<string> {
  const text = Array.from({ length: lines }, (_, line) => `\nvalue_${line} =`).join('');
  for (const name of ['ours', 'bare']) {
    await mkdir(join(workspace, name), { recursive: true });
    await writeFile(join(workspace, name, `${name}.py`), text);
  }
  return workspace;
}

async function makeBareProvider(folder: string): Promise<string> {
  await build({
    entryPoints: ['test/bench/bareProvider/extension.ts'],
    outfile: join(folder, 'extension.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
  });
  await cp('test/bench/bareProvider/package.json', join(folder, 'package.json'));
  return folder;
}

async function measure(
  session: Session,
  server: LocalServer,
  samples: number,
): Promise<RealLatency> {
  await session.statusItem();
  // Side by side, so that one shortcut switches between them.
  await session.openFile('ours/ours.py');
  await session.runCommand('View: Split Editor Right');
  await session.openFile('bare/bare.py');
  const ours = emptyTimes();
  const bare = emptyTimes();
  for (let count = 0; count < samples + WARM_UP; count += 1) {
    const turns = [
      { group: 1, times: ours },
      { group: 2, times: bare },
    ];
    // Alternate the order.
    for (const { group, times } of count % 2 === 0 ? turns : turns.reverse()) {
      await session.press(`ControlOrMeta+${group}`);
      await session.press('ArrowDown');
      await session.press('End');
      await session.page.waitForTimeout(REST_MS);
      await strikeOnce(session, server, count < WARM_UP ? emptyTimes() : times);
    }
  }
  return resultOf(samples, ours, bare);
}

function emptyTimes(): Times {
  return { whole: [], going: [], answer: [], coming: [] };
}

async function strikeOnce(session: Session, server: LocalServer, times: Times): Promise<void> {
  const before = server.requests.length;
  const { struckAt, drawnAt } = await stop(session.page, 'Space');
  await server.idle();
  const [request, ...more] = server.requests.slice(before);
  if (!request || more.length > 0) throw new Error('a key is to be answered by one request');
  const arrivedAt = performance.timeOrigin + request.receivedAt;
  const endedAt = performance.timeOrigin + (request.endedAt ?? NaN);
  times.whole.push(drawnAt - struckAt);
  times.going.push(arrivedAt - struckAt);
  times.answer.push(endedAt - arrivedAt);
  times.coming.push(drawnAt - endedAt);
}

function resultOf(samples: number, ours: Times, bare: Times): RealLatency {
  const [a, b] = [figuresOf(ours.whole), figuresOf(bare.whole)];
  const partsOf = ({ going, answer, coming }: Times) => ({
    going: figuresOf(going).median,
    answer: figuresOf(answer).median,
    coming: figuresOf(coming).median,
  });
  return {
    samples,
    ours: a,
    bare: b,
    ratio: { median: a.median / b.median, p95: a.p95 / b.p95 },
    parts: { ours: partsOf(ours), bare: partsOf(bare) },
  };
}

function figuresOf(times: readonly number[]): Figures {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
  return { median: at(0.5), p95: at(0.95) };
}

/** The results as a table, with the goals. */
export function describeRealLatency({ samples, ours, bare, ratio, parts }: RealLatency): string {
  const row = (name: string, numbers: readonly number[], digits = 0) =>
    name.padEnd(15) + numbers.map((number) => number.toFixed(digits).padStart(9)).join('');
  const whole = ({ median, p95 }: Figures) => [median, p95];
  const rowOf = (name: string, who: 'ours' | 'bare', figures: Figures) =>
    row(name, [...whole(figures), parts[who].going, parts[who].answer, parts[who].coming]);
  const goal = (is: number, most: number) =>
    `${is <= most ? 'reached' : 'missed'}: at most ${most}`;
  return [
    `Key to ghost text in a real VS Code after a pause, ${samples} keys each in turns, in ms`,
    `${' '.repeat(15)}   median      p95 to service  answer to screen`,
    rowOf('ours', 'ours', ours),
    rowOf('bare provider', 'bare', bare),
    row('ratio', whole(ratio), 2),
    `median ${goal(ratio.median, 1.1)}; p95 ${goal(ratio.p95, 1.2)}`,
  ].join('\n');
}
