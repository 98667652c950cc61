import type { FimEvent, FimRequest } from '../../mistral/fim.ts';
import type { ServiceError } from '../../mistral/errors/serviceError.ts';
import { toServiceError } from '../../mistral/errors/serviceError.ts';
import { modelFor } from '../../mistral/serviceRouter.ts';
import type { AvailableService } from '../../mistral/serviceRouter.ts';
import type { Feature } from '../../mistral/serviceName.ts';
import type { InFlightRequest } from './inFlightRequest.ts';
import type { StreamResult } from './readStream.ts';
import { readStream } from './readStream.ts';
import type { Permit, RequestPermits, RequestPermitsPorts } from './requestPermits.ts';

/** Start and end of requests, for the status. */
export type Activity =
  | { readonly kind: 'requesting' | 'answered' | 'aborted' }
  | { readonly kind: 'failed'; readonly error: ServiceError };

/** What requests depend on. */
export interface CompletionRequesterPorts extends RequestPermitsPorts {
  readonly services: RequestPermitsPorts['services'] & {
    /** Whether requests now go to another service. */
    switchAfterRejection(feature: Feature, service: AvailableService, error: ServiceError): boolean;
  };
  readonly client: {
    streamFim(
      service: AvailableService,
      request: FimRequest,
      signal: AbortSignal,
    ): AsyncIterable<FimEvent>;
  };
  readonly onActivity: (activity: Activity) => void;
}

/** Sends requests and reads their answers. */
export class CompletionRequester {
  readonly #ports: CompletionRequesterPorts;
  readonly #permits: RequestPermits;

  constructor(ports: CompletionRequesterPorts, permits: RequestPermits) {
    this.#ports = ports;
    this.#permits = permits;
  }

  /**
   * Sends a request, at most once more to the other service if this one refuses it. Resolves to undefined if it
   * failed or was aborted; the request then holds the reason. Never rejects.
   */
  async send(request: InFlightRequest, permit: Permit): Promise<StreamResult | undefined> {
    this.#ports.onActivity({ kind: 'requesting' });
    return this.#stream(request, permit);
  }

  async #stream(
    request: InFlightRequest,
    { service, ticket }: Permit,
    isFallback = false,
  ): Promise<StreamResult | undefined> {
    const { client, clock, limits, services, onActivity } = this.#ports;
    try {
      const sent = request.request;
      const needsServiceModel = isFallback && service.isDefaultUrl;
      const model = needsServiceModel ? modelFor(service.name, sent.model) : sent.model;
      const events = client.streamFim(service, { ...sent, model }, request.signal);
      const stream = events[Symbol.asyncIterator]();
      const first = await stream.next();
      if (!first.done && 'text' in first.value) {
        limits.onAccepted(service.name, ticket);
        request.onFirstText(clock.now());
      }
      const result = await readStream(request, stream, first, clock);
      limits.onSuccess(service.name, ticket);
      onActivity({ kind: 'answered' });
      return result;
    } catch (thrown) {
      const error = toServiceError(thrown, { service: service.name });
      request.onFailure(error);
      if (error.kind === 'aborted') {
        // Whether the service would have answered is unknown, so the limits learn nothing.
        onActivity({ kind: 'aborted' });
        return undefined;
      }
      limits.onFailure(error, ticket);
      const canFallBack =
        services.switchAfterRejection('completion', service, error) && !isFallback;
      const permit = canFallBack ? await this.#permits.tryAcquire(service.name) : undefined;
      if (permit) {
        request.restart(permit.service.name);
        return this.#stream(request, permit, true);
      }
      onActivity({ kind: 'failed', error });
      return undefined;
    }
  }
}
