import * as vscode from 'vscode';
import { CHAT_VIEW } from './vscode/app/commandIds.ts';
import { guarded } from './vscode/app/guarded.ts';
import { commandsOf } from './vscode/app/commands.ts';
import { KeyStore } from './vscode/keys/keyStore.ts';
import { registerLanguageModels } from './vscode/languageModels/registerLanguageModels.ts';
import { registerTools } from './vscode/languageModels/registerTools.ts';
import { WalkthroughProgress } from './vscode/app/walkthroughProgress.ts';
import { clock } from './vscode/platform/systemClock.ts';
import { once } from './base/async.ts';
import type { AppModule } from './vscode/app/appModule.ts';
import { Settings } from './vscode/settings/settings.ts';
import { StatusItem } from './vscode/completion/statusItem.ts';

let close: (() => Promise<void> | undefined) | undefined;

/**
 * Registers commands, providers and views. Larger modules are loaded from disk
 * after VS Code has started, or with the first keystroke or command, whichever comes first.
 */
export function activate(context: vscode.ExtensionContext): void {
  const { version } = context.extension.packageJSON as { version: string };
  const log = vscode.window.createOutputChannel('Codestral', { log: true });
  const settings = new Settings();
  const keys = new KeyStore(context.secrets, process.env, log);
  const item = new StatusItem();
  const milestones = new WalkthroughProgress({ globalState: context.globalState, keys, clock });
  const modelsChanged = new vscode.EventEmitter<void>();
  let loaded: AppModule | undefined;
  const app = once(async () => {
    const { AppModule } = await import('./vscode/app/appModule.ts');
    loaded = new AppModule({ version, log, settings, keys, item, context, modelsChanged });
    context.subscriptions.push(loaded);
    return loaded;
  });
  close = () => loaded?.close();
  const commands = commandsOf(app, settings, milestones, log);
  context.subscriptions.push(
    log,
    settings,
    keys,
    item,
    modelsChanged,
    milestones,
    registerLanguageModels(app, modelsChanged.event),
    registerTools(app),
    vscode.languages.registerInlineCompletionItemProvider(
      { pattern: '**' },
      {
        provideInlineCompletionItems: async (...call) => {
          // A module that fails to load is reported once, below. Avoid an await when the module is loaded:
          // the document could change in between.
          const current = loaded ?? (await app().catch(() => undefined));
          return current?.completions.provider.provideInlineCompletionItems(...call);
        },
      },
    ),
    vscode.window.registerWebviewViewProvider(CHAT_VIEW, {
      resolveWebviewView: async (view) => {
        const { chat } = await app();
        void milestones.reach('hasOpenedChat');
        (await chat()).view.resolveWebviewView(view);
      },
    }),
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, guarded(run, log)),
    ),
  );
  setTimeout(() => {
    void milestones.completeSteps();
    app().catch((error: unknown) => {
      log.error(
        'A module of the extension could not be loaded.',
        error instanceof Error ? error : '',
      );
    });
  });
}

/** Saves unsaved data. */
export async function deactivate(): Promise<void> {
  await close?.();
}
