import * as vscode from 'vscode';
import { withTimeout } from '../../base/async.ts';
import type { MistralClient } from '../../mistral/client.ts';
import { ServiceError, toServiceError } from '../../mistral/errors/serviceError.ts';
import type { AvailableService } from '../../mistral/serviceRouter.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import { isMistralUrl, normalizeServiceUrl } from '../../mistral/http/serviceUrl.ts';
import type { KeyTests } from '../../mistral/keys/keyTests.ts';
import type { KeyStore } from './keyStore.ts';
import { serviceLabel } from '../messages/errorText.ts';
import { clock } from '../platform/systemClock.ts';

/** Tests that finish within this time show no progress; in milliseconds. */
const QUICK_MS = 500;

/** What entering and testing keys needs. */
export interface KeyDependencies {
  readonly keys: KeyStore;
  /** A separate client: the result of testing a new key says nothing about the stored one. */
  readonly client: Pick<MistralClient, 'testKey'>;
  readonly urls: () => Readonly<Record<ServiceName, string>>;
  readonly tests: KeyTests;
  /** Called when a service accepts a key that it rejected before: ends the effects of the rejection. */
  readonly onKeyAccepted: (service: ServiceName) => void;
}

/** The result of a key test: undefined if the service accepts the key, otherwise the error. */
export type KeyTestResult = ServiceError | 'canceled' | undefined;

/**
 * Tests a key with one request to `address`, the URL that the key is for. Resolves to the error; undefined if the
 * service accepts the key. Never rejects.
 */
export async function testKeyAt(
  service: ServiceName,
  key: string,
  address: string,
  { client }: Pick<KeyDependencies, 'client'>,
  signal: AbortSignal,
): Promise<ServiceError | undefined> {
  const url = normalizeServiceUrl(address);
  // A key for a gateway must not be sent to Mistral because the gateway's URL is invalid.
  if (!url.ok) return new ServiceError('badUrl', service);
  const isDefaultUrl = isMistralUrl(url.url);
  const target: AvailableService = { name: service, url: url.url, key, isDefaultUrl };
  return client.testKey(target, signal).then(
    () => undefined,
    (thrown: unknown) => toServiceError(thrown, { service }),
  );
}

/** Like {@link testKeyAt}, with a notification for a slow test, which the user may cancel. */
export async function testKeyWithProgress(
  service: ServiceName,
  key: string,
  address: string,
  dependencies: Pick<KeyDependencies, 'client'>,
): Promise<KeyTestResult> {
  const controller = new AbortController();
  const tried = testKeyAt(service, key, address, dependencies, controller.signal);
  // Don't flash a notification for a quick test; VS Code also limits notifications in quick succession.
  const quick = tried.then(() => true);
  if (await withTimeout(quick, QUICK_MS, clock)) return tried;
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Testing the key with {0}…', serviceLabel(service)),
    cancellable: true,
  };
  const error = await vscode.window.withProgress(progress, (_, token) => {
    token.onCancellationRequested(() => {
      controller.abort();
    });
    return tried;
  });
  return error?.kind === 'aborted' ? 'canceled' : error;
}
