import { SERVICES } from '../../mistral/serviceName.ts';
import * as vscode from 'vscode';
import { languageName } from '../../languages/languageName.ts';
import type { DisabledReason } from '../../completion/gate.ts';
import type { StatusState } from '../../completion/completionStatus.ts';
import {
  hostnameOf,
  isLoopback,
  isMistralHost,
  isUnencryptedElsewhere,
  shownUrl,
  normalizeServiceUrl,
} from '../../mistral/http/serviceUrl.ts';
import type { DescribedStatus } from '../completion/statusPresenter.ts';
import { buttonLabel } from '../../messages/errorActions.ts';
import type { CommandCall } from '../../messages/errorActions.ts';
import { ERROR_MESSAGES } from '../../messages/errorMessages.ts';
import { serviceLabel } from '../messages/errorText.ts';
import { quotaText, todayText } from '../usage/quotaText.ts';
import type { Settings } from '../settings/settings.ts';
import type { StatusMetrics } from '../completion/statusTooltip.ts';
import { rowsFor } from './menuRow.ts';
import type { MenuRow } from './menuRow.ts';

type ActionRow = MenuRow & { readonly command: CommandCall };

/** Rows for the status: the state, which runs no command, and one for each action that helps. */
export function statusRows({ status, text }: DescribedStatus): MenuRow[] {
  const { title, advice, icon } = text;
  return [
    {
      label: title,
      ...(advice === '' ? {} : { detail: advice }),
      iconPath: new vscode.ThemeIcon(icon.replace('~spin', '')),
    },
    ...actionsFor(status),
  ];
}

/** A row with today's usage and the remaining quota that opens the usage page. */
export function usageRow({ today, remainingQuota }: StatusMetrics): MenuRow {
  const { t } = vscode.l10n;
  const used = todayText(today, t, vscode.env.language);
  const quota = quotaText(remainingQuota, t, vscode.env.language).join(' · ');
  return {
    label: t('Show Usage'),
    // The first line of the row is too short for both.
    ...(quota === '' ? {} : { description: quota }),
    detail: used.length === 0 ? '' : t('Today: {0}', used.join(' · ')),
    command: ['codestral.showUsage'],
  };
}

/** Rows for services whose requests go to a host other than Mistral's, or are not encrypted. */
export function addressRows(settings: Settings): MenuRow[] {
  const { t } = vscode.l10n;
  const { urls } = settings.services();
  return SERVICES.flatMap((service): MenuRow[] => {
    const url = urls[service];
    const command = ['workbench.action.openSettings', 'codestral.services'] as const;
    if (isUnencryptedElsewhere(url)) {
      const iconPath = new vscode.ThemeIcon('unlock');
      return [{ label: t('{0}: not encrypted', shownUrl(url)), iconPath, command }];
    }
    const normalized = normalizeServiceUrl(url);
    if (!normalized.ok || isLoopback(url) || isMistralHost(normalized.url)) return [];
    const label = t('{0} requests go to {1}', serviceLabel(service), hostnameOf(url));
    return [{ label, iconPath: new vscode.ThemeIcon('globe'), command }];
  });
}

/** The actions for a status, the most likely one first. */
function actionsFor(status: StatusState): readonly ActionRow[] {
  switch (status.kind) {
    case 'off':
      return turnOnActions(status.why);
    case 'unavailable':
      return rowsFor(
        ERROR_MESSAGES[status.unavailable.unavailable].menu,
        status.unavailable.service,
      );
    case 'paused':
      return rowsFor(ERROR_MESSAGES[status.pause.kind].menu, status.pause.service);
    case 'snoozed': {
      const label = vscode.l10n.t('Resume Suggestions');
      return [{ label, command: ['codestral.internal.resume'] }];
    }
    case 'editorOff': {
      const command = ['workbench.action.openSettings', 'editor.inlineSuggest.enabled'] as const;
      return [{ label: buttonLabel('settings', vscode.l10n.t), command }];
    }
    case 'requesting':
      return [];
    case 'ready':
      return status.waitMs === undefined ? [] : rowsFor(ERROR_MESSAGES.rateLimited.menu);
  }
}

/** The actions that turn completions on again; none for documents without completions. */
function turnOnActions(why: DisabledReason): readonly ActionRow[] {
  const { t } = vscode.l10n;
  if (why === 'off')
    return [{ label: t('Turn Completions On'), command: ['codestral.toggleCompletions'] }];
  if (why === 'off for this language') {
    const languageId = vscode.window.activeTextEditor?.document.languageId ?? '';
    const label = t('Turn Completions On for {0}', languageName(languageId, vscode.extensions.all));
    return [{ label, command: ['codestral.toggleCompletionsForLanguage'] }];
  }
  if (why !== 'excluded file') return [];
  const command = ['workbench.action.openSettings', 'codestral.privacy.exclude'] as const;
  return [{ label: buttonLabel('settings', t), command }];
}
