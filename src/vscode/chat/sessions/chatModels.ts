import { Emitter } from '../../../base/emitter.ts';
import type { ChatModelFacts } from '../../../chat/request/messageWriter.ts';
import { findModel } from '../../../mistral/models/aliasGroups.ts';
import type { CatalogueModel } from '../../../mistral/models/aliasGroups.ts';
import type { ModelList } from '../../../mistral/models/modelCatalogue.ts';
import { isOffered } from '../../../mistral/models/modelStatus.ts';
import { modelFor } from '../../../mistral/serviceRouter.ts';
import type {
  UnavailableService,
  AvailableService,
  ServiceRouter,
} from '../../../mistral/serviceRouter.ts';
import type { ServiceName } from '../../../mistral/serviceName.ts';
import type { ModelRow, ModelsView } from '../../../protocol/panelViews.ts';
import type { ModelSelection } from '../../models/modelSelection.ts';
import { detailOf, modelLabel, warningFor } from '../../models/modelLabels.ts';
import { serviceLabel } from '../../messages/errorText.ts';
import type { Settings } from '../../settings/settings.ts';

/** Dependencies of {@link ChatModels}. */
export interface ChatModelsDependencies {
  readonly services: Pick<ServiceRouter, 'route'>;
  readonly selection: Pick<ModelSelection, 'catalogue' | 'choose' | 'pick'>;
  readonly settings: Pick<Settings, 'chat'>;
  /** Whether the panel is visible: only then is the model list requested from the service. */
  readonly isShown: () => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Maximum number of rows in the dropdown; its last row opens the complete list. */
const MAX_ROWS = 100;

/** The selected chat model and those in the panel's dropdown. */
export class ChatModels {
  readonly #onDidChange = new Emitter();
  /** Fires when the service, its state or its models changed. */
  readonly onDidChange = this.#onDidChange.event;
  readonly #onDidBecomeAvailable = new Emitter();
  /** Fires after each {@link ChatModels.refresh} that found an available service. */
  readonly onDidBecomeAvailable = this.#onDidBecomeAvailable.event;
  readonly #dependencies: ChatModelsDependencies;
  #service: AvailableService | undefined;
  #unavailable: UnavailableService | undefined;
  #listed: ModelList | undefined;

  constructor(dependencies: ChatModelsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Why no service accepts requests; undefined if one does, or if this isn't known yet. */
  get unavailable(): UnavailableService | undefined {
    return this.#unavailable;
  }

  /** The service of the next request; undefined if there is none, or if this isn't known yet. */
  get service(): AvailableService | undefined {
    return this.#service;
  }

  /** Facts about the model that would be requested from a service. */
  facts(service = this.#service): ChatModelFacts {
    const { settings, selection } = this.#dependencies;
    const chosen = settings.chat().model;
    const id = service ? modelFor(service.name, chosen) : chosen;
    const { maxContextLength, maxOutput, efforts, vision, reasoning, tools } =
      selection.catalogue.facts(id);
    return {
      id,
      context: maxContextLength,
      maxOutput,
      efforts,
      supportsImages: vision === true,
      reasoning: reasoning === true,
      supportsTools: tools,
    };
  }

  /** The dropdown. It always contains the selected model, under the name it was selected by. */
  view(): ModelsView {
    const { id } = this.facts();
    const offered = (this.#listed?.rows ?? []).filter((row) => isOffered(row, 'chat'));
    const chosen = findModel(offered, id);
    const rows = offered
      .slice(0, MAX_ROWS)
      .map((row) => (row === chosen ? this.#rowOf(id) : rowOf(row, this.#dependencies.now())));
    return {
      selected: id,
      rows: rows.some((row) => row.id === id) ? rows : [this.#rowOf(id), ...rows],
      service: this.#service ? serviceLabel(this.#service.name) : '',
    };
  }

  /** Updates the service and its models. Never rejects. */
  async refresh(): Promise<void> {
    const { services, selection, isShown } = this.#dependencies;
    const route = await services.route('chat');
    this.#unavailable = 'unavailable' in route ? route : undefined;
    this.#service = 'unavailable' in route ? undefined : route.service;
    this.#onDidChange.fire();
    if (!this.#service) return;
    this.#onDidBecomeAvailable.fire();
    const service = this.#service;
    const { catalogue } = selection;
    const listed = await (isShown() ? catalogue.list(service) : catalogue.cached(service));
    if (service !== this.#service) return;
    this.#listed = listed;
    this.#onDidChange.fire();
  }

  /** Updates the service if an answer came from another one, because a key was rejected. */
  async onAnsweredBy(service: ServiceName): Promise<void> {
    if (this.#service && this.#service.name !== service) await this.refresh();
  }

  /** Selects a model. */
  async choose(model: string): Promise<void> {
    await this.#dependencies.selection.choose('chat', model);
  }

  /** Opens the model picker. */
  async pick(): Promise<void> {
    await this.#dependencies.selection.pick('chat');
  }

  /** The row of the selected model, with a warning if there is one. */
  #rowOf(id: string): ModelRow {
    const { selection, now } = this.#dependencies;
    const { catalogue } = selection;
    const service = this.#service?.name ?? 'mistral';
    const status = catalogue.status(service, 'chat', id);
    const warning = warningFor(id, status, 'chat', service);
    const row = rowOf({ ...catalogue.facts(id), id }, now());
    return warning === undefined ? row : { id, label: `⚠ ${row.label} · ${warning}` };
  }
}

function rowOf(row: Omit<CatalogueModel, 'names' | 'group'>, now: number): ModelRow {
  const detail = detailOf(row, now);
  return { id: row.id, label: detail === '' ? modelLabel(row) : `${modelLabel(row)} · ${detail}` };
}
