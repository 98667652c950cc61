import * as vscode from 'vscode';
import type { MistralClient } from '../../mistral/client.ts';
import type { Clock } from '../../base/clock.ts';
import { ModelCatalogue } from '../../mistral/models/modelCatalogue.ts';
import type { ModelList } from '../../mistral/models/modelCatalogue.ts';
import type { ModelStatus } from '../../mistral/models/modelStatus.ts';
import { modelFor } from '../../mistral/serviceRouter.ts';
import type { Route, ServiceRouter } from '../../mistral/serviceRouter.ts';
import { featureOf } from '../../mistral/serviceName.ts';
import type { ModelPurpose } from '../../mistral/serviceName.ts';
import { DiskFiles } from '../storage/diskFiles.ts';
import { serviceLabel, withoutLinks } from '../messages/errorText.ts';
import { writeModelSetting, readModelSetting } from './modelSetting.ts';
import type { ModelPickerState } from './modelItems.ts';
import { pickModel } from './modelPicker.ts';
import { warningFor } from './modelLabels.ts';

/** What {@link ModelSelection} needs. */
export interface ModelSelectionDependencies {
  readonly storage: vscode.Uri;
  readonly clock: Clock;
  readonly services: Pick<ServiceRouter, 'route'>;
  readonly client: Pick<MistralClient, 'listModels'>;
  /** Called after a service's list was loaded. */
  readonly onListLoaded: () => void;
}

/** A model in use and its status. */
export interface ChosenModel {
  /** The model name sent to the service. */
  readonly model: string;
  readonly status: ModelStatus;
  /** A warning for the user, if there is one. */
  readonly warning: string | undefined;
}

/** The cached model list, shared by all windows. */
const LIST_FILE = 'models.json';
/** Maximum size of the cached list, in bytes. */
const MAX_FILE_BYTES = 200_000;

/** The model catalogue, and the selected models. */
export class ModelSelection implements vscode.Disposable {
  readonly catalogue: ModelCatalogue;
  readonly #dependencies: ModelSelectionDependencies;

  constructor(dependencies: ModelSelectionDependencies) {
    const { storage, clock, client, onListLoaded } = dependencies;
    const files = new DiskFiles(storage.fsPath);
    this.#dependencies = dependencies;
    this.catalogue = new ModelCatalogue({
      clock,
      onLoaded: onListLoaded,
      list: (service, signal) => client.listModels(service, signal),
      store: {
        read: async () => {
          const bytes = await files.read(LIST_FILE, MAX_FILE_BYTES);
          return bytes && new TextDecoder().decode(bytes);
        },
        // The list can be loaded again, so it need not survive a power failure.
        write: (text) => files.writeAtomic(LIST_FILE, text, 'process'),
      },
    });
  }

  /** A model in use and its status, without a network call. */
  async chosen(purpose: ModelPurpose): Promise<ChosenModel> {
    const { chosen: model, status, route, feature } = await this.#cachedPickerState(purpose);
    const service = 'unavailable' in route ? route.service : route.service.name;
    return { model, status, warning: warningFor(model, status, feature, service) };
  }

  /** Shows the model picker. */
  async pick(purpose: ModelPurpose): Promise<void> {
    const route = await this.#route(purpose);
    const name = serviceLabel('unavailable' in route ? route.service : route.service.name);
    const picked = await pickModel(`${titleOf(purpose)} · ${name}`, {
      cached: () => this.#cachedPickerState(purpose),
      load: (refresh) => this.#loadPickerState(purpose, refresh),
    });
    if (picked?.action === 'keys') await vscode.commands.executeCommand('codestral.manageKeys');
    else if (picked?.action === 'settings') await openServiceSettings();
    else if (picked?.model !== undefined) await this.choose(purpose, picked.model);
  }

  /** Selects a model; warns if it is deprecated or unsuitable, and offers the replacement. */
  async choose(purpose: ModelPurpose, model: string): Promise<void> {
    const { t } = vscode.l10n;
    try {
      await writeModelSetting(purpose, model);
    } catch {
      void vscode.window.showErrorMessage(
        t('Couldn’t write the setting. Check the settings file for errors.'),
      );
      return;
    }
    if (model === '') return;
    const { status, warning } = await this.chosen(purpose);
    // Not awaited: the user may leave the message open.
    if (warning !== undefined)
      this.#warn(purpose, model, warning, status.replacement).catch(() => undefined);
  }

  dispose(): void {
    this.catalogue.close();
  }

  async #warn(
    purpose: ModelPurpose,
    model: string,
    warning: string,
    replacement: string | undefined,
  ): Promise<void> {
    const buttons = replacement === undefined ? [] : [vscode.l10n.t('Switch to {0}', replacement)];
    const button = await vscode.window.showWarningMessage(withoutLinks(warning), ...buttons);
    if (button === undefined || replacement === undefined) return;
    // Another model may have been selected while the message was open.
    if (readModelSetting(purpose) === model) await this.choose(purpose, replacement);
  }

  async #cachedPickerState(purpose: ModelPurpose): Promise<ModelPickerState> {
    const route = await this.#route(purpose);
    return this.#pickerState(
      purpose,
      route,
      'unavailable' in route
        ? this.catalogue.known(route.service)
        : await this.catalogue.cached(route.service),
    );
  }

  async #loadPickerState(purpose: ModelPurpose, refresh: boolean): Promise<ModelPickerState> {
    const route = await this.#route(purpose);
    if ('unavailable' in route)
      return this.#pickerState(purpose, route, this.catalogue.known(route.service));
    return this.#pickerState(purpose, route, await this.catalogue.list(route.service, { refresh }));
  }

  #route(purpose: ModelPurpose): Promise<Route> {
    return this.#dependencies.services.route(featureOf(purpose));
  }

  #pickerState(purpose: ModelPurpose, route: Route, list: ModelList): ModelPickerState {
    const feature = featureOf(purpose);
    const service = 'unavailable' in route ? route.service : route.service.name;
    const own = readModelSetting(purpose);
    const isInherited = purpose === 'actions' ? own === '' : undefined;
    const set = isInherited ? readModelSetting('chat') : own;
    const chosen = feature === 'chat' ? modelFor(service, set) : set;
    const status = this.catalogue.status(service, feature, chosen);
    const now = this.#dependencies.clock.now();
    return { feature, isInherited, chosen, status, route, list, now };
  }
}

function titleOf(purpose: ModelPurpose): string {
  const { t } = vscode.l10n;
  switch (purpose) {
    case 'completion':
      return t('Completion model');
    case 'chat':
      return t('Chat model');
    case 'actions':
      return t('Model for actions');
  }
}

async function openServiceSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', 'codestral.services');
}
