import * as vscode from 'vscode';

type Run = (...args: readonly unknown[]) => unknown;

/**
 * Wraps a command so that exceptions are logged and shown to the user. Service failures are handled where they
 * occur; exceptions here are bugs of the extension, or modules that failed to load.
 */
export function guarded(run: Run, log: vscode.LogOutputChannel): (...args: unknown[]) => unknown {
  return async (...args) => {
    try {
      return await run(...args);
    } catch (error) {
      if (error instanceof vscode.CancellationError) return undefined;
      const { showUnexpectedError } = await import('./unexpectedErrors.ts').catch(() => {
        throw error;
      });
      showUnexpectedError(log, error);
      return undefined;
    }
  };
}
