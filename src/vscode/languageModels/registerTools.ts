import * as vscode from 'vscode';
import type { AppModule } from '../app/appModule.ts';

/** The tools that package.json contributes, without the prefix of their names there. */
const CONTRIBUTED = [
  ...(['find_files', 'search_text', 'read_file'] as const),
  ...(['search_codebase', 'read_document'] as const),
];

/** Registers the tools that other agents in VS Code may use; they are loaded on first use. */
export function registerTools(app: () => Promise<AppModule>): vscode.Disposable {
  const prepareInvocation: vscode.LanguageModelTool<object>['prepareInvocation'] = async (
    options,
  ) => (await (await app()).contributedTools()).prepareReading(options.input);
  const registered = CONTRIBUTED.map((name) =>
    vscode.lm.registerTool<object>(`codestral_${name}`, {
      ...(name === 'read_document' ? { prepareInvocation } : {}),
      invoke: async (options, token) =>
        (await (await app()).contributedTools()).invoke(name, options, token),
    }),
  );
  return vscode.Disposable.from(...registered);
}
