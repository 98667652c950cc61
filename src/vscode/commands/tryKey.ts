import * as vscode from 'vscode';
import type { MistralClient } from '../../mistral/client.ts';
import { ServiceError, toServiceError } from '../../mistral/errors.ts';
import type { OpenService, ServiceName } from '../../mistral/services.ts';
import { DEFAULT_URLS } from '../../mistral/services.ts';
import { normaliseServiceUrl } from '../../mistral/urls.ts';
import type { KeyChecks } from '../keyChecks.ts';
import type { Keys } from '../keys.ts';
import { serviceName } from '../notify.ts';

/** A key that is tried within this time needs no progress message; in milliseconds. */
const QUICK_MS = 500;

/** What entering and trying keys takes. */
export interface KeyEntry {
  readonly keys: Keys;
  /** One of its own: what a key that is only tried is told is no news of the stored one. */
  readonly client: Pick<MistralClient, 'probe'>;
  readonly urls: () => Readonly<Record<ServiceName, string>>;
  readonly checks: KeyChecks;
  /** Ends what a refusal of the service's key has brought about: the key works now. */
  readonly renew: (service: ServiceName) => void;
}

/** What came of trying a key: undefined if the service takes it, else what was wrong. */
export type Tried = ServiceError | 'cancelled' | undefined;

/** Tries a key at a service with one request, which the user may cancel. Never rejects. */
export async function tryKey(
  service: ServiceName,
  key: string,
  { client, urls }: Pick<KeyEntry, 'client' | 'urls'>,
): Promise<Tried> {
  const url = normaliseServiceUrl(urls()[service]);
  // A key that was meant for a gateway must not go to Mistral because the gateway's address is misspelt.
  if (!url.ok) return new ServiceError('badUrl', service);
  const isDefaultUrl = url.url === DEFAULT_URLS[service];
  const target: OpenService = { name: service, url: url.url, key, isDefaultUrl };
  const controller = new AbortController();
  const tried = client.probe(target, controller.signal).then(
    () => undefined,
    (thrown: unknown) => toServiceError(thrown, { service }),
  );
  // A message that flashes up helps nobody, and VS Code shows few that follow each other quickly.
  if (await isSettledWithin(tried, QUICK_MS)) return tried;
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Trying the key at {0}…', serviceName(service)),
    cancellable: true,
  };
  const error = await vscode.window.withProgress(progress, (_, token) => {
    token.onCancellationRequested(() => {
      controller.abort();
    });
    return tried;
  });
  return error?.kind === 'aborted' ? 'cancelled' : error;
}

async function isSettledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, ms);
  });
  const isSettled = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return isSettled;
}
