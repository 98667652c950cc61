import type { Results, Row } from './results.ts';

/** The policies in the README's table, and what a reader calls them. */
const NAMES: readonly (readonly [policy: string, name: string])[] = [
  ['ours', 'this extension'],
  ['naive', 'at every key'],
  ['fixed', 'after 350 ms'],
  ['joined', 'joined requests'],
  ['joined, our ends', 'joined, with our endings'],
];
const HEAD = [
  'Model that errs seldom; often',
  'Requests for 100 characters',
  'Keys with a correct suggestion on screen',
  'Key to suggestion, median and p95 (ms)',
  'Tokens never shown',
];
const MODELS = ['good', 'weak'];
/** Between these the README holds what the last run has found. */
const PLACE = /(?<=<!-- bench -->\n)[^]*(?=<!-- \/bench -->)/;

/** The README with the figures of a run. Throws where it has no place for them. */
export function withFigures(readme: string, results: Results): string {
  if (!PLACE.test(readme)) throw new Error('The README has no place for the figures of the bench.');
  const rows = [HEAD, HEAD.map(() => '---'), ...NAMES.map((named) => cells(results, named))];
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  return readme.replace(PLACE, () => `\n${table}\n\n${inWords(results)}\n\n`);
}

function cells(results: Results, [policy, name]: (typeof NAMES)[number]): string[] {
  const both = MODELS.map((model) => rowOf(results, model, 'fast', policy).figures);
  const pair = (cell: (figures: Row['figures']) => string) => both.map(cell).join('; ');
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
    'The service gives its first token after 200 ms and one more every 8 ms.',
    `Where it refuses more than one request a second, as the free plan does, it refuses ${refused} of ours in a run, and the suggestion is correct at ${correct} of the keys.`,
  ];
  const real = results.realVsCode;
  if (real) {
    const { ours, bare } = real;
    sentences.push(
      `In a real VS Code, after a pause, ghost text stands ${whole(ours.median)} ms after the key (p95 ${whole(ours.p95)}); from a provider that does nothing but ask it stands there after ${whole(bare.median)} ms (p95 ${whole(bare.p95)}).`,
    );
  }
  sentences.push(
    'No Mistral service was asked for any of this: the service is a model of one. Tables for other services and models are in `test/bench/results.json`.',
  );
  return sentences.join('\n');
}

function rowOf({ tables }: Results, model: string, profile: string, policy: string): Row {
  const table = tables.find((one) => one.model === model && one.profile === profile);
  const row = table?.rows.find((one) => one.policy === policy);
  if (!row) throw new Error(`no figures for ${policy}, ${model}, ${profile}`);
  return row;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function whole(ms: number | null): string {
  return ms === null ? '-' : ms.toFixed(0);
}
