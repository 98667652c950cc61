import * as vscode from 'vscode';
import type { ServiceError } from '../../mistral/errors/serviceError.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import { SERVICES } from '../../mistral/serviceName.ts';
import { hostnameOf, shownUrl, isSameServiceUrl } from '../../mistral/http/serviceUrl.ts';
import type { KeyTestOutcome } from '../../mistral/keys/keyTests.ts';
import { environmentName } from './keyStore.ts';
import { KEYRING_HELP_URL } from '../../messages/helpUrls.ts';
import { sentence, serviceLabel, errorText } from '../messages/errorText.ts';
import { askForKey } from './askForKey.ts';
import type { KeyButton, KeyProblem } from './askForKey.ts';
import type { KeyDependencies } from './testKey.ts';
import { testKeyAt } from './testKey.ts';

/** A key with the service and URL that it was entered for. */
interface EnteredKey {
  readonly service: ServiceName;
  readonly key: string;
  readonly url: string;
  /** The key as it was entered, if `service` is the other service. */
  readonly entered?: EnteredKey;
}

/** The outcome of a step: the problem to show, or undefined if the key is stored. */
type KeyStepResult = Promise<KeyProblem | undefined>;

/**
 * Asks for a service's key, checks it there and stores it. Only if that service has just rejected it, and
 * only on the user's click, is it sent to the other service. The key is sent to the URL that the service had when
 * the input box opened; if the URL changes in the meantime, the user decides again. Resolves to whether a service has
 * accepted another key.
 */
export async function setKey(
  service: ServiceName,
  dependencies: KeyDependencies,
): Promise<boolean> {
  const before = keysOf(dependencies);
  await askForKey(service, dependencies.urls()[service], (key, url, signal) =>
    tryAndStore({ service, key, url }, dependencies, signal),
  );
  const [old, now] = [await before, await keysOf(dependencies)];
  return SERVICES.some(
    (name, at) => now[at] !== old[at] && dependencies.tests.lastTest(name)?.outcome === 'accepted',
  );
}

function keysOf({ keys }: KeyDependencies): Promise<readonly (string | undefined)[]> {
  return Promise.all(SERVICES.map((name) => keys.get(name)));
}

async function tryAndStore(
  entered: EnteredKey,
  dependencies: KeyDependencies,
  signal: AbortSignal,
): KeyStepResult {
  if (hasUrlChanged(entered, dependencies)) return urlChangedProblem(entered, dependencies);
  const { service, key, url } = entered;
  const error = await testKeyAt(service, key, url, dependencies, signal);
  if (signal.aborted) return undefined;
  if (hasUrlChanged(entered, dependencies)) return urlChangedProblem(entered, dependencies);
  if (!error) return store(entered, 'accepted', dependencies);
  return error.kind === 'unauthorised'
    ? rejectedProblem(entered, dependencies)
    : uncheckedProblem(entered, error, dependencies);
}

/** Whether the service's URL has changed. */
function hasUrlChanged({ service, url }: EnteredKey, { urls }: KeyDependencies): boolean {
  return !isSameServiceUrl(urls()[service], url);
}

/** The service's URL has changed since the key was entered: send the key there only if the user confirms. */
function urlChangedProblem(tried: EnteredKey, dependencies: KeyDependencies): KeyProblem {
  const { t } = vscode.l10n;
  const { service, url: before, entered } = tried;
  const url = dependencies.urls()[service];
  const moved = t(
    'The URL of {0} changed from {1} to {2} in the meantime. The key was not saved.',
    serviceLabel(service),
    shownUrl(before),
    shownUrl(url),
  );
  // At the other service, its button confirms.
  const again = entered && rejectedProblem(entered, dependencies);
  if (again) return { ...again, message: `${moved} ${again.message}` };
  const host = hostnameOf(url);
  if (host === '') return { message: moved, buttons: [] };
  return { message: `${moved} ${t('Press Enter to try it with {0}.', host)}`, buttons: [], url };
}

/** Stores a key and its check result. */
async function store(
  entered: EnteredKey,
  outcome: KeyTestOutcome,
  dependencies: KeyDependencies,
): KeyStepResult {
  const { service, key } = entered;
  // The problem may have been shown for hours.
  if (hasUrlChanged(entered, dependencies)) return urlChangedProblem(entered, dependencies);
  const previous = await keysOf(dependencies);
  try {
    await dependencies.keys.store(service, key);
  } catch {
    return keyringProblem(entered, outcome, dependencies);
  }
  if (hasUrlChanged(entered, dependencies)) {
    await dependencies.keys.remove(service).catch(() => undefined);
    return urlChangedProblem(entered, dependencies);
  }
  dependencies.tests.onTested(service, outcome);
  const { t } = vscode.l10n;
  const name = serviceLabel(service);
  const isFirst = previous.every((key) => key === undefined);
  void vscode.window.showInformationMessage(
    storedText(outcome, name) ??
      (isFirst
        ? t('The {0} key is stored. Start typing, or open the chat.', name)
        : t('The {0} key is stored.', name)),
  );
  return undefined;
}

/** The message after storing a key that no service has accepted; undefined for an accepted one. */
function storedText(outcome: KeyTestOutcome, name: string): string | undefined {
  const { t } = vscode.l10n;
  if (outcome === 'accepted') return undefined;
  return outcome === 'unauthorised'
    ? t('The {0} key is stored, but {0} rejects it so far.', name)
    : t('The {0} key is stored, but it couldn’t be checked.', name);
}

function keyringProblem(
  entered: EnteredKey,
  outcome: KeyTestOutcome,
  dependencies: KeyDependencies,
): KeyProblem {
  const { t } = vscode.l10n;
  const problem: KeyProblem = {
    message: t(
      'Couldn’t save the key in the system keyring. Unlock the keyring and try again, or set {0} in the environment of VS Code.',
      environmentName(entered.service),
    ),
    buttons: [
      { label: t('Try Again'), icon: 'refresh', run: () => store(entered, outcome, dependencies) },
      {
        label: t('How to Unlock'),
        icon: 'question',
        run: async () => {
          await vscode.env.openExternal(vscode.Uri.parse(KEYRING_HELP_URL));
          return problem;
        },
      },
    ],
  };
  return problem;
}

/** The service rejected the key: it may be one of the other service. */
function rejectedProblem(entered: EnteredKey, dependencies: KeyDependencies): KeyProblem {
  const { t } = vscode.l10n;
  const { service, key } = entered;
  const other = service === 'mistral' ? 'codestral' : 'mistral';
  const atOther = { service: other, key, url: dependencies.urls()[other], entered } as const;
  const rejected = t(
    '{0} rejected this key. New keys can take a few minutes to become active.',
    serviceLabel(service),
  );
  const tryOther: KeyButton = {
    label: t('Try with {0}', serviceLabel(other)),
    icon: 'arrow-swap',
    run: (signal) => tryOtherService(atOther, entered, dependencies, signal),
  };
  return {
    message: `${rejected} ${t('Use the buttons above to try it with {0} or to store it anyway.', serviceLabel(other))}`,
    buttons: [tryOther, storeAnyway(entered, 'unauthorised', dependencies)],
  };
}

async function tryOtherService(
  atOther: EnteredKey,
  entered: EnteredKey,
  dependencies: KeyDependencies,
  signal: AbortSignal,
): KeyStepResult {
  const { service, key, url } = atOther;
  if (hasUrlChanged(atOther, dependencies)) return urlChangedProblem(atOther, dependencies);
  const error = await testKeyAt(service, key, url, dependencies, signal);
  if (signal.aborted) return undefined;
  if (hasUrlChanged(atOther, dependencies)) return urlChangedProblem(atOther, dependencies);
  if (!error) return store(atOther, 'accepted', dependencies);
  const message =
    error.kind === 'unauthorised'
      ? vscode.l10n.t('Neither service accepts this key.')
      : sentence(errorText(error.kind, service, error.detail));
  return { message, buttons: [storeAnyway(entered, 'unauthorised', dependencies)] };
}

/** The key could not be checked, for example without a network. */
function uncheckedProblem(
  entered: EnteredKey,
  error: ServiceError,
  dependencies: KeyDependencies,
): KeyProblem {
  const { t } = vscode.l10n;
  const reason = sentence(errorText(error.kind, entered.service, error.detail));
  return {
    message: t('Couldn’t check the key. {0}', reason),
    buttons: [storeAnyway(entered, error.kind, dependencies)],
  };
}

function storeAnyway(
  entered: EnteredKey,
  outcome: KeyTestOutcome,
  dependencies: KeyDependencies,
): KeyButton {
  return {
    label: vscode.l10n.t('Store Anyway'),
    icon: 'save',
    run: () => store(entered, outcome, dependencies),
  };
}
