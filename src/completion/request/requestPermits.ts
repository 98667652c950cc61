import type { Clock } from '../../base/clock.ts';
import { delay } from '../../base/async.ts';
import type { RateLimiter, RequestTicket } from '../../mistral/limits/rateLimiter.ts';
import type { UnavailableService, AvailableService, Route } from '../../mistral/serviceRouter.ts';
import type { Feature, ServiceName } from '../../mistral/serviceName.ts';

/** Pauses up to this length are waited for, in milliseconds: the first back-off of the circuit breaker is shorter. */
const SHORT_PAUSE_MS = 2_500;

/** What permits depend on. */
export interface RequestPermitsPorts {
  readonly clock: Clock;
  readonly services: { route(feature: Feature): Promise<Route> };
  readonly limits: RateLimiter;
}

/** Why no request can be sent. */
export interface NoPermit {
  readonly reason: UnavailableService['unavailable'] | 'paused' | 'superseded';
  /** When the pause ends, in milliseconds since the epoch. */
  readonly until?: number;
}

/** Permission to send one request to a service. */
export interface Permit {
  readonly service: AvailableService;
  readonly ticket: RequestTicket;
}

/** Decides which service gets a request, and when. */
export class RequestPermits {
  readonly #ports: RequestPermitsPorts;

  constructor(ports: RequestPermitsPorts) {
    this.#ports = ports;
  }

  /**
   * Resolves the service. For an automatic call this waits until a short pause ends; an explicit one lets the
   * circuit breaker try again at once.
   */
  async resolveService(
    trigger: 'automatic' | 'invoke',
    signal: AbortSignal,
  ): Promise<AvailableService | NoPermit> {
    for (;;) {
      const service = await this.#service(trigger === 'invoke');
      if (!('reason' in service) || trigger === 'invoke') return service;
      const ms = (service.until ?? Infinity) - this.#ports.clock.now();
      if (ms > SHORT_PAUSE_MS) return service;
      if (!(await delay(this.#ports.clock, ms, signal))) return { reason: 'superseded' };
    }
  }

  /**
   * Waits until the rate limiter lets a request through. `known` is the service that was just resolved; without
   * it, and after each wait, the service is resolved again, since the key or a pause may have changed.
   */
  async acquire(signal: AbortSignal, known?: AvailableService): Promise<Permit | NoPermit> {
    const { clock, limits } = this.#ports;
    for (let resolved = known; ; resolved = undefined) {
      const service = resolved ?? (await this.#service(false));
      if ('reason' in service) return service;
      if (signal.aborted) return { reason: 'superseded' };
      const ms = limits.delayFor(service.name);
      if (ms === 0) return { service, ticket: limits.acquire(service.name) };
      if (!(await delay(clock, ms, signal))) return { reason: 'superseded' };
    }
  }

  /** Whether more than one request can be sent to a service now. */
  hasRoom({ name }: AvailableService): boolean {
    return this.#ports.limits.hasRoomForTwo(name);
  }

  /**
   * A permit for a request that can be sent now without delaying another one, to a service other than `except`;
   * undefined if there is none.
   */
  async tryAcquire(except?: ServiceName): Promise<Permit | undefined> {
    const { limits } = this.#ports;
    const service = await this.#service(false);
    if ('reason' in service || service.name === except || limits.delayFor(service.name) > 0)
      return undefined;
    return { service, ticket: limits.acquire(service.name) };
  }

  async #service(isInvoked: boolean): Promise<AvailableService | NoPermit> {
    const { limits, services } = this.#ports;
    const route = await services.route('completion');
    if ('unavailable' in route) return { reason: route.unavailable };
    const { service } = route;
    if (isInvoked) limits.onUserAction(service.name);
    const paused = limits.currentPause(service.name);
    return paused ? { reason: 'paused', until: paused.until } : service;
  }
}
