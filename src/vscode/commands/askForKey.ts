import * as vscode from 'vscode';
import { cleanKey } from '../../mistral/keys.ts';
import type { ServiceName } from '../../mistral/services.ts';
import { KEYS_PAGE } from '../addresses.ts';
import { wordsForKeyFault } from '../keyWords.ts';
import { serviceName } from '../notify.ts';

/** Asks for a service's key in an input box that hides it; undefined if the user gives it up. */
export async function askForKey(service: ServiceName): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const input = vscode.window.createInputBox();
  input.title = t('{0} API key', serviceName(service));
  input.prompt =
    service === 'mistral'
      ? t('From console.mistral.ai. It is all you need.')
      : t('Only for accounts that have a separate Codestral key; a Mistral key does the same.');
  input.placeholder = t('Paste the key');
  input.password = true;
  // The user leaves for the browser and comes back.
  input.ignoreFocusOut = true;
  input.buttons = [
    {
      iconPath: new vscode.ThemeIcon('link-external'),
      tooltip: t('Open {0}', new URL(KEYS_PAGE).host),
    },
  ];
  const fault = () => {
    const cleaned = cleanKey(input.value);
    return cleaned.ok ? undefined : wordsForKeyFault(cleaned.reason);
  };
  const entered = new Promise<string | undefined>((resolve) => {
    input.onDidTriggerButton(() => {
      void vscode.env.openExternal(vscode.Uri.parse(KEYS_PAGE));
    });
    input.onDidChangeValue(() => {
      input.validationMessage = input.value === '' ? undefined : fault();
    });
    input.onDidAccept(() => {
      const cleaned = cleanKey(input.value);
      if (cleaned.ok) resolve(cleaned.key);
      else input.validationMessage = fault();
    });
    input.onDidHide(() => {
      resolve(undefined);
    });
  });
  input.show();
  const key = await entered;
  input.dispose();
  return key;
}
