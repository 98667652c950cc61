import * as vscode from 'vscode';
import type { MistralClient } from '../../mistral/client.ts';
import type { Clock } from '../../mistral/clock.ts';
import { ModelCatalogue } from '../../mistral/models.ts';
import type { ModelList } from '../../mistral/models.ts';
import type { Standing } from '../../mistral/modelStanding.ts';
import { chatModelFor } from '../../mistral/services.ts';
import type { Feature, Route, Services } from '../../mistral/services.ts';
import { FolderFiles } from '../storage/folderFiles.ts';
import { serviceName, withoutLinks } from '../notify.ts';
import { chooseModel, chosenModel } from './chosenModel.ts';
import type { Look } from './modelItems.ts';
import { pickModel } from './modelPicker.ts';
import { warningFor } from './modelWords.ts';

/** What the models are found with. */
export interface ModelsPorts {
  readonly storage: vscode.Uri;
  readonly clock: Clock;
  readonly services: Pick<Services, 'route'>;
  readonly client: Pick<MistralClient, 'listModels'>;
  /** A service told its list anew. */
  readonly listed: () => void;
}

/** A chosen model, and whether it may stay chosen. */
export interface Chosen {
  /** What a service is asked for. */
  readonly model: string;
  readonly standing: Standing;
  /** In words, where it should not stay chosen. */
  readonly warning: string | undefined;
}

/** The list of another window, or of an earlier run. */
const LIST_FILE = 'models.json';
/** More than this is no list of ours; in bytes. */
const LARGEST_FILE = 200_000;

/** The models of both features: what there is, what is chosen, and choosing. */
export class Models implements vscode.Disposable {
  readonly catalogue: ModelCatalogue;
  readonly #ports: ModelsPorts;

  constructor(ports: ModelsPorts) {
    const { storage, clock, client, listed } = ports;
    const files = new FolderFiles(storage.fsPath);
    this.#ports = ports;
    this.catalogue = new ModelCatalogue({
      ...{ clock, listed },
      list: (service, signal) => client.listModels(service, signal),
      store: {
        read: async () => {
          const bytes = await files.read(LIST_FILE, LARGEST_FILE);
          return bytes && new TextDecoder().decode(bytes);
        },
        // It can be asked for again: a power cut may take it.
        write: (text) => files.writeAtomic(LIST_FILE, text, 'process'),
      },
    });
  }

  /** A feature's model and where it stands, without the network. */
  async chosen(feature: Feature): Promise<Chosen> {
    const { chosen: model, standing, route } = await this.#glance(feature);
    const service = 'closed' in route ? route.service : route.service.name;
    return { model, standing, warning: warningFor(model, standing, feature, service) };
  }

  /** Lets the user choose a feature's model. */
  async pick(feature: Feature): Promise<void> {
    const { t } = vscode.l10n;
    const route = await this.#ports.services.route(feature);
    const name = serviceName('closed' in route ? route.service : route.service.name);
    const title = feature === 'chat' ? t('Chat model') : t('Completion model');
    const picked = await pickModel(`${title} · ${name}`, {
      glance: () => this.#glance(feature),
      look: (anew) => this.#look(feature, anew),
    });
    if (picked?.action === 'keys') await vscode.commands.executeCommand('codestral.manageKeys');
    else if (picked?.action === 'settings') await openServiceSettings();
    else if (picked?.model !== undefined) await this.choose(feature, picked.model);
  }

  /** Makes a model the chosen one; one that goes away is chosen with a warning and a way back. */
  async choose(feature: Feature, model: string): Promise<void> {
    const { t } = vscode.l10n;
    try {
      await chooseModel(feature, model);
    } catch {
      void vscode.window.showErrorMessage(
        t('The setting could not be written. Look for a fault in the settings file.'),
      );
      return;
    }
    const { standing, warning } = await this.chosen(feature);
    if (warning !== undefined) await this.#warn(feature, model, warning, standing.replacement);
  }

  dispose(): void {
    this.catalogue.close();
  }

  async #warn(
    feature: Feature,
    model: string,
    warning: string,
    replacement: string | undefined,
  ): Promise<void> {
    const buttons = replacement === undefined ? [] : [vscode.l10n.t('Switch to {0}', replacement)];
    const button = await vscode.window.showWarningMessage(withoutLinks(warning), ...buttons);
    if (button === undefined || replacement === undefined) return;
    // The message may have stayed there while another model was chosen.
    if (chosenModel(feature) === model) await this.choose(feature, replacement);
  }

  async #glance(feature: Feature): Promise<Look> {
    const route = await this.#ports.services.route(feature);
    return this.#lookOf(
      feature,
      route,
      'closed' in route
        ? this.catalogue.known(route.service)
        : await this.catalogue.cached(route.service),
    );
  }

  async #look(feature: Feature, anew: boolean): Promise<Look> {
    const route = await this.#ports.services.route(feature);
    if ('closed' in route) return this.#lookOf(feature, route, this.catalogue.known(route.service));
    return this.#lookOf(feature, route, await this.catalogue.list(route.service, { anew }));
  }

  #lookOf(feature: Feature, route: Route, list: ModelList): Look {
    const service = 'closed' in route ? route.service : route.service.name;
    const set = chosenModel(feature);
    const chosen = feature === 'chat' ? chatModelFor(service, set) : set;
    const standing = this.catalogue.standing(service, feature, chosen);
    return { feature, chosen, standing, route, list, now: this.#ports.clock.now() };
  }
}

async function openServiceSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', 'codestral.services');
}
