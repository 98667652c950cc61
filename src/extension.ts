import * as vscode from 'vscode';
import { CHAT_VIEW } from './vscode/commandIds.ts';
import { commandsOf } from './vscode/commands/table.ts';
import { Keys } from './vscode/keys.ts';
import { registerNativeModels } from './vscode/nativeModels/registration.ts';
import { once } from './vscode/once.ts';
import type { Parts } from './vscode/parts.ts';
import { Settings } from './vscode/settings.ts';
import { StatusItem } from './vscode/statusItem.ts';

let close: (() => Promise<void> | undefined) | undefined;

/**
 * Registers what VS Code has to know and builds what is small. The parts with weight are read from disk
 * when VS Code has started, or with the first key stroke or command, whichever comes first.
 */
export function activate(context: vscode.ExtensionContext): void {
  const { version } = context.extension.packageJSON as { version: string };
  const log = vscode.window.createOutputChannel('Codestral', { log: true });
  const settings = new Settings();
  const keys = new Keys(context.secrets, process.env, log);
  const item = new StatusItem();
  const modelsChanged = new vscode.EventEmitter<void>();
  let loaded: Parts | undefined;
  const parts = once(async () => {
    const { Parts } = await import('./vscode/parts.ts');
    loaded = new Parts({ version, log, settings, keys, item, context, modelsChanged });
    context.subscriptions.push(loaded);
    return loaded;
  });
  close = () => loaded?.close();
  const commands = commandsOf(parts, settings, log);
  context.subscriptions.push(
    log,
    settings,
    keys,
    item,
    modelsChanged,
    registerNativeModels(parts, modelsChanged.event),
    vscode.languages.registerInlineCompletionItemProvider(
      { pattern: '**' },
      {
        provideInlineCompletionItems: async (...call) => {
          // A part that could not be loaded is told once, below; key strokes stay quiet. Nothing is awaited
          // where it need not be: the document may change meanwhile.
          const found = loaded ?? (await parts().catch(() => undefined));
          return found?.completions.provider.provideInlineCompletionItems(...call);
        },
      },
    ),
    vscode.window.registerWebviewViewProvider(CHAT_VIEW, {
      resolveWebviewView: async (view) => {
        const { chat } = await parts();
        (await chat()).view.resolveWebviewView(view);
      },
    }),
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run)),
  );
  setTimeout(() => {
    parts().catch((error: unknown) => {
      log.error(
        'A part of the extension could not be loaded.',
        error instanceof Error ? error : '',
      );
    });
  });
}

/** Writes what is not written yet. */
export async function deactivate(): Promise<void> {
  await close?.();
}
