import * as vscode from 'vscode';
import { isDocumentable } from '../../actions/documentable.ts';
import { fileOf } from '../platform/files.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';

const { QuickFix, RefactorRewrite } = vscode.CodeActionKind;

/**
 * The code actions in the light bulb menu. VS Code requests them at every cursor move, so only the lines at the cursor
 * and the problems passed by VS Code are examined. All other work waits until an action is chosen.
 */
export class CodeActions implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #permissions: SendPermissions;
  #registration: vscode.Disposable | undefined;
  #isDisposed = false;

  constructor(permissions: SendPermissions) {
    this.#permissions = permissions;
  }

  /** Whether the chat's service is available. Without one, no provider is registered. */
  set isServiceAvailable(isAvailable: boolean) {
    if (isAvailable && this.#registration) return;
    this.#registration?.dispose();
    // The state may arrive after disposal.
    this.#registration =
      isAvailable && !this.#isDisposed
        ? vscode.languages.registerCodeActionsProvider({ pattern: '**' }, this, {
            providedCodeActionKinds: [QuickFix, RefactorRewrite],
          })
        : undefined;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.isServiceAvailable = false;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range | vscode.Selection,
    { diagnostics, only, triggerKind }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const isWanted = (kind: vscode.CodeActionKind): boolean => !only || only.contains(kind);
    const isInvoked = triggerKind === vscode.CodeActionTriggerKind.Invoke;
    const problems = isWanted(QuickFix) ? diagnostics.filter(isWorthFixing) : [];
    const isRewriting = isWanted(RefactorRewrite);
    const isDocumenting = isRewriting && beginsUndocumented(document, range.start.line);
    // Only in the opened menu: a light bulb at every selection would distract.
    const isEditing = isRewriting && isInvoked && !range.isEmpty;
    if (problems.length === 0 && !isDocumenting && !isEditing) return [];
    // Checks the name only. The command checks the file on disk before it sends anything.
    if (this.#permissions.blockedReasonByName(fileOf(document))) return [];
    return [
      ...(problems.length > 0 ? fixes(document, range, problems) : []),
      ...(isDocumenting ? [documentation(document, range)] : []),
      ...(isEditing ? [edit(document, range)] : []),
    ];
  }
}

function fixes(
  { uri }: vscode.TextDocument,
  range: vscode.Range,
  problems: vscode.Diagnostic[],
): vscode.CodeAction[] {
  const { t } = vscode.l10n;
  // The Problems view and hovers pass the problem's range. It is not a selection: use the function around it.
  const isSelected =
    range instanceof vscode.Selection && !problems.some((problem) => problem.range.contains(range));
  const place = isSelected ? range : new vscode.Range(range.start, range.start);
  return [
    actionOf(t('Fix with Codestral'), QuickFix, 'codestral.fix', [uri, place], problems),
    actionOf(t('Explain with Codestral'), QuickFix, 'codestral.explain', [uri, place], problems),
    actionOf(
      t('Add Problem to Codestral Chat'),
      QuickFix,
      'codestral.internal.addProblemsToChat',
      [uri, place],
      problems,
    ),
  ];
}

function documentation({ uri }: vscode.TextDocument, range: vscode.Range): vscode.CodeAction {
  const title = vscode.l10n.t('Write Documentation with Codestral');
  return actionOf(title, RefactorRewrite, 'codestral.document', [uri, range]);
}

function edit({ uri }: vscode.TextDocument, range: vscode.Range): vscode.CodeAction {
  const title = vscode.l10n.t('Edit with Codestral');
  return actionOf(title, RefactorRewrite, 'codestral.edit', [uri, range]);
}

function actionOf(
  title: string,
  kind: vscode.CodeActionKind,
  command: string,
  args: readonly [vscode.Uri, vscode.Range],
  problems?: vscode.Diagnostic[],
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, kind);
  action.command = { command, title, arguments: [...args] };
  if (problems) action.diagnostics = problems;
  return action;
}

/** Hints mark dimmed code and suggestions, not problems. */
function isWorthFixing({ severity }: vscode.Diagnostic): boolean {
  return severity !== vscode.DiagnosticSeverity.Hint;
}

function beginsUndocumented(document: vscode.TextDocument, line: number): boolean {
  const textAt = (at: number): string =>
    at >= 0 && at < document.lineCount ? document.lineAt(at).text : '';
  const lines = { above: textAt(line - 1), line: textAt(line), below: textAt(line + 1) };
  return isDocumentable(lines, document.languageId);
}
