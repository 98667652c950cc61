import * as vscode from 'vscode';
import { plural } from '../../../base/plural.ts';
import type { DocumentError } from '../../../chat/documents/inspectDocument.ts';
import type { AttachedDocument } from '../../../chat/session/conversation.ts';
import {
  MAX_DOCUMENT_BYTES,
  MAX_DOCUMENT_PAGES,
} from '../../../mistral/documents/documentLimits.ts';
import { moneyText } from '../../../usage/page/money.ts';

/** Why a document can't be read. `path` names it. */
export function documentErrorText(error: DocumentError, path: string): string {
  const { t } = vscode.l10n;
  switch (error) {
    case 'empty':
      return t('{0} is empty.', path);
    case 'tooLarge':
      return t('{0} is larger than {1} MB.', path, MAX_DOCUMENT_BYTES / 1_000_000);
    case 'tooManyPages':
      return t('{0} has more than {1} pages. Split it first.', path, MAX_DOCUMENT_PAGES);
    case 'damaged':
      return t('{0} is damaged and can’t be read.', path);
    case 'password':
      return t('{0} needs a password. Save a copy without one.', path);
    case 'bomb':
      return t('{0} wasn’t opened: it is too large when unpacked.', path);
    case 'oldOffice':
      return t('{0} is in an older Office format. Save it as DOCX or PPTX.', path);
    case 'notADocument':
      return t('{0} isn’t a PDF, Word document, presentation, or image.', path);
  }
}

/** The pages of an attached document and the price of reading them, such as `3 of 12 pages · $0.012`. */
export function summaryText(
  { chosen, count, isEstimate, range, unread }: AttachedDocument,
  cost: number | undefined,
): string {
  const { t } = vscode.l10n;
  const isPart = range.trim() !== '';
  const isAbout = isEstimate && !isPart;
  const total = pageCount(isPart && !isEstimate ? count : chosen);
  const pages = isPart && !isEstimate ? t('{0} of {1}', chosen, total) : total;
  const amount = isAbout ? t('about {0}', pages) : pages;
  if (unread === 0) return t('{0}, already read', amount);
  if (cost === undefined) return amount;
  const money = moneyText(cost, vscode.env.language);
  return `${amount} · ${isAbout ? t('about {0}', money) : money}`;
}

/** The question whether pages of a document may be read. */
export function confirmationText(name: string, pages: number, cost: number | undefined): string {
  const { t } = vscode.l10n;
  const amount = pageCount(pages);
  return cost === undefined
    ? t('Read {0} of {1}?', amount, name)
    : t('Read {0} of {1} for about {2}?', amount, name, moneyText(cost, vscode.env.language));
}

/** Why page numbers are not accepted. */
export function rangeProblemText(count: number): string {
  const { t } = vscode.l10n;
  return t('Enter pages such as 1-3, 7. The document has {0}.', pageCount(count));
}

/** A number of pages. */
function pageCount(count: number): string {
  const { t } = vscode.l10n;
  return plural(count, vscode.env.language, t('{0} page', count), t('{0} pages', count));
}
