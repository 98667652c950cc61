import * as vscode from 'vscode';
import { cleanKey, maskKey } from '../../mistral/keys/cleanKey.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import { SERVICES } from '../../mistral/serviceName.ts';
import {
  isLoopback,
  isSameServiceUrl,
  isUnencryptedElsewhere,
  shownUrl,
} from '../../mistral/http/serviceUrl.ts';
import { keyTestMessage, keyFaultMessage, keySourceLabel } from './keyMessages.ts';
import { sentence, serviceLabel, errorText } from '../messages/errorText.ts';
import { removeKey } from './removeKey.ts';
import { setKey } from './setKey.ts';
import type { KeyDependencies } from './testKey.ts';
import { testKeyWithProgress } from './testKey.ts';

/** An action on a key. */
type KeyAction = 'set' | 'test' | 'remove';

interface KeyItem extends vscode.QuickPickItem {
  /** Undefined for separators and remarks. */
  readonly target?: { readonly service: ServiceName; readonly action: KeyAction };
}

/**
 * Shows both keys: masked, with their source and last check. Sets, tests and removes
 * keys, and shows the updated list again until the user closes it.
 */
export async function manageKeys(dependencies: KeyDependencies): Promise<void> {
  let last: KeyItem['target'];
  for (;;) {
    await Promise.all(SERVICES.map((service) => dependencies.keys.reload(service)));
    const items = await Promise.all(SERVICES.map((service) => itemsFor(service, dependencies)));
    last = await pick([...items.flat(), ...machineItems()], last);
    if (!last) return;
    await ACTIONS[last.action](last.service, dependencies);
  }
}

const ACTIONS: Readonly<
  Record<KeyAction, (service: ServiceName, dependencies: KeyDependencies) => Promise<unknown>>
> = { set: setKey, test: testStoredKey, remove: removeKey };

/** Shows the list with the previously selected row active. */
async function pick(
  items: readonly KeyItem[],
  last: KeyItem['target'],
): Promise<KeyItem['target'] | undefined> {
  const { t } = vscode.l10n;
  const list = vscode.window.createQuickPick<KeyItem>();
  list.title = t('API keys');
  list.placeholder = t('Select an action for a key');
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.items = items;
  const before = items.find(
    ({ target }) => target && target.service === last?.service && target.action === last.action,
  );
  if (before) list.activeItems = [before];
  const chosen = new Promise<KeyItem | undefined>((resolve) => {
    list.onDidAccept(() => {
      const [item] = list.selectedItems;
      if (item?.target) resolve(item);
    });
    list.onDidHide(() => {
      resolve(undefined);
    });
  });
  list.show();
  const item = await chosen;
  list.dispose();
  return item?.target;
}

/** The rows of a service: its key and the actions. */
async function itemsFor(service: ServiceName, dependencies: KeyDependencies): Promise<KeyItem[]> {
  const { t } = vscode.l10n;
  const name = serviceLabel(service);
  const source = await dependencies.keys.source(service);
  const hasKey = source === 'stored' || source === 'environment';
  const row = (action: KeyAction, label: string, icon: string): KeyItem => {
    return { label, iconPath: new vscode.ThemeIcon(icon), target: { service, action } };
  };
  const state = await stateOf(service, dependencies);
  const setRow = row(
    'set',
    source === 'stored' ? t('Replace {0} Key', name) : t('Set {0} Key', name),
    'key',
  );
  const testRow = row('test', t('Test {0} Key', name), 'debug-start');
  const isRejected = dependencies.tests.lastTest(service)?.outcome === 'unauthorised';
  return [
    { label: name, kind: vscode.QuickPickItemKind.Separator },
    // The first row shows the state: Enter tests a key that is there, or replaces one that was rejected.
    ...(hasKey && !isRejected
      ? [{ ...testRow, ...state }, setRow]
      : [{ ...setRow, ...state }, ...(hasKey ? [testRow] : [])]),
    ...(source === 'stored' ? [row('remove', t('Remove {0} Key', name), 'trash')] : []),
  ];
}

/** In remote windows, a remark about the machine that sends the requests. */
function machineItems(): KeyItem[] {
  if (vscode.env.remoteName === undefined) return [];
  const { t } = vscode.l10n;
  return [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: t('Requests are sent from the machine the code is on'),
      detail: t('localhost means that machine.'),
      iconPath: new vscode.ThemeIcon('info'),
    },
  ];
}

/** The state of a key: the masked key and its source; the last check and the URL. */
async function stateOf(
  service: ServiceName,
  { keys, urls, tests }: KeyDependencies,
): Promise<{ readonly description: string; readonly detail: string }> {
  const { t } = vscode.l10n;
  const found = await keys.get(service);
  const cleaned = cleanKey(found ?? '');
  const url = urls()[service];
  const other = service === 'mistral' ? 'codestral' : 'mistral';
  const isNeeded = !isLoopback(url) && (await keys.get(other)) === undefined;
  const origin = keySourceLabel(service, await keys.source(service), isNeeded);
  const said = cleaned.ok
    ? keyTestMessage(service, tests.lastTest(service))
    : keyFaultMessage(cleaned.reason);
  const shown = shownUrl(url);
  const address = isUnencryptedElsewhere(url) ? t('{0}: not encrypted', shown) : shown;
  return {
    description: cleaned.ok ? `${maskKey(cleaned.key)} · ${origin}` : origin,
    detail: found === undefined ? address : `${said} · ${address}`,
  };
}

/** Checks a key with its service, shows and records the result. */
async function testStoredKey(service: ServiceName, dependencies: KeyDependencies): Promise<void> {
  const { t } = vscode.l10n;
  const key = await dependencies.keys.get(service);
  const cleaned = cleanKey(key ?? '');
  if (!cleaned.ok) {
    void vscode.window.showErrorMessage(keyFaultMessage(cleaned.reason));
    return;
  }
  const url = dependencies.urls()[service];
  const error = await testKeyWithProgress(service, cleaned.key, url, dependencies);
  if (error === 'canceled') return;
  // The key or the URL may have changed in the meantime.
  if (
    (await dependencies.keys.get(service)) === key &&
    isSameServiceUrl(dependencies.urls()[service], url)
  ) {
    const wasRefused = dependencies.tests.lastTest(service)?.outcome !== 'accepted';
    if (!error && wasRefused) dependencies.onKeyAccepted(service);
    dependencies.tests.onTested(service, error?.kind ?? 'accepted');
  }
  if (!error) {
    void vscode.window.showInformationMessage(t('{0} accepted the key.', serviceLabel(service)));
  } else if (error.kind === 'unauthorised') {
    const message = t(
      '{0} rejected this key. New keys can take a few minutes to become active.',
      serviceLabel(service),
    );
    void vscode.window.showWarningMessage(message);
  } else {
    const message = sentence(errorText(error.kind, service, error.detail));
    void vscode.window.showWarningMessage(t('Couldn’t check the key. {0}', message));
  }
}
