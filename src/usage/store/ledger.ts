import type { RequestReport, UsageFeature } from '../../mistral/http/requestReport.ts';
import type { Clock } from '../../base/clock.ts';
import { RunOnceScheduler } from '../../base/runOnceScheduler.ts';
import { SerialQueue } from '../../base/serialQueue.ts';
import type { Price } from '../../mistral/models/prices.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import { metricsOf, countOf } from './reportMetrics.ts';
import { NO_METRICS } from './metrics.ts';
import type { Metrics, UsageRow } from './metrics.ts';
import { histogramOf } from './latencyHistogram.ts';
import { UsageStore } from './usageStore.ts';
import type { UsageStorePorts } from './usageStore.ts';
import { estimatedCost, mergeRows, monthOf, sumMetrics } from './totals.ts';

/** Delay from a change to its write, in milliseconds. A killed window can lose this much. */
const WRITE_DELAY_MS = 10_000;
/** Delay before a failed write is retried, in milliseconds. */
const RETRY_DELAY_MS = 60_000;
/** Maximum age of the data read from other windows, in milliseconds. */
const FRESH_MS = 60_000;
/** Maximum length of a stored model name, in characters. Names come from settings and other extensions. */
const MAX_MODEL_LENGTH = 200;

/** What {@link Ledger} needs. */
export interface LedgerPorts extends UsageStorePorts {
  readonly clock: Clock;
  /** The user's local day, as `2026-11-21`. */
  readonly today: () => string;
  /** A model's current price, recorded with the request. Undefined if unknown. */
  readonly price: (model: string, service: ServiceName) => Price | undefined;
  /** Called when usage of this window was recorded. */
  readonly onRecorded: () => void;
  /** Called after the usage of all windows was read again. */
  readonly onChanged: () => void;
}

/** What a month cost, in US dollars. */
export interface MonthlyCost {
  /** Of the requests whose tokens and price are known. */
  readonly measured: number;
  /** Estimated additional cost of requests without token counts; see {@link estimatedCost}. */
  readonly estimated: number;
}

/**
 * Usage by day, model and feature. Requests count for the current day of the clock. Counts are kept in memory and
 * written a few seconds later; if a write fails, it is retried. No file is accessed before the first count or read,
 * nor while nothing happens.
 */
export class Ledger {
  readonly #ports: LedgerPorts;
  readonly #store: UsageStore;
  /** Tasks on the folder run one at a time. */
  readonly #queue = new SerialQueue();
  readonly #timer: RunOnceScheduler;
  /** The rows of all windows' files, as last read. */
  #written: readonly (readonly UsageRow[])[] = [];
  /** Counts of this window that are not written yet: those in the current write, and the rest. */
  #writing: readonly UsageRow[] = [];
  #pending = new Map<string, UsageRow>();
  #readAt = -Infinity;
  /** The day on which the files of all windows were last compacted. */
  #compactedOn: string | undefined;
  #isFailing = false;

  constructor(ports: LedgerPorts) {
    this.#ports = ports;
    this.#store = new UsageStore(ports);
    this.#timer = new RunOnceScheduler(ports.clock, () => void this.#write());
  }

  /** Records a finished request. Model lists and requests that were never sent don't count; see {@link metricsOf}. */
  record(report: RequestReport): void {
    const { feature, service, model, firstTextMs } = report;
    if (feature === undefined || model === undefined) return;
    const metrics = metricsOf(report, this.#ports.price(model, service));
    if (metrics) this.#count({ service, model, feature }, metrics, histogramOf(firstTextMs));
  }

  /** A suggestion was passed to VS Code. */
  recordOffered(service: ServiceName, model: string): void {
    this.#count({ service, model, feature: 'completion' }, { ...NO_METRICS, offered: 1 });
  }

  /** A suggestion was accepted as a whole; `characters` is the length of the inserted text. */
  recordAccepted(service: ServiceName, model: string, characters: number): void {
    const metrics = { ...NO_METRICS, accepted: 1, acceptedCharacters: countOf(characters) };
    this.#count({ service, model, feature: 'completion' }, metrics);
  }

  /** Accepted text was looked at after some time, and was still there or not. */
  recordSurvival(
    service: ServiceName,
    model: string,
    check: '30s' | '5min',
    isKept: boolean,
  ): void {
    const kept = isKept ? 1 : 0;
    const metrics =
      check === '30s'
        ? { ...NO_METRICS, checkedAfter30s: 1, keptAfter30s: kept }
        : { ...NO_METRICS, checkedAfter5min: 1, keptAfter5min: kept };
    this.#count({ service, model, feature: 'completion' }, metrics);
  }

  /** Today's usage in all windows as last read. Starts another read if the data is older than {@link FRESH_MS}. */
  today(): Metrics {
    const day = this.#ports.today();
    return sumMetrics(this.#known(({ period: own }) => own === day));
  }

  /** This month's cost so far, read as for {@link today}. */
  month(): MonthlyCost {
    const month = monthOf({ period: this.#ports.today() });
    const rows = this.#known((row) => monthOf(row) === month);
    return { measured: sumMetrics(rows).cost, estimated: estimatedCost(rows) };
  }

  /** All stored usage of all windows, ordered by period. Rejects if it can't be read. */
  async rows(): Promise<readonly UsageRow[]> {
    await this.#read();
    return mergeRows(this.#all());
  }

  /** Deletes all usage in all windows. Rejects if the reset can't be written. */
  reset(): Promise<void> {
    return this.#queue.run(async () => {
      await this.#store.reset();
      this.#pending.clear();
      this.#written = [];
      this.#ports.onChanged();
    });
  }

  /** Writes pending counts. Never rejects. */
  async close(): Promise<void> {
    await this.#write();
    this.#timer.cancel();
  }

  #count(
    series: {
      readonly service: ServiceName;
      readonly model: string;
      readonly feature: UsageFeature;
    },
    metrics: Metrics,
    latencyCounts: readonly number[] = histogramOf(undefined),
  ): void {
    const model = series.model.slice(0, MAX_MODEL_LENGTH);
    const row: UsageRow = {
      ...metrics,
      ...series,
      model,
      period: this.#ports.today(),
      latencyCounts,
    };
    this.#add([row]);
    this.#timer.scheduleOnce(WRITE_DELAY_MS);
    this.#ports.onRecorded();
  }

  #add(rows: readonly UsageRow[]): void {
    for (const row of rows) {
      const key = [row.period, row.service, row.feature, row.model].join(' ');
      const before = this.#pending.get(key);
      this.#pending.set(key, before ? (mergeRows([before, row])[0] ?? row) : row);
    }
  }

  #all(): UsageRow[] {
    return [...this.#written.flat(), ...this.#writing, ...this.#pending.values()];
  }

  #known(isWanted: (row: UsageRow) => boolean): UsageRow[] {
    const age = this.#ports.clock.now() - this.#readAt;
    // After the clock is set back, the age is unknown: read again.
    if (age < 0 || age >= FRESH_MS) this.#read().catch(this.#failed);
    return this.#all().filter(isWanted);
  }

  #read(): Promise<void> {
    this.#readAt = this.#ports.clock.now();
    return this.#queue.run(async () => {
      this.#written = await this.#store.read();
      this.#ports.onChanged();
    });
  }

  #write(): Promise<void> {
    return this.#queue.run(async () => {
      this.#timer.cancel();
      if (this.#pending.size === 0) return;
      const day = this.#ports.today();
      this.#writing = [...this.#pending.values()];
      this.#pending.clear();
      try {
        this.#written = await this.#store.add(this.#writing, this.#compactedOn !== day);
        this.#compactedOn = day;
        this.#readAt = this.#ports.clock.now();
        this.#isFailing = false;
        this.#writing = [];
      } catch (error) {
        const left = this.#writing;
        this.#writing = [];
        this.#add(left);
        this.#failed(error);
        this.#timer.schedule(RETRY_DELAY_MS);
        return;
      }
      this.#ports.onChanged();
    });
  }

  /** Logs one line per streak of failures. The storage's own messages contain no paths. */
  readonly #failed = (error: unknown): void => {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const why = error instanceof Error ? error.message : 'unknown error';
    const what = 'the statistics cannot be read or written; new counts stay in memory for now';
    this.#ports.log(`usage: ${what} (${why})`);
  };
}
