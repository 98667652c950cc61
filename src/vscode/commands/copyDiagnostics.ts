import * as vscode from 'vscode';
import { gatherDiagnostics } from '../diagnostics/gather.ts';
import type { DiagnosticPorts } from '../diagnostics/gather.ts';
import { diagnosticReport } from '../diagnostics/report.ts';

/** Copies the diagnostic report to the clipboard, and says so. */
export async function copyDiagnostics(ports: DiagnosticPorts): Promise<void> {
  await vscode.env.clipboard.writeText(diagnosticReport(await gatherDiagnostics(ports)));
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The diagnostic report is on the clipboard. It holds no key and no code.'),
  );
}
