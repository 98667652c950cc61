import * as vscode from 'vscode';

/** Runs a task with a progress indicator whose Cancel button aborts the controller's signal. */
export async function withCancellableProgress<T>(
  location: vscode.ProgressLocation,
  title: string,
  run: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
  controller = new AbortController(),
): Promise<T> {
  const options = { location, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => {
      controller.abort();
    });
    return run(controller.signal, (message) => {
      progress.report({ message });
    });
  });
}
