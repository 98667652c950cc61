import * as vscode from 'vscode';
import { ACCEPTED_COMMAND } from './vscode/commandIds.ts';
import { Keys } from './vscode/keys.ts';
import type { Parts } from './vscode/parts.ts';
import { Settings } from './vscode/settings.ts';
import { StatusItem } from './vscode/statusItem.ts';

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
    const built = new Parts({ version, log, settings, keys, item });
    context.subscriptions.push(built);
    return built;
  });
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
          loaded ??= await parts().catch(() => undefined);
          return loaded?.provider.provideInlineCompletionItems(...call);
        },
      },
    ),
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

function commandsOf(
  parts: () => Promise<Parts>,
  settings: Settings,
  log: vscode.LogOutputChannel,
): Readonly<Record<string, () => unknown>> {
  const setKey = async (service: 'mistral' | 'codestral') => {
    const command = await import('./vscode/commands/setKey.ts');
    return command.setKey(service, (await parts()).keyEntry);
  };
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

/** Makes a thing at the first call; a failure is tried again at the next. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
