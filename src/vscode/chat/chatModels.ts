import * as vscode from 'vscode';
import type { ChatModelFacts } from '../../chat/messageWriter.ts';
import type { ModelCard } from '../../mistral/modelCards.ts';
import type { ChatModels as Listed, ModelCatalogue } from '../../mistral/models.ts';
import { chatModelFor } from '../../mistral/services.ts';
import type { ClosedService, OpenService, ServiceName, Services } from '../../mistral/services.ts';
import type { ModelRow, ModelsView } from '../../protocol/views.ts';
import { windowSize } from '../../protocol/windowSize.ts';
import { sentence, serviceName, wordsFor } from '../notify.ts';
import type { Settings } from '../settings.ts';

/** What the choice of a model takes. */
export interface ChatModelsPorts {
  readonly services: Pick<Services, 'route'>;
  readonly catalogue: Pick<ModelCatalogue, 'chatModels' | 'facts'>;
  readonly settings: Settings;
  /** The view is another one. */
  readonly changed: () => void;
}

/** The models the user chooses from, and the one that is chosen. */
export class ChatModels {
  readonly #ports: ChatModelsPorts;
  #service: OpenService | undefined;
  #closed: ClosedService | undefined;
  #listed: Listed | undefined;

  constructor(ports: ChatModelsPorts) {
    this.#ports = ports;
  }

  /** Why no service can be asked; undefined if one can, or nobody has looked yet. */
  get closed(): ClosedService | undefined {
    return this.#closed;
  }

  /** What is known of the model that a service would be asked for. */
  facts(service = this.#service): ChatModelFacts {
    const chosen = this.#ports.settings.chat().model;
    const id = service ? chatModelFor(service.name, chosen) : chosen;
    const { maxContextLength, vision, reasoning } = this.#ports.catalogue.facts(id);
    const context = maxContextLength;
    return { id, context, seesImages: vision === true, thinks: reasoning === true };
  }

  /** The dropdown. The chosen model is always among its rows, whatever the list says. */
  view(): ModelsView {
    const { id, context, seesImages, thinks } = this.facts();
    const rows = (this.#listed?.models ?? []).map(rowOf);
    const isListed = rows.some((row) => row.id === id);
    return {
      selected: id,
      rows: isListed ? rows : [{ id, context, seesImages, thinks }, ...rows],
      service: this.#service ? serviceName(this.#service.name) : '',
    };
  }

  /** Looks which service is asked now, and which models it has. Never rejects. */
  async refresh(): Promise<void> {
    const route = await this.#ports.services.route('chat');
    this.#closed = 'closed' in route ? route : undefined;
    this.#service = 'closed' in route ? undefined : route.service;
    this.#ports.changed();
    if (!this.#service) return;
    const service = this.#service;
    const listed = await this.#ports.catalogue.chatModels(service);
    if (service !== this.#service) return;
    this.#listed = listed;
    this.#ports.changed();
  }

  /** An answer came from a service: another one than before, if a key was refused. */
  async served(service: ServiceName): Promise<void> {
    if (this.#service && this.#service.name !== service) await this.refresh();
  }

  /** Makes a model the chosen one, where the setting was made that counts now. */
  async choose(model: string): Promise<void> {
    const config = vscode.workspace.getConfiguration('codestral.chat');
    const found = config.inspect('model');
    const isWorkspaces = found?.workspaceValue !== undefined && vscode.workspace.isTrusted;
    await config.update('model', model, !isWorkspaces);
  }

  /** Lets the user choose from all there is to say about the models, or type a name. */
  async pick(): Promise<void> {
    const { t } = vscode.l10n;
    const pick = vscode.window.createQuickPick<ModelItem>();
    pick.title = t('Chat model');
    pick.placeholder = t('Choose a model, or type the name of one');
    pick.matchOnDetail = true;
    pick.busy = true;
    const { id } = this.facts();
    const fill = () => {
      const items = this.view().rows.map((row) => itemOf(row, id));
      const typed = pick.value.trim();
      const isKnown = typed === '' || items.some(({ model }) => model === typed);
      // VS Code puts first what is typed; so named, it comes after the models that are there.
      const own = { model: typed, label: t('Use “{0}”', typed) };
      const failure = this.#listed?.failure;
      const unknown = failure && {
        label: t('The list of models could not be had.'),
        detail: sentence(wordsFor(failure.kind, failure.service, failure.detail, 'chat')),
      };
      pick.items = [...items, ...(isKnown ? [] : [own]), ...(unknown ? [unknown] : [])];
      if (typed === '') pick.activeItems = items.filter(({ model }) => model === id);
    };
    fill();
    const chosen = new Promise<string | undefined>((resolve) => {
      pick.onDidChangeValue(fill);
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]?.model);
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
    });
    pick.show();
    void this.refresh().then(() => {
      pick.busy = false;
      fill();
    });
    const model = await chosen;
    pick.dispose();
    if (model !== undefined) await this.choose(model);
  }
}

interface ModelItem extends vscode.QuickPickItem {
  /** Not there in a row that only tells something. */
  readonly model?: string;
}

function rowOf({ id, maxContextLength, vision, reasoning }: ModelCard): ModelRow {
  return {
    ...{ id, context: maxContextLength },
    ...{ seesImages: vision === true, thinks: reasoning === true },
  };
}

function itemOf({ id, context, seesImages, thinks }: ModelRow, chosen: string): ModelItem {
  const { t } = vscode.l10n;
  const can = [
    ...(context === undefined ? [] : [t('{0}k tokens', Math.round(windowSize(context) / 1000))]),
    ...(seesImages ? [t('sees images')] : []),
    ...(thinks ? [t('thinks')] : []),
  ];
  return {
    model: id,
    label: id,
    detail: can.join(' · '),
    ...(id === chosen ? { description: t('chosen') } : {}),
  };
}
