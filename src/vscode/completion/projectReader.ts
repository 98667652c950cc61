import { LRUCache } from 'lru-cache';
import * as vscode from 'vscode';
import type { ModuleFile, ProjectFiles } from '../../outline/modules/projectFiles.ts';
import { languageIdOf } from '../../languages/fenceLanguages.ts';
import { pathAt } from '../platform/files.ts';
import { repositoryIgnores } from '../platform/repositoryIgnores.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';
import type { Settings } from '../settings/settings.ts';

/** Maximum size of a file in bytes, and of an open one in characters; larger ones are generated. */
const MAX_FILE_SIZE = 400_000;
const MAX_CHARACTERS = 400_000;
/** Maximum length of all cached texts in characters. */
const MAX_CACHED = 8_000_000;
/** Maximum number of names used of one folder. */
const MAX_NAMES = 5_000;

/** What {@link ProjectReader} needs. */
export interface ProjectReaderDependencies {
  readonly settings: Settings;
  readonly permissions: SendPermissions;
}

/**
 * Reads files of the workspace for the context of completions: only those that may be sent, that Git does not ignore,
 * and for whose language completions are on.
 */
export class ProjectReader {
  readonly #dependencies: ProjectReaderDependencies;
  /** The lines of files on disk, by URI. */
  readonly #texts = new LRUCache<string, { version: string; lines: readonly string[] }>({
    maxSize: MAX_CACHED,
    sizeCalculation: ({ lines }) => lines.reduce((sum, { length }) => sum + length + 1, 1),
  });

  constructor(dependencies: ProjectReaderDependencies) {
    this.#dependencies = dependencies;
  }

  /** A snapshot of the files of the workspace folder of a file: each folder is listed once. Undefined outside of folders. */
  filesAround(file: vscode.Uri): ProjectFiles | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(file);
    if (!folder || !vscode.workspace.isTrusted) return undefined;
    const root = folder.uri.path.replace(/\/$/, '');
    const lists = new Map<string, Promise<ReadonlySet<string>>>();
    const at = (path: string) => file.with({ path, query: '', fragment: '' });
    let repository: ReturnType<typeof repositoryIgnores> | undefined;
    return {
      root,
      list: (path) => {
        let list = lists.get(path);
        if (!list) {
          const isInside = path === root || path.startsWith(`${root}/`);
          list = isInside ? namesIn(at(path)) : Promise.resolve(new Set());
          lists.set(path, list);
        }
        return list;
      },
      read: async (path) => {
        if (!path.startsWith(`${root}/`)) return undefined;
        repository ??= repositoryIgnores(folder.uri);
        if (await (await repository).ignored.isIgnored(path)) return undefined;
        return this.#read(at(path));
      },
    };
  }

  async #read(uri: vscode.Uri): Promise<ModuleFile | undefined> {
    const { settings, permissions } = this.#dependencies;
    const open = vscode.workspace.textDocuments.find(
      (document) => document.uri.toString() === uri.toString(),
    );
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const languageId = open?.languageId ?? languageIdOf(name.split('.').at(-1) ?? '') ?? '';
    if (!settings.isLanguageOn(languageId, uri) || !settings.isCompletionOn(uri)) return undefined;
    if (!settings.isContextOn('definitions', uri)) return undefined;
    // A linked file may be ignored or belong to another project.
    if (await permissions.checkUnlinked(uri)) return undefined;
    const { path } = uri;
    const label = pathAt(uri);
    if (open) {
      const lines = open.getText().slice(0, MAX_CHARACTERS).split(/\r?\n/);
      return { path, label, languageId, version: `open ${open.version}`, lines };
    }
    try {
      const { type, size, mtime } = await vscode.workspace.fs.stat(uri);
      if ((type & vscode.FileType.File) === 0 || size > MAX_FILE_SIZE) return undefined;
      const version = `${mtime} ${size}`;
      const known = this.#texts.get(uri.toString());
      if (known?.version === version)
        return { path, label, languageId, version, lines: known.lines };
      const bytes = await vscode.workspace.fs.readFile(uri);
      if (bytes.length > MAX_FILE_SIZE || bytes.includes(0)) return undefined;
      const lines = new TextDecoder('utf-8', { fatal: true }).decode(bytes).split(/\r?\n/);
      this.#texts.set(uri.toString(), { version, lines });
      return { path, label, languageId, version, lines };
    } catch {
      // Deleted meanwhile, unreadable or not UTF-8.
      return undefined;
    }
  }
}

async function namesIn(folder: vscode.Uri): Promise<ReadonlySet<string>> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return new Set(entries.slice(0, MAX_NAMES).map(([name]) => name));
  } catch {
    return new Set();
  }
}
