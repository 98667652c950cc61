import type { BurstLatency } from './realLatency.ts';
import type { Results, PolicyRow } from './results.ts';

/** The policies in the README's table and their names there. */
const NAMES: readonly (readonly [policy: string, name: string])[] = [
  ['ours', 'this extension'],
  ['naive', 'a request per keystroke'],
  ['fixed', '350 ms delay'],
  ['joined', 'shared requests'],
  ['joined, our ends', 'shared, the same stop rules'],
];
const HEAD = [
  'Accurate model; error-prone model',
  'Requests per 100 characters',
  'Keystrokes with a correct suggestion',
  'Keystroke to suggestion: median, p95 (ms)',
  'Wasted tokens',
];
const MODELS = ['good', 'weak'];
/** The part of the README with the results. */
const PLACE = /(?<=<!-- bench -->\n)[^]*(?=<!-- \/bench -->)/;

/** The README with the results of a run. Throws if the markers are missing. */
export function withFigures(readme: string, results: Results): string {
  if (!PLACE.test(readme)) throw new Error('The README has no <!-- bench --> markers.');
  const rows = [HEAD, HEAD.map(() => '---'), ...NAMES.map((named) => cells(results, named))];
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  return readme.replace(PLACE, () => `\n${table}\n\n${inWords(results)}\n\n`);
}

function cells(results: Results, [policy, name]: (typeof NAMES)[number]): string[] {
  const both = MODELS.map((model) => rowOf(results, model, 'fast', policy).figures);
  const pair = (cell: (figures: PolicyRow['figures']) => string) => both.map(cell).join('; ');
  return [
    name,
    pair(({ requestsPer100 }) => requestsPer100.toFixed(1)),
    pair(({ correctShare }) => percent(correctShare)),
    pair(({ p50, p95 }) => `${whole(p50)}, ${whole(p95)}`),
    pair(({ shownShare }) => percent(1 - (shownShare ?? 0))),
  ];
}

function inWords(results: Results): string {
  const free = MODELS.map((model) => rowOf(results, model, 'free tier', 'ours').figures);
  const refused = free.map(({ refusals }) => refusals).join('; ');
  const correct = free.map(({ correctShare }) => percent(correctShare)).join('; ');
  const sentences = [
    'The simulated service sends the first token after 200 ms, then one every 8 ms.',
    `With a limit of one request per second, as in the free plan, it rejects ${refused} of the requests per run, and ${correct} of the keystrokes have a correct suggestion.`,
  ];
  const real = results.realVsCode;
  if (real) {
    const { oneKey, threeKeys } = real;
    const median = (figures: BurstLatency, who: 'ours' | 'bare') => whole(figures[who].median);
    sentences.push(
      `In a real VS Code, ghost text follows one key after a pause in ${median(oneKey, 'ours')} ms, the last of three in ${median(threeKeys, 'ours')} ms (medians); with a minimal provider, in ${median(oneKey, 'bare')} and ${median(threeKeys, 'bare')} ms.`,
    );
  }
  sentences.push('More tables are in `test/bench/results.json`.');
  return sentences.join('\n');
}

function rowOf({ tables }: Results, model: string, profile: string, policy: string): PolicyRow {
  const table = tables.find((one) => one.model === model && one.profile === profile);
  const row = table?.rows.find((one) => one.policy === policy);
  if (!row) throw new Error(`no figures for ${policy}, ${model}, ${profile}`);
  return row;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)}%`;
}

function whole(ms: number | null): string {
  return ms === null ? '-' : ms.toFixed(0);
}
