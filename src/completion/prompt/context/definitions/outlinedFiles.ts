import { baseName } from '../../../../base/baseName.ts';
import { isAborted } from '../../../../base/async.ts';
import { LRUCache } from 'lru-cache';
import type { ImportDeclaration } from '../../../../outline/importedNames.ts';
import { importedModules } from '../../../../outline/importedNames.ts';
import type { ImportingFile } from '../../../../outline/modules/moduleFiles.ts';
import { moduleFiles } from '../../../../outline/modules/moduleFiles.ts';
import type { Declaration } from '../../../../outline/declaration.ts';
import { outlineOf } from '../../../../outline/outline.ts';
import type { OutlinedFile, ProjectFiles } from '../../../../outline/modules/projectFiles.ts';

/** Maximum number of files whose outlines are cached. */
const MAX_OUTLINES = 200;
/** Maximum depth of modules that re-export names of other modules. */
const MAX_REEXPORT_DEPTH = 4;
/** Maximum number of files read for one module. */
const MAX_MODULE_FILES = 40;

interface CachedOutline {
  readonly version: string;
  readonly outline: readonly Declaration[];
  readonly imports: readonly ImportDeclaration[];
}

/** The outlines of files, cached by version. One for all workspace folders; a run of a search uses one folder. */
export class OutlinedFiles {
  readonly #cache = new LRUCache<string, CachedOutline>({ max: MAX_OUTLINES });

  /** Removes all outlines. */
  clear(): void {
    this.#cache.clear();
  }

  /** A search in a folder, until the signal is aborted. `pause` yields to other tasks before a file is parsed. */
  searchIn(files: ProjectFiles, signal: AbortSignal, pause: () => Promise<void>): OutlineSearch {
    return new OutlineSearch(files, this.#cache, signal, pause);
  }
}

/** Finds declarations in the files of a folder. Never rejects; finds nothing more once its signal is aborted. */
export class OutlineSearch {
  readonly files: ProjectFiles;
  readonly #cache: LRUCache<string, CachedOutline>;
  readonly #signal: AbortSignal;
  readonly #pause: () => Promise<void>;
  /** The files read in this search; a file that changes meanwhile is read once. */
  readonly #read = new Map<string, Promise<OutlinedFile | undefined>>();

  constructor(
    files: ProjectFiles,
    cache: LRUCache<string, CachedOutline>,
    signal: AbortSignal,
    pause: () => Promise<void>,
  ) {
    this.files = files;
    this.#cache = cache;
    this.#signal = signal;
    this.#pause = pause;
  }

  /** A file with its declarations; undefined if it may not be read. */
  open(path: string): Promise<OutlinedFile | undefined> {
    let opened = this.#read.get(path);
    if (!opened) {
      opened = this.#signal.aborted ? Promise.resolve(undefined) : this.#open(path);
      this.#read.set(path, opened);
    }
    return opened;
  }

  /** The files of an imported module, with those whose names it re-exports. */
  async modulesOf(imported: ImportDeclaration, from: OutlinedFile | ImportingFile) {
    const found: OutlinedFile[] = [];
    await this.#collect(imported, from, found, 0);
    return found;
  }

  /** The declarations of a name in a module: its own, or those that it re-exports. `default` is the default export. */
  async find(imported: ImportDeclaration, name: string, from: OutlinedFile | ImportingFile) {
    for (const file of await this.modulesOf(imported, from)) {
      const found = declarationsNamed(file, name);
      if (found.length > 0) return { file, found };
    }
    return undefined;
  }

  /** The declarations of a name that is used in a file: its own, or imported ones. */
  async findUsedIn(file: OutlinedFile, name: string) {
    const own = declarationsNamed(file, name);
    if (own.length > 0) return { file, found: own };
    for (const imported of this.#cache.get(file.path)?.imports ?? []) {
      const original = imported.names.get(name);
      if (original !== undefined) return this.find(imported, original, file);
      if (!imported.isWildcard || imported.isReExport) continue;
      const included = await this.find(imported, name, file);
      if (included) return included;
    }
    return undefined;
  }

  async #open(path: string): Promise<OutlinedFile | undefined> {
    const file = await this.files.read(path);
    if (!file || isAborted(this.#signal)) return undefined;
    const known = this.#cache.get(path);
    if (known?.version === file.version) return { ...file, outline: known.outline };
    await this.#pause();
    if (isAborted(this.#signal)) return undefined;
    const outline = outlineOf(file.lines, file.languageId);
    const lines = { count: file.lines.length, at: (line: number) => file.lines[line] ?? '' };
    const imports = importedModules(lines, file.languageId);
    this.#cache.set(path, { version: file.version, outline, imports });
    return { ...file, outline };
  }

  async #collect(
    imported: ImportDeclaration,
    from: ImportingFile,
    found: OutlinedFile[],
    depth: number,
  ): Promise<void> {
    for (const path of await moduleFiles(imported, from, this.files)) {
      if (found.length >= MAX_MODULE_FILES || this.#signal.aborted) return;
      if (path === from.path || found.some((file) => file.path === path)) continue;
      const file = await this.open(path);
      if (!file) continue;
      found.push(file);
      if (depth >= MAX_REEXPORT_DEPTH) continue;
      for (const other of this.#cache.get(path)?.imports ?? []) {
        if (other.isReExport) await this.#collect(other, file, found, depth + 1);
      }
    }
  }
}

/**
 * The declarations of a name in a file, with those that belong to it but are written outside of it. `default` is the
 * default export, or else what has the name of the file.
 */
function declarationsNamed({ path, outline }: OutlinedFile, name: string): Declaration[] {
  if (name === 'default') {
    const stem = (baseName(path).split('.')[0] ?? '').replace(/\W/g, '').toLowerCase();
    const chosen =
      outline.find(({ text }) => /^export default\b/.test(text)) ??
      outline.find(({ names }) => names.some((each) => each.toLowerCase() === stem)) ??
      outline.find(({ text }) => /^(?:module\.)?exports\b/.test(text));
    if (!chosen) return outline.filter(({ text }) => /\bexports\./.test(text));
    return [chosen, ...outline.filter(({ owner }) => chosen.names.includes(owner ?? ''))];
  }
  const isNamed = ({ names, owner }: Declaration) => names.includes(name) || owner === name;
  const found = outline.filter(isNamed);
  if (found.length > 0) return found;
  // In a namespace or an inline module.
  return outline.flatMap(({ members }) =>
    members.filter((member) => member.members.length > 0 && isNamed(member)),
  );
}
