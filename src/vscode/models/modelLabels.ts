import * as vscode from 'vscode';
import type { ModelFacts } from '../../mistral/models/modelFacts.ts';
import type { CatalogueModel } from '../../mistral/models/aliasGroups.ts';
import type { ModelStatus } from '../../mistral/models/modelStatus.ts';
import type { Price } from '../../mistral/models/prices.ts';
import type { Feature, ServiceName } from '../../mistral/serviceName.ts';
import { nominalContextWindow } from '../../base/contextWindow.ts';
import { moneyText } from '../../usage/page/money.ts';
import { serviceLabel } from '../messages/errorText.ts';

/** The name that is sent and the dated model behind it: "codestral-latest → codestral-2508". */
export function modelLabel({ id, datedId }: Pick<CatalogueModel, 'id' | 'datedId'>): string {
  return datedId === undefined || datedId === id ? id : `${id} → ${datedId}`;
}

/** A model's facts in one line: lifecycle, context window, price, capabilities. */
export function detailOf(facts: ModelFacts, now: number): string {
  const { t } = vscode.l10n;
  const { maxContextLength: tokens, price, deprecation, replacement } = facts;
  // Long lines are truncated, so the lifecycle comes first.
  const end = [
    ...(deprecation ? [lifecycleText(deprecation, now)] : []),
    ...(deprecation && replacement !== undefined ? [t('use {0} instead', replacement)] : []),
  ];
  return [
    ...end,
    ...(tokens === undefined ? [] : [t('{0} tokens', count(nominalContextWindow(tokens)))]),
    ...(price ? [priceText(price, facts.priceAfterPreview)] : []),
    ...(facts.fim === true ? [t('code completion')] : []),
    ...(facts.vision === true ? [t('vision')] : []),
    ...(facts.reasoning === true ? [t('reasoning')] : []),
    ...(facts.tools === true ? [t('tools')] : []),
  ].join(' · ');
}

/** A warning about a model in use; undefined if there is none. */
export function warningFor(
  model: string,
  { state, deprecation }: ModelStatus,
  feature: Feature,
  service: ServiceName,
): string | undefined {
  const { t } = vscode.l10n;
  switch (state) {
    case 'deprecated':
      return t('{0} is deprecated and will be retired on {1}.', model, day(deprecation));
    case 'retired':
      return t('{0} was retired on {1}.', model, day(deprecation));
    case 'unlisted':
      return t('{0} does not list {1}. It may have been retired.', serviceLabel(service), model);
    case 'unable':
      return feature === 'chat'
        ? t('{0} does not support chat.', model)
        : t('{0} does not support code completion.', model);
    case 'fine':
    case 'unknown':
      return undefined;
  }
}

/** How long ago a time was, both in milliseconds since the epoch; undefined if it is in the future. */
export function agoText(at: number, now: number): string | undefined {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 0) return undefined;
  if (minutes === 0) return vscode.l10n.t('just now');
  const words = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: 'auto' });
  if (minutes < 60) return words.format(-minutes, 'minute');
  if (minutes < 24 * 60) return words.format(-Math.floor(minutes / 60), 'hour');
  return words.format(-Math.floor(minutes / (24 * 60)), 'day');
}

/** A short count: 256,000 is "256K". */
function count(value: number): string {
  const { language } = vscode.env;
  return new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(
    value,
  );
}

/** Escapes icon syntax such as `$(trash)`. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

/** The price, and for a preview price the one that follows it. */
function priceText(price: Price, later: Price | undefined): string {
  const { t } = vscode.l10n;
  const [input, output] = [dollars(price.input), dollars(price.output)];
  if (!later) return t('{0} in / {1} out per 1M tokens', input, output);
  return t(
    '{0} in / {1} out per 1M tokens during the preview, then {2} / {3}',
    input,
    output,
    dollars(later.input),
    dollars(later.output),
  );
}

function lifecycleText(deprecation: Date, now: number): string {
  const { t } = vscode.l10n;
  const date = day(deprecation);
  return deprecation.getTime() <= now ? t('retired on {0}', date) : t('until {0}', date);
}

function day(date: Date | undefined): string {
  // Mistral's retirement dates are days in UTC.
  return (
    date?.toLocaleDateString(vscode.env.language, { dateStyle: 'medium', timeZone: 'UTC' }) ?? '?'
  );
}

/** An amount in US dollars. */
export function dollars(value: number): string {
  return moneyText(value, vscode.env.language);
}
