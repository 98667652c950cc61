import * as vscode from 'vscode';
import { plural } from '../../base/plural.ts';
import type { Snooze } from '../../completion/snooze.ts';

/** VS Code's commands (as of 1.106): the first takes minutes, and asks for them without an argument. */
export const SNOOZE_COMMAND = 'editor.action.inlineSuggest.snooze';
const RESUME_COMMAND = 'editor.action.inlineSuggest.cancelSnooze';

/** The offered durations, in minutes. */
const DURATIONS = [5, 15, 30, 60, 240];
const MINUTE_MS = 60_000;

/** Asks for a duration and has VS Code snooze all inline suggestions. */
export async function snoozeSuggestions(snooze: Snooze): Promise<void> {
  const { t } = vscode.l10n;
  const items = DURATIONS.map((minutes) => ({ label: durationText(minutes), minutes }));
  const title = t('Snooze Suggestions');
  const placeHolder = t('Select how long to snooze suggestions');
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (!chosen) return;
  await vscode.commands.executeCommand(SNOOZE_COMMAND, chosen.minutes);
  snooze.start(chosen.minutes * MINUTE_MS);
}

/** Ends VS Code's snooze. */
export async function resumeSuggestions(snooze: Snooze): Promise<void> {
  await vscode.commands.executeCommand(RESUME_COMMAND);
  snooze.end();
}

function durationText(minutes: number): string {
  const { t } = vscode.l10n;
  const { language } = vscode.env;
  const hours = minutes / 60;
  return hours >= 1
    ? plural(hours, language, t('{0} hour', hours), t('{0} hours', hours))
    : plural(minutes, language, t('{0} minute', minutes), t('{0} minutes', minutes));
}
