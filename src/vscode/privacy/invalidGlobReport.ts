import * as vscode from 'vscode';
import type { SendPermissions } from './sendPermissions.ts';
import { withoutLinks } from '../messages/errorText.ts';

/** Globs that the message names; more are only counted. */
const MAX_NAMED = 3;
/** Longer globs are shortened, in characters. */
const MAX_LENGTH = 60;

/** Reports invalid globs, once each: each excludes more than the user may expect. */
export class InvalidGlobReport {
  readonly #permissions: Pick<SendPermissions, 'invalidGlobs'>;
  readonly #log: Pick<vscode.LogOutputChannel, 'warn'>;
  readonly #reported = new Set<string>();

  constructor(
    permissions: Pick<SendPermissions, 'invalidGlobs'>,
    log: Pick<vscode.LogOutputChannel, 'warn'>,
  ) {
    this.#permissions = permissions;
    this.#log = log;
  }

  /** Reports the invalid globs that were not reported before. */
  report(): void {
    const found = this.#permissions.invalidGlobs.filter((glob) => !this.#reported.has(glob));
    for (const glob of found) this.#reported.add(glob);
    if (found.length > 0) reportGlobs(found, this.#log);
  }
}

/** Reports the invalid globs of `codestral.privacy.exclude` to the user and the log. */
function reportGlobs(globs: readonly string[], log: Pick<vscode.LogOutputChannel, 'warn'>): void {
  const { t } = vscode.l10n;
  const named = globs.slice(0, MAX_NAMED).map(shown).join(', ');
  const more = globs.length - MAX_NAMED;
  log.warn(
    `codestral.privacy.exclude: not valid as a glob, the words are matched instead: ${named}`,
  );
  const which = more > 0 ? t('{0} and {1} more', named, more) : named;
  const message = t(
    'codestral.privacy.exclude: not valid as a glob: {0}. Paths that contain one of the words are excluded.',
    which,
  );
  const button = t('Open Settings');
  void vscode.window.showWarningMessage(withoutLinks(message), button).then((picked) => {
    if (picked !== button) return;
    void vscode.commands.executeCommand(
      'workbench.action.openSettings',
      'codestral.privacy.exclude',
    );
  });
}

function shown(glob: string): string {
  const text = JSON.stringify(glob);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
