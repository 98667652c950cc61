import * as vscode from 'vscode';
import { fileNameOf } from '../../../actions/edit/newFileName.ts';
import { insertionOf, replacementOf } from '../../../actions/edit/insertion/insertion.ts';
import { languageIdOf } from '../../../languages/fenceLanguages.ts';
import {
  readCommand,
  reviewText,
  type NotRunnable,
  type ShellCommand,
} from '../../../languages/shell.ts';
import { documentName, editableDocument } from '../../platform/documents.ts';
import type { DiffPreview, PreviewOutcome } from '../../preview/diffPreview.ts';
import { editorOf, isNotebookCell } from '../../platform/files.ts';
import type { LastActiveEditor } from '../attachments/currentSelection.ts';
import type { CommandTerminal } from './commandTerminal.ts';
import { applyTargets } from './applyTargets.ts';
import { insertionContextAt } from './insertionContext.ts';
import type { AppliedCode, PlacementFailure } from './placeInDocument.ts';
import { placeInDocument } from './placeInDocument.ts';
import { baseName } from '../../../base/baseName.ts';

/** What {@link CodeBlockActions} needs. */
export interface ApplyDependencies {
  /** Undefined if no file has been active. */
  target(): LastActiveEditor | undefined;
  readonly preview: Pick<DiffPreview, 'show'>;
  readonly commandTerminal: Pick<CommandTerminal, 'runForUser'>;
  /** Tells the user why something was not done. */
  notify(text: string): void;
}

/** A target that can be changed, and the editor that shows it, if any. */
interface ReplaceTarget {
  readonly document: vscode.TextDocument;
  readonly editor: vscode.TextEditor | undefined;
  readonly selection: vscode.Selection;
}

/** The actions of a code block. */
export class CodeBlockActions {
  readonly #dependencies: ApplyDependencies;

  constructor(dependencies: ApplyDependencies) {
    this.#dependencies = dependencies;
  }

  /** Copies the code exactly as written. */
  async copy(code: string): Promise<void> {
    await vscode.env.clipboard.writeText(code);
  }

  /** Inserts the code at the cursor with matching indentation, as one undo step. */
  async insert(code: string): Promise<void> {
    const target = await this.#target({ mustShow: true });
    if (!target) return;
    const { document, editor } = target;
    const at = document.validatePosition(target.selection.active);
    const { text, cursor } = insertionOf(
      code,
      insertionContextAt(document, new vscode.Range(at, at)),
    );
    const offset = document.offsetAt(at) + cursor;
    if (!(await insertText(target, at, text))) {
      this.#dependencies.notify(vscode.l10n.t('{0} couldn’t be changed.', documentName(document)));
      return;
    }
    if (!editor) return;
    const end = document.positionAt(offset);
    editor.selection = new vscode.Selection(end, end);
    editor.revealRange(
      new vscode.Range(at, end),
      vscode.TextEditorRevealType.InCenterIfOutsideViewport,
    );
    if (!isNotebookCell(document.uri)) {
      await vscode.window.showTextDocument(document, editor.viewColumn);
    }
  }

  /** Previews the code as a replacement of the selection; undefined if nothing can be replaced. */
  async replace(code: string): Promise<PreviewOutcome | undefined> {
    const { t } = vscode.l10n;
    const target = await this.#target({ mustShow: false });
    if (!target) return undefined;
    const { document } = target;
    const range = document.validateRange(target.selection);
    const original = document.getText(range);
    if (original === '') {
      this.#dependencies.notify(t('Select the code to replace in {0}.', documentName(document)));
      return undefined;
    }
    const text = replacementOf(code, original, insertionContextAt(document, range));
    if (text === original) {
      this.#dependencies.notify(
        t('The selection in {0} already matches this code.', documentName(document)),
      );
      return undefined;
    }
    const start = document.offsetAt(range.start);
    return this.#dependencies.preview.show({ uri: document.uri.toString(), start, original, text });
  }

  /**
   * Finds the place of the code and shows the change there; a file that does not exist is opened as a new one.
   * Undefined where nothing can be changed, which is reported to the user.
   */
  async apply(applied: AppliedCode, name: string | undefined): Promise<PreviewOutcome | undefined> {
    const editor = this.#dependencies.target()?.document;
    const { code, language, attachments } = applied;
    const { uris, isNewFile } = await applyTargets(name, attachments, editor);
    const failures: string[] = [];
    for (const uri of uris) {
      const document = await editableDocument(uri, baseName(uri.path));
      if ('error' in document) {
        failures.push(document.error);
        continue;
      }
      const placed = placeInDocument(applied, document);
      if (typeof placed === 'object') return this.#dependencies.preview.show(placed);
      failures.push(unplacedMessage(placed, documentName(document)));
    }
    if (isNewFile) await this.newFile(code, language, name);
    else
      this.#dependencies.notify(
        failures[0] ?? vscode.l10n.t('Open the file that this code belongs to first.'),
      );
    return undefined;
  }

  /** Opens the code as an untitled document. `language` and `name` come from the model. */
  async newFile(code: string, language: string, name = ''): Promise<void> {
    const id = languageIdOf(language);
    const isKnown = id !== undefined && (await vscode.languages.getLanguages()).includes(id);
    const named = await namedDocument(fileNameOf(name, language), code);
    const document =
      named ??
      (await vscode.workspace.openTextDocument({
        content: code,
        ...(isKnown ? { language: id } : {}),
      }));
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
  }

  /** Runs the code in a terminal after the user has reviewed and confirmed it. Resolves to whether it was run. */
  async run(code: string, language: string): Promise<boolean> {
    const { t } = vscode.l10n;
    if (!vscode.workspace.isTrusted) {
      this.#dependencies.notify(t('Commands can’t be run in an untrusted workspace.'));
      return false;
    }
    const command = readCommand(code, language);
    if (typeof command === 'string') {
      this.#dependencies.notify(notRunnableMessage(command));
      return false;
    }
    const detail = reviewText(command);
    if (detail === undefined) {
      await this.#offerCopy(command);
      return false;
    }
    const run = t('Run');
    const question = t('Run this in the terminal?');
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, run)) !== run)
      return false;
    await this.#dependencies.commandTerminal.runForUser(command);
    return true;
  }

  /** Offers to copy a command that cannot be shown in full, which is therefore not run. */
  async #offerCopy({ lines }: ShellCommand): Promise<void> {
    const { t } = vscode.l10n;
    const copy = t('Copy');
    const text = t('This command is too long to review here.');
    const detail = t('Copy it, review it in an editor, then run it in a terminal yourself.');
    if ((await vscode.window.showWarningMessage(text, { modal: true, detail }, copy)) === copy)
      await this.copy(lines.join('\n'));
  }

  /** The target, reopened if it was closed. Undefined if it can't be changed; the user is notified. */
  async #target({ mustShow }: { readonly mustShow: boolean }): Promise<ReplaceTarget | undefined> {
    const { t } = vscode.l10n;
    const target = this.#dependencies.target();
    if (!target) {
      this.#dependencies.notify(t('Open the target file and place the cursor first.'));
      return undefined;
    }
    const document = await editableDocument(target.document.uri, documentName(target.document));
    if ('error' in document) {
      this.#dependencies.notify(document.error);
      return undefined;
    }
    const { selection } = target;
    const shown = editorOf(document);
    if (shown || !mustShow || isNotebookCell(document.uri)) {
      return { document, editor: shown, selection };
    }
    const editor = await vscode.window.showTextDocument(document, { preview: false, selection });
    return { document, editor, selection };
  }
}

async function insertText(
  { document, editor }: ReplaceTarget,
  at: vscode.Position,
  text: string,
): Promise<boolean> {
  if (editor) {
    return editor.edit((edit) => {
      edit.insert(at, text);
    });
  }
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, at, text);
  return vscode.workspace.applyEdit(edit);
}

/** An untitled document that will be saved under this name in the workspace; undefined if the name is taken. */
async function namedDocument(
  name: string | undefined,
  code: string,
): Promise<vscode.TextDocument | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (name === undefined || !folder) return undefined;
  const uri = vscode.Uri.joinPath(folder, name).with({ scheme: 'untitled' });
  const isOpen = vscode.workspace.textDocuments.some((open) => open.uri.path === uri.path);
  if (isOpen) return undefined;
  try {
    // VS Code rejects the name of an existing file.
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), code);
    return (await vscode.workspace.applyEdit(edit)) ? document : undefined;
  } catch {
    return undefined;
  }
}

function notRunnableMessage(why: NotRunnable): string {
  const { t } = vscode.l10n;
  switch (why) {
    case 'not a shell':
      return t('This block isn’t a shell command.');
    case 'empty':
      return t('This block contains no command.');
    case 'too long':
      return t('This block is too long for the terminal. Open it as a new file.');
    case 'controls':
      return t(
        'This block contains control characters and could run something other than what you see.',
      );
  }
}

function unplacedMessage(why: PlacementFailure, name: string): string {
  const { t } = vscode.l10n;
  switch (why) {
    case 'nowhere':
      return t(
        'Couldn’t find where this code belongs in {0}. Place the cursor and insert it.',
        name,
      );
    case 'ambiguous':
      return t('This code fits several places in {0}. Select the code to replace.', name);
    case 'incomplete':
      return t('This code leaves parts out. Ask for the complete code, then apply it.');
    case 'unchanged':
      return t('{0} already contains this code.', name);
  }
}
