import * as vscode from 'vscode';
import { fileNameOf } from '../../code/fileName.ts';
import { visible } from '../../code/hidden.ts';
import { insertionOf, replacementOf } from '../../code/insertion.ts';
import { languageIdOf } from '../../code/languages.ts';
import { readCommand, type NotRunnable, type ShellCommand } from '../../code/shell.ts';
import { documentOf, nameOf, whyNotChangeable } from '../changeable.ts';
import type { DiffPreview, Verdict } from '../diffPreview.ts';
import { editorOf } from '../files.ts';
import type { CommandTerminal } from './commandTerminal.ts';
import { gapAround } from './gap.ts';

/** The editor that code goes to: the last one with a file that had the focus. */
export interface TargetEditor {
  readonly document: vscode.TextDocument;
  /** As it is now, or was when the editor was closed. */
  readonly selection: vscode.Selection;
}

/** What applying code needs. */
export interface ApplyPorts {
  /** Undefined where no file has been looked at. */
  target(): TargetEditor | undefined;
  readonly preview: Pick<DiffPreview, 'show'>;
  readonly terminal: Pick<CommandTerminal, 'run'>;
  /** Shows the user why something was not done. */
  tell(text: string): void;
}

/** A target that can be changed, with the editor that shows it, if one does. */
interface Place {
  readonly document: vscode.TextDocument;
  readonly editor: vscode.TextEditor | undefined;
  readonly selection: vscode.Selection;
}

/** How much of a command is shown before it runs. */
const SHOWN_LINES = 20;
const SHOWN_COLUMNS = 500;

/** What can be done with a code block. */
export class ApplyCode {
  readonly #ports: ApplyPorts;

  constructor(ports: ApplyPorts) {
    this.#ports = ports;
  }

  /** Puts the code on the clipboard, exactly as it was written. */
  async copy(code: string): Promise<void> {
    await vscode.env.clipboard.writeText(code);
  }

  /** Inserts the code at the cursor, indented as its surroundings, in one step to undo. */
  async insert(code: string): Promise<void> {
    const place = await this.#place({ mustShow: true });
    if (!place) return;
    const { document, editor } = place;
    const at = document.validatePosition(place.selection.active);
    const { text, cursor } = insertionOf(code, gapAround(document, new vscode.Range(at, at)));
    const offset = document.offsetAt(at) + cursor;
    if (!(await insertText(place, at, text))) {
      this.#ports.tell(vscode.l10n.t('{0} could not be changed.', nameOf(document)));
      return;
    }
    if (!editor) return;
    const end = document.positionAt(offset);
    editor.selection = new vscode.Selection(end, end);
    editor.revealRange(
      new vscode.Range(at, end),
      vscode.TextEditorRevealType.InCenterIfOutsideViewport,
    );
    if (!isCell(document)) {
      await vscode.window.showTextDocument(document, editor.viewColumn);
    }
  }

  /** Shows what the selection would be replaced with; undefined where nothing can be. */
  async replace(code: string): Promise<Verdict | undefined> {
    const { t } = vscode.l10n;
    const place = await this.#place({ mustShow: false });
    if (!place) return undefined;
    const { document } = place;
    const range = document.validateRange(place.selection);
    const original = document.getText(range);
    if (original === '') {
      this.#ports.tell(t('Select the code in {0} that is to be replaced.', nameOf(document)));
      return undefined;
    }
    const text = replacementOf(code, original, gapAround(document, range));
    if (text === original) {
      this.#ports.tell(t('The selection in {0} is the same code already.', nameOf(document)));
      return undefined;
    }
    const start = document.offsetAt(range.start);
    return this.#ports.preview.show({ uri: document.uri.toString(), start, original, text });
  }

  /** Opens the code as a new document that is not on disk. `language` and `name` are what the model said. */
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

  /** Runs the code in a terminal, once the user has seen it and agreed; whether it was run. */
  async run(code: string, language: string): Promise<boolean> {
    const { t } = vscode.l10n;
    if (!vscode.workspace.isTrusted) {
      this.#ports.tell(t('In an untrusted workspace nothing is run.'));
      return false;
    }
    const command = readCommand(code, language);
    if (typeof command === 'string') {
      this.#ports.tell(wordsForNotRunnable(command));
      return false;
    }
    const run = t('Run');
    const question = t('Run this in the terminal?');
    const modal = { modal: true, detail: shownOf(command) };
    if ((await vscode.window.showWarningMessage(question, modal, run)) !== run) return false;
    await this.#ports.terminal.run(command);
    return true;
  }

  /** The target, opened again if it was closed; undefined, and the user told why, if it cannot be changed. */
  async #place({ mustShow }: { readonly mustShow: boolean }): Promise<Place | undefined> {
    const { t } = vscode.l10n;
    const target = this.#ports.target();
    if (!target) {
      this.#ports.tell(t('Open the file that the code is for, and put the cursor there.'));
      return undefined;
    }
    const document = await documentOf(target.document.uri);
    const why = document
      ? await whyNotChangeable(document)
      : t('{0} is no longer there.', nameOf(target.document));
    if (why !== undefined || !document) {
      this.#ports.tell(why ?? '');
      return undefined;
    }
    const { selection } = target;
    const shown = editorOf(document);
    if (shown || !mustShow || isCell(document)) {
      return { document, editor: shown, selection };
    }
    const editor = await vscode.window.showTextDocument(document, { preview: false, selection });
    return { document, editor, selection };
  }
}

async function insertText(
  { document, editor }: Place,
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

/** A new document that will be saved under its name in the workspace; undefined where the name is taken. */
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
    // VS Code refuses the name of a file that exists.
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), code);
    return (await vscode.workspace.applyEdit(edit)) ? document : undefined;
  } catch {
    return undefined;
  }
}

function isCell({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'vscode-notebook-cell';
}

/** What is going to run, as far as a dialog has room; what is left out is counted. */
function shownOf({ lines }: ShellCommand): string {
  const { t } = vscode.l10n;
  const shown = lines.slice(0, SHOWN_LINES).map((line) => {
    const rest = line.length - SHOWN_COLUMNS;
    const text = visible(line.slice(0, SHOWN_COLUMNS));
    return rest > 0 ? `${text} ${t('… and {0} more characters', rest)}` : text;
  });
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [t('… and {0} more lines', rest)] : [])].join('\n');
}

function wordsForNotRunnable(why: NotRunnable): string {
  const { t } = vscode.l10n;
  switch (why) {
    case 'not a shell':
      return t('This block is no command for a terminal.');
    case 'empty':
      return t('There is no command in this block.');
    case 'too long':
      return t('This block is too long for a terminal: open it as a new file.');
    case 'controls':
      return t('This block holds control characters, which could run something else than you see.');
  }
}
