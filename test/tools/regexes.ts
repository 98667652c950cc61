import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'recheck';
import { excessiveGrowth } from '../unit/linearTime/measure.ts';
import { expressionsIn } from './regexesInSource.ts';
import type { FoundExpression } from './regexesInSource.ts';

// Part of the lint step: every regular expression must match in linear time, whatever its input. A check takes about
// 100 ms, and its result depends only on the expression, so the hashes of linear ones are kept in linearRegexes.json:
// run `npm run lint` after you change one. Expressions that are not listed are checked in every run.

/** Folders to check; tests only match their own input. */
const FOLDERS = ['src'];
/** Compiles patterns only to validate them and never runs them. */
const ONLY_COMPILED = join('src', 'mistral', 'tools', 'keywords.ts');
const LINEAR = 'test/tools/linearRegexes.json';
/** The length of a hash in the list, in hexadecimal digits. */
const HASH_LENGTH = 16;
/** Time limit for one expression, in milliseconds. */
const TIMEOUT_MS = 30_000;
/** Expressions checked at the same time. */
const CONCURRENCY = 2;

const startedAt = performance.now();
const found = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:tsx?|mjs)$/.test(file))
    .map((file) => join(folder, file)),
).flatMap((file) => expressionsIn(file, readFileSync(file, 'utf8')));

const verdicts = await readLinear();
const queue = [...new Map(found.map((each) => [keyOf(each), each])).entries()].filter(
  ([key, { source }]) => source !== undefined && !(key in verdicts),
);
const checked = queue.length;
await Promise.all(Array.from({ length: CONCURRENCY }, checkQueue));
await writeLinear();

let faults = 0;
for (const expression of found) {
  if (expression.place.startsWith(`${ONLY_COMPILED}:`)) continue;
  const verdict =
    expression.source === undefined ? expression.problem : verdicts[keyOf(expression)];
  if (verdict === '') continue;
  faults += 1;
  console.log(`${expression.place}  ${verdict ?? 'not checked'}  /${expression.source ?? ''}/`);
}
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(
  `${found.length} regular expressions, ${checked} checked, ${faults} faults, ${seconds} s`,
);
// The checker's child process would keep this one alive.
process.exit(faults === 0 ? 0 : 1);

async function checkQueue(): Promise<void> {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [key, { source = '', flags }] = next;
    verdicts[key] = isBounded(source) ? '' : await verdictOn(source, flags);
  }
}

/** Whether all repetitions have a low maximum: then matching can't take long. */
function isBounded(source: string): boolean {
  return !/[*+]|\{\d+,(?:\d{3,})?\}/.test(source.replace(/\\./gs, ''));
}

/** An empty string if the expression is linear, else the problem. */
async function verdictOn(source: string, flags: string): Promise<string> {
  // The checker does not support the flag d, which only adds positions to the match.
  const known = flags.replace('d', '');
  let result = await check(source, known, { timeout: TIMEOUT_MS });
  // If the automaton is too large, the expression is tested by fuzzing.
  if (result.status === 'unknown') {
    result = await check(source, known, { timeout: TIMEOUT_MS, checker: 'fuzz' });
  }
  if (result.status === 'safe') return '';
  if (result.status === 'unknown') return `cannot be checked: ${result.error.kind}`;
  const { attack, checker, complexity } = result;
  const verdict = `${complexity.summary}, as for ${attack.pattern}`;
  if (checker === 'automaton') return verdict;
  // Fuzzing counts steps, which are many for any long input: what it finds is measured.
  const repeated = attack.pumps.map(({ pump }) => pump).join('');
  const growth = excessiveGrowth((length) => {
    const repeats = Math.ceil(length / repeated.length);
    const parts = attack.pumps.map(({ prefix, pump }) => prefix + pump.repeat(repeats));
    const input = [...parts, attack.suffix].join('');
    return () => new RegExp(source, flags).exec(input);
  });
  return growth === undefined ? '' : verdict;
}

function keyOf({ source = '', flags }: FoundExpression): string {
  return createHash('sha256').update(`${flags}/${source}`).digest('hex').slice(0, HASH_LENGTH);
}

async function readLinear(): Promise<Record<string, string>> {
  const keys = JSON.parse(await readFile(LINEAR, 'utf8').catch(() => '[]')) as string[];
  return Object.fromEntries(keys.map((key) => [key, '']));
}

/** Saves only the linear expressions: a failure may be due to a busy machine and is checked again. */
async function writeLinear(): Promise<void> {
  const keys = new Set(found.map(keyOf));
  const linear = Object.keys(verdicts).filter((key) => verdicts[key] === '' && keys.has(key));
  await writeFile(LINEAR, `${JSON.stringify(linear.sort(), null, 2)}\n`);
}
