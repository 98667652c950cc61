import * as vscode from 'vscode';
import type { KeyFault } from '../mistral/keys.ts';
import type { ServiceName } from '../mistral/services.ts';
import type { KeyCheck } from './keyChecks.ts';
import type { KeySource } from './keys.ts';
import { environmentName } from './keys.ts';
import { wordsFor } from './notify.ts';

const MINUTE_MS = 60_000;
/** From an hour on, the time of the day says more than a number of minutes. */
const LONGEST_AGO_MIN = 60;

/** Why a text cannot be a key. */
export function wordsForKeyFault(fault: KeyFault): string {
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

/** Where a key comes from; `isNeeded` says whether the service cannot do without. */
export function wordsForSource(service: ServiceName, source: KeySource, isNeeded: boolean): string {
  const { t } = vscode.l10n;
  switch (source) {
    case 'stored':
      return t('stored');
    case 'environment':
      return t('from the environment variable {0}', environmentName(service));
    case 'unreadable':
      return t('the system’s keyring could not be read');
    case 'none':
      return isNeeded ? t('none') : t('none, and none is needed');
  }
}

/** When a key was last tried, and what its service said. */
export function wordsForCheck(service: ServiceName, check: KeyCheck | undefined): string {
  const { t } = vscode.l10n;
  if (!check) return t('not tried yet');
  const when = timeText(check.agoMs);
  const { verdict } = check;
  if (verdict === 'accepted') return t('accepted {0}', when);
  if (verdict === 'unauthorised') return t('refused {0}', when);
  const { title } = wordsFor(verdict, service);
  return verdict === 'payment' || verdict === 'forbidden'
    ? t('held back {0}: {1}', when, title)
    : t('could not be tried {0}: {1}', when, title);
}

function timeText(agoMs: number): string {
  const { t } = vscode.l10n;
  const minutes = Math.floor(agoMs / MINUTE_MS);
  if (minutes < 1) return t('just now');
  if (minutes < LONGEST_AGO_MIN) return t('{0} min ago', minutes);
  const { language } = vscode.env;
  const now = new Date();
  const date = new Date(now.getTime() - agoMs);
  const time = date.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
  return date.toDateString() === now.toDateString()
    ? t('today at {0}', time)
    : t('on {0} at {1}', date.toLocaleDateString(language), time);
}
