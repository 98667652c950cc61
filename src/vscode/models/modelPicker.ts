import * as vscode from 'vscode';
import { chosenItem, modelItems } from './modelItems.ts';
import type { Look, ModelItem } from './modelItems.ts';

/** What a picker asks for. */
export interface PickerPorts {
  /** What is at hand, without the network. */
  readonly glance: () => Promise<Look>;
  /** What the service says; `anew` asks it whatever the list's age. */
  readonly look: (anew: boolean) => Promise<Look>;
}

/** What somebody chose: a model, or to put right what is wrong first. */
export type Picked = Pick<ModelItem, 'model' | 'action'>;

/** Lets the user choose a model from all there is to say about them, or type a name; undefined if they do not. */
export async function pickModel(
  title: string,
  { glance, look }: PickerPorts,
): Promise<Picked | undefined> {
  const { t } = vscode.l10n;
  const pick = vscode.window.createQuickPick<ModelItem>();
  pick.title = title;
  pick.placeholder = t('Choose a model, or type the name of one');
  pick.matchOnDetail = true;
  pick.buttons = [{ iconPath: new vscode.ThemeIcon('refresh'), tooltip: t('Refresh the List') }];
  let known: Look | undefined;
  const fill = (): void => {
    const typed = pick.value.trim();
    const items = known ? modelItems(known, typed) : [];
    const at = pick.activeItems[0];
    pick.items = items;
    // What one has moved to stays where the list is another one.
    const active =
      items.find(({ label }) => label === at?.label) ?? (known && chosenItem(items, known));
    if (typed === '' && active) pick.activeItems = [active];
  };
  const refresh = async (anew: boolean): Promise<void> => {
    pick.busy = true;
    known = await look(anew);
    pick.busy = false;
    fill();
  };
  const picked = new Promise<Picked | undefined>((resolve) => {
    pick.onDidChangeValue(fill);
    pick.onDidTriggerButton(() => void refresh(true));
    pick.onDidTriggerItemButton(({ button }) => {
      resolve('model' in button ? { model: String(button.model) } : undefined);
    });
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item?.action === 'refresh') void refresh(true);
      else if (item?.model !== undefined || item?.action) resolve(item);
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
  });
  pick.busy = true;
  pick.show();
  known = await glance();
  fill();
  void refresh(false);
  const result = await picked;
  pick.dispose();
  return result;
}
