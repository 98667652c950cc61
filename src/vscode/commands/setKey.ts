import * as vscode from 'vscode';
import type { ServiceError } from '../../mistral/errors.ts';
import type { ServiceName } from '../../mistral/services.ts';
import type { KeyVerdict } from '../keyChecks.ts';
import { environmentName } from '../keys.ts';
import { KEYRING_HELP } from '../addresses.ts';
import { sentence, serviceName, wordsFor } from '../notify.ts';
import { askForKey } from './askForKey.ts';
import type { KeyEntry } from './tryKey.ts';
import { tryKey } from './tryKey.ts';

/**
 * Asks for a service's key, tries it there and stores it. Only where that service has just refused it, and
 * only on the user's click, is it tried at the other one.
 */
export async function setKey(service: ServiceName, entry: KeyEntry): Promise<void> {
  const key = await askForKey(service);
  if (key === undefined) return;
  const error = await tryKey(service, key, entry);
  if (error === 'cancelled') return;
  if (!error) return store(service, key, 'accepted', entry);
  if (error.kind === 'unauthorised') return offerOther(service, key, entry);
  await offerAnyway(service, key, entry, error);
}

/** Stores a key with what trying it has shown; where the keyring will not, the key is kept to try again. */
async function store(
  service: ServiceName,
  key: string,
  verdict: KeyVerdict,
  entry: KeyEntry,
): Promise<void> {
  const { t } = vscode.l10n;
  const [again, help] = [t('Try Again'), t('How to Unlock')];
  for (;;) {
    try {
      await entry.keys.store(service, key);
      break;
    } catch {
      const choice = await vscode.window.showErrorMessage(
        t(
          'The system’s keyring would not store the key. Unlock it and try again, or set {0} in the environment of VS Code.',
          environmentName(service),
        ),
        again,
        help,
      );
      if (choice === undefined) return;
      if (choice === help) await vscode.env.openExternal(vscode.Uri.parse(KEYRING_HELP));
    }
  }
  entry.checks.tested(service, verdict);
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
  if (choice === storeAnyway) return store(service, key, 'unauthorised', entry);
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
  if (answer === save) await store(other, key, 'accepted', entry);
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
  if (choice === storeAnyway) return store(service, key, error.kind, entry);
  if (choice === enterAgain) return setKey(service, entry);
}
