import * as vscode from 'vscode';
import type { ServiceName } from '../../mistral/serviceName.ts';
import { isLoopback } from '../../mistral/http/serviceUrl.ts';
import { environmentName } from './keyStore.ts';
import { KEYRING_HELP_URL } from '../../messages/helpUrls.ts';
import { serviceLabel } from '../messages/errorText.ts';
import type { KeyDependencies } from './testKey.ts';

/** Removes a stored key after a confirmation that says what still works. */
export async function removeKey(
  service: ServiceName,
  dependencies: KeyDependencies,
): Promise<void> {
  const { t } = vscode.l10n;
  const name = serviceLabel(service);
  const remove = t('Remove');
  const answer = await vscode.window.showWarningMessage(
    t('Remove the {0} key?', name),
    { modal: true, detail: await whatRemains(service, dependencies) },
    remove,
  );
  if (answer !== remove) return;
  const [again, help] = [t('Try Again'), t('How to Unlock')];
  for (;;) {
    try {
      await dependencies.keys.remove(service);
      break;
    } catch {
      const choice = await vscode.window.showErrorMessage(
        t('Couldn’t remove the key from the system keyring. Unlock the keyring and try again.'),
        again,
        help,
      );
      if (choice === undefined) return;
      if (choice === help) await vscode.env.openExternal(vscode.Uri.parse(KEYRING_HELP_URL));
    }
  }
  void vscode.window.showInformationMessage(t('The {0} key was removed.', name));
}

/** What still works without a service's stored key. */
async function whatRemains(service: ServiceName, { keys, urls }: KeyDependencies): Promise<string> {
  const { t } = vscode.l10n;
  const other = service === 'mistral' ? 'codestral' : 'mistral';
  if (keys.isInEnvironment(service)) {
    return t('The key in {0} will be used instead.', environmentName(service));
  }
  if (isLoopback(urls()[service]))
    return t('{0} doesn’t need a key at its URL.', serviceLabel(service));
  if (isLoopback(urls()[other]) || (await keys.get(other)) !== undefined) {
    return t('Completions and chat continue with {0}.', serviceLabel(other));
  }
  return t('This is the only key. Completions and chat stop working until you set a key.');
}
