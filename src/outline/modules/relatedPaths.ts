import { baseName } from '../../base/baseName.ts';
import type { ProjectFiles } from './projectFiles.ts';
import { codeFolderOf, folderOf } from './projectFiles.ts';

const SOURCES = 'c cc cpp cxx m mm'.split(' ');
const HEADERS = 'h hh hpp hxx'.split(' ');
/** Where the code of a folder of tests may be. */
const CODE_FOLDERS = ['/src', '/lib', '/main', ''];

/** The files that belong to a file by its name: its header or source file, and the file that it tests. Never rejects. */
export async function relatedPaths(path: string, files: ProjectFiles): Promise<string[]> {
  const folder = folderOf(path);
  const [stem, extension] = splitName(baseName(path));
  const other = SOURCES.includes(extension) ? HEADERS : HEADERS.includes(extension) ? SOURCES : [];
  const tested = testedStem(stem);
  const names = [
    ...other.map((each) => `${stem}.${each}`),
    ...(tested === undefined ? [] : [`${tested}.${extension}`]),
  ];
  if (names.length === 0) return [];
  const counterparts = CODE_FOLDERS.map((code) => codeFolderOf(folder, files.root, code));
  const folders = [folder, folderOf(folder), `${folder}/include`, `${folder}/src`, ...counterparts];
  const found: string[] = [];
  for (const each of new Set(folders)) {
    if (!each.startsWith(files.root)) continue;
    const inside = await files.list(each);
    found.push(...names.filter((name) => inside.has(name)).map((name) => `${each}/${name}`));
  }
  return [...new Set(found)].filter((each) => each !== path);
}

function splitName(name: string): [string, string] {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
}

/** The name of the tested file; undefined if the file is not a test. */
function testedStem(stem: string): string | undefined {
  const tested =
    /^(.+?)(?:[._-](?:test|tests|spec)|Tests?|Spec)$/.exec(stem)?.[1] ??
    /^test_(.+)$/.exec(stem)?.[1];
  return tested;
}
