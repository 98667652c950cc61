import * as vscode from 'vscode';
import { cleanKey, maskKey } from '../../mistral/keys.ts';
import type { ServiceName } from '../../mistral/services.ts';
import { isLoopback, isUnencryptedElsewhere } from '../../mistral/urls.ts';
import type { KeySource } from '../keys.ts';
import { environmentName } from '../keys.ts';
import { serviceName } from '../notify.ts';
import type { KeyEntry } from './setKey.ts';
import { setKey } from './setKey.ts';

interface SlotItem extends vscode.QuickPickItem {
  readonly service: ServiceName;
  readonly action: 'set' | 'remove';
}

/** Shows both keys, masked, with where they come from; sets, replaces and removes them. */
export async function manageKeys(entry: KeyEntry): Promise<void> {
  const items = await Promise.all(
    (['mistral', 'codestral'] as const).map((service) => itemsFor(service, entry)),
  );
  const picked = await vscode.window.showQuickPick(items.flat(), {
    title: vscode.l10n.t('API keys'),
    placeHolder: vscode.l10n.t(
      'Requests leave from the machine the code is on; localhost means that machine',
    ),
  });
  if (!picked) return;
  if (picked.action === 'set') return setKey(picked.service, entry);
  await remove(picked.service, entry);
}

async function itemsFor(service: ServiceName, { keys, urls }: KeyEntry): Promise<SlotItem[]> {
  const { t } = vscode.l10n;
  const name = serviceName(service);
  const source = await keys.source(service);
  const key = cleanKey((await keys.get(service)) ?? '');
  const url = urls()[service];
  const other = service === 'mistral' ? 'codestral' : 'mistral';
  const isNeeded = !isLoopback(url) && (await keys.get(other)) === undefined;
  const origin = sourceText(service, source, isNeeded);
  const state: SlotItem = {
    service,
    action: 'set',
    label: source === 'stored' ? t('Replace {0} Key', name) : t('Set {0} Key', name),
    description: key.ok ? `${maskKey(key.key)} · ${origin}` : origin,
    detail: isUnencryptedElsewhere(url) ? t('{0}: not encrypted', url) : url,
    iconPath: new vscode.ThemeIcon('key'),
  };
  if (source !== 'stored') return [state];
  return [
    state,
    {
      service,
      action: 'remove',
      label: t('Remove {0} Key', name),
      iconPath: new vscode.ThemeIcon('trash'),
    },
  ];
}

function sourceText(service: ServiceName, source: KeySource, isNeeded: boolean): string {
  const { t } = vscode.l10n;
  switch (source) {
    case 'stored':
      return t('stored');
    case 'environment':
      return t('from {0}', environmentName(service));
    case 'unreadable':
      return t('the system’s keyring could not be read');
    case 'none':
      return isNeeded ? t('none') : t('none, and none is needed');
  }
}

async function remove(service: ServiceName, { keys }: KeyEntry): Promise<void> {
  const { t } = vscode.l10n;
  try {
    await keys.remove(service);
    void vscode.window.showInformationMessage(t('The {0} key is removed.', serviceName(service)));
  } catch {
    void vscode.window.showErrorMessage(
      t('The system’s keyring would not remove the key. Unlock it and try again.'),
    );
  }
}
