import type { FailureKind, ServiceError } from './errors.ts';
import { cleanKey } from './keys.ts';
import { isLoopback, normaliseServiceUrl } from './urls.ts';
import type { UrlFault } from './urls.ts';

/** A service is a base URL and the key that opens it; a request goes to exactly one. */
export type ServiceName = 'mistral' | 'codestral';

/** What requests are made for. */
export type Feature = 'completion' | 'chat';

/** The setting of a feature: one service by name, or the first one that is open. */
export type ServiceChoice = 'auto' | ServiceName;

/** Where the services live unless a setting says otherwise. */
export const DEFAULT_URLS: Readonly<Record<ServiceName, string>> = {
  mistral: 'https://api.mistral.ai',
  codestral: 'https://codestral.mistral.ai',
};

/** The order in which `auto` looks for an open service. */
const autoOrder: Readonly<Record<Feature, readonly [ServiceName, ServiceName]>> = {
  completion: ['codestral', 'mistral'],
  chat: ['mistral', 'codestral'],
};

/** A service that can be asked. */
export interface OpenService {
  readonly name: ServiceName;
  /** Normalised base URL, without `/v1` and without a slash at its end. */
  readonly url: string;
  /** A loopback server may do without. Never goes to another URL than this one. */
  readonly key: string | undefined;
  /** Whether this is Mistral's own address, not a gateway or a self-hosted server. */
  readonly isDefaultUrl: boolean;
}

/** A service that cannot be asked, and why. */
export interface ClosedService {
  readonly closed: 'noKey' | 'badUrl';
  readonly service: ServiceName;
  /** What is wrong with the URL, for `badUrl`. */
  readonly fault?: UrlFault;
}

/** Where a feature's next request goes. */
export type Route = { readonly service: OpenService } | ClosedService;

/** That a feature left a service in `auto`, and why. */
export interface Move {
  readonly from: ServiceName;
  readonly kind: FailureKind;
}

/** Where settings and keys come from. */
export interface ServicesPorts {
  /** Settings as they are now. URLs as the user wrote them. */
  readonly config: () => {
    readonly urls: Readonly<Record<ServiceName, string>>;
    readonly choices: Readonly<Record<Feature, ServiceChoice>>;
  };
  /** The stored key, else the environment's, else undefined. */
  readonly key: (service: ServiceName) => Promise<string | undefined>;
}

/** The only place that knows which service a request goes to. */
export class Services {
  readonly #ports: ServicesPorts;
  /** Services as the last look at settings and keys found them open. */
  readonly #open = new Map<ServiceName, OpenService>();
  readonly #refusals: Record<Feature, Map<ServiceName, FailureKind>> = {
    completion: new Map(),
    chat: new Map(),
  };

  constructor(ports: ServicesPorts) {
    this.#ports = ports;
  }

  /** The service that a feature's next request goes to, or why there is none. */
  async route(feature: Feature): Promise<Route> {
    const choice = this.#ports.config().choices[feature];
    const [first, second] = autoOrder[feature];
    // Both, whatever the choice: {@link isOpen} is asked about the other one.
    const states = await Promise.all([this.look(first), this.look(second)]);
    if (choice !== 'auto') return choice === first ? states[0] : states[1];
    const open = states.filter(isOpen);
    const left = open.find(({ service }) => !this.#refusals[feature].has(service.name));
    return left ?? open[0] ?? mostTelling(states.filter(isClosed));
  }

  /** One service by its name, for probes, model lists and key management. */
  async look(name: ServiceName): Promise<Route> {
    const url = normaliseServiceUrl(this.#ports.config().urls[name]);
    if (!url.ok) return this.#close({ closed: 'badUrl', service: name, fault: url.reason });
    const key = cleanKey((await this.#ports.key(name)) ?? '');
    if (!key.ok && !isLoopback(url.url)) return this.#close({ closed: 'noKey', service: name });
    const service: OpenService = {
      name,
      url: url.url,
      key: key.ok ? key.key : undefined,
      isDefaultUrl: url.url === DEFAULT_URLS[name],
    };
    this.#open.set(name, service);
    return { service };
  }

  /**
   * Reports that `service` failed a feature. In `auto` a 401, a 404 or an unknown host moves the
   * feature to the other service, if that is open and has not done the same, until {@link changed}.
   * Returns whether there is another service to try now.
   */
  refused(feature: Feature, service: OpenService, error: ServiceError): boolean {
    if (this.#ports.config().choices[feature] !== 'auto' || !isRefusal(error)) return false;
    const now = this.#open.get(service.name);
    // A late answer to an old key or URL says nothing about the new one.
    if (now && (now.key !== service.key || now.url !== service.url)) return true;
    const other = service.name === 'mistral' ? 'codestral' : 'mistral';
    if (!this.#open.has(other) || this.#refusals[feature].has(other)) return false;
    this.#refusals[feature].set(service.name, error.kind);
    return true;
  }

  /** Whether a service has what it takes to be asked, as the last look at it found. */
  isOpen(name: ServiceName): boolean {
    return this.#open.has(name);
  }

  /** A key or a URL changed: whatever was refused may be tried again. */
  changed(): void {
    this.#open.clear();
    this.retry('completion');
    this.retry('chat');
  }

  /** A setting of one feature changed: whatever was refused to it may be tried again. */
  retry(feature: Feature): void {
    this.#refusals[feature].clear();
  }

  /** The service a feature was moved away from, and why; for the status. */
  moved(feature: Feature): Move | undefined {
    for (const [from, kind] of this.#refusals[feature]) return { from, kind };
    return undefined;
  }

  #close(state: ClosedService): ClosedService {
    this.#open.delete(state.service);
    return state;
  }
}

function isOpen(route: Route): route is { readonly service: OpenService } {
  return !isClosed(route);
}

function isClosed(route: Route): route is ClosedService {
  return 'closed' in route;
}

/** With both closed, a URL to mend comes first; else the key to ask for is Mistral's: it does all. */
function mostTelling(states: readonly ClosedService[]): ClosedService {
  const badUrl = states.find(({ closed }) => closed === 'badUrl');
  return badUrl ?? { closed: 'noKey', service: 'mistral' };
}

function isRefusal({ kind, status }: ServiceError): boolean {
  return kind === 'unauthorised' || kind === 'unknownHost' || status === 404;
}

/** Chat on `codestral` is served by Codestral models alone. */
export function chatModelFor(service: ServiceName, model: string): string {
  return service === 'mistral' || model.startsWith('codestral-') ? model : 'codestral-latest';
}
