import assert from 'node:assert/strict';
import { BudgetAlerts } from '../../../src/usage/budgetAlerts.ts';
import { Disk } from '../../support/usageDisk.ts';

/** A window's alerts; `warned` is what its user was shown. */
function budgetOn(disk: Disk) {
  const state = { budget: 10 as number | undefined, month: '2026-11', measured: 0, estimated: 0 };
  const warned: string[] = [];
  const window = disk.window();
  const budget = new BudgetAlerts({
    budget: () => state.budget,
    month: () => state.month,
    cost: () => state,
    files: window,
    warn: (level, cost, of) => warned.push(`${level}: ${cost} of ${of}`),
  });
  return { budget, state, warned, window };
}

describe('BudgetAlerts', () => {
  it('warns once at 80 % and once at 100 %, estimated costs included', async () => {
    const { budget, state, warned } = budgetOn(new Disk());
    for (const measured of [0, 5, 6.9, 7, 8, 8.9, 9, 12, 50]) {
      Object.assign(state, { measured, estimated: 1 });
      await budget.check();
    }
    assert.deepEqual(warned, ['80: 8 of 10', '100: 10 of 10']);
  });

  it('does not warn at 80 % after a warning at 100 %', async () => {
    const { budget, state, warned } = budgetOn(new Disk());
    for (const measured of [11, 8.5]) {
      state.measured = measured;
      await budget.check();
    }
    assert.deepEqual(warned, ['100: 11 of 10']);
  });

  it('warns in one window, and not again after a restart', async () => {
    const disk = new Disk();
    const windows = [budgetOn(disk), budgetOn(disk)];
    for (const { state } of windows) state.measured = 8.5;
    await Promise.all(windows.map(({ budget }) => budget.check()));
    const later = budgetOn(disk);
    later.state.measured = 9;
    await later.budget.check();
    assert.equal([...windows, later].flatMap(({ warned }) => warned).length, 1);
  });

  it('warns again for another month or budget', async () => {
    const { budget, state, warned } = budgetOn(new Disk());
    state.measured = 9;
    // The clock is set back past the end of the month and forward again, and the budget changes back and forth.
    for (const change of [{}, { month: '2026-10' }, { month: '2026-11' }, { budget: 11 }]) {
      Object.assign(state, change);
      await budget.check();
      await budget.check();
    }
    state.budget = 10;
    await budget.check();
    assert.deepEqual(warned, ['80: 9 of 10', '80: 9 of 10', '80: 9 of 11']);
  });

  it('never warns without a budget, and at the first cost with a budget of 0', async () => {
    const disk = new Disk();
    const { budget, state, warned } = budgetOn(disk);
    state.measured = 1_000;
    for (const none of [undefined, Number.NaN, -1]) {
      state.budget = none;
      await budget.check();
    }
    Object.assign(state, { budget: 0, measured: 0 });
    await budget.check();
    assert.deepEqual([warned, disk.names()], [[], []]);
    state.measured = 0.0001;
    await budget.check();
    assert.deepEqual(warned, ['100: 0.0001 of 0']);
  });

  it('warns once if nothing can be written', async () => {
    const { budget, state, warned, window } = budgetOn(new Disk());
    window.fail = () => {
      throw new Error('readOnly: EROFS');
    };
    state.measured = 9;
    await budget.check();
    await budget.check();
    assert.equal(warned.length, 1);
  });

  it('keeps the warnings of one year', async () => {
    const disk = new Disk();
    const { budget, state } = budgetOn(disk);
    state.measured = 11;
    for (let month = 0; month < 120; month += 1) {
      state.month = new Date(Date.UTC(2026, month, 1)).toISOString().slice(0, 7);
      await budget.check();
    }
    assert.equal(disk.names().length, 24);
    assert.ok(disk.names().some((name) => name.includes(state.month)));
  });
});
