import type { ServiceName, Feature } from './serviceName.ts';
import type { ServiceError } from './errors/serviceError.ts';
import type { FailureKind } from './errors/failureKind.ts';
import { cleanKey } from './keys/cleanKey.ts';
import { isLoopback, isMistralUrl, normalizeServiceUrl } from './http/serviceUrl.ts';
import type { InvalidUrlReason } from './http/serviceUrl.ts';

/** The service setting of a feature: a service, or `auto` for the first available one. */
export type ServiceChoice = 'auto' | ServiceName;

/** The default URLs of the services. */
export const DEFAULT_URLS: Readonly<Record<ServiceName, string>> = {
  mistral: 'https://api.mistral.ai',
  codestral: 'https://codestral.mistral.ai',
};

/** The order in which `auto` tries the services. */
const autoOrder: Readonly<Record<Feature, readonly [ServiceName, ServiceName]>> = {
  completion: ['codestral', 'mistral'],
  chat: ['mistral', 'codestral'],
};

/** A service that requests can be sent to. */
export interface AvailableService {
  readonly name: ServiceName;
  /** The normalized base URL, without `/v1` or a trailing slash. */
  readonly url: string;
  /** Optional for a loopback server. Never sent to another URL. */
  readonly key: string | undefined;
  /** Whether this is Mistral's own host, not a gateway or a self-hosted server. */
  readonly isDefaultUrl: boolean;
}

/** A service that cannot be used, and why. */
export interface UnavailableService {
  readonly unavailable: 'noKey' | 'badUrl';
  readonly service: ServiceName;
  /** What is wrong with the URL, for `badUrl`. */
  readonly fault?: InvalidUrlReason;
}

/** Where a feature's next request goes. */
export type Route = { readonly service: AvailableService } | UnavailableService;

/** A feature that `auto` has switched away from a service, and why. */
export interface ServiceSwitch {
  readonly from: ServiceName;
  readonly kind: FailureKind;
}

/** Access to settings and keys. */
export interface ServiceRouterPorts {
  /** The current settings, with URLs as the user entered them. */
  readonly config: () => {
    readonly urls: Readonly<Record<ServiceName, string>>;
    readonly choices: Readonly<Record<Feature, ServiceChoice>>;
    /** The model of completions; `codestral` serves only those that {@link modelFor} keeps. */
    readonly completionModel?: string;
  };
  /** The stored key, or else the one from the environment. */
  readonly key: (service: ServiceName) => Promise<string | undefined>;
}

/** Decides which service a request goes to. Nothing else does. */
export class ServiceRouter {
  readonly #ports: ServiceRouterPorts;
  /** The services that were available at the last check. */
  readonly #available = new Map<ServiceName, AvailableService>();
  /** Services with requests in flight, and the controllers that abort these when the key or URL changes. */
  readonly #requested = new Map<ServiceName, RequestedService>();
  readonly #rejections: Record<Feature, Map<ServiceName, FailureKind>> = {
    completion: new Map(),
    chat: new Map(),
  };

  constructor(ports: ServiceRouterPorts) {
    this.#ports = ports;
  }

  /** The service for a feature's next request, or why there is none. */
  async route(feature: Feature): Promise<Route> {
    const config = this.#ports.config();
    const choice = config.choices[feature];
    const [first, second] = autoOrder[feature];
    // Checks both, whatever the setting: {@link isAvailable} may be called for the other one.
    const states = await Promise.all([this.refresh(first, config), this.refresh(second, config)]);
    if (choice !== 'auto') return choice === first ? states[0] : states[1];
    const { completionModel } = config;
    const isServed = ({ service }: { readonly service: AvailableService }) =>
      feature === 'chat' ||
      completionModel === undefined ||
      // A self-hosted server may offer any model.
      !service.isDefaultUrl ||
      modelFor(service.name, completionModel) === completionModel;
    const all = states.filter(isAvailable);
    const available = all.some(isServed) ? all.filter(isServed) : all;
    const left = available.find(({ service }) => !this.#rejections[feature].has(service.name));
    return left ?? available[0] ?? mostRelevant(states.filter(isUnavailable));
  }

  /** Reads the current key and URL of a service. Aborts requests that were sent with previous ones. */
  async refresh(name: ServiceName, { urls } = this.#ports.config()): Promise<Route> {
    const url = normalizeServiceUrl(urls[name]);
    if (!url.ok)
      return this.#markUnavailable({ unavailable: 'badUrl', service: name, fault: url.reason });
    const key = cleanKey((await this.#ports.key(name)) ?? '');
    if (!key.ok && !isLoopback(url.url))
      return this.#markUnavailable({ unavailable: 'noKey', service: name });
    const service: AvailableService = {
      name,
      url: url.url,
      key: key.ok ? key.key : undefined,
      isDefaultUrl: isMistralUrl(url.url),
    };
    this.#available.set(name, service);
    this.#abortOutdated(name, service);
    return { service };
  }

  /**
   * A signal for requests to a service. Aborted once the service gets another key or URL or becomes unavailable; not by
   * rejections or a switch in `auto`.
   */
  whileUnchanged(service: AvailableService): AbortSignal {
    const { name } = service;
    const known = this.#requested.get(name);
    if (known && isSame(known.service, service)) return known.ended.signal;
    const now = this.#available.get(name);
    if (now && !isSame(now, service)) return AbortSignal.abort();
    const ended = new AbortController();
    this.#requested.set(name, { service, ended });
    // Settings or keys changed after the service was chosen.
    if (!now) void this.refresh(name);
    return ended.signal;
  }

  /**
   * Reports a failure of `service` for a feature. In `auto`, a 401, a 404 or an unknown host switches the feature to
   * the other service until {@link onSettingsChanged}, if that is available and has not failed the same way. If neither host is
   * known, the machine is offline: both may be tried again. Returns whether another service can be tried now.
   */
  switchAfterRejection(feature: Feature, service: AvailableService, error: ServiceError): boolean {
    if (this.#ports.config().choices[feature] !== 'auto' || !isRejection(error)) return false;
    const now = this.#available.get(service.name);
    // A late answer for an old key or URL says nothing about the new one.
    if (now && !isSame(now, service)) return true;
    const other = service.name === 'mistral' ? 'codestral' : 'mistral';
    const rejections = this.#rejections[feature];
    if (error.kind === 'unknownHost' && rejections.get(other) === 'unknownHost') {
      rejections.clear();
      return false;
    }
    if (!this.#available.has(other) || rejections.has(other)) return false;
    rejections.set(service.name, error.kind);
    return true;
  }

  /** Whether a service was available at the last check. */
  isAvailable(name: ServiceName): boolean {
    return this.#available.has(name);
  }

  /** Call when a key or URL changes: rejected services may be tried again. */
  onSettingsChanged(): void {
    this.#available.clear();
    for (const name of this.#requested.keys()) void this.refresh(name);
    this.clearRejections('completion');
    this.clearRejections('chat');
  }

  /** Call when a feature's service setting changes: services that rejected it may be tried again. */
  clearRejections(feature: Feature): void {
    this.#rejections[feature].clear();
  }

  /** The URL of a service at the last check; undefined if it was unavailable. */
  urlOf(name: ServiceName): string | undefined {
    return this.#available.get(name)?.url;
  }

  /** The service that a feature was switched away from, and why. For the status display. */
  fallback(feature: Feature): ServiceSwitch | undefined {
    for (const [from, kind] of this.#rejections[feature]) return { from, kind };
    return undefined;
  }

  #markUnavailable(state: UnavailableService): UnavailableService {
    this.#available.delete(state.service);
    this.#abortOutdated(state.service, undefined);
    return state;
  }

  /** Aborts requests made with a previous key or URL of a service. Pass undefined if it has none now. */
  #abortOutdated(name: ServiceName, now: AvailableService | undefined): void {
    const requested = this.#requested.get(name);
    if (!requested || (now && isSame(requested.service, now))) return;
    this.#requested.delete(name);
    requested.ended.abort();
  }
}

interface RequestedService {
  readonly service: AvailableService;
  readonly ended: AbortController;
}

function isSame(one: AvailableService, other: AvailableService): boolean {
  return one.key === other.key && one.url === other.url;
}

function isAvailable(route: Route): route is { readonly service: AvailableService } {
  return !isUnavailable(route);
}

function isUnavailable(route: Route): route is UnavailableService {
  return 'unavailable' in route;
}

/**
 * The reason to report if both services are unavailable: an invalid URL first, else the missing Mistral key, which
 * works for all features.
 */
function mostRelevant(states: readonly UnavailableService[]): UnavailableService {
  const badUrl = states.find(({ unavailable }) => unavailable === 'badUrl');
  return badUrl ?? { unavailable: 'noKey', service: 'mistral' };
}

function isRejection({ kind, status }: ServiceError): boolean {
  return kind === 'unauthorised' || kind === 'unknownHost' || status === 404;
}

/** The model to use at a service instead of `model`: `codestral` offers only Codestral models. */
export function modelFor(service: ServiceName, model: string): string {
  return service === 'mistral' || model.startsWith('codestral-') ? model : 'codestral-latest';
}
