import type { Declaration } from '../declaration.ts';

/** A file of the project that may be sent: the text of its open document, or else the one on disk. */
export interface ModuleFile {
  /** The path of its URI. */
  readonly path: string;
  /** The path for the prompt: relative to the workspace. */
  readonly label: string;
  readonly languageId: string;
  /** Changes with the text. */
  readonly version: string;
  readonly lines: readonly string[];
}

/** Access to the files of the workspace folder that contains the current document. Paths are paths of URIs. */
export interface ProjectFiles {
  /** The path of the workspace folder. */
  readonly root: string;
  /**
   * A file of the folder; undefined if there is none, or if it may not be sent, is ignored or too large. Never
   * rejects.
   */
  read(path: string): Promise<ModuleFile | undefined>;
  /** The names of the files and folders in a folder; empty if it can't be read. Never rejects. */
  list(folder: string): Promise<ReadonlySet<string>>;
}

/** A file with its declarations. */
export interface OutlinedFile extends ModuleFile {
  readonly outline: readonly Declaration[];
}

/** The folder of a path, without a slash at its end. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** A path in a folder, with `.` and `..` resolved. */
export function joinPath(folder: string, path: string): string {
  const parts = folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The folder of the code that a folder of tests belongs to: `src/main/a` for `src/test/a`. */
export function codeFolderOf(folder: string, root: string, name: string): string {
  return root + folder.slice(root.length).replace(/\/(?:tests?|specs?|__tests__)(?=\/|$)/, name);
}

/** A folder and the folders that contain it, up to the root. */
export function foldersUpTo(folder: string, root: string): string[] {
  const found: string[] = [];
  for (let at = folder; at.length >= root.length && at !== ''; at = folderOf(at)) found.push(at);
  return found.includes(root) ? found : [...found, root];
}
