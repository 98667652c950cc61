import * as vscode from 'vscode';
import { PROPOSAL_SCHEME } from '../../../privacy/schemes.ts';

/** A document about a proposal: its text, nothing, or the old or new text of its conflicts. */
export type Side = 'text' | 'empty' | 'old' | 'new';

/** What the query of a document's URI says: the side and the URI of the file. */
export function parseProposalQuery(query: string): readonly [side: Side, uri: string] {
  const at = query.indexOf(':');
  return [query.slice(0, at) as Side, query.slice(at + 1)];
}

/** The URI of the file whose proposal a document shows; undefined for other documents. */
export function proposalOf(uri: vscode.Uri | undefined): string | undefined {
  return uri?.scheme === PROPOSAL_SCHEME ? parseProposalQuery(uri.query)[1] : undefined;
}

/** Whether a diff editor of a file's proposal is open. */
export function isProposalOpen(file: string): boolean {
  return proposalTabs(file).length > 0;
}

/** Closes the diff editors of a file's proposal, or all, such as those restored from an earlier session. */
export async function closeProposalTabs(file?: string): Promise<void> {
  const closed = proposalTabs(file);
  if (closed.length > 0) await vscode.window.tabGroups.close(closed);
}

function proposalTabs(file?: string): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => {
    if (!(input instanceof vscode.TabInputTextDiff)) return false;
    const shown = proposalOf(input.modified);
    return shown !== undefined && (file === undefined || shown === file);
  });
}
