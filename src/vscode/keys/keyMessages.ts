import * as vscode from 'vscode';
import type { InvalidKeyReason } from '../../mistral/keys/cleanKey.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import type { KeyTest } from '../../mistral/keys/keyTests.ts';
import type { KeySource } from './keyStore.ts';
import { environmentName } from './keyStore.ts';
import { errorText } from '../messages/errorText.ts';

const MINUTE_MS = 60_000;
/** From an hour on, show the time of day instead of minutes. */
const MAX_AGO_MINUTES = 60;

/** Why a text can't be a key. */
export function keyFaultMessage(fault: InvalidKeyReason): string {
  const { t } = vscode.l10n;
  switch (fault) {
    case 'empty':
      return t('No key found in that text.');
    case 'whitespace':
      return t('A key can’t contain spaces or line breaks. Copy it again.');
    case 'notLatin1':
      return t('The key contains characters that aren’t allowed. Copy it again.');
  }
}

/** Where a key comes from; `isNeeded` says whether the service requires one. */
export function keySourceLabel(service: ServiceName, source: KeySource, isNeeded: boolean): string {
  const { t } = vscode.l10n;
  switch (source) {
    case 'stored':
      return t('stored');
    case 'environment':
      return t('from environment variable {0}', environmentName(service));
    case 'unreadable':
      return t('couldn’t read the system keyring');
    case 'none':
      return isNeeded ? t('not set') : t('not set (optional)');
  }
}

/** When a key was last checked, and the result. */
export function keyTestMessage(service: ServiceName, check: KeyTest | undefined): string {
  const { t } = vscode.l10n;
  if (!check) return t('not checked yet');
  const when = timeText(check.agoMs);
  const { outcome } = check;
  if (outcome === 'accepted') return t('accepted {0}', when);
  if (outcome === 'unauthorised') return t('rejected {0}', when);
  const { title } = errorText(outcome, service);
  return outcome === 'payment' || outcome === 'forbidden'
    ? t('blocked {0}: {1}', when, title)
    : t('check failed {0}: {1}', when, title);
}

function timeText(agoMs: number): string {
  const { t } = vscode.l10n;
  const minutes = Math.floor(agoMs / MINUTE_MS);
  if (minutes < 1) return t('just now');
  if (minutes < MAX_AGO_MINUTES) return t('{0} min ago', minutes);
  const { language } = vscode.env;
  const now = new Date();
  const date = new Date(now.getTime() - agoMs);
  const time = date.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
  return date.toDateString() === now.toDateString()
    ? t('today at {0}', time)
    : t('on {0} at {1}', date.toLocaleDateString(language), time);
}
