import * as vscode from 'vscode';
import { FREE_LIMITS } from '../../mistral/knownModels.ts';
import { findRow, GROUPS } from '../../mistral/modelRows.ts';
import type { CatalogueRow, ModelGroup } from '../../mistral/modelRows.ts';
import type { ModelList } from '../../mistral/models.ts';
import { isAble } from '../../mistral/modelStanding.ts';
import type { Standing } from '../../mistral/modelStanding.ts';
import type { ClosedService, Feature, OpenService } from '../../mistral/services.ts';
import { sentence, serviceName, wordsFor } from '../notify.ts';
import { agoText, count, detailOf, labelOf, warningFor, withoutIcons } from './modelWords.ts';

/** What a picker knows. */
export interface Look {
  readonly feature: Feature;
  /** The model that the service would be asked for now. */
  readonly chosen: string;
  readonly standing: Standing;
  readonly route: { readonly service: OpenService } | ClosedService;
  readonly list: ModelList;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A row of a picker: a model, or something else that can be done. */
export interface ModelItem extends vscode.QuickPickItem {
  readonly model?: string;
  readonly action?: 'refresh' | 'keys' | 'settings';
}

/** The button of a row whose model goes away. */
export interface SwitchButton extends vscode.QuickInputButton {
  readonly model: string;
}

/** The rows of a picker, by what has been typed. */
export function modelItems(look: Look, typed: string): readonly ModelItem[] {
  const { feature, list } = look;
  const able = list.rows.filter((row) => isAble(row, feature));
  const isNew = typed !== '' && !able.some(({ id }) => id === typed);
  // VS Code puts first what is typed; so named, it comes after the models that are there.
  const own = { model: typed, label: withoutIcons(vscode.l10n.t('Use “{0}”', typed)) };
  return [
    ...warningItems(look),
    ...troubleItems(look, able.length),
    ...GROUPS.flatMap((group) => groupItems(look, able, group)),
    ...(isNew ? [own] : []),
    ...ageItems(look),
  ];
}

/** The row of the chosen model, where it has one. */
export function chosenItem(
  items: readonly ModelItem[],
  { chosen, list }: Look,
): ModelItem | undefined {
  const id = findRow(list.rows, chosen)?.id;
  return items.find(({ model, description }) => model === id && description !== undefined);
}

/** That the chosen model should not stay chosen, with the way out. */
function warningItems({ chosen, standing, feature, route }: Look): ModelItem[] {
  const service = 'closed' in route ? route.service : route.service.name;
  const warning = warningFor(chosen, standing, feature, service);
  if (warning === undefined) return [];
  const { replacement } = standing;
  const label = vscode.l10n.t('Switch to {0}', replacement ?? '');
  return replacement === undefined
    ? [{ label: `$(warning) ${withoutIcons(warning)}` }]
    : [
        {
          label: `$(warning) ${withoutIcons(label)}`,
          detail: withoutIcons(warning),
          model: replacement,
        },
      ];
}

/** Why the rows below are not what the service offers. */
function troubleItems({ route, list, feature }: Look, able: number): ModelItem[] {
  const { t } = vscode.l10n;
  if ('closed' in route) {
    const { title, advice } = wordsFor(route.closed, route.service, undefined, feature);
    const action = route.closed === 'noKey' ? 'keys' : 'settings';
    return [{ label: `$(key) ${title}`, detail: advice, action }];
  }
  if (list.failure) {
    const { kind, service, detail } = list.failure;
    return [
      {
        label: `$(warning) ${t('The list of models could not be had.')}`,
        detail: sentence(wordsFor(kind, service, detail, feature)),
        action: 'refresh',
      },
    ];
  }
  if (able > 0) return [];
  const label = t('{0} lists no model for this.', serviceName(route.service.name));
  return [{ label: `$(warning) ${label}`, detail: t('Type the name of one.'), action: 'refresh' }];
}

function groupItems(look: Look, rows: readonly CatalogueRow[], group: ModelGroup): ModelItem[] {
  const { t } = vscode.l10n;
  const titles: Readonly<Record<ModelGroup, string>> = {
    current: t('Current'),
    fineTuned: t('Fine-tuned'),
    deprecated: t('Deprecated'),
    retired: t('Retired'),
  };
  const items = rows.filter((row) => row.group === group).map((row) => itemOf(row, look));
  const separator = { label: titles[group], kind: vscode.QuickPickItemKind.Separator };
  return items.length === 0 ? [] : [separator, ...items];
}

function itemOf(row: CatalogueRow, { chosen, now }: Look): ModelItem {
  const { t } = vscode.l10n;
  const { id, names, deprecation, replacement } = row;
  const isChosen = names.includes(chosen);
  const button: SwitchButton | undefined =
    deprecation && replacement !== undefined && !names.includes(replacement)
      ? {
          model: replacement,
          iconPath: new vscode.ThemeIcon('arrow-swap'),
          tooltip: t('Switch to {0}', replacement),
        }
      : undefined;
  return {
    model: id,
    label: `${deprecation ? '$(warning) ' : ''}${withoutIcons(labelOf(row))}`,
    detail: withoutIcons(detailOf(row, now)),
    ...(button ? { buttons: [button] } : {}),
    ...(isChosen ? { description: chosen === id ? t('chosen') : t('chosen as {0}', chosen) } : {}),
  };
}

/** Where the list is from and how old it is; and what a key without a plan may ask for. */
function ageItems({ list, route, now }: Look): ModelItem[] {
  if ('closed' in route) return [];
  const { t } = vscode.l10n;
  const { requestsPerSecond, tokensPerMinute, tokensPerMonth } = FREE_LIMITS;
  const service = serviceName(route.service.name);
  const ago = list.at === undefined ? undefined : agoText(list.at, now);
  const label =
    list.source === 'static'
      ? t('The models this extension knows')
      : t('The list of {0}, {1}', service, ago ?? t('of an unknown age'));
  const limits = t(
    'Without a plan: {0} request a second, {1} tokens a minute, {2} a month',
    count(requestsPerSecond),
    count(tokensPerMinute),
    count(tokensPerMonth),
  );
  const isMistrals = route.service.isDefaultUrl;
  return [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(history) ${label}`,
      ...(isMistrals ? { detail: limits } : {}),
      action: 'refresh',
    },
  ];
}
