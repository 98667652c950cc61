import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { ModuleFile, ProjectFiles } from '../../../src/outline/modules/projectFiles.ts';
import { languageIdOf } from '../../../src/languages/fenceLanguages.ts';

/** The files of a folder on disk as the context of completions reads them. All of them may be sent. */
export function diskProject(root: string): ProjectFiles {
  const files = new Map<string, ModuleFile | undefined>();
  const lists = new Map<string, ReadonlySet<string>>();
  return {
    root: resolve(root),
    read: (path) => {
      if (!files.has(path)) files.set(path, readProjectFile(root, path));
      return Promise.resolve(files.get(path));
    },
    list: (folder) => {
      const known = lists.get(folder);
      if (known) return Promise.resolve(known);
      const isFolder = existsSync(folder) && statSync(folder).isDirectory();
      const names = new Set(isFolder ? readdirSync(folder) : []);
      lists.set(folder, names);
      return Promise.resolve(names);
    },
  };
}

function readProjectFile(root: string, path: string): ModuleFile | undefined {
  if (!path.startsWith(`${resolve(root)}/`) || !existsSync(path)) return undefined;
  if (!statSync(path).isFile()) return undefined;
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const label = relative(resolve(root), path);
  return { path, label, languageId: languageOfFile(path), version: '1', lines };
}

/** The language of a file by its extension. */
export function languageOfFile(path: string): string {
  return languageIdOf(path.slice(path.lastIndexOf('.') + 1)) ?? 'plaintext';
}

/** The files below a folder with one of the extensions, in order. */
export function filesBelow(folder: string, extensions: readonly string[]): string[] {
  return readdirSync(resolve(folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(resolve(folder), entry.name);
      if (entry.isDirectory()) return filesBelow(path, extensions);
      return extensions.some((extension) => entry.name.endsWith(extension)) ? [path] : [];
    });
}
