import type { ServiceError } from '../../src/mistral/errors/serviceError.ts';
import type { FailureKind } from '../../src/mistral/errors/failureKind.ts';
import { toServiceError } from '../../src/mistral/errors/serviceError.ts';
import type { AvailableService } from '../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../src/mistral/serviceName.ts';
import type { World } from './world.ts';

/** The outcome of one use of a feature. */
export interface UseResult {
  /** The failure; undefined for a success and if nothing was sent. */
  readonly kind?: FailureKind | undefined;
  /** Everything that is reported or stored: events, errors, traces. */
  readonly said: readonly unknown[];
  /** The whole answer. */
  readonly answer: string;
}

/** A feature as the matrix uses it. */
export interface Feature {
  readonly name: string;
  readonly service: ServiceName;
  /** Whether each use is a user action. */
  readonly isUserAction: boolean;
  /** The times of its uses, in seconds. */
  readonly uses: readonly number[];
  /** What is used repeatedly, and ended with `stop`. */
  readonly start: (world: World) => { use: (nth: number) => Promise<UseResult>; stop?: () => void };
}

/** A signal that is never aborted. */
export const never = new AbortController().signal;
/** The seconds of one minute, for features that run in the background. */
export const everySecond = Array.from({ length: 60 }, (_, second) => second);

/** Reads a whole answer. */
export async function read(events: AsyncIterable<object>): Promise<UseResult> {
  const said: unknown[] = [];
  let answer = '';
  try {
    for await (const event of events) {
      if ('text' in event) answer += String(event.text);
      else if ('thinking' in event) answer += String(event.thinking);
      else if ('source' in event) answer += JSON.stringify(event.source);
      else said.push(event);
    }
    return { said, answer };
  } catch (thrown) {
    const { kind, said: facts } = failed(thrown);
    return { kind, said: [...said, ...facts], answer };
  }
}

/** A failure as the outcome of a use. */
export function failed(thrown: unknown): UseResult {
  const error = toServiceError(thrown, { service: 'mistral' });
  return { kind: error.kind, said: [factsOf(error)], answer: '' };
}

/** Everything that an error says. */
export function factsOf(error: ServiceError): object {
  const { kind, service, status, retryAfterMs, requestId, detail, message, stack } = error;
  return { kind, service, status, retryAfterMs, requestId, detail, message, stack };
}

/** A service with its key. */
export async function openOf(
  services: World['services'],
  name: ServiceName,
): Promise<AvailableService> {
  const route = await services.refresh(name);
  if ('unavailable' in route) throw new Error(route.unavailable);
  return route.service;
}
