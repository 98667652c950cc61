import type { RequestReport } from '../../src/mistral/http/requestReport.ts';
import { MistralClient } from '../../src/mistral/client.ts';
import { RateLimiter } from '../../src/mistral/limits/rateLimiter.ts';
import { ServiceRouter } from '../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../src/mistral/serviceName.ts';
import type { Sdk } from '../../src/mistral/sdk.ts';
import { AutoAdvancingClock } from '../support/autoAdvancingClock.ts';
import { FaultServer } from './server.ts';
import { healthy, KEYS } from './wire.ts';

/** The dependencies of a feature, wired as in the extension, with a clock and server for each cell. */
export class World {
  readonly server = new FaultServer(healthy);
  readonly clock = new AutoAdvancingClock(() => this.server.activity + (this.#tls?.activity ?? 0));
  readonly limits = new RateLimiter(this.clock);
  readonly reports: RequestReport[] = [];
  readonly client: MistralClient;
  readonly services: ServiceRouter;
  #tls: FaultServer | undefined;
  #url = '';

  constructor(
    readonly service: ServiceName,
    loadSdk: () => Promise<Sdk>,
  ) {
    const { clock, limits } = this;
    this.client = new MistralClient({
      ...{ loadSdk, clock, userAgent: 'codestral-vscode/0.0.0-faults' },
      knownKeys: async () => Object.values(KEYS),
      log: (report) => this.reports.push(report),
      onRateLimits: (name, facts) => {
        limits.observe(name, facts);
      },
    });
    this.services = new ServiceRouter({
      config: () => ({
        urls: { mistral: this.#url, codestral: this.#url },
        choices: { completion: service, chat: service },
      }),
      key: async (name) => KEYS[name],
    });
  }

  async open(): Promise<void> {
    await this.server.open(this.clock);
    this.#url = this.server.url;
  }

  /** The service is unavailable, or has moved to a server with an untrusted certificate. */
  async move(to: 'closed' | 'tls'): Promise<void> {
    await this.server.close();
    if (to === 'closed') return;
    this.#tls = new FaultServer(healthy, true);
    await this.#tls.open(this.clock);
    this.#url = this.#tls.url;
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.#tls?.close();
  }
}
