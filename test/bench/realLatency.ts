import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Session } from '../host/session.ts';
import type { Host } from '../host/host.ts';
import type { FimBody } from '../server/protocol.ts';
import type { LocalServer } from '../server/server.ts';
import { startServer } from '../server/server.ts';
import { measureKeystroke } from './keyToGhostText.ts';

/** The pause before each measured keystroke, in milliseconds: long enough to count as a new start. */
const REST_MS = 1_300;
/** Keystrokes that are not measured: they load the SDK and open connections. */
const WARM_UP = 4;
/** The text after `=`: about ten tokens. */
const LINE = ' price * quantity + shipping - discount(customer)';
/** The time between two keys of a burst, in milliseconds. */
const BETWEEN_KEYS_MS = 120;
/** The share of the requests before the last key whose answer is wrong. */
const WRONG_SHARE = 0.3;
const WRONG = 'None';
const PACE = { firstTokenMs: 200, tokenMs: 8 };

/** What is typed after each pause; the time is measured from the last key. */
const BURSTS = { oneKey: 1, threeKeys: 3 } as const;

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
  /** The number of requests for each burst. */
  readonly requests: number[];
}

/** Median and 95th percentile, in milliseconds. */
interface Figures {
  readonly median: number;
  readonly p95: number;
}

/** The measurements in a real VS Code: after a pause, one key, or three keys of which the last is measured. */
export type RealLatency = Readonly<Record<keyof typeof BURSTS, BurstLatency>>;

/** The measurements of one kind of burst, with the medians of the parts. */
export interface BurstLatency {
  readonly samples: number;
  readonly ours: Figures;
  readonly bare: Figures;
  /** The extension relative to the bare provider. */
  readonly ratio: Figures;
  readonly parts: Readonly<
    Record<'ours' | 'bare', Readonly<Record<'going' | 'answer' | 'coming', number>>>
  >;
  /** The number of requests of all samples. */
  readonly requests: Readonly<Record<'ours' | 'bare', number>>;
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
  try {
    const lines = Object.keys(BURSTS).length * (samples + WARM_UP);
    const workspace = await makeWorkspace(join(folder, 'workspace'), lines);
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
    await openSideBySide(session);
    return {
      oneKey: await measure(session, server, samples, BURSTS.oneKey),
      threeKeys: await measure(session, server, samples, BURSTS.threeKeys),
    };
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

/** Side by side, so that one shortcut switches between them. */
async function openSideBySide(session: Session): Promise<void> {
  await session.statusItem();
  await session.openFile('ours/ours.py');
  await session.runCommand('View: Split Editor Right');
  await session.openFile('bare/bare.py');
}

async function measure(
  session: Session,
  server: LocalServer,
  samples: number,
  keys: number,
): Promise<BurstLatency> {
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
      server.answer(answersFor(keys));
      await type(session, server, keys, count < WARM_UP ? emptyTimes() : times);
    }
  }
  return resultOf(samples, ours, bare);
}

function emptyTimes(): Times {
  return { whole: [], going: [], answer: [], coming: [], requests: [] };
}

/** The rest of the line, except for a share of the requests that are sent before the last key. */
function answersFor(keys: number): (request: FimBody) => string {
  return ({ prompt }) => {
    const line = prompt.slice(prompt.lastIndexOf('\n') + 1);
    const typed = line.slice(line.indexOf('=') + 1);
    const isWrong = typed.length < keys && shareOf(line) < WRONG_SHARE;
    return isWrong ? WRONG : LINE.slice(typed.length);
  };
}

/** A number from 0 to 1 that depends only on the text, so that both providers get the same answers. */
function shareOf(line: string): number {
  // Both files have the same lines.
  return createHash('sha256').update(line).digest().readUInt32BE() / 2 ** 32;
}

async function type(
  session: Session,
  server: LocalServer,
  keys: number,
  times: Times,
): Promise<void> {
  const before = server.requests.length;
  for (const key of LINE.slice(0, keys - 1)) {
    await session.press(key === ' ' ? 'Space' : key);
    await session.page.waitForTimeout(BETWEEN_KEYS_MS);
  }
  const last = LINE[keys - 1] === ' ' ? 'Space' : (LINE[keys - 1] ?? '');
  const { struckAt, drawnAt } = await measureKeystroke(session.page, last, LINE.slice(keys));
  await server.idle();
  times.whole.push(drawnAt - struckAt);
  const made = server.requests.slice(before);
  if (keys === 1 && made.length !== 1) throw new Error('expected exactly one request for one key');
  times.requests.push(made.length);
  // The ghost text comes from the last request that was answered before it appeared.
  const answered = made.filter(({ endedAt }) => endedAt && atEpoch(endedAt) <= drawnAt);
  const request = answered.at(-1);
  if (!request) return;
  const [arrivedAt, endedAt] = [atEpoch(request.receivedAt), atEpoch(request.endedAt ?? NaN)];
  times.going.push(arrivedAt - struckAt);
  times.answer.push(endedAt - arrivedAt);
  times.coming.push(drawnAt - endedAt);
}

function atEpoch(ms: number): number {
  return performance.timeOrigin + ms;
}

function resultOf(samples: number, ours: Times, bare: Times): BurstLatency {
  const [a, b] = [figuresOf(ours.whole), figuresOf(bare.whole)];
  const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
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
    requests: { ours: sum(ours.requests), bare: sum(bare.requests) },
  };
}

function figuresOf(times: readonly number[]): Figures {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
  return { median: at(0.5), p95: at(0.95) };
}

/** The results as tables, with the goals. */
export function describeRealLatency({ oneKey, threeKeys }: RealLatency): string {
  return [
    `Key to ghost text in a real VS Code after a pause, ${oneKey.samples} keys each in turns, in ms`,
    ...rowsOf(oneKey),
    `median ${goal(oneKey.ratio.median, 1.1)}; p95 ${goal(oneKey.ratio.p95, 1.2)}`,
    '',
    `The last of three keys after a pause, ${BETWEEN_KEYS_MS} ms apart; ${WRONG_SHARE * 100} % of the answers to earlier keys are wrong`,
    ...rowsOf(threeKeys),
    `median ${goal(threeKeys.ratio.median, 0.75)}`,
  ].join('\n');
}

function goal(is: number, most: number): string {
  return `${is <= most ? 'reached' : 'missed'}: at most ${most}`;
}

function rowsOf({ ours, bare, ratio, parts, requests }: BurstLatency): string[] {
  const row = (name: string, numbers: readonly number[], digits = 0) =>
    name.padEnd(15) + numbers.map((number) => number.toFixed(digits).padStart(11)).join('');
  const rowOf = (name: string, who: 'ours' | 'bare', { median, p95 }: Figures) => {
    const { going, answer, coming } = parts[who];
    return row(name, [median, p95, going, answer, coming, requests[who]]);
  };
  return [
    `${' '.repeat(15)}     median        p95 to service     answer  to screen   requests`,
    rowOf('ours', 'ours', ours),
    rowOf('bare provider', 'bare', bare),
    row('ratio', [ratio.median, ratio.p95], 2),
  ];
}
