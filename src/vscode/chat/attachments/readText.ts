import * as vscode from 'vscode';
import { isBinary } from '../../../chat/context/folderText.ts';

/** Maximum size of a file to read, in bytes. */
const MAX_FILE_BYTES = 5_000_000;

/** A file's text as it is now. */
export interface FileText {
  readonly text: string;
  readonly languageId: string | undefined;
}

/** Why there is no text. */
export type UnreadableFileReason = 'gone' | 'folder' | 'binary' | 'too large';

/** Reads a file, with unsaved changes if it is open. Never rejects. */
export async function readText(uri: vscode.Uri): Promise<FileText | UnreadableFileReason> {
  const open = readOpen(uri);
  if (open) return open;
  let bytes;
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) return 'folder';
    if (size > MAX_FILE_BYTES) return 'too large';
    bytes = await vscode.workspace.fs.readFile(uri);
  } catch {
    return 'gone';
  }
  if (isBinary(bytes) && !isUtf16(bytes)) return 'binary';
  try {
    return { text: await vscode.workspace.decode(bytes, { uri }), languageId: undefined };
  } catch {
    return 'binary';
  }
}

/** UTF-16 text contains NUL bytes; its byte order mark distinguishes it from binary files. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** The text of a file that is open, with unsaved changes; of a notebook, its cells one after the other. */
export function readOpen(uri: vscode.Uri): FileText | undefined {
  const key = uri.toString();
  const notebook = vscode.workspace.notebookDocuments.find((open) => open.uri.toString() === key);
  if (notebook) {
    const cells = notebook.getCells().map(({ document }) => `# %%\n${document.getText()}\n`);
    return { text: cells.join('\n'), languageId: notebook.getCells()[0]?.document.languageId };
  }
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === key);
  return document && { text: document.getText(), languageId: document.languageId };
}
