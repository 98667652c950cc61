import * as vscode from 'vscode';
import { ACCEPTED_COMMAND, CHAT_VIEW } from './vscode/commandIds.ts';
import { Keys } from './vscode/keys.ts';
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
  let loaded: Parts | undefined;
  const parts = once(async () => {
    const { Parts } = await import('./vscode/parts.ts');
    loaded = new Parts({ version, log, settings, keys, item, context });
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
    vscode.languages.registerInlineCompletionItemProvider(
      { pattern: '**' },
      {
        provideInlineCompletionItems: async (...call) => {
          // A part that could not be loaded is told once, below; key strokes stay quiet. Nothing is awaited
          // where it need not be: the document may change meanwhile.
          const found = loaded ?? (await parts().catch(() => undefined));
          return found?.provider.provideInlineCompletionItems(...call);
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

function commandsOf(
  parts: () => Promise<Parts>,
  settings: Settings,
  log: vscode.LogOutputChannel,
): Readonly<Record<string, (...args: readonly unknown[]) => unknown>> {
  const setKey = async (service: 'mistral' | 'codestral') => {
    const command = await import('./vscode/commands/setKey.ts');
    return command.setKey(service, (await parts()).keyEntry);
  };
  const chat = async () => (await parts()).chat();
  const toggles = () => import('./vscode/commands/toggles.ts');
  return {
    'codestral.setMistralKey': () => setKey('mistral'),
    'codestral.setCodestralKey': () => setKey('codestral'),
    'codestral.manageKeys': async () => {
      const { manageKeys } = await import('./vscode/commands/manageKeys.ts');
      return manageKeys((await parts()).keyEntry);
    },
    'codestral.toggleCompletions': async () => (await toggles()).toggleCompletions(settings),
    'codestral.toggleCompletionsForLanguage': async () =>
      (await toggles()).toggleCompletionsForLanguage(settings),
    'codestral.explainLastCompletion': async () => (await parts()).explanation.show(),
    'codestral.selectChatModel': async () => (await chat()).models.pick(),
    'codestral.openChat': async () => (await chat()).open(),
    'codestral.newChat': async () => (await chat()).begin(),
    'codestral.addToChat': async (clicked, selected) =>
      (await chat()).add(urisOf(clicked, selected)),
    'codestral.internal.acceptEdit': async (uri) => (await chat()).preview.accept(uriOf(uri)),
    'codestral.internal.rejectEdit': async (uri) => (await chat()).preview.reject(uriOf(uri)),
    'codestral.showMenu': async () => {
      const { showMenu } = await import('./vscode/commands/showMenu.ts');
      return showMenu((await parts()).status, settings);
    },
    'codestral.showLog': () => {
      log.show();
    },
    [ACCEPTED_COMMAND]: async () => {
      (await parts()).engine.accepted();
    },
  };
}

/** What the explorer hands a command: the file that was clicked, and all that are selected. */
function urisOf(clicked: unknown, selected: unknown): readonly vscode.Uri[] {
  const all: readonly unknown[] = Array.isArray(selected) ? selected : [clicked];
  return all.filter((each) => each instanceof vscode.Uri);
}

function uriOf(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri ? value : undefined;
}
