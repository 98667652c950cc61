import * as vscode from 'vscode';
import type { MistralClient } from '../../mistral/client.ts';
import { toServiceError } from '../../mistral/errors.ts';
import type { ServiceError } from '../../mistral/errors.ts';
import { cleanKey } from '../../mistral/keys.ts';
import type { KeyFault } from '../../mistral/keys.ts';
import type { OpenService, ServiceName } from '../../mistral/services.ts';
import { DEFAULT_URLS } from '../../mistral/services.ts';
import { normaliseServiceUrl } from '../../mistral/urls.ts';
import type { Keys } from '../keys.ts';
import { environmentName } from '../keys.ts';
import { sentence, serviceName, wordsFor } from '../notify.ts';

/** A key that is tried within this time needs no progress message; in milliseconds. */
const QUICK_MS = 500;

/** What setting a key takes. */
export interface KeyEntry {
  readonly keys: Keys;
  readonly client: Pick<MistralClient, 'probe'>;
  readonly urls: () => Readonly<Record<ServiceName, string>>;
}

/**
 * Asks for a service's key, tries it there and stores it. Only where that service has just refused it, and
 * only on the user's click, is it tried at the other one.
 */
export async function setKey(service: ServiceName, entry: KeyEntry): Promise<void> {
  const key = await askForKey(service);
  if (key === undefined) return;
  const error = await tryKey(service, key, entry);
  if (error === 'cancelled') return;
  if (!error) return store(service, key, entry);
  if (error.kind === 'unauthorised') return offerOther(service, key, entry);
  await offerAnyway(service, key, entry, error);
}

async function askForKey(service: ServiceName): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const name = serviceName(service);
  const input = await vscode.window.showInputBox({
    title: t('{0} API key', name),
    prompt:
      service === 'mistral'
        ? t('From console.mistral.ai. It is all you need.')
        : t('Only for accounts that have a separate Codestral key; a Mistral key does the same.'),
    placeHolder: t('Paste the key'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const cleaned = cleanKey(text);
      return cleaned.ok ? undefined : faultText(cleaned.reason);
    },
  });
  if (input === undefined) return undefined;
  const cleaned = cleanKey(input);
  return cleaned.ok ? cleaned.key : undefined;
}

function faultText(fault: KeyFault): string {
  const { t } = vscode.l10n;
  switch (fault) {
    case 'empty':
      return t('There is no key in it.');
    case 'blankInside':
      return t('A key has no blanks or line breaks in it: copy it once more.');
    case 'notLatin1':
      return t('A key has no such characters in it: copy it once more.');
  }
}

/** Undefined if the service takes the key; else what was wrong. */
async function tryKey(
  service: ServiceName,
  key: string,
  entry: KeyEntry,
): Promise<ServiceError | 'cancelled' | undefined> {
  const url = normaliseServiceUrl(entry.urls()[service]);
  const target: OpenService = {
    name: service,
    url: url.ok ? url.url : DEFAULT_URLS[service],
    key,
    isDefaultUrl: url.ok && url.url === DEFAULT_URLS[service],
  };
  const controller = new AbortController();
  const tried = entry.client.probe(target, controller.signal).then(
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

async function store(service: ServiceName, key: string, { keys }: KeyEntry): Promise<void> {
  const { t } = vscode.l10n;
  try {
    await keys.store(service, key);
  } catch {
    void vscode.window.showErrorMessage(
      t(
        'The system’s keyring would not store the key. Unlock it and try again, or set {0} in the environment of VS Code.',
        environmentName(service),
      ),
    );
    return;
  }
  void vscode.window.showInformationMessage(t('The {0} key is stored.', serviceName(service)));
}

async function offerOther(service: ServiceName, key: string, entry: KeyEntry): Promise<void> {
  const { t } = vscode.l10n;
  const other = service === 'mistral' ? 'codestral' : 'mistral';
  const tryOther = t('Try it at {0}', serviceName(other));
  const enterAgain = t('Enter Again');
  const storeAnyway = t('Store Anyway');
  const choice = await vscode.window.showWarningMessage(
    t('{0} refuses this key. A new key may take some minutes to work.', serviceName(service)),
    tryOther,
    enterAgain,
    storeAnyway,
  );
  if (choice === enterAgain) return setKey(service, entry);
  if (choice === storeAnyway) return store(service, key, entry);
  if (choice !== tryOther) return;
  const error = await tryKey(other, key, entry);
  if (error === 'cancelled') return;
  if (error) {
    const words = wordsFor(error.kind, other, error.detail);
    void vscode.window.showErrorMessage(
      error.kind === 'unauthorised' ? t('Neither service takes this key.') : sentence(words),
    );
    return;
  }
  const save = t('Store as {0} Key', serviceName(other));
  const answer = await vscode.window.showInformationMessage(
    t('This key opens {0}.', serviceName(other)),
    save,
  );
  if (answer === save) await store(other, key, entry);
}

async function offerAnyway(
  service: ServiceName,
  key: string,
  entry: KeyEntry,
  error: ServiceError,
): Promise<void> {
  const { t } = vscode.l10n;
  const storeAnyway = t('Store Anyway');
  const enterAgain = t('Enter Again');
  const choice = await vscode.window.showWarningMessage(
    t('The key could not be tried. {0}', sentence(wordsFor(error.kind, service, error.detail))),
    storeAnyway,
    enterAgain,
  );
  if (choice === storeAnyway) return store(service, key, entry);
  if (choice === enterAgain) return setKey(service, entry);
}
