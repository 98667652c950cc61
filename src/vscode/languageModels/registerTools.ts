import * as vscode from 'vscode';
import type { AppModule } from '../app/appModule.ts';

/** The tools that package.json contributes, without the prefix of their names there. */
const CONTRIBUTED = ['find_files', 'search_text', 'read_file', 'search_web'] as const;

type Preparation = vscode.LanguageModelTool<object>['prepareInvocation'];

/** What is confirmed first: a search costs money and sends its query to the service. */
const PREPARATIONS: Readonly<Partial<Record<(typeof CONTRIBUTED)[number], Preparation>>> = {
  search_web: async ({ input }) =>
    (await import('./searchConfirmation.ts')).searchConfirmation(input),
};

/** Registers the tools that other agents in VS Code may use; they are loaded on first use. */
export function registerTools(app: () => Promise<AppModule>): vscode.Disposable {
  const registered = CONTRIBUTED.map((name) => {
    const prepareInvocation = PREPARATIONS[name];
    return vscode.lm.registerTool<object>(`codestral_${name}`, {
      ...(prepareInvocation ? { prepareInvocation } : {}),
      invoke: async (options, token) =>
        (await (await app()).contributedTools()).invoke(name, options, token),
    });
  });
  return vscode.Disposable.from(...registered);
}
