import { runCell } from '../faults/cell.ts';
import type { Cell } from '../faults/cell.ts';
import { CELLS, nameOf } from '../faults/matrix.ts';
import { FEATURES } from '../faults/features.ts';

// `npm run faults`: runs every feature against every fault of the local server, with real sockets and a clock that
// skips idle time. Arguments (`npm run faults -- chat 429`) select the cells whose names contain all of them. The last
// line is `N passed, N failed`.

// Real keys are never used.
delete process.env.MISTRAL_API_KEY;
delete process.env.CODESTRAL_API_KEY;

/** Cells that run at the same time; they mostly wait for the system. */
const AT_ONCE = 8;

const words = process.argv.slice(2);
const cells = CELLS.filter((cell) => words.every((word) => nameOf(cell).includes(word)));
const startedAt = performance.now();
const failures: string[] = [];
const rows = new Map<string, { passed: number; failed: number; kinds: Set<string> }>();
let current = '';
process.on('unhandledRejection', (reason) => {
  failures.push(`unhandled rejection near ${current}: ${String(reason)}`);
});
process.on('uncaughtException', (error) => {
  failures.push(`uncaught exception near ${current}: ${String(error)}`);
});

// Loaded first: the clock of the cells would skip the time that it takes.
const sdk = await import('../../src/mistral/sdk.ts');
const slowest: { ms: number; name: string }[] = [];
const left = [...cells].reverse();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let cell = left.pop(); cell; cell = left.pop()) await run(cell);
  }),
);

for (const [name, { passed, failed, kinds }] of rows) {
  const ends = [...kinds].sort().join(' ');
  console.log(
    `${name.padEnd(24)} ${String(passed).padStart(5)} ${String(failed).padStart(5)}  ${ends}`,
  );
}
slowest.sort((a, b) => b.ms - a.ms);
for (const { ms, name } of slowest.slice(0, 5)) console.log(`${Math.round(ms)} ms: ${name}`);
const seconds = Math.round((performance.now() - startedAt) / 1_000);
console.log(`${cells.length} cells in ${seconds} s`);
console.log(`${cells.length - countFailed()} passed, ${failures.length} failed`);
process.exit(failures.length === 0 && cells.length > 0 ? 0 : 1);

async function run(cell: Cell): Promise<void> {
  current = nameOf(cell);
  let row = rows.get(cell.feature.name);
  if (!row) rows.set(cell.feature.name, (row = { passed: 0, failed: 0, kinds: new Set() }));
  const at = performance.now();
  try {
    for (const kind of await runCell(cell, () => Promise.resolve(sdk))) row.kinds.add(kind);
    row.passed += 1;
  } catch (error) {
    row.failed += 1;
    failures.push(`${nameOf(cell)}: ${error instanceof Error ? error.message : String(error)}`);
    console.log(`failed: ${failures.at(-1)}`);
  }
  slowest.push({ ms: performance.now() - at, name: nameOf(cell) });
}

function countFailed(): number {
  return FEATURES.reduce((sum, { name }) => sum + (rows.get(name)?.failed ?? 0), 0);
}
