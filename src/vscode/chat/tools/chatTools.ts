import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.ts';
import { isCommitTask } from '../../../chat/request/slashCommands.ts';
import type { UserTurn } from '../../../chat/session/conversation.ts';
import type { Tool } from '../../../chat/tools/tool.ts';
import type { AnswerTools } from '../../../chat/tools/toolCallRunner.ts';
import { withoutKeys } from '../../../privacy/redactSecrets.ts';
import type { SendPermissions } from '../../privacy/sendPermissions.ts';
import type { Settings } from '../../settings/settings.ts';
import { readDocumentTool } from '../documents/readDocumentTool.ts';
import type { DocumentReading } from '../documents/readDocumentTool.ts';
import { searchCodebaseTool } from './searchCodebaseTool.ts';
import type { LoadCodebaseSearch } from './searchCodebaseTool.ts';
import { selectedExternalTools } from './externalTools.ts';
import { findFilesTool, readFileTool, searchTextTool } from './fileTools.ts';
import { listSymbolsTool, referenceTools } from './languageTools.ts';
import { getChangesTool, getProblemsTool } from './problemsAndChangesTools.ts';
import { WorkspacePaths } from './workspacePaths.ts';
import { WorkspaceSearch } from './workspaceSearch.ts';

/** Dependencies of {@link ChatTools}. */
export interface ChatToolsDependencies {
  readonly settings: Pick<Settings, 'chatTools' | 'excludedGlobs'>;
  readonly permissions: SendPermissions;
  readonly clock: Clock;
  /** Where VS Code is installed, if not at `vscode.env.appRoot`. */
  readonly appRoot?: string;
  /** The search in the codebase. */
  readonly codebase: LoadCodebaseSearch;
  /** Further tools, such as those that propose changes and run commands. */
  readonly additionalTools?: readonly Tool[];
  /** How documents are read; undefined without `read_document`. */
  readonly documents?: DocumentReading;
  /** Whether one of the extension's tools can be used now; all can by default. */
  readonly isOffered?: (name: string) => boolean;
  /** The text that the model has proposed for a file, which its next edit applies to. */
  readonly proposedText?: (uri: vscode.Uri) => string | undefined;
  /** The stored keys, which are removed from results. */
  readonly knownKeys: () => Promise<readonly string[]>;
  /** Logs an unexpected exception. */
  readonly onUnexpectedError: (thrown: unknown) => void;
}

/** The tools that the model may call in the chat. */
export class ChatTools {
  readonly #dependencies: ChatToolsDependencies;
  /** The extension's own tools. */
  readonly own: readonly Tool[];
  /** The files that the tools may read. */
  readonly paths: WorkspacePaths;

  constructor(dependencies: ChatToolsDependencies) {
    this.#dependencies = dependencies;
    const paths = new WorkspacePaths(dependencies.permissions);
    const excludedGlobs = () => dependencies.settings.excludedGlobs();
    const search = new WorkspaceSearch({ ...dependencies, paths, excludedGlobs });
    const all = { ...dependencies, paths, search };
    const { documents } = dependencies;
    this.paths = paths;
    this.own = [
      findFilesTool(all),
      searchTextTool(all),
      searchCodebaseTool(dependencies.codebase),
      readFileTool(all),
      listSymbolsTool(all),
      ...referenceTools(all),
      getProblemsTool(all),
      getChangesTool(all),
      ...(documents ? [readDocumentTool({ ...documents, paths })] : []),
      ...(dependencies.additionalTools ?? []),
    ];
  }

  /** The tools for the answer to a question in a chat; undefined if there are none or the setting turns them off. */
  toolsFor(question: UserTurn, chatId?: string): AnswerTools | undefined {
    const { settings, onUnexpectedError, isOffered = () => true } = this.#dependencies;
    const { isEnabled, disabled, external, maxSteps } = settings.chatTools();
    // A commit message is about the attached changes only.
    if (!isEnabled || isCommitTask(question.text)) return undefined;
    const hasFolder = (vscode.workspace.workspaceFolders ?? []).length > 0;
    const own = hasFolder
      ? this.own.filter(({ definition: { name } }) => !disabled.includes(name) && isOffered(name))
      : [];
    const names = this.own.map(({ definition }) => definition.name);
    const tools = [...own, ...selectedExternalTools(external, names)];
    if (tools.length === 0) return undefined;
    return { tools, chatId, maxSteps, onUnexpectedError, clean: (text) => this.withoutKeys(text) };
  }

  /** A result without stored keys. */
  async withoutKeys(text: string): Promise<string> {
    return withoutKeys(text, await this.#dependencies.knownKeys());
  }
}
