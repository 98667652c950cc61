import type * as vscode from 'vscode';
import { baseName } from '../../base/baseName.ts';
import { languageIdOf } from '../../languages/fenceLanguages.ts';

/** The language of a file: that of its open document, or by its extension; empty if unknown. */
export function languageOf(uri: vscode.Uri, open: string | undefined): string {
  return open ?? languageIdOf(baseName(uri.path).split('.').at(-1) ?? '') ?? '';
}
