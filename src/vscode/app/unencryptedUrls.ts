import type * as vscode from 'vscode';
import { isUnencryptedElsewhere, shownUrl } from '../../mistral/http/serviceUrl.ts';
import type { Settings } from '../settings/settings.ts';

/** Logs a warning for each service whose requests to another machine are not encrypted. */
export function warnOfUnencryptedUrls(
  settings: Pick<Settings, 'services'>,
  log: Pick<vscode.LogOutputChannel, 'warn'>,
): void {
  const urls = Object.values(settings.services().urls);
  for (const url of urls.filter(isUnencryptedElsewhere)) {
    log.warn(`${shownUrl(url)}: requests to this address are not encrypted`);
  }
}
