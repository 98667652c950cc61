import * as vscode from 'vscode';
import type { Parts } from '../parts.ts';

/** The vendor under which package.json contributes the models. */
const VENDOR = 'open-codestral';

/** Offers the models to VS Code; what knows them is read from disk with the other parts that wait. */
export function registerNativeModels(
  parts: () => Promise<Parts>,
  changed: vscode.Event<void>,
): vscode.Disposable {
  const models = async () => (await parts()).nativeModels();
  return vscode.lm.registerLanguageModelChatProvider(VENDOR, {
    onDidChangeLanguageModelChatInformation: changed,
    provideLanguageModelChatInformation: async (options) => (await models()).rows(options),
    provideLanguageModelChatResponse: async (...call) => (await models()).answer(...call),
    provideTokenCount: async (row, text) => (await models()).tokens(row, text),
  });
}
