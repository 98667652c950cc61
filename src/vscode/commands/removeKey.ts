import * as vscode from 'vscode';
import type { ServiceName } from '../../mistral/services.ts';
import { isLoopback } from '../../mistral/urls.ts';
import { environmentName } from '../keys.ts';
import { KEYRING_HELP } from '../addresses.ts';
import { serviceName } from '../notify.ts';
import type { KeyEntry } from './tryKey.ts';

/** Removes a stored key once the user has said so, knowing what remains. */
export async function removeKey(service: ServiceName, entry: KeyEntry): Promise<void> {
  const { t } = vscode.l10n;
  const name = serviceName(service);
  const remove = t('Remove');
  const answer = await vscode.window.showWarningMessage(
    t('Remove the {0} key?', name),
    { modal: true, detail: await whatRemains(service, entry) },
    remove,
  );
  if (answer !== remove) return;
  const [again, help] = [t('Try Again'), t('How to Unlock')];
  for (;;) {
    try {
      await entry.keys.remove(service);
      break;
    } catch {
      const choice = await vscode.window.showErrorMessage(
        t('The system’s keyring would not remove the key. Unlock it and try again.'),
        again,
        help,
      );
      if (choice === undefined) return;
      if (choice === help) await vscode.env.openExternal(vscode.Uri.parse(KEYRING_HELP));
    }
  }
  void vscode.window.showInformationMessage(t('The {0} key is removed.', name));
}

/** What works without a service's stored key. */
async function whatRemains(service: ServiceName, { keys, urls }: KeyEntry): Promise<string> {
  const { t } = vscode.l10n;
  const other = service === 'mistral' ? 'codestral' : 'mistral';
  if (keys.isInEnvironment(service)) {
    return t('The key in the environment variable {0} steps in.', environmentName(service));
  }
  if (isLoopback(urls()[service]))
    return t('{0} needs no key at its address.', serviceName(service));
  if (isLoopback(urls()[other]) || (await keys.get(other)) !== undefined) {
    return t('{0} stays open: completions and chat go on there.', serviceName(other));
  }
  return t('It is the only key: completions and chat stop until one is set.');
}
