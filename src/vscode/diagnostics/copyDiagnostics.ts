import * as vscode from 'vscode';
import { collectDiagnostics } from './collectDiagnostics.ts';
import type { DiagnosticDependencies } from './collectDiagnostics.ts';
import { diagnosticReport } from './diagnosticReport.ts';

/** Copies the diagnostic report to the clipboard. */
export async function copyDiagnostics(dependencies: DiagnosticDependencies): Promise<void> {
  await vscode.env.clipboard.writeText(diagnosticReport(await collectDiagnostics(dependencies)));
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Copied the diagnostic report. It contains no keys and no code.'),
  );
}
