import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Disk, requestsOf, row } from '../../../support/usageDisk.ts';
import type { Window } from '../../../support/usageDisk.ts';

/** Requests that were counted: certainly written, or part of an interrupted write. */
interface Counted {
  readonly safe: Set<string>;
  wanted: string | undefined;
}

let names = 0;

/** Counts a request of a unique model, so that each can be identified. */
async function count(window: Window, counted: Counted, compact: boolean): Promise<void> {
  const model = `model ${(names += 1)}`;
  counted.wanted = model;
  await window.store.add([row({ model })], compact);
  counted.wanted = undefined;
  counted.safe.add(model);
}

/** Checks that everything written exists exactly once, and nothing twice. */
async function check(disk: Disk, all: readonly Counted[], where: string): Promise<void> {
  const found = requestsOf(await disk.rows());
  for (const { safe, wanted } of all) {
    for (const model of safe) assert.equal(found[model], 1, `${where}: ${model}`);
    if (wanted !== undefined) assert.ok((found[wanted] ?? 0) <= 1, `${where}: ${wanted} twice`);
  }
  const known = new Set(all.flatMap(({ safe, wanted }) => [...safe, wanted]));
  assert.deepEqual(
    Object.keys(found).filter((model) => !known.has(model)),
    [],
    where,
  );
}

function nothing(): Counted {
  return { safe: new Set(), wanted: undefined };
}

describe('Ledger after a crash', () => {
  it('loses no written data and counts nothing twice, at any file operation', async () => {
    let lives = 0;
    for (let operations = 0; ; operations += 1) {
      const disk = new Disk();
      const before = nothing();
      for (const window of [disk.window(), disk.window()]) {
        await count(window, before, false);
        await count(window, before, false);
        window.kill();
      }
      const window = disk.window();
      window.operationsLeft = operations;
      const own = nothing();
      const isOver = await (async () => {
        for (const compact of [false, false, true, false, true]) {
          await count(window, own, compact);
        }
        await window.store.read();
      })().then(
        () => true,
        () => false,
      );
      const where = `after ${window.operations.at(-1) ?? 'nothing'}, ${operations}`;
      window.kill();
      await check(disk, [before, own], where);
      // The next window may die during its own merge as well; the one after it restores order.
      for (const further of [operations % 7, operations % 13]) {
        const second = disk.window();
        second.operationsLeft = further;
        const its = nothing();
        await count(second, its, true).catch(() => undefined);
        second.kill();
        await check(disk, [before, own, its], `${where}, then ${further}`);
        for (const model of its.safe) own.safe.add(model);
        if (its.wanted === undefined) continue;
        // Now it is known whether it was written.
        if (requestsOf(await disk.rows())[its.wanted] === 1) own.safe.add(its.wanted);
      }
      const last = disk.window();
      await count(last, own, true);
      await check(disk, [before, own], `${where}, in order`);
      assert.equal(disk.names().length, 1, `${where}: ${disk.names().join(' ')}`);
      lives += 1;
      if (isOver) break;
    }
    assert.ok(lives > 30, `${lives} lives`);
  });

  it('loses and doubles nothing if windows merge files at the same time', async () => {
    const plan = fc.record({
      compactions: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
      pace: fc.array(fc.nat(4), { minLength: 1, maxLength: 12 }),
      dies: fc.option(fc.nat(30), { freq: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(plan, { minLength: 2, maxLength: 4 }), async (plans) => {
        const disk = new Disk();
        const old = disk.window();
        const before = nothing();
        for (let at = 0; at < 3; at += 1) await count(old, before, at === 1);
        old.kill();
        const lives = plans.map(async ({ compactions, pace, dies }) => {
          const window = disk.window();
          window.pace = endless(pace);
          if (dies !== null) window.operationsLeft = dies;
          const own = nothing();
          try {
            for (const compact of compactions) await count(window, own, compact);
          } catch {
            window.kill();
          }
          return own;
        });
        const all = [before, ...(await Promise.all(lives))];
        await check(disk, all, 'after all');
        for (const pid of [...disk.alive]) disk.alive.delete(pid);
        const last = nothing();
        await count(disk.window(), last, true);
        await check(disk, [...all, last], 'in order');
        assert.equal(disk.names().length, 1, disk.names().join(' '));
      }),
      { numRuns: 400 },
    );
  });

  it('resets everything at any moment while another window writes', async () => {
    const pace = fc.array(fc.nat(5), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(pace, pace, fc.boolean(), async (first, second, compact) => {
        const disk = new Disk();
        const [writer, resetter] = [disk.window(), disk.window()];
        const old = nothing();
        for (let at = 0; at < 3; at += 1) await count(writer, old, at === 0);
        await count(resetter, old, false);
        writer.pace = endless(first);
        resetter.pace = endless(second);
        const meanwhile = nothing();
        await Promise.all([count(writer, meanwhile, compact), resetter.store.reset()]);
        const after = nothing();
        await count(writer, after, false);
        await count(resetter, after, true);
        const found = Object.keys(requestsOf(await disk.rows()));
        assert.deepEqual(
          found.filter((model) => old.safe.has(model)),
          [],
        );
        for (const model of after.safe) assert.ok(found.includes(model), model);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps all or nothing after a crash during a reset', async () => {
    for (let operations = 0; operations < 8; operations += 1) {
      const disk = new Disk();
      const old = nothing();
      for (let at = 0; at < 2; at += 1) await count(disk.window(), old, false);
      const window = disk.window();
      window.operationsLeft = operations;
      await window.store.reset().catch(() => undefined);
      window.kill();
      const found = Object.keys(requestsOf(await disk.rows())).length;
      assert.ok(found === 0 || found === 2, `${found} after ${operations}`);
    }
  });
});

/** A generator of pseudorandom numbers. */
function* endless(numbers: readonly number[]): Generator<number> {
  for (;;) yield* numbers;
}
