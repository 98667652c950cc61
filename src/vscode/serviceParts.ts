import * as vscode from 'vscode';
import { MistralClient } from '../mistral/client.ts';
import { Limits } from '../mistral/limits.ts';
import { knownFacts } from '../mistral/modelFacts.ts';
import type { ModelFacts } from '../mistral/modelFacts.ts';
import type { Price } from '../mistral/prices.ts';
import type { RateFacts } from '../mistral/rateHeaders.ts';
import { Services } from '../mistral/services.ts';
import type { ServiceName } from '../mistral/services.ts';
import { clock } from './clock.ts';
import type { KeyEntry } from './commands/tryKey.ts';
import { circumstancesOf } from './failures/circumstances.ts';
import type { FailureOf } from './failures/circumstances.ts';
import type { Circumstances } from './failures/told.ts';
import { KeyChecks } from './keyChecks.ts';
import type { Keys } from './keys.ts';
import type { Models } from './models/models.ts';
import { once } from './once.ts';
import { RecentRequests } from './recentRequests.ts';
import { requestLog } from './requestLog.ts';
import type { Settings } from './settings.ts';
import { Usage } from './usage/usage.ts';

/** What the services are reached with. */
export interface ServiceFoundation {
  readonly version: string;
  readonly log: vscode.LogOutputChannel;
  readonly settings: Settings;
  readonly keys: Keys;
  readonly storage: vscode.Uri;
  /** Whatever a refusal of a service has brought about is over: its key works now. */
  readonly renew: (service: ServiceName) => void;
  /** A service told its list of models anew. */
  readonly listed: () => void;
}

/**
 * What every feature reaches the services through, and all that is known of them: limits, checks of the keys,
 * models and prices, the last requests, and what was used.
 */
export class ServiceParts implements vscode.Disposable {
  readonly services: Services;
  readonly limits = new Limits(clock);
  readonly client: MistralClient;
  readonly checks = new KeyChecks(clock);
  readonly recent = new RecentRequests(() => clock.now());
  readonly usage: Usage;
  readonly keyEntry: KeyEntry;
  /** The models to choose from, built with their first use. */
  readonly models: () => Promise<Models>;
  #models: Models | undefined;
  readonly #heardAt = new Map<ServiceName, number>();

  constructor({ version, log, settings, keys, storage, renew, listed }: ServiceFoundation) {
    this.services = new Services({
      config: () => settings.services(),
      key: (service) => keys.get(service),
    });
    this.usage = new Usage({
      ...{ clock, log, price: this.price },
      folder: vscode.Uri.joinPath(storage, 'usage'),
      monthlyBudget: () => settings.monthlyBudget(),
    });
    const write = requestLog(log);
    const ports = {
      // A bundle of its own (see esbuild.config.mjs), read from disk at the first request.
      loadSdk: () => import('../mistral/sdk.ts'),
      clock,
      userAgent: `codestral-vscode/${version}`,
    };
    this.client = new MistralClient({
      ...ports,
      log: (report) => {
        write(report);
        this.checks.heard(report);
        this.recent.add(report);
        this.usage.ledger.record(report);
      },
      observe: (service, facts) => {
        this.limits.observe(service, facts);
        this.#heardAt.set(service, clock.now());
      },
    });
    this.keyEntry = {
      ...{ keys, checks: this.checks, renew },
      // A key that is only tried is no news of the stored one.
      client: new MistralClient({ ...ports, log: write }),
      urls: () => settings.services().urls,
    };
    this.models = once(async () => {
      const { Models } = await import('./models/models.ts');
      const { services, client } = this;
      this.#models = new Models({ storage, clock, services, client, listed });
      return this.#models;
    });
  }

  /** What a model costs now; undefined where nobody knows. */
  readonly price = (model: string): Price | undefined => this.#facts(model).price;

  /** What is known around a failure at this moment. */
  readonly circumstances = (failure: FailureOf): Circumstances =>
    circumstancesOf(failure, {
      ...{ limits: this.limits, services: this.services },
      replacementOf: (model) => this.#facts(model).replacement,
    });

  /** What a service has left for the account, and when it said so, in milliseconds since the epoch. */
  readonly left = (service: ServiceName): { facts: RateFacts; at: number | undefined } => ({
    facts: this.limits.left(service),
    at: this.#heardAt.get(service),
  });

  /** Keys or settings changed; the services that were `renewed` have another key or URL. */
  changed(renewed: readonly ServiceName[]): void {
    for (const service of renewed) {
      this.checks.forget(service);
      this.#heardAt.delete(service);
    }
    this.services.changed();
    this.limits.changed(renewed);
  }

  dispose(): void {
    this.#models?.dispose();
  }

  #facts(model: string): ModelFacts {
    return this.#models?.catalogue.facts(model) ?? knownFacts(model);
  }
}
