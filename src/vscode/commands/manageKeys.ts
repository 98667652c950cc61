import * as vscode from 'vscode';
import { cleanKey, maskKey } from '../../mistral/keys.ts';
import type { ServiceName } from '../../mistral/services.ts';
import { isLoopback, isUnencryptedElsewhere } from '../../mistral/urls.ts';
import { wordsForCheck, wordsForKeyFault, wordsForSource } from '../keyWords.ts';
import { sentence, serviceName, wordsFor } from '../notify.ts';
import { removeKey } from './removeKey.ts';
import { setKey } from './setKey.ts';
import type { KeyEntry } from './tryKey.ts';
import { tryKey } from './tryKey.ts';

const SERVICES: readonly ServiceName[] = ['mistral', 'codestral'];

/** What is done with a key. */
type Action = 'set' | 'test' | 'remove';

interface KeyItem extends vscode.QuickPickItem {
  /** Not there in a line between groups. */
  readonly does?: { readonly service: ServiceName; readonly action: Action };
}

/**
 * Shows both keys: masked, where they come from, and what was said of them last. Sets, tests and removes
 * them, and comes back with how things are then, until the user leaves.
 */
export async function manageKeys(entry: KeyEntry): Promise<void> {
  let last: KeyItem['does'];
  for (;;) {
    await Promise.all(SERVICES.map((service) => entry.keys.lookAgain(service)));
    const items = await Promise.all(SERVICES.map((service) => itemsFor(service, entry)));
    last = await pick(items.flat(), last);
    if (!last) return;
    await ACTIONS[last.action](last.service, entry);
  }
}

const ACTIONS: Readonly<Record<Action, (service: ServiceName, entry: KeyEntry) => Promise<void>>> =
  { set: setKey, test: testKey, remove: removeKey };

/** Lets the user choose; the row that was chosen before is where one left it. */
async function pick(
  items: readonly KeyItem[],
  last: KeyItem['does'],
): Promise<KeyItem['does'] | undefined> {
  const { t } = vscode.l10n;
  const list = vscode.window.createQuickPick<KeyItem>();
  list.title = t('API keys');
  list.placeholder = t(
    'Requests leave from the machine the code is on; localhost means that machine',
  );
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.items = items;
  const before = items.find(
    ({ does }) => does && does.service === last?.service && does.action === last.action,
  );
  if (before) list.activeItems = [before];
  const chosen = new Promise<KeyItem | undefined>((resolve) => {
    list.onDidAccept(() => {
      resolve(list.selectedItems[0]);
    });
    list.onDidHide(() => {
      resolve(undefined);
    });
  });
  list.show();
  const item = await chosen;
  list.dispose();
  return item?.does;
}

/** A service's group: its key, and what can be done with it. */
async function itemsFor(service: ServiceName, entry: KeyEntry): Promise<KeyItem[]> {
  const { t } = vscode.l10n;
  const name = serviceName(service);
  const source = await entry.keys.source(service);
  const hasKey = source === 'stored' || source === 'environment';
  const row = (action: Action, label: string, icon: string): KeyItem => {
    return { label, iconPath: new vscode.ThemeIcon(icon), does: { service, action } };
  };
  return [
    { label: name, kind: vscode.QuickPickItemKind.Separator },
    {
      ...row(
        'set',
        source === 'stored' ? t('Replace {0} Key', name) : t('Set {0} Key', name),
        'key',
      ),
      ...(await stateOf(service, entry)),
    },
    ...(hasKey ? [row('test', t('Test {0} Key', name), 'debug-start')] : []),
    ...(source === 'stored' ? [row('remove', t('Remove {0} Key', name), 'trash')] : []),
  ];
}

/** How a key is doing, in two lines: which it is and from where; what was said of it, and by whom. */
async function stateOf(
  service: ServiceName,
  { keys, urls, checks }: KeyEntry,
): Promise<{ readonly description: string; readonly detail: string }> {
  const { t } = vscode.l10n;
  const found = await keys.get(service);
  const cleaned = cleanKey(found ?? '');
  const url = urls()[service];
  const other = service === 'mistral' ? 'codestral' : 'mistral';
  const isNeeded = !isLoopback(url) && (await keys.get(other)) === undefined;
  const origin = wordsForSource(service, await keys.source(service), isNeeded);
  const said = cleaned.ok
    ? wordsForCheck(service, checks.of(service))
    : wordsForKeyFault(cleaned.reason);
  const address = isUnencryptedElsewhere(url) ? t('{0}: not encrypted', url) : url;
  return {
    description: cleaned.ok ? `${maskKey(cleaned.key)} · ${origin}` : origin,
    detail: found === undefined ? address : `${said} · ${address}`,
  };
}

/** Tries the key at its own service, says what came of it and remembers that. */
async function testKey(service: ServiceName, entry: KeyEntry): Promise<void> {
  const { t } = vscode.l10n;
  const key = await entry.keys.get(service);
  const cleaned = cleanKey(key ?? '');
  if (!cleaned.ok) {
    void vscode.window.showErrorMessage(wordsForKeyFault(cleaned.reason));
    return;
  }
  const error = await tryKey(service, cleaned.key, entry);
  if (error === 'cancelled') return;
  // Another window may have replaced the key meanwhile.
  if ((await entry.keys.get(service)) === key) {
    const wasRefused = entry.checks.of(service)?.verdict !== 'accepted';
    if (!error && wasRefused) entry.renew(service);
    entry.checks.tested(service, error?.kind ?? 'accepted');
  }
  if (!error) {
    void vscode.window.showInformationMessage(t('{0} takes the key.', serviceName(service)));
  } else if (error.kind === 'unauthorised') {
    const words = t(
      '{0} refuses this key. A new key may take some minutes to work.',
      serviceName(service),
    );
    void vscode.window.showWarningMessage(words);
  } else {
    const words = sentence(wordsFor(error.kind, service, error.detail));
    void vscode.window.showWarningMessage(t('The key could not be tried. {0}', words));
  }
}
