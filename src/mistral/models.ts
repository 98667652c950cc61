import type { Clock } from './clock.ts';
import { toServiceError } from './errors.ts';
import type { ServiceError } from './errors.ts';
import type { ModelCard } from './modelCards.ts';
import { knownCards, knownFacts } from './modelFacts.ts';
import type { ModelFacts } from './modelFacts.ts';
import { listedNow, readListFile, writeListFile } from './modelListFile.ts';
import type { ListedCards } from './modelListFile.ts';
import { findRow, foldModels } from './modelRows.ts';
import type { CatalogueRow } from './modelRows.ts';
import { standingOf } from './modelStanding.ts';
import type { Standing } from './modelStanding.ts';
import type { Feature, OpenService, ServiceName } from './services.ts';

/** The models of a service. */
export interface ModelList {
  readonly rows: readonly CatalogueRow[];
  /** The service's own list, or the one that this product brings along. */
  readonly source: 'live' | 'static';
  /** Whether the service's list is here to its end. */
  readonly isWhole: boolean;
  /** When the service told it, in milliseconds since the epoch. */
  readonly at: number | undefined;
  /** Why the service's list could not be had, or not anew. */
  readonly failure: ServiceError | undefined;
}

/** What the catalogue is built from. */
export interface CataloguePorts {
  /** Asks a service for its list; throws a ServiceError, in a time of its own. */
  readonly list: (service: OpenService, signal: AbortSignal) => Promise<readonly ModelCard[]>;
  readonly clock: Clock;
  /** One text of at most 100 kB that all windows share; both may fail. */
  readonly store: {
    readonly read: () => Promise<string | undefined>;
    readonly write: (text: string) => Promise<void>;
  };
  /** A service told its list anew. */
  readonly listed?: () => void;
}

/** A list is asked for anew when it is older, in milliseconds. New models come a few times a year. */
const FRESH_MS = 60 * 60_000;
/** After a failure the next request waits so long, in milliseconds: lists are looked at often. */
const REST_MS = 30_000;

/** What is held of a service: its list, and the request for one. */
interface Shelf {
  readonly service: OpenService;
  readonly stop: AbortController;
  /** Whether the file may be this key's: not after another key was in use here. */
  readonly readsFile: boolean;
  listed?: ListedCards;
  rows: readonly CatalogueRow[];
  failure?: ServiceError | undefined;
  failedAt: number;
  asking?: Promise<void> | undefined;
}

/**
 * The models there are and what they can do. The `mistral` service lists its own; `codestral` has
 * no list, and where a list cannot be had the well-known models take its place. A list is kept with
 * its age for other windows and later runs, by its address alone: of keys nothing is kept.
 */
export class ModelCatalogue {
  readonly #ports: CataloguePorts;
  #shelf: Shelf | undefined;

  constructor(ports: CataloguePorts) {
    this.#ports = ports;
  }

  /**
   * A service's models; `anew` asks for them whatever their age. Never rejects: a list that cannot
   * be had is told as a failure.
   */
  async list(service: OpenService, { anew = false } = {}): Promise<ModelList> {
    if (service.name === 'codestral') return this.known('codestral');
    const shelf = this.#shelfFor(service);
    await this.#load(shelf);
    // Meanwhile another key may be in use.
    if (shelf.stop.signal.aborted) return this.#listOf(shelf);
    if (anew || this.#isDue(shelf)) await (shelf.asking ??= this.#ask(shelf));
    return this.#listOf(shelf);
  }

  /** The same without the network: what is at hand, however old. Never rejects. */
  async cached(service: OpenService): Promise<ModelList> {
    if (service.name === 'codestral') return this.known('codestral');
    const shelf = this.#shelfFor(service);
    await this.#load(shelf);
    return this.#listOf(shelf);
  }

  /** The well-known models that are not retired; on `codestral` there are Codestral models alone. */
  known(service: ServiceName): ModelList {
    const isThere = ({ id, group }: CatalogueRow): boolean =>
      group !== 'retired' && (service === 'mistral' || id.startsWith('codestral-'));
    const rows = foldModels(knownCards(), this.#ports.clock.now()).filter(isThere);
    return { rows, source: 'static', isWhole: false, at: undefined, failure: undefined };
  }

  /** What is known about a model, an alias of one, or a name that somebody typed; from what is at hand. */
  facts(model: string): ModelFacts {
    return findRow(this.#shelf?.rows ?? [], model) ?? knownFacts(model);
  }

  /** Whether a model can be used for a feature now, and what to use in its place; from what is at hand. */
  standing(service: ServiceName, feature: Feature, model: string): Standing {
    const { rows, isWhole } =
      service === 'mistral' && this.#shelf ? this.#listOf(this.#shelf) : this.known(service);
    return standingOf({ model, feature, rows, isWhole, now: this.#ports.clock.now() });
  }

  /** Stops the request under way, if any. */
  close(): void {
    this.#shelf?.stop.abort();
  }

  /** The shelf of this service; another key or URL is another service. */
  #shelfFor(service: OpenService): Shelf {
    const shelf = this.#shelf;
    const isSameUrl = shelf?.service.url === service.url;
    if (shelf && isSameUrl && shelf.service.key === service.key) return shelf;
    shelf?.stop.abort();
    this.#shelf = {
      ...{ service, readsFile: !isSameUrl, stop: new AbortController() },
      ...{ rows: [], failedAt: -Infinity },
    };
    return this.#shelf;
  }

  #listOf({ listed, rows, failure, service }: Shelf): ModelList {
    if (!listed) return { ...this.known(service.name), failure };
    return { rows, source: 'live', isWhole: listed.isWhole, at: listed.at, failure };
  }

  #isDue({ listed, failedAt }: Shelf): boolean {
    return !this.#isWithin(listed?.at, FRESH_MS) && !this.#isWithin(failedAt, REST_MS);
  }

  #isWithin(at = -Infinity, ms: number): boolean {
    const now = this.#ports.clock.now();
    // A clock that was set back makes nothing fresh.
    return now >= at && now - at < ms;
  }

  /** Looks whether the file has a better list: another window may have asked since. */
  async #load(shelf: Shelf): Promise<void> {
    if (!shelf.readsFile || this.#isWithin(shelf.listed?.at, FRESH_MS)) return;
    const text = await this.#ports.store.read().catch(() => undefined);
    const found = text === undefined ? undefined : readListFile(text, shelf.service.url);
    const isBetter = !shelf.listed || this.#isWithin(found?.at, FRESH_MS);
    if (found && isBetter && !this.#isWithin(shelf.listed?.at, FRESH_MS)) this.#put(shelf, found);
  }

  async #ask(shelf: Shelf): Promise<void> {
    const { list, clock, store } = this.#ports;
    const { service, stop } = shelf;
    try {
      const cards = await list(service, stop.signal);
      // Another key is in use by now: what this one may use is not for the file.
      if (stop.signal.aborted) return;
      const listed = listedNow(cards, clock.now());
      this.#put(shelf, listed);
      shelf.failure = undefined;
      this.#ports.listed?.();
      store.write(writeListFile(service.url, listed)).catch(() => undefined);
    } catch (thrown) {
      shelf.failure = toServiceError(thrown, { service: service.name });
      shelf.failedAt = clock.now();
    } finally {
      shelf.asking = undefined;
    }
  }

  #put(shelf: Shelf, listed: ListedCards): void {
    shelf.listed = listed;
    shelf.rows = foldModels(listed.cards, this.#ports.clock.now());
  }
}
