import { baseName } from '../../base/baseName.ts';
import { ecosystemOf } from '../../languages/ecosystems.ts';
import type { Ecosystem } from '../../languages/ecosystems.ts';
import type { ImportDeclaration } from '../importedNames.ts';
import { resolveTsconfigPaths } from './tsconfigPaths.ts';
import type { ProjectFiles } from './projectFiles.ts';
import { codeFolderOf, folderOf, foldersUpTo, joinPath } from './projectFiles.ts';

/** Maximum number of files of a package that are read. */
const MAX_PACKAGE_FILES = 30;

/** The file or document that contains an import. */
export interface ImportingFile {
  readonly path: string;
  readonly languageId: string;
}

/** The paths of the files of an imported module; empty if it is not in the project. Never rejects. */
export async function moduleFiles(
  imported: ImportDeclaration,
  from: ImportingFile,
  files: ProjectFiles,
): Promise<string[]> {
  const ecosystem = ecosystemOf(from.languageId);
  const find = ecosystem && FINDERS[ecosystem];
  if (!find || imported.target === '') return [];
  return find(imported, from.path, files);
}

type Find = (imported: ImportDeclaration, from: string, files: ProjectFiles) => Promise<string[]>;

const FINDERS: Readonly<Partial<Record<Ecosystem, Find>>> = {
  javascript: async ({ target }, from, files) => {
    const bases = target.startsWith('.')
      ? [joinPath(folderOf(from), target)]
      : await resolveTsconfigPaths(target, from, files);
    return firstOf(bases, (base) => scriptFile(base, files));
  },
  python: ({ target, names }, from, files) => pythonFiles(target, names, from, files),
  go: ({ target }, from, files) => goFiles(target, from, files),
  jvm: ({ target, isWildcard }, from, files) => javaFiles(target, isWildcard, from, files),
  rust: ({ target, names, alias }, from, files) => rustFiles(target, { names, alias }, from, files),
  c: ({ target }, from, files) => {
    const { root } = files;
    const folders = foldersUpTo(folderOf(from), root);
    const all = [...folders, ...folders.flatMap((each) => [`${each}/include`, `${each}/src`])];
    return firstOf(
      all.map((folder) => joinPath(folder, target)),
      (path) => existing([path], files),
    );
  },
  ruby: ({ target }, from, files) => {
    const folders = target.startsWith('./')
      ? [folderOf(from)]
      : [`${files.root}/lib`, files.root, `${files.root}/app`];
    return firstOf(folders, (folder) => existing([`${joinPath(folder, target)}.rb`], files));
  },
  php: ({ target }, from, files) => existing([joinPath(folderOf(from), target)], files),
};

/** The result for the first place that has one. */
async function firstOf(
  places: readonly string[],
  find: (place: string) => Promise<string[]>,
): Promise<string[]> {
  for (const place of places) {
    const found = await find(place);
    if (found.length > 0) return found;
  }
  return [];
}

/** The first of the paths that exists. */
async function existing(paths: readonly string[], files: ProjectFiles): Promise<string[]> {
  for (const path of paths) {
    if ((await files.list(folderOf(path))).has(baseName(path))) return [path];
  }
  return [];
}

const SCRIPTS = '.ts .tsx .d.ts .mts .cts .js .jsx .mjs .cjs .vue .svelte'.split(' ');

/** The file of a module: with an extension, with another one than written, or the index of a folder. */
async function scriptFile(base: string, files: ProjectFiles): Promise<string[]> {
  const stem = base.replace(/\.[cm]?jsx?$/, '');
  const isFile = /\.\w+$/.test(baseName(base)) ? [base] : [];
  const paths = SCRIPTS.map((extension) => stem + extension);
  const found = await existing([...paths, ...isFile, ...SCRIPTS.map((end) => base + end)], files);
  if (found.length > 0) return found;
  const names = await files.list(base);
  const index = SCRIPTS.map((extension) => `index${extension}`).find((name) => names.has(name));
  return index === undefined ? [] : [`${base}/${index}`];
}

/** A module of Python, and the modules among the names imported from a package. */
async function pythonFiles(
  target: string,
  names: ReadonlyMap<string, string>,
  from: string,
  files: ProjectFiles,
): Promise<string[]> {
  const dots = /^\.*/.exec(target)?.[0].length ?? 0;
  const path = target.slice(dots).replaceAll('.', '/');
  const own = folderOf(from);
  const folders =
    dots > 0
      ? [joinPath(own, '../'.repeat(dots - 1))]
      : [...foldersUpTo(own, files.root), `${files.root}/src`, `${files.root}/lib`];
  return firstOf(folders, async (folder) => {
    const base = path === '' ? folder : `${folder}/${path}`;
    const module = await existing([`${base}.py`, `${base}.pyi`, `${base}/__init__.py`], files);
    const inside = await files.list(base);
    const modules = [...names.values()].filter((name) => inside.has(`${name}.py`));
    return [...module, ...modules.map((name) => `${base}/${name}.py`)];
  });
}

/** The files of a package of this module, found by the end of its path. */
async function goFiles(target: string, from: string, files: ProjectFiles): Promise<string[]> {
  const parts = target.split('/');
  for (const folder of foldersUpTo(folderOf(from), files.root)) {
    for (let start = 0; start < parts.length; start += 1) {
      const path = `${folder}/${parts.slice(start).join('/')}`;
      // A path of one part could be any package of the standard library.
      if (parts.length > 1 || (await files.list(folder)).has('go.mod')) {
        const found = await packageFiles(path, files, /(?<!_test)\.go$/);
        if (found.length > 0) return found;
      }
    }
  }
  return [];
}

/** The files of a package: all those of its folder. */
export async function packageFiles(
  folder: string,
  files: ProjectFiles,
  pattern: RegExp,
): Promise<string[]> {
  const names = [...(await files.list(folder))].filter((name) => pattern.test(name)).sort();
  return names.slice(0, MAX_PACKAGE_FILES).map((name) => `${folder}/${name}`);
}

/** The file of a class, by the folders of its package, next to the current file's or in `main` for a test. */
async function javaFiles(
  target: string,
  isWildcard: boolean,
  from: string,
  files: ProjectFiles,
): Promise<string[]> {
  const path = target.replaceAll('.', '/');
  const roots = foldersUpTo(folderOf(from), files.root).flatMap((folder) => [
    folder,
    codeFolderOf(folder, files.root, '/main'),
    ...['java', 'kotlin', 'scala'].map((language) => `${folder}/src/main/${language}`),
  ]);
  return firstOf([...new Set(roots)], (root) =>
    isWildcard
      ? packageFiles(`${root}/${path}`, files, /\.(?:java|kt|scala|groovy)$/)
      : existing(
          ['java', 'kt', 'scala', 'groovy'].map((extension) => `${root}/${path}.${extension}`),
          files,
        ),
  );
}

/** The file of a module of a crate: `crate::a::b` is `src/a/b.rs`, `src/a/b/mod.rs` or in `src/a.rs`. */
async function rustFiles(
  target: string,
  { names, alias }: Pick<ImportDeclaration, 'names' | 'alias'>,
  from: string,
  files: ProjectFiles,
): Promise<string[]> {
  const parts = target.split('::').filter((part) => part !== '');
  const isFolder = /^(?:mod|lib|main)\.rs$/.test(baseName(from));
  const own = isFolder ? folderOf(from) : from.replace(/\.rs$/, '');
  const crates = foldersUpTo(folderOf(from), files.root).map((folder) => `${folder}/src`);
  let bases = [own, folderOf(own), ...crates];
  if (parts[0] === 'crate') bases = crates;
  else if (parts[0] === 'self') bases = [own];
  else if (parts[0] === 'super') {
    const count = parts.filter((part) => part === 'super').length;
    bases = [joinPath(own, '../'.repeat(count))];
  }
  const isNamed = /^(?:crate|self|super)$/.test(parts[0] ?? '');
  const path = parts.filter((part) => !/^(?:crate|self|super)$/.test(part));
  const inner = alias === undefined ? [...names.values()] : [];
  // The first part of a path may be the name of the crate itself.
  const paths = isNamed ? [path] : [path, path.slice(1)];
  return firstOf(bases, async (base) => {
    for (const each of paths) {
      const found = await rustModule(base, each, files);
      if (found.length === 0) continue;
      const inside = await Promise.all(
        inner.map((name) => rustModule(base, [...each, name], files, true)),
      );
      return [...found, ...inside.flat()];
    }
    return [];
  });
}

async function rustModule(
  base: string,
  path: readonly string[],
  files: ProjectFiles,
  isExact = false,
): Promise<string[]> {
  if (path.length === 0) {
    return existing([`${base}/lib.rs`, `${base}/mod.rs`, `${base}/main.rs`, `${base}.rs`], files);
  }
  const file = `${base}/${path.join('/')}`;
  const found = await existing([`${file}.rs`, `${file}/mod.rs`], files);
  if (found.length > 0 || isExact) return found;
  // The last part may be a type or an inline module of the file above.
  return path.length > 1 ? rustModule(base, path.slice(0, -1), files, true) : [];
}
