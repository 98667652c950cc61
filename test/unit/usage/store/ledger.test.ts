import assert from 'node:assert/strict';
import { Disk, ledgerOn, report, row } from '../../../support/usageDisk.ts';
import { settle } from '../../../support/settle.ts';
import { encodeRows } from '../../../../src/usage/store/usageFormat.ts';

const COUNTS = /^0-[0-9a-f-]{36}_\d+\.jsonl$/;

describe('Ledger', () => {
  it('accesses no file before the first record or read', async () => {
    const { window, clock } = ledgerOn();
    clock.advance(1_000_000);
    await settle();
    assert.deepEqual(window.operations, []);
    assert.equal(clock.timers.size, 0);
  });

  it('counts at once, writes ten seconds later, then stays idle', async () => {
    const { ledger, clock, window, disk, state } = ledgerOn();
    ledger.record(report());
    ledger.record(report({ outcome: 'closed', usage: undefined }));
    ledger.recordOffered('codestral', 'codestral-latest');
    ledger.recordAccepted('codestral', 'codestral-latest', 42);
    ledger.recordSurvival('codestral', 'codestral-latest', '30s', true);
    ledger.recordSurvival('codestral', 'codestral-latest', '30s', false);
    ledger.recordSurvival('codestral', 'codestral-latest', '5min', true);
    assert.equal(state.records, 7);
    clock.advance(9_999);
    await settle();
    assert.deepEqual(disk.names(), []);
    const { cost, ...today } = ledger.today();
    assert.ok(Math.abs(cost - 0.003) < 1e-12);
    assert.deepEqual(today, {
      ...{ requests: 2, failed: 0, untracked: 1, unpriced: 0 },
      ...{ tokensIn: 1_000, cachedTokens: 0, tokensOut: 1_000, pages: 0, webSearches: 0 },
      ...{ offered: 1, accepted: 1, acceptedCharacters: 42 },
      ...{ checkedAfter30s: 2, keptAfter30s: 1, checkedAfter5min: 1, keptAfter5min: 1 },
    });
    clock.advance(1);
    await settle();
    assert.equal(disk.names().length, 1);
    assert.match(disk.names()[0]!, COUNTS);
    assert.equal(clock.timers.size, 0);
    assert.ok(state.changes > 0);
    const before = window.operations.length;
    clock.advance(1_000_000);
    await settle();
    assert.equal(window.operations.length, before);
    assert.deepEqual({ ...ledger.today(), cost: 0 }, { ...today, cost: 0 });
  });

  it('does not count requests for model lists', () => {
    const { ledger, clock, state } = ledgerOn();
    ledger.record(report({ operation: 'models', feature: undefined, model: undefined }));
    assert.equal(ledger.today().requests, 0);
    assert.equal(state.records, 0);
    assert.equal(clock.timers.size, 0);
  });

  it('merges the data of all windows', async () => {
    const disk = new Disk();
    const windows = [ledgerOn(disk), ledgerOn(disk), ledgerOn(disk)];
    for (const { ledger } of windows) ledger.record(report());
    await Promise.all(windows.map(({ ledger }) => ledger.close()));
    const [found, ...others] = await windows[0]!.ledger.rows();
    assert.deepEqual(others, []);
    assert.equal(found?.requests, 3);
    assert.equal(found.latencyCounts[1], 3);
    // Unwritten counts are included once.
    windows[0]!.ledger.record(report());
    assert.equal((await windows[0]!.ledger.rows())[0]?.requests, 4);
    assert.equal(windows[0]!.ledger.today().requests, 4);
  });

  it('keeps data that cannot be written, reports that once and writes it later', async () => {
    const { ledger, clock, window, disk } = ledgerOn();
    window.fail = (operation) => {
      if (operation === 'write') throw new Error('full: ENOSPC');
    };
    for (let minute = 0; minute < 5; minute += 1) {
      ledger.record(report());
      clock.advance(60_000);
      await settle();
    }
    assert.equal(ledger.today().requests, 5);
    assert.equal(window.logged.length, 1);
    assert.match(window.logged[0]!, /full: ENOSPC/);
    window.fail = () => undefined;
    clock.advance(60_000);
    await settle();
    assert.deepEqual(
      (await disk.rows()).map(({ requests }) => requests),
      [5],
    );
    assert.equal(clock.timers.size, 0);
    assert.equal(ledger.today().requests, 5);
  });

  it('loses nothing if a write fails after files were claimed', async () => {
    const { ledger, window, disk } = ledgerOn();
    for (const breaks of [false, false, true, false]) {
      window.fail = (operation) => {
        if (breaks && operation === 'place') throw new Error('failed: EIO');
      };
      ledger.record(report());
      await ledger.close();
      const written = (await disk.rows()).reduce((total, { requests }) => total + requests, 0);
      assert.equal(written, breaks ? 2 : ledger.today().requests);
    }
    // The file of all windows, and the one of this window.
    assert.equal(disk.names().filter((name) => COUNTS.test(name)).length, 2);
    assert.equal(ledger.today().requests, 4);
  });

  it('records to the current day of the clock', async () => {
    const { ledger, state } = ledgerOn();
    for (const day of ['2026-11-21', '2031-01-01', '2026-10-31', '2026-11-21']) {
      state.today = day;
      ledger.record(report());
      await ledger.close();
    }
    const days = (await ledger.rows()).map(({ period, requests }) => [period, requests]);
    assert.deepEqual(days, [
      ['2026-10-31', 1],
      ['2026-11-21', 2],
      ['2031-01-01', 1],
    ]);
    assert.equal(ledger.today().requests, 2);
  });

  it('records the current price, and unknown costs separately as estimates', async () => {
    const { ledger, state } = ledgerOn();
    ledger.record(report());
    state.price = { input: 100, output: 100 };
    ledger.record(report({ outcome: 'closed', usage: undefined }));
    state.price = undefined;
    ledger.record(report({ model: 'unknown' }));
    await ledger.close();
    const { measured, estimated } = ledger.month();
    assert.ok(Math.abs(measured - 0.003) < 1e-12);
    assert.ok(Math.abs(estimated - 0.003) < 1e-12);
    assert.equal(ledger.today().unpriced, 1);
    state.today = '2026-12-01';
    assert.deepEqual(ledger.month(), { measured: 0, estimated: 0 });
  });

  it('resets the data of all open windows', async () => {
    const disk = new Disk();
    const [first, second] = [ledgerOn(disk), ledgerOn(disk)];
    for (const { ledger } of [first, second, first]) {
      ledger.record(report());
      await ledger.close();
    }
    await first.ledger.reset();
    assert.equal(first.ledger.today().requests, 0);
    second.ledger.record(report());
    await second.ledger.close();
    assert.equal((await first.ledger.rows())[0]?.requests, 1);
    assert.equal(second.ledger.today().requests, 1);
  });

  it('leaves unreadable files unchanged and reports that once', async () => {
    const { ledger, window, disk } = ledgerOn();
    const file = (number: number) => `0-00000000-0000-4000-8000-${'0'.repeat(12)}_${number}.jsonl`;
    const good = encodeRows([row({ model: 'a' }), row({ model: 'b' })]);
    const strange = {
      [file(1)]: '',
      [file(2)]: good.slice(0, good.lastIndexOf('["')),
      [file(3)]: good.replace('"version":1', '"version":2'),
      [file(4)]: '\0'.repeat(100),
      [file(5)]: good.slice(0, -20),
      'notes.txt': 'mine',
    };
    for (const [name, text] of Object.entries(strange)) disk.files.set(name, text);
    for (let time = 0; time < 3; time += 1) {
      ledger.record(report({ model: 'c' }));
      await ledger.close();
    }
    for (const [name, text] of Object.entries(strange)) assert.equal(disk.files.get(name), text);
    const found = (await ledger.rows()).map(({ model, requests }) => [model, requests]);
    assert.deepEqual(found.sort(), [
      ['a', 2],
      ['c', 3],
    ]);
    assert.equal(window.logged.length, 5);
  });

  it('reads the data of other windows only on request', async () => {
    const disk = new Disk();
    const [reader, writer] = [ledgerOn(disk), ledgerOn(disk)];
    writer.ledger.record(report());
    await writer.ledger.close();
    assert.equal(reader.ledger.today().requests, 0);
    await settle();
    assert.equal(reader.ledger.today().requests, 1);
    assert.equal(reader.state.changes, 1);
    const before = reader.window.operations.length;
    for (let second = 0; second < 59; second += 1) {
      reader.clock.advance(1_000);
      reader.ledger.today();
    }
    await settle();
    assert.equal(reader.window.operations.length, before);
  });

  it('truncates invalid model names', async () => {
    const { ledger } = ledgerOn();
    ledger.recordOffered('mistral', 'x'.repeat(1_000_000));
    assert.equal((await ledger.rows())[0]?.model.length, 200);
  });
});
