import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Session } from '../host/driver.ts';
import type { Host } from '../host/host.ts';
import type { LocalServer } from '../server/server.ts';
import { startServer } from '../server/server.ts';
import { strike } from './keyToGhostText.ts';

/** The pause before each measured key, in ms: long enough to count as the beginning of something new. */
const REST_MS = 1_300;
/** Keys that are struck first and not counted: they load the SDK and open connections. */
const WARM_UP = 4;
/** About ten tokens. */
const ANSWER = 'price * quantity + shipping - discount(customer)';
const PACE = { firstTokenMs: 200, tokenMs: 8 };

/** How long a provider took for each key, in ms, and the parts of it. */
interface Times {
  /** Key to ghost text. */
  readonly whole: number[];
  /** Key to the request's arrival at the service; 50 ms of it are VS Code's own. */
  readonly going: number[];
  /** The request's arrival to the last byte of the answer. */
  readonly answer: number[];
  /** The last byte to the ghost text. */
  readonly coming: number[];
}

/** The middle and the slow end of some times, in ms. */
export interface Figures {
  readonly median: number;
  readonly p95: number;
}

/** What was measured in a real VS Code, with the medians of the parts. */
export interface RealLatency {
  readonly samples: number;
  readonly ours: Figures;
  readonly bare: Figures;
  /** Ours against the bare provider. */
  readonly ratio: Figures;
  readonly parts: Readonly<
    Record<'ours' | 'bare', Readonly<Record<'going' | 'answer' | 'coming', number>>>
  >;
}

/**
 * Measures, key by key and in turns, how soon after a key the ghost text stands in a real VS Code: with the
 * packaged extension and with the bare provider, in one window, at one service, with the same text.
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

/** Two files of the same text, a line for each key. */
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
  // Side by side, so that one key changes from one to the other.
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
    // Neither always goes first.
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
  const { struckAt, drawnAt } = await strike(session.page, 'Space');
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

/** The result as a table for people, with the goals. */
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
