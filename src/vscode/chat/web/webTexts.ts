import * as vscode from 'vscode';
import type { WebSearchUnavailableReason } from '../../../chat/web/webSearch.ts';
import { WEB_SEARCH_PRICE } from '../../../mistral/models/prices.ts';
import type { AvailableService } from '../../../mistral/serviceRouter.ts';
import { moneyText } from '../../../usage/page/money.ts';

/** What a search costs, such as `$0.03`, without the tokens. */
export function searchPrice(): string {
  return moneyText(WEB_SEARCH_PRICE, vscode.env.language);
}

/** The description of `/web`: what it does and costs, or why it is not available at the chat's service. */
export function webCommandDetail(
  service: AvailableService | undefined,
  reason: WebSearchUnavailableReason | undefined,
): string {
  const { t } = vscode.l10n;
  if (reason) return noWebSearchText(reason);
  return service === undefined || service.isDefaultUrl
    ? t('Search the web, about {0} each', searchPrice())
    : t('Search the web, if the server supports it');
}

/** Why the web can't be searched, and what would help. */
export function noWebSearchText(lack: WebSearchUnavailableReason): string {
  const { t } = vscode.l10n;
  switch (lack) {
    case 'codestral':
      return t('Web search needs a Mistral API key. The Codestral service doesn’t offer it.');
    case 'regional':
      return t('Web search isn’t available at Mistral’s regional URLs. Use api.mistral.ai.');
    case 'otherServer':
      return t('This server doesn’t support web search.');
  }
}
