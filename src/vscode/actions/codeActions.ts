import * as vscode from 'vscode';
import { isDocumentable } from '../../code/documentable.ts';
import { closedAt } from '../chat/permission.ts';
import type { Exclusions } from '../exclusions.ts';
import { fileOf } from '../files.ts';

const { QuickFix, RefactorRewrite } = vscode.CodeActionKind;

/**
 * What the light bulb offers. VS Code asks at each move of the cursor: only the lines at it and the problems that
 * VS Code brings along are looked at, and nothing is computed before an action is chosen.
 */
export class CodeActions implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #exclusions: Exclusions;
  #registration: vscode.Disposable | undefined;
  #isDisposed = false;

  constructor(exclusions: Exclusions) {
    this.#exclusions = exclusions;
  }

  /** Whether the chat's service can be asked: else VS Code knows of no actions. */
  set isOpen(isOpen: boolean) {
    if (isOpen && this.#registration) return;
    this.#registration?.dispose();
    // Whether it can be asked may become known late.
    this.#registration =
      isOpen && !this.#isDisposed
        ? vscode.languages.registerCodeActionsProvider({ pattern: '**' }, this, {
            providedCodeActionKinds: [QuickFix, RefactorRewrite],
          })
        : undefined;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.isOpen = false;
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
    // A bulb at each selection would be noise: who opens the menu sees it.
    const isEditing = isRewriting && isInvoked && !range.isEmpty;
    if (problems.length === 0 && !isDocumenting && !isEditing) return [];
    if (closedAt(fileOf(document), this.#exclusions)) return [];
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
  // The Problems view and hovers name the problem's own range: that is no selection, and its function is what counts.
  const isSelected =
    range instanceof vscode.Selection && !problems.some((problem) => problem.range.contains(range));
  const place = isSelected ? range : new vscode.Range(range.start, range.start);
  return [
    actionOf(t('Fix with Codestral'), QuickFix, 'codestral.fix', [uri, place], problems),
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

/** Hints are what language services dim, or offer something for: nothing is wrong there. */
function isWorthFixing({ severity }: vscode.Diagnostic): boolean {
  return severity !== vscode.DiagnosticSeverity.Hint;
}

function beginsUndocumented(document: vscode.TextDocument, line: number): boolean {
  const textAt = (at: number): string =>
    at >= 0 && at < document.lineCount ? document.lineAt(at).text : '';
  const lines = { above: textAt(line - 1), line: textAt(line), below: textAt(line + 1) };
  return isDocumentable(lines, document.languageId);
}
