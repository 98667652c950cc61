import * as vscode from 'vscode';
import { fileOf } from './files.ts';
import { baseName } from '../../base/baseName.ts';

/** A document's name for messages: that of its file or notebook. */
export function documentName(document: vscode.TextDocument): string {
  return baseName(fileOf(document).path);
}

/**
 * The document of a URI, opened if necessary; undefined if it no longer exists. A closed untitled document
 * can't be opened again.
 */
export async function documentOf(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const is = ({ uri: other }: vscode.TextDocument) => other.toString() === uri.toString();
  const open = vscode.workspace.textDocuments.find(is);
  if (open || uri.scheme === 'untitled') return open;
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

/** The document of a URI if it can be edited, or else why not, localized. `name` is for a document that no longer exists. */
export async function editableDocument(
  uri: vscode.Uri,
  name: string,
): Promise<vscode.TextDocument | { readonly error: string }> {
  const document = await documentOf(uri);
  if (!document) return { error: vscode.l10n.t('{0} no longer exists.', name) };
  const error = await notEditableMessage(document);
  return error === undefined ? document : { error };
}

/** Why a document can't be edited; undefined if it can. */
export async function notEditableMessage(
  document: vscode.TextDocument,
): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const file = fileOf(document);
  if (file.scheme === 'untitled') return undefined;
  const readOnly = t('{0} is read-only.', documentName(document));
  if (vscode.workspace.fs.isWritableFileSystem(file.scheme) !== true) return readOnly;
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(file);
    return permissions & vscode.FilePermission.Readonly ? readOnly : undefined;
  } catch {
    return t('{0} no longer exists.', documentName(document));
  }
}
