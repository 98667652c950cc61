import * as vscode from 'vscode';
import { oneLine } from '../../../base/sanitizeText.ts';
import type { Settings } from '../../settings/settings.ts';
import { externalTools, originOf } from './externalTools.ts';
import { CREATE_FILE, EDIT_FILE } from '../../../actions/changes/proposalTools.ts';
import { SEARCH_WEB } from '../../../chat/web/searchWebTool.ts';
import { RUN_COMMAND } from '../../../chat/command/runCommandTool.ts';
import { READ_TOOLS } from '../../../chat/tools/toolDefinitions.ts';
import { toolSummary } from './toolSummaries.ts';

/** Longer descriptions are truncated, in characters. */
const MAX_DETAIL = 200;

interface ToolItem extends vscode.QuickPickItem {
  readonly name?: string;
}

/**
 * Lets the user select the tools that the model may call in the chat: the extension's own and others with their origin.
 * `manageCommands` shows the commands that run without asking.
 */
export async function selectTools(
  settings: Pick<Settings, 'chatTools'>,
  manageCommands: () => Promise<void>,
): Promise<void> {
  const { t } = vscode.l10n;
  const { disabled, external } = settings.chatTools();
  const allowed = { iconPath: new vscode.ThemeIcon('gear'), tooltip: t('Allowed Commands') };
  const own = [...READ_TOOLS, EDIT_FILE, CREATE_FILE, RUN_COMMAND, SEARCH_WEB].map(
    ({ name }): ToolItem => {
      const buttons = name === RUN_COMMAND.name ? { buttons: [allowed] } : {};
      const detail = toolSummary(name) ?? '';
      return { label: name, detail, name, picked: !disabled.includes(name), ...buttons };
    },
  );
  const items = await pickTools(
    [separator('Codestral'), ...own, ...externalItems(external)],
    manageCommands,
  );
  if (!items) return;
  const picked = new Set(items.flatMap(({ name }) => name ?? []));
  const ownNames = own.flatMap(({ name }) => name ?? []);
  const isUnknown = (name: string) => !ownNames.includes(name);
  const isGone = (name: string) => externalTools().every((tool) => tool.name !== name);
  const chosen = externalTools().flatMap(({ name }) => (picked.has(name) ? [name] : []));
  await write('disabled', [
    ...new Set(disabled.filter(isUnknown)),
    ...ownNames.filter((name) => !picked.has(name)),
  ]);
  // A server that is not running now keeps its selection.
  await write('external', [...external.filter(isGone), ...chosen]);
}

/** Shows the list; resolves to the selected tools, or to undefined if the user dismissed the list. */
async function pickTools(
  items: readonly ToolItem[],
  manageCommands: () => Promise<void>,
): Promise<readonly ToolItem[] | undefined> {
  const { t } = vscode.l10n;
  const list = vscode.window.createQuickPick<ToolItem>();
  list.title = t('Select Chat Tools');
  list.placeholder = t('Tools that the model may use in the chat');
  list.canSelectMany = true;
  list.matchOnDetail = true;
  list.items = items;
  list.selectedItems = items.filter(({ picked }) => picked === true);
  const accepted = new Promise<readonly ToolItem[] | undefined>((resolve) => {
    list.onDidAccept(() => {
      resolve(list.selectedItems);
    });
    list.onDidHide(() => {
      resolve(undefined);
    });
    list.onDidTriggerItemButton(() => {
      // The other list takes the place of this one.
      list.hide();
      void manageCommands();
    });
  });
  list.show();
  const chosen = await accepted;
  list.dispose();
  return chosen;
}

/** The tools of others below their origin. */
function externalItems(selected: readonly string[]): ToolItem[] {
  const byOrigin = new Map<string, ToolItem[]>();
  for (const { name, description } of externalTools()) {
    const origin = originOf(name);
    const detail = oneLine(description).slice(0, MAX_DETAIL);
    const item = {
      label: name,
      description: origin,
      detail,
      name,
      picked: selected.includes(name),
    };
    byOrigin.set(origin, [...(byOrigin.get(origin) ?? []), item]);
  }
  return [...byOrigin].flatMap(([origin, items]) => [separator(origin), ...items]);
}

function separator(label: string): ToolItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

async function write(key: 'disabled' | 'external', names: readonly string[]): Promise<void> {
  const value = names.length > 0 ? names : undefined;
  await vscode.workspace
    .getConfiguration('codestral.chat.tools')
    .update(key, value, vscode.ConfigurationTarget.Global);
}
