import { setImmediate } from 'node:timers/promises';
import type { RequestReport } from '../../src/mistral/http/requestReport.ts';
import type { Price } from '../../src/mistral/models/prices.ts';
import { NO_METRICS } from '../../src/usage/store/metrics.ts';
import type { UsageRow } from '../../src/usage/store/metrics.ts';
import { histogramOf } from '../../src/usage/store/latencyHistogram.ts';
import { Ledger } from '../../src/usage/store/ledger.ts';
import type { LedgerFiles } from '../../src/usage/store/usageStore.ts';
import { UsageStore } from '../../src/usage/store/usageStore.ts';
import { FakeClock } from './fakeClock.ts';

/** Thrown by the files of a window that was killed. */
class Killed extends Error {}

/** A disk that windows share and that outlives them. */
export class Disk {
  readonly files = new Map<string, string>();
  /** The IDs of the running processes. */
  readonly alive = new Set<number>();
  #pid = 100;

  names(): string[] {
    return [...this.files.keys()].sort();
  }

  window(): Window {
    this.#pid += 1;
    this.alive.add(this.#pid);
    return new Window(this, this.#pid);
  }

  /** The rows that a new window reads. */
  async rows(): Promise<readonly UsageRow[]> {
    return (await this.window().store.read()).flat();
  }
}

/** One window's process and files. */
export class Window implements LedgerFiles {
  /** How many operations are left until the process dies; each write has two. */
  operationsLeft = Number.POSITIVE_INFINITY;
  /** The number of event loop turns of each operation, from the first. */
  pace: Iterator<number> | undefined;
  readonly operations: string[] = [];
  readonly logged: string[] = [];
  /** Throws the error with which an operation must fail. */
  fail: (operation: string, name: string) => void = () => undefined;
  readonly owner: ConstructorParameters<typeof UsageStore>[0]['owner'];
  readonly store: UsageStore;

  constructor(
    readonly disk: Disk,
    readonly pid: number,
  ) {
    this.owner = {
      id: `00000000-0000-4000-8000-${String(pid).padStart(12, '0')}`,
      pid,
      isAlive: (other) => disk.alive.has(other),
    };
    this.store = new UsageStore(this.ports);
  }

  get ports(): ConstructorParameters<typeof UsageStore>[0] {
    return { files: this, owner: this.owner, log: (message) => this.logged.push(message) };
  }

  kill(): void {
    this.operationsLeft = 0;
    this.disk.alive.delete(this.pid);
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    await this.#step('read', name);
    const text = this.disk.files.get(name);
    return text === undefined ? undefined : new TextEncoder().encode(text);
  }

  async writeAtomic(name: string, text: string): Promise<void> {
    const temporary = `${name}.${this.pid}-1.tmp`;
    await this.#step('write', name);
    this.disk.files.set(temporary, text.slice(0, 40));
    await this.#step('place', name);
    this.disk.files.delete(temporary);
    this.disk.files.set(name, text);
  }

  async createExclusive(name: string, text: string): Promise<boolean> {
    await this.#step('create', name);
    if (this.disk.files.has(name)) return false;
    this.disk.files.set(name, text);
    return true;
  }

  async move(from: string, to: string): Promise<boolean> {
    await this.#step('move', from);
    const text = this.disk.files.get(from);
    if (text === undefined) return false;
    this.disk.files.delete(from);
    this.disk.files.set(to, text);
    return true;
  }

  async remove(name: string): Promise<void> {
    await this.#step('remove', name);
    this.disk.files.delete(name);
  }

  async list(folder: string): Promise<{ readonly name: string }[]> {
    await this.#step('list', folder);
    const inside = folder === '' ? '' : `${folder}/`;
    return this.disk
      .names()
      .filter((name) => name.startsWith(inside) && !name.slice(inside.length).includes('/'))
      .map((name) => ({ name: name.slice(inside.length) }));
  }

  #turns(): number {
    const next = this.pace?.next();
    return next && !next.done ? next.value : 0;
  }

  async #step(operation: string, name: string): Promise<void> {
    const turns = this.#turns();
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    if (this.operationsLeft-- <= 0) {
      this.disk.alive.delete(this.pid);
      throw new Killed();
    }
    this.operations.push(`${operation} ${name}`);
    this.fail(operation, name);
  }
}

/** A ledger on a disk with a date that the test sets. */
export function ledgerOn(disk = new Disk()) {
  const window = disk.window();
  const clock = new FakeClock();
  const state = {
    today: '2026-11-21',
    price: { input: 1, output: 2 } as Price | undefined,
    records: 0,
    changes: 0,
  };
  const ledger = new Ledger({
    ...window.ports,
    clock,
    today: () => state.today,
    price: () => state.price,
    onRecorded: () => (state.records += 1),
    onChanged: () => (state.changes += 1),
  });
  return { ledger, clock, window, disk, state };
}

/** A successful request that costs $0.003 at prices of $1 and $2 per million tokens. */
export function report(changes: Partial<RequestReport> = {}): RequestReport {
  return {
    operation: 'fim',
    feature: 'completion',
    model: 'codestral-latest',
    service: 'codestral',
    outcome: 'done',
    status: 200,
    requestId: undefined,
    detail: undefined,
    firstByteMs: 80,
    firstTextMs: 120,
    totalMs: 300,
    usage: { promptTokens: 1_000, completionTokens: 1_000, cachedTokens: 0 },
    ...changes,
  };
}

/** A row with one request in it. */
export function row(changes: Partial<UsageRow> = {}): UsageRow {
  return {
    ...NO_METRICS,
    requests: 1,
    period: '2026-11-21',
    service: 'codestral',
    model: 'codestral-latest',
    feature: 'completion',
    latencyCounts: histogramOf(120),
    ...changes,
  };
}

/** The number of requests by model. */
export function requestsOf(rows: readonly UsageRow[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { model, requests } of rows) found[model] = (found[model] ?? 0) + requests;
  return found;
}
