import * as vscode from 'vscode';
import { MistralClient } from '../../mistral/client.ts';
import { KnownKeys } from '../../mistral/keys/knownKeys.ts';
import { RateLimiter } from '../../mistral/limits/rateLimiter.ts';
import { knownFacts } from '../../mistral/models/modelFacts.ts';
import type { ModelFacts } from '../../mistral/models/modelFacts.ts';
import { priceAt } from '../../mistral/models/prices.ts';
import type { Price } from '../../mistral/models/prices.ts';
import type { RateFacts } from '../../mistral/limits/rateHeaders.ts';
import { ServiceRouter } from '../../mistral/serviceRouter.ts';
import type { RequestReport } from '../../mistral/http/requestReport.ts';
import type { RequestPriority, ServiceName } from '../../mistral/serviceName.ts';
import { SERVICES } from '../../mistral/serviceName.ts';
import { clock } from '../platform/systemClock.ts';
import type { KeyDependencies } from '../keys/testKey.ts';
import { failureDetailsOf } from '../../messages/failureDetails.ts';
import type { ReportedFailure } from '../../messages/failureDetails.ts';
import type { FailureDetails } from '../../messages/messageContext.ts';
import { KeyTests } from '../../mistral/keys/keyTests.ts';
import { environmentName } from '../keys/keyStore.ts';
import type { KeyStore } from '../keys/keyStore.ts';
import { readModelSetting } from '../models/modelSetting.ts';
import type { ModelSelection } from '../models/modelSelection.ts';
import { once } from '../../base/async.ts';
import { RecentRequests } from '../platform/recentRequests.ts';
import { requestLog } from '../platform/requestLog.ts';
import type { Settings } from '../settings/settings.ts';
import { UsageTracker } from '../usage/usageTracker.ts';

/** What {@link MistralModule} needs. */
export interface MistralModuleDependencies {
  readonly version: string;
  readonly log: vscode.LogOutputChannel;
  readonly settings: Settings;
  readonly keys: KeyStore;
  readonly storage: vscode.Uri;
}

/**
 * The services as all features use them, and what is known about them: limits, key checks,
 * models and prices, recent requests, and usage.
 */
export class MistralModule implements vscode.Disposable {
  readonly services: ServiceRouter;
  readonly limits = new RateLimiter(clock);
  readonly client: MistralClient;
  readonly keyTests = new KeyTests(clock);
  readonly recent = new RecentRequests(() => clock.now());
  readonly usage: UsageTracker;
  readonly keyDependencies: KeyDependencies;
  /** The model selection, created on first use. */
  readonly models: () => Promise<ModelSelection>;
  #models: ModelSelection | undefined;
  /** All keys that this window has used, in the form in which they are sent; to be removed from texts. Never rejects. */
  readonly knownKeys: () => Promise<readonly string[]>;
  readonly #keyAccepted = new vscode.EventEmitter<ServiceName>();
  readonly #listed = new vscode.EventEmitter<void>();

  /** Fires when a service accepts a key that it rejected before: rejected requests may be retried. */
  readonly onDidAcceptKey = this.#keyAccepted.event;
  /** Fires after a model list was loaded. */
  readonly onDidListModels = this.#listed.event;
  readonly #quotaReadAt = new Map<ServiceName, number>();

  constructor({ version, log, settings, keys, storage }: MistralModuleDependencies) {
    const known = new KnownKeys();
    const knownKeys = async (): Promise<readonly string[]> => {
      for (const service of SERVICES) {
        // Both must be redacted: a stored key hides the one in the environment.
        known.add(process.env[environmentName(service)]);
        known.add(await keys.get(service));
      }
      return known.all;
    };
    this.knownKeys = knownKeys;
    this.services = new ServiceRouter({
      config: () => ({ ...settings.services(), completionModel: readModelSetting('completion') }),
      key: (service) => keys.get(service),
    });
    this.usage = new UsageTracker({
      clock,
      log,
      price: this.price,
      folder: vscode.Uri.joinPath(storage, 'usage'),
      monthlyBudget: () => settings.monthlyBudget(),
    });
    const write = requestLog(log);
    const dependencies = {
      // A separate bundle (see esbuild.config.mjs), loaded with the first request.
      loadSdk: () => import('../../mistral/sdk.ts'),
      clock,
      userAgent: `codestral-vscode/${version}`,
      knownKeys,
    };
    this.client = new MistralClient({
      ...dependencies,
      log: (report) => {
        write(report);
        this.keyTests.onReport(report);
        this.recent.add(report);
        this.usage.ledger.record(report);
      },
      onRateLimits: (service, facts, operation) => {
        this.limits.observe(service, facts, priorityOf(operation));
        this.#quotaReadAt.set(service, clock.now());
      },
    });
    this.keyDependencies = {
      keys,
      tests: this.keyTests,
      onKeyAccepted: (service) => {
        this.#keyAccepted.fire(service);
      },
      // Checking a new key says nothing about the stored key, so its reports are only logged.
      client: new MistralClient({ ...dependencies, log: write }),
      urls: () => settings.services().urls,
    };
    this.models = once(async () => {
      const { ModelSelection } = await import('../models/modelSelection.ts');
      const { services, client } = this;
      this.#models = new ModelSelection({
        storage,
        clock,
        services,
        client,
        onListLoaded: () => {
          this.#listed.fire();
        },
      });
      return this.#models;
    });
  }

  /** A model's current price at a service's URL; undefined if unknown. */
  readonly price = (model: string, service: ServiceName): Price | undefined => {
    const { price } = this.#facts(model);
    const url = this.services.urlOf(service);
    return price && url !== undefined ? priceAt(url, price) : price;
  };

  /** Current details for the message of a failure. */
  readonly failureDetails = (failure: ReportedFailure): FailureDetails =>
    failureDetailsOf(failure, {
      limits: this.limits,
      services: this.services,
      replacementOf: (model) => this.#facts(model).replacement,
    });

  /** The account's remaining quota at a service, and when it was reported, in milliseconds since the epoch. */
  readonly remainingQuota = (
    service: ServiceName,
  ): { facts: RateFacts; at: number | undefined } => ({
    facts: this.limits.remaining(service),
    at: this.#quotaReadAt.get(service),
  });

  /** Call when keys or settings change; `changedServices` lists the services with a new key or URL. */
  onKeysOrUrlsChanged(changedServices: readonly ServiceName[]): void {
    for (const service of changedServices) {
      this.keyTests.forget(service);
      this.#quotaReadAt.delete(service);
    }
    this.services.onSettingsChanged();
    this.limits.onSettingsChanged(changedServices);
  }

  dispose(): void {
    this.#models?.dispose();
    this.#keyAccepted.dispose();
    this.#listed.dispose();
  }

  #facts(model: string): ModelFacts {
    return this.#models?.catalogue.facts(model) ?? knownFacts(model);
  }
}

/** The priority of the requests that share the quota in a response. */
function priorityOf(operation: RequestReport['operation']): RequestPriority {
  if (operation === 'fim') return 'completion';
  return operation === 'embeddings' ? 'background' : 'interactive';
}
