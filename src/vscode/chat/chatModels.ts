import type { ChatModelFacts } from '../../chat/messageWriter.ts';
import { findRow } from '../../mistral/modelRows.ts';
import type { CatalogueRow } from '../../mistral/modelRows.ts';
import type { ModelList } from '../../mistral/models.ts';
import { isAble } from '../../mistral/modelStanding.ts';
import { chatModelFor } from '../../mistral/services.ts';
import type { ClosedService, OpenService, ServiceName, Services } from '../../mistral/services.ts';
import type { ModelRow, ModelsView } from '../../protocol/views.ts';
import type { Models } from '../models/models.ts';
import { detailOf, labelOf, warningFor } from '../models/modelWords.ts';
import { serviceName } from '../notify.ts';
import type { Settings } from '../settings.ts';

/** What the choice of a model takes. */
export interface ChatModelsPorts {
  readonly services: Pick<Services, 'route'>;
  readonly all: Pick<Models, 'catalogue' | 'choose' | 'pick'>;
  readonly settings: Pick<Settings, 'chat'>;
  /** Whether the panel is in sight: only then a service is asked for its list. */
  readonly isShown: () => boolean;
  readonly now: () => number;
  /** The view is another one. */
  readonly changed: () => void;
  /** A service was found that can be asked. */
  readonly opened: () => void;
}

/** So many models fit into a dropdown; its last row leads to all. */
const MOST_ROWS = 100;

/** The chat's model: the one that is chosen, and those in the panel's dropdown. */
export class ChatModels {
  readonly #ports: ChatModelsPorts;
  #service: OpenService | undefined;
  #closed: ClosedService | undefined;
  #listed: ModelList | undefined;

  constructor(ports: ChatModelsPorts) {
    this.#ports = ports;
  }

  /** Why no service can be asked; undefined if one can, or nobody has looked yet. */
  get closed(): ClosedService | undefined {
    return this.#closed;
  }

  /** What is known of the model that a service would be asked for. */
  facts(service = this.#service): ChatModelFacts {
    const { settings, all } = this.#ports;
    const chosen = settings.chat().model;
    const id = service ? chatModelFor(service.name, chosen) : chosen;
    const { maxContextLength, vision, reasoning } = all.catalogue.facts(id);
    const context = maxContextLength;
    return { id, context, seesImages: vision === true, thinks: reasoning === true };
  }

  /** The dropdown. The chosen model is always among its rows, under the name it was chosen by. */
  view(): ModelsView {
    const { id } = this.facts();
    const able = (this.#listed?.rows ?? []).filter((row) => isAble(row, 'chat'));
    const chosen = findRow(able, id);
    const rows = able
      .slice(0, MOST_ROWS)
      .map((row) => (row === chosen ? this.#rowOf(id) : rowOf(row, this.#ports.now())));
    return {
      selected: id,
      rows: rows.some((row) => row.id === id) ? rows : [this.#rowOf(id), ...rows],
      service: this.#service ? serviceName(this.#service.name) : '',
    };
  }

  /** Looks which service is asked now, and which models it has. Never rejects. */
  async refresh(): Promise<void> {
    const { services, all, isShown, changed, opened } = this.#ports;
    const route = await services.route('chat');
    this.#closed = 'closed' in route ? route : undefined;
    this.#service = 'closed' in route ? undefined : route.service;
    changed();
    if (!this.#service) return;
    opened();
    const service = this.#service;
    const { catalogue } = all;
    const listed = await (isShown() ? catalogue.list(service) : catalogue.cached(service));
    if (service !== this.#service) return;
    this.#listed = listed;
    changed();
  }

  /** An answer came from a service: another one than before, if a key was refused. */
  async served(service: ServiceName): Promise<void> {
    if (this.#service && this.#service.name !== service) await this.refresh();
  }

  /** Makes a model the chosen one. */
  async choose(model: string): Promise<void> {
    await this.#ports.all.choose('chat', model);
  }

  /** Lets the user choose from all there is to say about the models, or type a name. */
  async pick(): Promise<void> {
    await this.#ports.all.pick('chat');
  }

  /** The row of the chosen model, with what is wrong with it. */
  #rowOf(id: string): ModelRow {
    const { all, now } = this.#ports;
    const { catalogue } = all;
    const service = this.#service?.name ?? 'mistral';
    const standing = catalogue.standing(service, 'chat', id);
    const warning = warningFor(id, standing, 'chat', service);
    const row = rowOf({ ...catalogue.facts(id), id }, now());
    return warning === undefined ? row : { id, label: `⚠ ${row.label} · ${warning}` };
  }
}

function rowOf(row: Omit<CatalogueRow, 'names' | 'group'>, now: number): ModelRow {
  const detail = detailOf(row, now);
  return { id: row.id, label: detail === '' ? labelOf(row) : `${labelOf(row)} · ${detail}` };
}
