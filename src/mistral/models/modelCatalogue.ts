import { waitAfter } from '../limits/backOff.ts';
import type { Clock } from '../../base/clock.ts';
import { toServiceError } from '../errors/serviceError.ts';
import type { ServiceError } from '../errors/serviceError.ts';
import type { ModelCard } from './modelCards.ts';
import { knownCards, knownFacts } from './modelFacts.ts';
import type { ModelFacts } from './modelFacts.ts';
import { modelCacheOf, readModelCache, writeModelCache } from './modelCacheFile.ts';
import type { CachedModelCards } from './modelCacheFile.ts';
import { findModel, groupAliases } from './aliasGroups.ts';
import type { CatalogueModel } from './aliasGroups.ts';
import { priceAt } from './prices.ts';
import type { Price } from './prices.ts';
import { modelStatusOf } from './modelStatus.ts';
import type { ModelStatus } from './modelStatus.ts';
import type { AvailableService } from '../serviceRouter.ts';
import type { Feature, ServiceName } from '../serviceName.ts';
import { isRegionalUrl } from '../http/serviceUrl.ts';

/** The models of a service. */
export interface ModelList {
  readonly rows: readonly CatalogueModel[];
  /** Whether this is the service's own list or the built-in one. */
  readonly source: 'live' | 'static';
  /** Whether the service's list is complete. */
  readonly isComplete: boolean;
  /** When the service sent it, in milliseconds since the epoch. */
  readonly at: number | undefined;
  /** Why loading or refreshing the service's list failed. */
  readonly failure: ServiceError | undefined;
}

/** What the catalogue depends on. */
export interface CataloguePorts {
  /** Requests a service's list. Throws a ServiceError within a bounded time. */
  readonly list: (service: AvailableService, signal: AbortSignal) => Promise<readonly ModelCard[]>;
  readonly clock: Clock;
  /** A text of at most 100 kB that all windows share. Both methods may reject. */
  readonly store: {
    readonly read: () => Promise<string | undefined>;
    readonly write: (text: string) => Promise<void>;
  };
  /** Called when a service has sent a new list. */
  readonly onLoaded?: () => void;
}

/** The age after which a list is refreshed, in milliseconds. New models are released a few times a year. */
const FRESH_MS = 60 * 60_000;
/** Minimum wait after a failure, in milliseconds, since lists are read often. */
const MIN_COOLDOWN_MS = 30_000;

/** The state of a service's list. */
interface CatalogueEntry {
  readonly service: AvailableService;
  readonly stop: AbortController;
  /** Whether the cache file may belong to this key: not if another key was used in this window. */
  readonly readsFile: boolean;
  cached?: CachedModelCards;
  rows: readonly CatalogueModel[];
  failure?: ServiceError | undefined;
  failedAt: number;
  /** Failures in a row. */
  failures: number;
  fetching?: Promise<void> | undefined;
}

/**
 * The available models and their capabilities. The `mistral` service has its own list; `codestral` has none. The
 * built-in models are used if there is no list. A list is cached with its age for other windows and later sessions, by
 * URL only; nothing about keys is stored.
 */
export class ModelCatalogue {
  readonly #ports: CataloguePorts;
  #entry: CatalogueEntry | undefined;

  constructor(ports: CataloguePorts) {
    this.#ports = ports;
  }

  /** A service's models; `refresh` requests them whatever their age. Never rejects: the result contains the failure. */
  async list(service: AvailableService, { refresh = false } = {}): Promise<ModelList> {
    if (service.name === 'codestral') return this.known('codestral');
    const entry = this.#entryFor(service);
    await this.#load(entry);
    // The key may have changed in the meantime.
    if (entry.stop.signal.aborted) return this.#listOf(entry);
    if (refresh || this.#isRefreshDue(entry)) await (entry.fetching ??= this.#fetch(entry));
    return this.#listOf(entry);
  }

  /** The same without a request, from what is in memory or cached, however old. Never rejects. */
  async cached(service: AvailableService): Promise<ModelList> {
    if (service.name === 'codestral') return this.known('codestral');
    const entry = this.#entryFor(service);
    await this.#load(entry);
    return this.#listOf(entry);
  }

  /** The built-in models that are not retired; on `codestral`, Codestral models only. */
  known(service: ServiceName): ModelList {
    const isListed = ({ id, group }: CatalogueModel): boolean =>
      group !== 'retired' && (service === 'mistral' || id.startsWith('codestral-'));
    const rows = groupAliases(knownCards(), this.#ports.clock.now()).filter(isListed);
    return { rows, source: 'static', isComplete: false, at: undefined, failure: undefined };
  }

  /** The facts about a model, by ID, alias or a typed name. Sends no request. */
  facts(model: string): ModelFacts {
    return findModel(this.#entry?.rows ?? [], model) ?? knownFacts(model);
  }

  /** Whether a model can be used for a feature, and its replacement. Sends no request. */
  status(service: ServiceName, feature: Feature, model: string): ModelStatus {
    const { rows, isComplete } =
      service === 'mistral' && this.#entry ? this.#listOf(this.#entry) : this.known(service);
    return modelStatusOf({ model, feature, rows, isComplete, now: this.#ports.clock.now() });
  }

  /** Aborts the request in flight. */
  close(): void {
    this.#entry?.stop.abort();
  }

  /** The entry of a service. Another key or URL starts a new one. */
  #entryFor(service: AvailableService): CatalogueEntry {
    const entry = this.#entry;
    const isSameUrl = entry?.service.url === service.url;
    if (entry && isSameUrl && entry.service.key === service.key) return entry;
    entry?.stop.abort();
    this.#entry = {
      service,
      readsFile: !isSameUrl,
      stop: new AbortController(),
      rows: [],
      failedAt: -Infinity,
      failures: 0,
    };
    return this.#entry;
  }

  #listOf({ cached, rows, failure, service }: CatalogueEntry): ModelList {
    if (!cached) return withPricesAt(service.url, { ...this.known(service.name), failure });
    const { isWhole: isComplete, at } = cached;
    return withPricesAt(service.url, { rows, source: 'live', isComplete, at, failure });
  }

  #isRefreshDue({ cached, failure, failures, failedAt }: CatalogueEntry): boolean {
    if (this.#isWithin(cached?.at, FRESH_MS)) return false;
    if (!failure) return true;
    const cooldownMs = waitAfter(failure.kind, failures, failure.retryAfterMs);
    return !this.#isWithin(failedAt, Math.max(MIN_COOLDOWN_MS, cooldownMs));
  }

  #isWithin(at = -Infinity, ms: number): boolean {
    const now = this.#ports.clock.now();
    // The clock may have been set back.
    return now >= at && now - at < ms;
  }

  /** Reads the cache file, since another window may have refreshed the list. */
  async #load(entry: CatalogueEntry): Promise<void> {
    if (!entry.readsFile || this.#isWithin(entry.cached?.at, FRESH_MS)) return;
    const text = await this.#ports.store.read().catch(() => undefined);
    const found = text === undefined ? undefined : readModelCache(text, entry.service.url);
    const isBetter = !entry.cached || this.#isWithin(found?.at, FRESH_MS);
    if (found && isBetter && !this.#isWithin(entry.cached?.at, FRESH_MS))
      this.#update(entry, found);
  }

  async #fetch(entry: CatalogueEntry): Promise<void> {
    const { list, clock, store } = this.#ports;
    const { service, stop } = entry;
    try {
      const cards = await list(service, stop.signal);
      // The key has changed: this list must not be cached.
      if (stop.signal.aborted) return;
      const loaded = modelCacheOf(cards, clock.now());
      this.#update(entry, loaded);
      entry.failure = undefined;
      entry.failures = 0;
      this.#ports.onLoaded?.();
      store.write(writeModelCache(service.url, loaded)).catch(() => undefined);
    } catch (thrown) {
      entry.failure = toServiceError(thrown, { service: service.name });
      entry.failedAt = clock.now();
      entry.failures += 1;
    } finally {
      entry.fetching = undefined;
    }
  }

  #update(entry: CatalogueEntry, loaded: CachedModelCards): void {
    entry.cached = loaded;
    entry.rows = groupAliases(loaded.cards, this.#ports.clock.now());
  }
}

/** Adds prices for a service's URL, since regional hosts are more expensive. */
function withPricesAt(url: string, list: ModelList): ModelList {
  if (!isRegionalUrl(url)) return list;
  const at = (price: Price | undefined) => price && priceAt(url, price);
  const rows = list.rows.map((row) => ({
    ...row,
    price: at(row.price),
    priceAfterPreview: at(row.priceAfterPreview),
  }));
  return { ...list, rows };
}
