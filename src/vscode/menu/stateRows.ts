import * as vscode from 'vscode';
import type { Refusal } from '../../completion/gate.ts';
import type { Status } from '../../completion/status.ts';
import { isUnencryptedElsewhere } from '../../mistral/urls.ts';
import type { Described } from '../completionStatus.ts';
import { labelOf } from '../failures/actions.ts';
import type { CommandCall } from '../failures/actions.ts';
import { FAILURES } from '../failures/table.ts';
import { wordsForLeft, wordsForToday } from '../leftWords.ts';
import type { Settings } from '../settings.ts';
import type { StatusFigures } from '../statusTooltip.ts';
import { rowsFor } from './menuRow.ts';
import type { MenuRow } from './menuRow.ts';

type WayOut = MenuRow & { readonly command: CommandCall };

/** How things stand: the state with its first way out, and a row for each of the others. */
export function stateRows({ status, words }: Described): MenuRow[] {
  const [first, ...others] = waysOut(status);
  const { title, advice, icon } = words;
  return [
    {
      label: title,
      ...(first ? { description: first.label, command: first.command } : {}),
      ...(advice === '' ? {} : { detail: advice }),
      iconPath: new vscode.ThemeIcon(icon.replace('~spin', '')),
    },
    ...others,
  ];
}

/** What was used today and what is left; leads to the usage page. */
export function usageRow({ today, left }: StatusFigures): MenuRow {
  const { t } = vscode.l10n;
  const used = wordsForToday(today, t, vscode.env.language);
  const rest = wordsForLeft(left, t, vscode.env.language).join(' · ');
  return {
    label: t('Show Usage'),
    // The row's first line has no room for all of it.
    ...(rest === '' ? {} : { description: rest }),
    detail: used.length === 0 ? '' : t('Today: {0}', used.join(' · ')),
    command: ['codestral.showUsage'],
  };
}

/** Services whose requests go over the network as they are. */
export function unencryptedRows(settings: Settings): MenuRow[] {
  return Object.values(settings.services().urls)
    .filter(isUnencryptedElsewhere)
    .map((url) => ({
      label: vscode.l10n.t('{0}: not encrypted', url),
      iconPath: new vscode.ThemeIcon('unlock'),
      command: ['workbench.action.openSettings', 'codestral.services'],
    }));
}

/** What helps in a state, the likeliest first. */
function waysOut(status: Status): readonly WayOut[] {
  switch (status.kind) {
    case 'off':
      return waysOn(status.why);
    case 'closed':
      return rowsFor(FAILURES[status.closed.closed].menu, status.closed.service);
    case 'paused':
      return rowsFor(FAILURES[status.pause.kind].menu, status.pause.service);
    case 'thinking':
    case 'ready': {
      if (status.kind === 'ready' && status.spacedMs !== undefined) {
        return rowsFor(FAILURES.rateLimited.menu);
      }
      const label = vscode.l10n.t('Explain the Last Completion');
      return [{ label, command: ['codestral.explainLastCompletion'] }];
    }
  }
}

/** How completions come back where they are off; nothing helps in a document that never has any. */
function waysOn(why: Refusal): readonly WayOut[] {
  const { t } = vscode.l10n;
  if (why === 'off') return [{ label: t('Switch On'), command: ['codestral.toggleCompletions'] }];
  if (why === 'off for this language') {
    return [{ label: t('Switch On'), command: ['codestral.toggleCompletionsForLanguage'] }];
  }
  if (why !== 'excluded file') return [];
  const command = ['workbench.action.openSettings', 'codestral.privacy.exclude'] as const;
  return [{ label: labelOf('settings', t), command }];
}
