import { readFile, writeFile } from 'node:fs/promises';
import { format } from 'oxfmt';
import { MODELS, PRINTED, PROFILES, SEED, tablesFor, tradeOff } from '../bench/compare.ts';
import { measureContext } from '../bench/context/contextBench.ts';
import { measureSearch } from '../bench/search/searchBench.ts';
import { measureCosts } from '../bench/cost.ts';
import { goalsOf } from '../bench/goals.ts';
import { costsText, curveText, goalsText, tableText } from '../bench/report.ts';
import type { Results, Table } from '../bench/results.ts';
import { withFigures } from '../bench/readme.ts';
import { findSources } from '../bench/sources.ts';
import type { RealLatency } from '../bench/realLatency.ts';
import { describeRealLatency, measureRealLatency } from '../bench/realLatency.ts';
import { importsText, measureMissingImports } from '../bench/missingImports.ts';
import { measureStreaming, streamingText } from '../bench/panel/streaming.ts';
import { measureTypedLines } from '../bench/typedLines.ts';
import { launchBrowser } from '../host/browser.ts';
import { findHost } from '../host/host.ts';
import { packageExtension } from './packageExtension.ts';

// `npm run bench`: measures the cost of a streaming answer in the chat panel (with `-- --panel`, only this) and of the
// engine, types real files through the engine and three other strategies on a virtual clock, and measures the time to
// ghost text in a real VS Code (not with `-- --virtual`). Prints tables and writes test/bench/results.json, which
// `npm run pictures` uses, and the README's figures. With `-- --imports`, it only measures the imports that are
// added after an accepted suggestion, with `-- --context` only how many needed names are declared in a request, with
// `-- --search` only the search in the codebase, and with `-- --typing` only suggestions while lines are typed into a real
// VS Code.

// Real keys are never used.
delete process.env.MISTRAL_API_KEY;
delete process.env.CODESTRAL_API_KEY;

if (process.argv.includes('--imports')) {
  console.log(importsText(measureMissingImports()));
  process.exit();
}
if (process.argv.includes('--context')) {
  console.log(await measureContext());
  process.exit();
}
if (process.argv.includes('--search')) {
  console.log(await measureSearch());
  process.exit();
}
if (process.argv.includes('--typing')) {
  const host = await findHost(console.log);
  console.log(await measureTypedLines(host, (await packageExtension('codestral.vsix')).path));
  process.exit();
}
await measurePanel();
if (process.argv.includes('--panel')) process.exit();

const README = new URL('../../README.md', import.meta.url);
const RESULTS = new URL('../bench/results.json', import.meta.url);

const machine = await measureCosts();
console.log(costsText(machine));
const sources = findSources();
console.log(`typing ${sources.length} files`);
const tables: Table[] = [];
for (const model of Object.keys(MODELS)) {
  for await (const table of tablesFor(sources, model)) {
    tables.push(table);
    if (PRINTED.includes(model)) console.log(tableText(table));
  }
}
const printed = tables.filter(({ model }) => PRINTED.includes(model));
const goals = goalsOf(printed);
console.log(goalsText(goals));
const adaptive = tables[0]?.rows.find(({ policy }) => policy === 'ours');
const curve = await tradeOff(sources, adaptive);
console.log(curveText(curve));
const realVsCode = process.argv.includes('--virtual') ? null : await inRealVsCode();

const results: Results = {
  seed: SEED,
  files: sources.map(({ path, languageId, typed, tail }) => ({
    path,
    languageId,
    characters: typed.length,
    isAtEnd: tail === '',
  })),
  profiles: PROFILES,
  models: MODELS,
  tables,
  goals,
  curve,
  machine,
  realVsCode,
};
await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
const readme = withFigures(await readFile(README, 'utf8'), results);
await writeFile(README, (await format('README.md', readme, { printWidth: 100 })).code);

async function measurePanel(): Promise<void> {
  const browser = await launchBrowser();
  try {
    console.log(streamingText(await measureStreaming(browser)));
  } finally {
    await browser.close();
  }
}

async function inRealVsCode(): Promise<RealLatency> {
  const host = await findHost((line) => {
    console.log(line);
  });
  const { path } = await packageExtension('codestral.vsix');
  const measured = await measureRealLatency(host, path);
  console.log(describeRealLatency(measured));
  return measured;
}
