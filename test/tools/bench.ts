import { writeFile } from 'node:fs/promises';
import { MODELS, PRINTED, PROFILES, SEED, tablesFor, tradeOff } from '../bench/compare.ts';
import { measureCosts } from '../bench/cost.ts';
import { goalsOf } from '../bench/goals.ts';
import { costsText, curveText, goalsText, tableText } from '../bench/report.ts';
import type { Results, Table } from '../bench/results.ts';
import { findSources } from '../bench/sources.ts';

// `npm run bench`: types real files through the engine and three other policies, on a virtual clock, and
// then measures what the engine costs on this machine. Prints tables; writes test/bench/results.json.

const RESULTS = new URL('../bench/results.json', import.meta.url);

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
const machine = await measureCosts();
console.log(costsText(machine));

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
};
await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
