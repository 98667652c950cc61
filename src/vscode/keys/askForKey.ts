import * as vscode from 'vscode';
import { cleanKey } from '../../mistral/keys/cleanKey.ts';
import { hostnameOf, isMistralHost } from '../../mistral/http/serviceUrl.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import { KEYS_PAGE_URL } from '../../messages/helpUrls.ts';
import { keyFaultMessage } from './keyMessages.ts';
import { serviceLabel } from '../messages/errorText.ts';

/** Why a key was not stored, shown in the open input box, with buttons that help. */
export interface KeyProblem {
  readonly message: string;
  readonly buttons: readonly KeyButton[];
  /** The service's URL, if it has changed: Enter now sends the key there. */
  readonly url?: string;
}

/** A button of the input box. `run` resolves to the next problem; undefined if the key is stored. */
export interface KeyButton {
  readonly label: string;
  /** The ID of a theme icon. */
  readonly icon: string;
  readonly run: KeyStep;
}

/** Checks or stores a key. Aborted when the user edits the key or closes the input box. */
type KeyStep = (signal: AbortSignal) => Promise<KeyProblem | undefined>;

/**
 * Asks for a service's key in a password input box, and names the host of `url`, which receives it. Enter runs
 * `enter` with the key and that URL; the box stays open until the key is stored or the user closes it.
 */
export async function askForKey(
  service: ServiceName,
  url: string,
  enter: (key: string, url: string, signal: AbortSignal) => Promise<KeyProblem | undefined>,
): Promise<void> {
  const input = inputFor(service, url);
  let receiver = url;
  let offers: ReadonlyMap<vscode.QuickInputButton, KeyButton> = new Map();
  let running: AbortController | undefined;
  const stop = (): void => {
    running?.abort();
    running = undefined;
    input.busy = false;
  };
  const show = (problem: KeyProblem | undefined): void => {
    input.validationMessage = problem?.message;
    receiver = problem?.url ?? receiver;
    input.prompt = promptFor(service, receiver);
    offers = new Map(problem?.buttons.map((offer) => [buttonOf(offer), offer]));
    input.buttons = [...offers.keys(), keysPageButton()];
  };
  await new Promise<void>((resolve, reject) => {
    const run = async (step: KeyStep): Promise<void> => {
      stop();
      const controller = new AbortController();
      running = controller;
      show(undefined);
      input.busy = true;
      const problem = await step(controller.signal);
      if (running !== controller) return;
      stop();
      if (problem) show(problem);
      else resolve();
    };
    input.onDidTriggerButton((button) => {
      const offer = offers.get(button);
      if (offer) run(offer.run).catch(reject);
      else void vscode.env.openExternal(vscode.Uri.parse(KEYS_PAGE_URL));
    });
    input.onDidChangeValue(() => {
      stop();
      show(undefined);
      const cleaned = cleanKey(input.value);
      if (input.value !== '' && !cleaned.ok)
        input.validationMessage = keyFaultMessage(cleaned.reason);
    });
    input.onDidAccept(() => {
      if (running) return;
      const cleaned = cleanKey(input.value);
      if (cleaned.ok) run((signal) => enter(cleaned.key, receiver, signal)).catch(reject);
      else input.validationMessage = keyFaultMessage(cleaned.reason);
    });
    input.onDidHide(() => {
      stop();
      resolve();
    });
    show(undefined);
    input.show();
  }).finally(() => {
    input.dispose();
  });
}

function inputFor(service: ServiceName, url: string): vscode.InputBox {
  const { t } = vscode.l10n;
  const input = vscode.window.createInputBox();
  input.title = t('{0} API key', serviceLabel(service));
  input.prompt = promptFor(service, url);
  input.placeholder = t('Paste the key');
  input.password = true;
  // The user switches to the browser and comes back.
  input.ignoreFocusOut = true;
  return input;
}

function promptFor(service: ServiceName, url: string): string {
  const { t } = vscode.l10n;
  const purpose =
    service === 'mistral'
      ? t('Get one at console.mistral.ai. No other key is needed.')
      : t('Optional, for accounts with a separate Codestral key. A Mistral key works as well.');
  const host = hostnameOf(url);
  // Mistral's own hosts need no mention.
  return host === '' || isMistralHost(url) ? purpose : t('The key is sent to {0} only.', host);
}

function keysPageButton(): vscode.QuickInputButton {
  return {
    iconPath: new vscode.ThemeIcon('link-external'),
    tooltip: vscode.l10n.t('Open {0}', new URL(KEYS_PAGE_URL).host),
  };
}

function buttonOf({ label, icon }: KeyButton): vscode.QuickInputButton {
  return { iconPath: new vscode.ThemeIcon(icon), tooltip: label };
}
