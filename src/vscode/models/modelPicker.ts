import * as vscode from 'vscode';
import { chosenItem, modelItems } from './modelItems.ts';
import type { ModelPickerState, ModelItem } from './modelItems.ts';

/** Loads the state of a picker. */
export interface ModelPickerDependencies {
  /** The cached state, without a network call. */
  readonly cached: () => Promise<ModelPickerState>;
  /** The state from the service; `isForced` ignores the age of the cached list. */
  readonly load: (isForced: boolean) => Promise<ModelPickerState>;
}

/** The selected model, or an action that fixes a problem first. */
export type PickResult = Pick<ModelItem, 'model' | 'action'>;

/** Lets the user select a model or type its name; undefined if canceled. */
export async function pickModel(
  title: string,
  { cached, load }: ModelPickerDependencies,
): Promise<PickResult | undefined> {
  const { t } = vscode.l10n;
  const pick = vscode.window.createQuickPick<ModelItem>();
  pick.title = title;
  pick.placeholder = t('Select a model or type its name');
  pick.matchOnDetail = true;
  pick.buttons = [{ iconPath: new vscode.ThemeIcon('refresh'), tooltip: t('Refresh') }];
  let known: ModelPickerState | undefined;
  const render = (): void => {
    const typed = pick.value.trim();
    const items = known ? modelItems(known, typed) : [];
    const at = pick.activeItems[0];
    pick.items = items;
    // Keep the active row when the list changes.
    const active =
      items.find(({ label }) => label === at?.label) ?? (known && chosenItem(items, known));
    if (typed === '' && active) pick.activeItems = [active];
  };
  const show = async (isForced: boolean): Promise<void> => {
    pick.busy = true;
    known = await load(isForced);
    pick.busy = false;
    render();
  };
  const picked = new Promise<PickResult | undefined>((resolve) => {
    pick.onDidChangeValue(render);
    pick.onDidTriggerButton(() => void show(true));
    pick.onDidTriggerItemButton(({ button }) => {
      resolve('model' in button ? { model: String(button.model) } : undefined);
    });
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item?.action === 'refresh') void show(true);
      else if (item?.model !== undefined || item?.action) resolve(item);
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
  });
  pick.busy = true;
  pick.show();
  known = await cached();
  render();
  void show(false);
  const result = await picked;
  pick.dispose();
  return result;
}
