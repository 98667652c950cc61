import * as vscode from 'vscode';
import { FREE_CREDITS_PER_MONTH } from '../../mistral/models/modelTable.ts';
import { findModel, GROUPS } from '../../mistral/models/aliasGroups.ts';
import type { CatalogueModel, ModelGroup } from '../../mistral/models/aliasGroups.ts';
import type { ModelList } from '../../mistral/models/modelCatalogue.ts';
import { supportsFeature } from '../../mistral/models/modelStatus.ts';
import type { ModelStatus } from '../../mistral/models/modelStatus.ts';
import type { UnavailableService, AvailableService } from '../../mistral/serviceRouter.ts';
import type { Feature } from '../../mistral/serviceName.ts';
import { sentence, serviceLabel, errorText } from '../messages/errorText.ts';
import { agoText, detailOf, dollars, modelLabel, warningFor, withoutIcons } from './modelLabels.ts';

/** The state of a model picker. */
export interface ModelPickerState {
  readonly feature: Feature;
  /** For the actions: whether they use the chat model. */
  readonly isInherited?: boolean | undefined;
  /** The model that is in use. */
  readonly chosen: string;
  readonly status: ModelStatus;
  readonly route: { readonly service: AvailableService } | UnavailableService;
  readonly list: ModelList;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A row of a picker: a model or an action. */
export interface ModelItem extends vscode.QuickPickItem {
  readonly model?: string;
  readonly action?: 'refresh' | 'keys' | 'settings';
}

/** The button that switches to the replacement of a deprecated model. */
interface SwitchButton extends vscode.QuickInputButton {
  readonly model: string;
}

/** The rows of a picker for the typed text. */
export function modelItems(state: ModelPickerState, typed: string): readonly ModelItem[] {
  const { feature, list } = state;
  const able = list.rows.filter((row) => supportsFeature(row, feature));
  const isNew = typed !== '' && !able.some(({ id }) => id === typed);
  // With this label VS Code sorts it after matching models.
  const own = { model: typed, label: withoutIcons(vscode.l10n.t('Use “{0}”', typed)) };
  return [
    ...warningItems(state),
    ...troubleItems(state, able.length),
    ...inheritItems(state),
    ...groupedItems(state, able),
    ...(isNew ? [own] : []),
    ...ageItems(state),
  ];
}

/** The row of the model in use, if there is one. */
export function chosenItem(
  items: readonly ModelItem[],
  { chosen, list, isInherited }: ModelPickerState,
): ModelItem | undefined {
  if (isInherited) return items.find(({ model }) => model === '');
  const id = findModel(list.rows, chosen)?.id;
  return items.find(({ model, description }) => model === id && description !== undefined);
}

/** A warning about the model in use, with its replacement. */
function warningItems({ chosen, status, feature, route }: ModelPickerState): ModelItem[] {
  const service = 'unavailable' in route ? route.service : route.service.name;
  const warning = warningFor(chosen, status, feature, service);
  if (warning === undefined) return [];
  const { replacement } = status;
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

/** Why the rows below don't come from the service. */
function troubleItems({ route, list, feature }: ModelPickerState, able: number): ModelItem[] {
  const { t } = vscode.l10n;
  if ('unavailable' in route) {
    const { title, advice } = errorText(route.unavailable, route.service, undefined, feature);
    const action = route.unavailable === 'noKey' ? 'keys' : 'settings';
    return [{ label: `$(key) ${title}`, detail: advice, action }];
  }
  if (list.failure) {
    const { kind, service, detail } = list.failure;
    return [
      {
        label: `$(warning) ${t('Couldn’t load the model list.')}`,
        detail: sentence(errorText(kind, service, detail, feature)),
        action: 'refresh',
      },
    ];
  }
  if (able > 0) return [];
  const label = t('{0} lists no model for this feature.', serviceLabel(route.service.name));
  return [
    { label: `$(warning) ${label}`, detail: t('Type the name of a model.'), action: 'refresh' },
  ];
}

/** Uses the chat model for the actions. */
function inheritItems({ isInherited }: ModelPickerState): ModelItem[] {
  if (isInherited === undefined) return [];
  const { t } = vscode.l10n;
  const label = t('Same as the chat');
  return [{ model: '', label, ...(isInherited ? { description: t('in use') } : {}) }];
}

/** The models by group; the model in use comes first, with its group. */
function groupedItems(state: ModelPickerState, rows: readonly CatalogueModel[]): ModelItem[] {
  const { t } = vscode.l10n;
  const titles: Readonly<Record<ModelGroup, string>> = {
    current: t('Available'),
    fineTuned: t('Fine-tuned'),
    deprecated: t('Deprecated'),
    retired: t('Retired'),
  };
  const isInUse = ({ names }: CatalogueModel) => names.includes(state.chosen);
  const others = GROUPS.flatMap((group) =>
    rows.filter((row) => row.group === group && !isInUse(row)),
  );
  const ordered = [...rows.filter(isInUse), ...others];
  return ordered.flatMap((row, at) => {
    const kind = vscode.QuickPickItemKind.Separator;
    const isFirst = ordered[at - 1]?.group !== row.group;
    return [...(isFirst ? [{ label: titles[row.group], kind }] : []), itemOf(row, state)];
  });
}

function itemOf(row: CatalogueModel, { chosen, now, isInherited }: ModelPickerState): ModelItem {
  const { t } = vscode.l10n;
  const { id, names, deprecation, replacement } = row;
  const isChosen = !isInherited && names.includes(chosen);
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
    label: `${deprecation ? '$(warning) ' : ''}${withoutIcons(modelLabel(row))}`,
    detail: withoutIcons(detailOf(row, now)),
    ...(button ? { buttons: [button] } : {}),
    ...(isChosen ? { description: chosen === id ? t('in use') : t('in use as {0}', chosen) } : {}),
  };
}

/** The source and age of the list, and the free plan. */
function ageItems({ list, route, now }: ModelPickerState): ModelItem[] {
  if ('unavailable' in route) return [];
  const { t } = vscode.l10n;
  const service = serviceLabel(route.service.name);
  const ago = list.at === undefined ? undefined : agoText(list.at, now);
  const label =
    list.source === 'static'
      ? t('Built-in model list')
      : t('Model list from {0}, updated {1}', service, ago ?? t('at an unknown time'));
  const plan = t(
    'Free plan: {0} of API credits per month, not for all models',
    dollars(FREE_CREDITS_PER_MONTH),
  );
  const isMistrals = route.service.isDefaultUrl;
  return [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(history) ${label}`,
      ...(isMistrals ? { detail: plan } : {}),
      action: 'refresh',
    },
  ];
}
