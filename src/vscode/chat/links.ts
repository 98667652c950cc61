import * as vscode from 'vscode';
import { readLink } from '../../chat/markdown/links.ts';

/** The first line of a selection or a file to show, from 1. */
interface Spot {
  readonly path: string;
  readonly line: number;
}

/** Opens a link of an answer, which the user has clicked: a page in the browser, or a file of the workspace. */
export async function openLink(href: string): Promise<void> {
  const link = readLink(href);
  if (link?.kind === 'web') {
    // VS Code asks before it leaves for a host that is not trusted.
    await vscode.env.openExternal(vscode.Uri.parse(link.url, true));
    return;
  }
  const spot = link && spotOf(link.url);
  if (!spot || !(await showFile(spot.path, spot.line))) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is not in this workspace.', href));
  }
}

/** Shows a file of the workspace by its relative path; whether it is there. */
export async function showFile(path: string, line: number): Promise<boolean> {
  // On Windows both part names.
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return false;
  for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
    const file = vscode.Uri.joinPath(uri, ...parts);
    try {
      const { type } = await vscode.workspace.fs.stat(file);
      if ((type & vscode.FileType.File) === 0) continue;
    } catch {
      continue;
    }
    const at = new vscode.Position(Math.max(0, line - 1), 0);
    await vscode.window.showTextDocument(file, { selection: new vscode.Range(at, at) });
    return true;
  }
  return false;
}

/** A relative path, maybe with a line as in `src/a.ts#L12`. */
function spotOf(url: string): Spot {
  const [path = '', fragment = ''] = url.replace(/\?.*(?=#|$)/, '').split('#');
  const line = /^L(\d+)/.exec(fragment)?.[1];
  return { path: decoded(path), line: Number(line ?? 1) };
}

/** A path with a percent sign of its own is as it was written. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
