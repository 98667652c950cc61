import * as vscode from 'vscode';
import type { ModelFacts } from '../../mistral/modelFacts.ts';
import type { CatalogueRow } from '../../mistral/modelRows.ts';
import type { Standing } from '../../mistral/modelStanding.ts';
import type { Feature, ServiceName } from '../../mistral/services.ts';
import { windowSize } from '../../protocol/windowSize.ts';
import { serviceName } from '../notify.ts';

/** The name that is sent, and the dated one it leads to: "codestral-latest → codestral-2508". */
export function labelOf({ id, dated }: Pick<CatalogueRow, 'id' | 'dated'>): string {
  return dated === undefined || dated === id ? id : `${id} → ${dated}`;
}

/** All there is to say about a model in one line: until when, its window, its price, what it can do. */
export function detailOf(facts: ModelFacts, now: number): string {
  const { t } = vscode.l10n;
  const { maxContextLength: tokens, price, deprecation, replacement } = facts;
  // A line that is too long is cut at its end.
  const end = [
    ...(deprecation ? [lifeText(deprecation, now)] : []),
    ...(deprecation && replacement !== undefined ? [t('use {0} instead', replacement)] : []),
  ];
  return [
    ...end,
    ...(tokens === undefined ? [] : [t('{0} tokens', count(windowSize(tokens)))]),
    ...(price ? [t('{0} in, {1} out a million', dollars(price.input), dollars(price.output))] : []),
    ...(facts.fim === true ? [t('completes code')] : []),
    ...(facts.vision === true ? [t('sees images')] : []),
    ...(facts.reasoning === true ? [t('thinks')] : []),
    ...(facts.tools === true ? [t('calls tools')] : []),
  ].join(' · ');
}

/** Why a chosen model should not stay chosen; undefined if it may. */
export function warningFor(
  model: string,
  { state, deprecation }: Standing,
  feature: Feature,
  service: ServiceName,
): string | undefined {
  const { t } = vscode.l10n;
  switch (state) {
    case 'deprecated':
      return t('{0} is deprecated: it is retired on {1}.', model, day(deprecation));
    case 'retired':
      return t('{0} was retired on {1}.', model, day(deprecation));
    case 'unlisted':
      return t('{0} does not list {1}: it may be retired.', serviceName(service), model);
    case 'unable':
      return feature === 'chat'
        ? t('{0} cannot chat.', model)
        : t('{0} cannot complete code.', model);
    case 'fine':
    case 'unknown':
      return undefined;
  }
}

/** How long ago something was, both in milliseconds since the epoch; undefined if it has yet to come. */
export function agoText(at: number, now: number): string | undefined {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 0) return undefined;
  const words = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: 'auto' });
  if (minutes < 60) return words.format(-minutes, 'minute');
  if (minutes < 24 * 60) return words.format(-Math.floor(minutes / 60), 'hour');
  return words.format(-Math.floor(minutes / (24 * 60)), 'day');
}

/** A short count: 256,000 is "256K". */
export function count(value: number): string {
  const { language } = vscode.env;
  return new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(
    value,
  );
}

/** A text that VS Code would otherwise look for icons in, such as `$(trash)`. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

function lifeText(deprecation: Date, now: number): string {
  const { t } = vscode.l10n;
  const date = day(deprecation);
  return deprecation.getTime() <= now ? t('retired on {0}', date) : t('until {0}', date);
}

function day(date: Date | undefined): string {
  // Dates of retirement are days, and Mistral's are UTC.
  return (
    date?.toLocaleDateString(vscode.env.language, { dateStyle: 'medium', timeZone: 'UTC' }) ?? '?'
  );
}

function dollars(value: number): string {
  return value.toLocaleString(vscode.env.language, { style: 'currency', currency: 'USD' });
}
