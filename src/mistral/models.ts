import type { Clock } from './clock.ts';
import { toServiceError } from './errors.ts';
import type { ServiceError } from './errors.ts';
import { KNOWN_MODELS } from './knownModels.ts';
import type { KnownModel } from './knownModels.ts';
import type { Abilities, ModelCard } from './modelCards.ts';
import type { OpenService } from './services.ts';

/** What is known about a model; undefined where nobody says. */
export interface ModelFacts extends Abilities {
  /** Tokens that the request and the answer share. */
  readonly maxContextLength: number | undefined;
}

/** The models that a service offers for chat. */
export interface ChatModels {
  readonly models: readonly ModelCard[];
  /** The service's own list, or the one that this product brings along. */
  readonly source: 'live' | 'static';
  /** Why the service's list could not be had, or not anew. */
  readonly failure?: ServiceError | undefined;
}

/** What the catalogue is built from. */
export interface CataloguePorts {
  /** Asks a service for its list; throws a ServiceError, in a time of its own. */
  readonly list: (service: OpenService, signal: AbortSignal) => Promise<readonly ModelCard[]>;
  readonly clock: Clock;
}

/** A list is asked for anew when it is older, in milliseconds. New models come a few times a year. */
const FRESH_MS = 60 * 60_000;
/** After a failure the next request waits so long, in milliseconds: lists are looked at often. */
const REST_MS = 30_000;

/** What is held of a service: its list, and the request for one. */
interface Shelf {
  readonly service: OpenService;
  readonly stop: AbortController;
  cards?: readonly ModelCard[];
  cardsAt: number;
  failure?: ServiceError | undefined;
  failedAt: number;
  pending?: Promise<void> | undefined;
}

/**
 * The models there are and what they can do. The `mistral` service lists its own; `codestral` has
 * no list, and where a list cannot be had the well-known models take its place.
 */
export class ModelCatalogue {
  readonly #ports: CataloguePorts;
  #shelf: Shelf | undefined;

  constructor(ports: CataloguePorts) {
    this.#ports = ports;
  }

  /** The models to choose from. Never rejects: a list that cannot be had is told as a failure. */
  async chatModels(service: OpenService): Promise<ChatModels> {
    if (service.name === 'codestral') return { models: codestralModels, source: 'static' };
    const shelf = this.#shelfFor(service);
    if (this.#isDue(shelf)) {
      shelf.pending ??= this.#fill(shelf);
      await shelf.pending;
    }
    const { cards, failure } = shelf;
    return cards
      ? { models: this.#chatCapable(cards), source: 'live', failure }
      : { models: knownModels, source: 'static', failure };
  }

  /** What is known about a model, an alias of one, or a name that somebody typed. */
  facts(model: string): ModelFacts {
    const cards = this.#shelf?.cards ?? [];
    const card =
      cards.find(({ id }) => id === model) ?? cards.find(({ aliases }) => aliases.includes(model));
    return completed(card ?? nothingKnown, knownModel(model));
  }

  /** Stops the request under way, if any. */
  close(): void {
    this.#shelf?.stop.abort();
  }

  /** The shelf of this service; another key or URL is another service. */
  #shelfFor(service: OpenService): Shelf {
    const shelf = this.#shelf;
    if (shelf?.service.url === service.url && shelf.service.key === service.key) return shelf;
    shelf?.stop.abort();
    const stop = new AbortController();
    this.#shelf = { service, stop, cardsAt: -Infinity, failedAt: -Infinity };
    return this.#shelf;
  }

  #isDue({ cardsAt, failedAt }: Shelf): boolean {
    const now = this.#ports.clock.now();
    // A clock that was set back makes nothing fresh.
    const isWithin = (at: number, ms: number): boolean => now >= at && now - at < ms;
    return !isWithin(cardsAt, FRESH_MS) && !isWithin(failedAt, REST_MS);
  }

  async #fill(shelf: Shelf): Promise<void> {
    const { list, clock } = this.#ports;
    try {
      shelf.cards = await list(shelf.service, shelf.stop.signal);
      shelf.cardsAt = clock.now();
      shelf.failure = undefined;
    } catch (thrown) {
      shelf.failure = toServiceError(thrown, { service: shelf.service.name });
      shelf.failedAt = clock.now();
    } finally {
      shelf.pending = undefined;
    }
  }

  /** The models that chat and are not retired; a card that does not say counts as able. */
  #chatCapable(cards: readonly ModelCard[]): readonly ModelCard[] {
    const now = this.#ports.clock.now();
    return cards
      .filter(({ deprecation }) => deprecation === undefined || deprecation.getTime() > now)
      .map((card) => ({ ...card, ...completed(card, knownModel(card.id)) }))
      .filter(({ chat }) => chat !== false);
  }
}

function knownModel(name: string): KnownModel | undefined {
  return KNOWN_MODELS.find(({ id, aliases }) => id === name || aliases.includes(name));
}

/** What a card says, and what is known where it is silent. */
function completed(card: ModelFacts, known: KnownModel | undefined): ModelFacts {
  const can = (ability: keyof Abilities): boolean | undefined =>
    card[ability] ?? known?.can.includes(ability);
  return {
    chat: can('chat'),
    fim: can('fim'),
    vision: can('vision'),
    reasoning: can('reasoning'),
    tools: can('tools'),
    maxContextLength: card.maxContextLength ?? known?.context,
  };
}

const nothingKnown: ModelFacts = {
  chat: undefined,
  fim: undefined,
  vision: undefined,
  reasoning: undefined,
  tools: undefined,
  maxContextLength: undefined,
};

/** As a service would list them: each name for itself, and the others as its aliases. */
const knownModels: readonly ModelCard[] = KNOWN_MODELS.flatMap((known) => {
  const names = [...known.aliases, known.id];
  return names.map((id) => ({
    ...completed(nothingKnown, known),
    id,
    name: known.id,
    aliases: names.filter((name) => name !== id),
    deprecation: undefined,
    replacement: undefined,
  }));
});

const codestralModels = knownModels.filter(({ id }) => id.startsWith('codestral-'));
