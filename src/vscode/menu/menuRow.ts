import * as vscode from 'vscode';
import type { ServiceName } from '../../mistral/services.ts';
import type { CardAction } from '../../protocol/views.ts';
import { commandOf, labelOf } from '../failures/actions.ts';
import type { CommandCall } from '../failures/actions.ts';

/** A row of the menu; one without a command only tells something. */
export interface MenuRow extends vscode.QuickPickItem {
  readonly command?: CommandCall;
  /** Runs when its button, which takes it away, is pressed. */
  readonly dismiss?: () => Promise<void>;
}

/** A row for each action that the menu can do; those about a service are about this one. */
export function rowsFor(
  actions: readonly CardAction[],
  service: ServiceName = 'mistral',
): (MenuRow & { readonly command: CommandCall })[] {
  return actions.flatMap((action) => {
    const command = commandOf(action, service, 'completion');
    return command ? [{ label: labelOf(action, vscode.l10n.t), command }] : [];
  });
}
