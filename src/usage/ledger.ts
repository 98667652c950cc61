import type { RequestReport, UsageFeature } from '../mistral/call.ts';
import type { Clock } from '../mistral/clock.ts';
import type { Price } from '../mistral/prices.ts';
import type { ServiceName } from '../mistral/services.ts';
import { booked, countOf } from './booking.ts';
import { NO_FIGURES } from './figures.ts';
import type { Figures, UsageRow } from './figures.ts';
import { latenciesOf } from './latency.ts';
import { Store } from './store.ts';
import type { StorePorts } from './store.ts';
import { estimatedCost, merged, monthOf, sum } from './totals.ts';

/** From the first count that is not written to its writing, in milliseconds: what a killed window may lose. */
const WRITE_AFTER = 10_000;
/** After a write that failed the next one waits so long, in milliseconds. */
const TRY_AGAIN_AFTER = 60_000;
/** What other windows have counted is read again by whoever asks when it is older, in milliseconds. */
const FRESH = 60_000;
/** The longest name of a model that is kept, in characters; names come from settings and other extensions. */
const LONGEST_MODEL = 200;

/** What the ledger is built from. */
export interface LedgerPorts extends StorePorts {
  readonly clock: Clock;
  /** The user's own day, as `2026-11-21`. */
  readonly today: () => string;
  /** What a model costs now; this is booked, whatever it costs later. Undefined where nobody knows. */
  readonly price: (model: string) => Price | undefined;
  /** What all windows have used was read anew. */
  readonly changed: () => void;
}

/** What a month cost, in US dollars. */
export interface MonthlyCost {
  /** Of the requests whose tokens and price are known. */
  readonly measured: number;
  /** What the requests of unknown tokens may have cost besides; see {@link estimatedCost}. */
  readonly estimated: number;
}

/**
 * What is used, by day, model and feature. Counts go to the day that the clock says at that moment, wherever it
 * was set. They are in memory first and written a few seconds later; what cannot be written stays, and is tried
 * again. Nothing is read or written before something is counted or asked for, nor while nothing happens.
 */
export class Ledger {
  readonly #ports: LedgerPorts;
  readonly #store: Store;
  /** What all windows have written, file by file, as last read. */
  #written: readonly (readonly UsageRow[])[] = [];
  /** Counted here and not written: what a write under way takes along, and the rest. */
  #leaving: readonly UsageRow[] = [];
  #pending = new Map<string, UsageRow>();
  #cancelTimer: (() => void) | undefined;
  #readAt = -Infinity;
  /** When the files of all windows were last folded. */
  #foldedOn: string | undefined;
  #isFailing = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: LedgerPorts) {
    this.#ports = ports;
    this.#store = new Store(ports);
  }

  /** A request is over. Lists of models are not counted, nor is what never left; see {@link booked}. */
  record(report: RequestReport): void {
    const { feature, service, model, firstTextMs } = report;
    if (feature === undefined || model === undefined) return;
    const figures = booked(report, this.#ports.price(model));
    if (figures) this.#count({ service, model, feature }, figures, latenciesOf(firstTextMs));
  }

  /** A suggestion was handed to VS Code. */
  offered(service: ServiceName, model: string): void {
    this.#count({ service, model, feature: 'completion' }, { ...NO_FIGURES, offered: 1 });
  }

  /** A suggestion was accepted as a whole; it inserted so many characters. */
  accepted(service: ServiceName, model: string, characters: number): void {
    const figures = { ...NO_FIGURES, accepted: 1, acceptedCharacters: countOf(characters) };
    this.#count({ service, model, feature: 'completion' }, figures);
  }

  /** What was used today, in all windows as they were last read; has them read again if that is a while ago. */
  today(): Figures {
    const day = this.#ports.today();
    return sum(this.#known(({ day: own }) => own === day));
  }

  /** What this month cost so far, on the same terms as {@link today}. */
  month(): MonthlyCost {
    const month = monthOf({ day: this.#ports.today() });
    const rows = this.#known((row) => monthOf(row) === month);
    return { measured: sum(rows).cost, estimated: estimatedCost(rows) };
  }

  /** Everything that is kept, of all windows, in the order of days. Rejects where it cannot be read. */
  async rows(): Promise<readonly UsageRow[]> {
    await this.#read();
    return merged(this.#all());
  }

  /** Forgets everything, in all windows. Rejects where that cannot be written. */
  reset(): Promise<void> {
    return this.#inOrder(async () => {
      await this.#store.reset();
      this.#pending.clear();
      this.#written = [];
      this.#ports.changed();
    });
  }

  /** Writes what is not written. Never rejects. */
  async close(): Promise<void> {
    await this.#write();
    this.#stopTimer();
  }

  #count(
    series: {
      readonly service: ServiceName;
      readonly model: string;
      readonly feature: UsageFeature;
    },
    figures: Figures,
    latencies: readonly number[] = latenciesOf(undefined),
  ): void {
    const model = series.model.slice(0, LONGEST_MODEL);
    const row: UsageRow = { ...figures, ...series, model, day: this.#ports.today(), latencies };
    this.#keep([row]);
    this.#cancelTimer ??= this.#timer(WRITE_AFTER);
  }

  #keep(rows: readonly UsageRow[]): void {
    for (const row of rows) {
      const key = [row.day, row.service, row.feature, row.model].join(' ');
      const before = this.#pending.get(key);
      this.#pending.set(key, before ? (merged([before, row])[0] ?? row) : row);
    }
  }

  #timer(ms: number): () => void {
    return this.#ports.clock.setTimeout(() => void this.#write(), ms);
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #all(): UsageRow[] {
    return [...this.#written.flat(), ...this.#leaving, ...this.#pending.values()];
  }

  #known(isWanted: (row: UsageRow) => boolean): UsageRow[] {
    const age = this.#ports.clock.now() - this.#readAt;
    // A clock that was set back makes nothing fresh.
    if (age < 0 || age >= FRESH) this.#read().catch(this.#failed);
    return this.#all().filter(isWanted);
  }

  #read(): Promise<void> {
    this.#readAt = this.#ports.clock.now();
    return this.#inOrder(async () => {
      this.#written = await this.#store.read();
      this.#ports.changed();
    });
  }

  #write(): Promise<void> {
    return this.#inOrder(async () => {
      this.#stopTimer();
      if (this.#pending.size === 0) return;
      const day = this.#ports.today();
      this.#leaving = [...this.#pending.values()];
      this.#pending.clear();
      try {
        this.#written = await this.#store.add(this.#leaving, this.#foldedOn !== day);
        this.#foldedOn = day;
        this.#readAt = this.#ports.clock.now();
        this.#isFailing = false;
        this.#leaving = [];
      } catch (error) {
        const left = this.#leaving;
        this.#leaving = [];
        this.#keep(left);
        this.#failed(error);
        this.#stopTimer();
        this.#cancelTimer = this.#timer(TRY_AGAIN_AFTER);
        return;
      }
      this.#ports.changed();
    });
  }

  /** One line an episode; the file system's own message may hold a path. */
  readonly #failed = (error: unknown): void => {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const why = error instanceof Error ? error.message : 'unknown fault';
    this.#ports.log(`usage: the statistics cannot be kept now, and stay in memory (${why})`);
  };

  /** The folder is looked at by one task at a time. */
  #inOrder<T>(task: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(task);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
