import * as vscode from 'vscode';
import type { AppModule } from '../app/appModule.ts';

/** The vendor in package.json. */
const VENDOR = 'open-codestral';

/** Registers the models with VS Code; the provider is loaded on first use. */
export function registerLanguageModels(
  app: () => Promise<AppModule>,
  changed: vscode.Event<void>,
): vscode.Disposable {
  const models = async () => (await app()).languageModels();
  return vscode.lm.registerLanguageModelChatProvider(VENDOR, {
    onDidChangeLanguageModelChatInformation: changed,
    provideLanguageModelChatInformation: async (options) => (await models()).list(options),
    provideLanguageModelChatResponse: async (...call) => (await models()).answer(...call),
    provideTokenCount: async (row, text) => (await models()).tokens(row, text),
  });
}
