import * as vscode from 'vscode';
import { hunksOf } from '../../../actions/edit/diffHunks.ts';
import { proposedText } from '../../../actions/changes/proposedFile.ts';
import type { ProposedFile } from '../../../actions/changes/proposedFile.ts';
import { documentOf } from '../../platform/documents.ts';
import { hunkLabel } from '../../preview/previewEdits.ts';

/** A new text of a file. */
export interface FileWrite {
  readonly uri: vscode.Uri;
  /** The text that the file must have for the change to be applied; undefined if it must not exist. */
  readonly before: string | undefined;
  /** Undefined deletes the file. */
  readonly after: string | undefined;
}

/** The texts of files before and after a change. */
export interface AppliedWrite extends FileWrite {
  /** The proposal that was accepted. */
  readonly file: ProposedFile;
}

/** The new text of a proposal. New files get the line ends of the setting `files.eol`. */
export function fileWriteOf(file: ProposedFile): FileWrite {
  const uri = vscode.Uri.parse(file.uri, true);
  const text = proposedText(file);
  if (file.base !== undefined) return { uri, before: file.base, after: text };
  const isCrlf = vscode.workspace.getConfiguration('files', uri).get('eol') === '\r\n';
  const after = isCrlf ? text.replaceAll(/\r?\n/g, '\r\n') : text;
  return { uri, before: undefined, after };
}

/** What became of changes. */
export interface AppliedWrites {
  /** The texts of the changed files afterwards, by URI. Deleted files are not included. */
  readonly applied: ReadonlyMap<string, string>;
  /** The files that were not changed. */
  readonly failed: readonly vscode.Uri[];
  /** The files that were changed but can't be saved: their documents have unsaved changes. */
  readonly unsaved: readonly vscode.Uri[];
}

/**
 * Applies changes as one edit, which VS Code can undo in one step. Files without unsaved changes are saved, so that
 * commands see the change; others stay unsaved. Nothing is changed if a document changed meanwhile. If VS Code can't
 * change a file, those before it are changed nevertheless. Never rejects.
 */
export async function applyWrites(writes: readonly FileWrite[]): Promise<AppliedWrites> {
  const nothing = { applied: new Map(), failed: writes.map(({ uri }) => uri), unsaved: [] };
  const edit = new vscode.WorkspaceEdit();
  const clean: vscode.TextDocument[] = [];
  for (const { uri, before, after } of writes) {
    if (before === undefined) {
      edit.createFile(uri, { contents: new TextEncoder().encode(after) });
      continue;
    }
    if (after === undefined) {
      edit.deleteFile(uri);
      continue;
    }
    const document = await documentOf(uri);
    if (document?.getText() !== before) return nothing;
    for (const change of editsOf(document, before, after)) edit.replace(uri, ...change);
    if (!document.isDirty) clean.push(document);
  }
  const isWhole = await applyEdit(edit);
  const done: FileWrite[] = [];
  const failed: vscode.Uri[] = [];
  for (const each of writes) {
    if (isWhole || isSameText(await textOf(each.uri), each.after)) done.push(each);
    else failed.push(each.uri);
  }
  const changed = new Set(done.map(({ uri }) => uri.toString()));
  const unsaved: vscode.Uri[] = [];
  for (const document of clean) {
    if (changed.has(document.uri.toString()) && !(await trySave(document)))
      unsaved.push(document.uri);
  }
  const applied = new Map<string, string>();
  for (const { uri, after } of done) {
    if (after !== undefined) applied.set(uri.toString(), (await textOf(uri)) ?? after);
  }
  return { applied, failed, unsaved };
}

/** The current text of a file, with unsaved changes; undefined if it does not exist or is not text. */
export async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  return (await documentOf(uri))?.getText();
}

/** Resolves to whether the whole edit was applied. */
async function applyEdit(edit: vscode.WorkspaceEdit): Promise<boolean> {
  try {
    return await vscode.workspace.applyEdit(edit);
  } catch {
    return false;
  }
}

/** Saves a document; resolves to whether it could be saved. */
async function trySave(document: vscode.TextDocument): Promise<boolean> {
  try {
    return await document.save();
  } catch {
    return false;
  }
}

/** Whether texts are equal but for their line ends, which VS Code makes those of the document. */
function isSameText(one: string | undefined, other: string | undefined): boolean {
  return withoutCarriageReturns(one) === withoutCarriageReturns(other);
}

function withoutCarriageReturns(text: string | undefined): string | undefined {
  return text?.replaceAll(/\r\n?/g, '\n');
}

/**
 * Lets the user choose hunks in VS Code's Refactor Preview. Resolves to whether some are applied, once the user has
 * decided; which ones follows from the texts of the files.
 */
export async function reviewHunks(files: readonly ProposedFile[]): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const file of files) {
    const { uri, before, after } = fileWriteOf(file);
    const metadata = { needsConfirmation: true, label: file.path };
    if (before === undefined) {
      edit.createFile(uri, { contents: new TextEncoder().encode(after) }, metadata);
      continue;
    }
    const document = await documentOf(uri);
    if (document?.getText() !== before) continue;
    for (const hunk of hunksOf(before, after ?? '')) {
      const range = new vscode.Range(
        document.positionAt(hunk.start),
        document.positionAt(hunk.end),
      );
      const description = hunkLabel(hunk, 0);
      edit.replace(uri, range, hunk.text, { ...metadata, description });
    }
  }
  return vscode.workspace.applyEdit(edit);
}

/** The changed ranges of a document, so that cursors and folded regions elsewhere stay. */
function editsOf(
  document: vscode.TextDocument,
  before: string,
  after: string,
): readonly (readonly [vscode.Range, string])[] {
  return hunksOf(before, after).map(({ start, end, text }) => [
    new vscode.Range(document.positionAt(start), document.positionAt(end)),
    text,
  ]);
}
