import type * as vscode from 'vscode';
import { DocumentLibrary } from '../chat/documents/documentLibrary.ts';
import type { DocumentLibraryDependencies } from '../chat/documents/documentLibrary.ts';
import { ChatTools } from '../chat/tools/chatTools.ts';
import type { ChatToolsDependencies } from '../chat/tools/chatTools.ts';
import { contributedSearch } from '../chat/web/webModule.ts';
import { ContributedTools } from './contributedTools.ts';

/** What the tools for other agents need. */
export type ContributedToolsDependencies = Pick<
  ChatToolsDependencies,
  'codebase' | 'onUnexpectedError' | 'settings' | 'permissions'
> &
  Omit<DocumentLibraryDependencies, 'storage'> &
  Parameters<typeof contributedSearch>[0] & { readonly storage: vscode.Uri };

/** The tools for other agents. VS Code asks the user before it runs one that costs money. */
export function createContributedTools(shared: ContributedToolsDependencies): ContributedTools {
  const documents = new DocumentLibrary(shared);
  const reading = { documents, confirm: () => Promise.resolve(true) };
  const additionalTools = [contributedSearch(shared)];
  return new ContributedTools(
    new ChatTools({ ...shared, documents: reading, additionalTools }),
    documents,
  );
}
