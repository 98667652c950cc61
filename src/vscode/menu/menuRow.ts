import * as vscode from 'vscode';
import type { ServiceName } from '../../mistral/serviceName.ts';
import type { CardAction } from '../../protocol/panelViews.ts';
import { vscodeCommandOf, buttonLabel } from '../../messages/errorActions.ts';
import type { CommandCall } from '../../messages/errorActions.ts';

/** A row of the menu; a row without a command is informational. */
export interface MenuRow extends vscode.QuickPickItem {
  readonly command?: CommandCall;
  /** Runs when the button that removes the row is pressed. */
  readonly dismiss?: () => Promise<void>;
}

/** A row for each action that the menu supports, for the given service. */
export function rowsFor(
  actions: readonly CardAction[],
  service: ServiceName = 'mistral',
): (MenuRow & { readonly command: CommandCall })[] {
  return actions.flatMap((action) => {
    const command = vscodeCommandOf(action, service, 'completion');
    return command ? [{ label: buttonLabel(action, vscode.l10n.t), command }] : [];
  });
}

/**
 * Removes rows whose label or command an earlier row has; that row keeps its place and takes over the description and
 * detail that it lacks.
 */
export function onceEach(rows: readonly MenuRow[]): MenuRow[] {
  const kept: MenuRow[] = [];
  for (const row of rows) {
    const at = kept.findIndex((earlier) => isSame(earlier, row));
    const earlier = kept[at];
    if (earlier) kept[at] = { ...textOf(row), ...earlier };
    else kept.push(row);
  }
  return kept;
}

function isSame(one: MenuRow, other: MenuRow): boolean {
  if (!one.command || !other.command) return false;
  return one.label === other.label || JSON.stringify(one.command) === JSON.stringify(other.command);
}

function textOf({ description, detail }: MenuRow): Pick<MenuRow, 'description' | 'detail'> {
  return {
    ...(description === undefined ? {} : { description }),
    ...(detail === undefined ? {} : { detail }),
  };
}
