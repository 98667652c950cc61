import * as vscode from 'vscode';
import type { AppModule } from '../app/appModule.ts';

/** The tools that package.json contributes, without the prefix of their names there. */
const CONTRIBUTED = [
  'find_files',
  'search_text',
  'read_file',
  'search_codebase',
  'search_web',
  'read_document',
] as const;

type Preparation = NonNullable<vscode.LanguageModelTool<object>['prepareInvocation']>;

/** Registers the tools that other agents in VS Code may use; they are loaded on first use. */
export function registerTools(app: () => Promise<AppModule>): vscode.Disposable {
  /** What is confirmed first: it costs money, and sends a query or a document to the service. */
  const preparations: Readonly<Record<string, Preparation>> = {
    search_web: async ({ input }) =>
      (await import('./searchConfirmation.ts')).searchConfirmation(input),
    read_document: async ({ input }) =>
      (await (await app()).contributedTools()).prepareReading(input),
  };
  const registered = CONTRIBUTED.map((name) => {
    const prepareInvocation = preparations[name];
    return vscode.lm.registerTool<object>(`codestral_${name}`, {
      ...(prepareInvocation ? { prepareInvocation } : {}),
      invoke: async (options, token) =>
        (await (await app()).contributedTools()).invoke(name, options, token),
    });
  });
  return vscode.Disposable.from(...registered);
}
