import { setImmediate } from 'node:timers/promises';
import type { RequestReport } from '../../../src/mistral/call.ts';
import type { Price } from '../../../src/mistral/prices.ts';
import { NO_FIGURES } from '../../../src/usage/figures.ts';
import type { UsageRow } from '../../../src/usage/figures.ts';
import { latenciesOf } from '../../../src/usage/latency.ts';
import { Ledger } from '../../../src/usage/ledger.ts';
import type { LedgerFiles } from '../../../src/usage/store.ts';
import { Store } from '../../../src/usage/store.ts';
import { FakeClock } from '../mistral/support.ts';

/** What a window that was killed hears from its files. */
export class Killed extends Error {}

/** A disk that windows share, and that outlives them. */
export class Disk {
  readonly files = new Map<string, string>();
  /** The processes that run. */
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

  /** What a window that comes now finds. */
  async rows(): Promise<readonly UsageRow[]> {
    return (await this.window().store.read()).flat();
  }
}

/** One window's process and files. */
export class Window implements LedgerFiles {
  /** How many operations are left until the process dies; each write has two. */
  operationsLeft = Number.POSITIVE_INFINITY;
  /** How many turns of the event loop each operation takes, from the first on. */
  pace: Iterator<number> | undefined;
  readonly operations: string[] = [];
  readonly logged: string[] = [];
  /** Throws what an operation shall fail with. */
  fail: (operation: string, name: string) => void = () => undefined;
  readonly holder: ConstructorParameters<typeof Store>[0]['holder'];
  readonly store: Store;

  constructor(
    readonly disk: Disk,
    readonly pid: number,
  ) {
    this.holder = {
      id: `00000000-0000-4000-8000-${String(pid).padStart(12, '0')}`,
      pid,
      isAlive: (other) => disk.alive.has(other),
    };
    this.store = new Store(this.ports);
  }

  get ports(): ConstructorParameters<typeof Store>[0] {
    return { files: this, holder: this.holder, log: (message) => this.logged.push(message) };
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

/** A ledger on a disk, on a day that the test sets. */
export function ledgerOn(disk = new Disk()) {
  const window = disk.window();
  const clock = new FakeClock();
  const state = {
    today: '2026-11-21',
    price: { input: 1, output: 2 } as Price | undefined,
    changes: 0,
  };
  const ledger = new Ledger({
    ...window.ports,
    clock,
    today: () => state.today,
    price: () => state.price,
    changed: () => (state.changes += 1),
  });
  return { ledger, clock, window, disk, state };
}

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await setImmediate();
}

/** A request that went well; it costs 0.003 dollars at 1 and 2 dollars a million tokens. */
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
    ...NO_FIGURES,
    requests: 1,
    day: '2026-11-21',
    service: 'codestral',
    model: 'codestral-latest',
    feature: 'completion',
    latencies: latenciesOf(120),
    ...changes,
  };
}

/** How many requests rows have, by model. */
export function requestsOf(rows: readonly UsageRow[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { model, requests } of rows) found[model] = (found[model] ?? 0) + requests;
  return found;
}
