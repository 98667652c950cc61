import * as vscode from 'vscode';
import {
  AGENTS_FILE,
  COPILOT_FILE,
  INSTRUCTIONS_ENDING,
  INSTRUCTIONS_FOLDER,
  PROMPTS_FOLDER,
  agentsPaths,
  isApplicable,
  withinLimits,
} from '../../chat/instructions/selectInstructions.ts';
import {
  PROMPT_ENDING,
  promptDescription,
  promptNameOf,
} from '../../chat/instructions/promptFiles.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';
import type { Settings } from '../settings/settings.ts';
import { isFile, readProjectFile } from './projectFile.ts';
import type { InstructionFile } from './projectFile.ts';
import { skippedFileText } from './skippedFile.ts';
import { baseName } from '../../base/baseName.ts';

/** Files of a folder that are read; a project has a few. */
const MAX_LISTED = 50;
/** Files of a question for which instructions are looked for. */
const MAX_TARGETS = 50;

/** The dependencies of {@link ProjectInstructions}. */
export interface ProjectInstructionsDependencies {
  readonly permissions: Pick<SendPermissions, 'blockedReasonByName' | 'checkUnlinked'>;
  readonly settings: Pick<Settings, 'usesInstructionFiles'>;
  /** Logs why a file was not read. */
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

/** A prompt file as a slash command. */
export interface PromptCommand {
  readonly name: string;
  readonly description: string | undefined;
  readonly file: InstructionFile;
}

/**
 * Reads the instructions and prompt files of a project: only in trusted workspaces, if the setting allows it, and
 * nothing that may not be sent.
 */
export class ProjectInstructions {
  readonly #dependencies: ProjectInstructionsDependencies;
  /** Files whose reason was logged, so that the log is not filled with it. */
  readonly #logged = new Set<string>();

  constructor(dependencies: ProjectInstructionsDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * The instructions for a question about files or folders; without any, those of all workspace folders. The nearest
   * AGENTS.md comes first. Never rejects.
   */
  async instructionsFor(targets: readonly vscode.Uri[]): Promise<readonly InstructionFile[]> {
    const found: InstructionFile[] = [];
    for (const { folder, paths } of this.#foldersOf(targets)) {
      const agents = new Set<string>();
      for (const path of paths.length > 0 ? paths : ['']) agents.add(await nearest(folder, path));
      const all = await this.#read(folder, [...agents, COPILOT_FILE]);
      const scoped = await this.#list(folder, INSTRUCTIONS_FOLDER, INSTRUCTIONS_ENDING);
      found.push(...all, ...scoped.filter(({ matter }) => isApplicable(matter, paths)));
    }
    return withinLimits(found);
  }

  /** The prompt files of all workspace folders. Of several with one name, the first is used. Never rejects. */
  async prompts(): Promise<readonly PromptCommand[]> {
    const byName = new Map<string, PromptCommand>();
    for (const { folder } of this.#foldersOf([])) {
      for (const file of await this.#list(folder, PROMPTS_FOLDER, PROMPT_ENDING)) {
        const name = promptNameOf(baseName(file.path));
        if (name === undefined || byName.has(name)) continue;
        byName.set(name, { name, description: promptDescription(file.matter?.description), file });
      }
    }
    return [...byName.values()];
  }

  /** The workspace folders of the targets that may be read, with the relative paths of the targets in them. */
  #foldersOf(targets: readonly vscode.Uri[]) {
    if (!vscode.workspace.isTrusted) return [];
    const all = (vscode.workspace.workspaceFolders ?? []).map((folder) => ({
      folder,
      paths: targets.slice(0, MAX_TARGETS).flatMap((uri) => pathIn(folder, uri)),
    }));
    const concerned = all.filter(({ paths }) => paths.length > 0);
    return (concerned.length > 0 ? concerned : all).filter(({ folder }) =>
      this.#dependencies.settings.usesInstructionFiles(folder),
    );
  }

  /** The files of a folder with an ending, ordered by name. */
  async #list(
    folder: vscode.WorkspaceFolder,
    path: string,
    ending: string,
  ): Promise<readonly InstructionFile[]> {
    const { permissions } = this.#dependencies;
    let entries: readonly [string, vscode.FileType][];
    try {
      entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(folder.uri, path));
    } catch {
      return [];
    }
    const paths = entries
      .map(([name]) => `${path}/${name}`)
      .filter((each) => each.endsWith(ending))
      .filter((each) => !permissions.blockedReasonByName(vscode.Uri.joinPath(folder.uri, each)))
      .sort();
    return this.#read(folder, paths.slice(0, MAX_LISTED));
  }

  async #read(
    folder: vscode.WorkspaceFolder,
    paths: readonly string[],
  ): Promise<readonly InstructionFile[]> {
    const { permissions, log } = this.#dependencies;
    const read = paths.map((path) =>
      readProjectFile(folder, path, permissions, (skipped, why) => {
        const key = `${skipped}: ${why}`;
        if (this.#logged.has(key)) return;
        this.#logged.add(key);
        log.warn(skippedFileText(skipped, why));
      }),
    );
    return (await Promise.all(read)).filter((file) => file !== undefined);
  }
}

/** The path of the nearest AGENTS.md for a file of a folder, or else where it would be. */
async function nearest(folder: vscode.WorkspaceFolder, path: string): Promise<string> {
  for (const each of agentsPaths(path)) {
    if (await isFile(vscode.Uri.joinPath(folder.uri, each))) return each;
  }
  return AGENTS_FILE;
}

/** The path of a file relative to a workspace folder; empty if the file is not in it. */
function pathIn(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string[] {
  const owner = vscode.workspace.getWorkspaceFolder(uri);
  if (owner?.uri.toString() !== folder.uri.toString()) return [];
  const start = folder.uri.path.endsWith('/') ? folder.uri.path : `${folder.uri.path}/`;
  return uri.path.startsWith(start) ? [uri.path.slice(start.length)] : [''];
}
