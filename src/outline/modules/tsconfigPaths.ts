import { parseJson } from '../../base/json.ts';
import type { ProjectFiles } from './projectFiles.ts';
import { folderOf, foldersUpTo, joinPath } from './projectFiles.ts';

/** Maximum number of configurations read in a chain of `extends`, and of path mappings. */
const MAX_EXTENDED = 4;
const MAX_MAPPINGS = 200;
const NAMES = ['tsconfig.json', 'jsconfig.json', 'tsconfig.base.json'];

/**
 * The paths that a module without a leading dot may have in the project, without extensions: by the path mappings of
 * the nearest configuration of TypeScript, then as a package of the workspace. Never rejects.
 */
export async function resolveTsconfigPaths(
  target: string,
  from: string,
  files: ProjectFiles,
): Promise<string[]> {
  const found: string[] = [];
  for (const folder of foldersUpTo(folderOf(from), files.root)) {
    const names = await files.list(folder);
    const name = NAMES.find((each) => names.has(each));
    if (name === undefined) continue;
    found.push(...(await mapped(target, `${folder}/${name}`, files, 0)));
    break;
  }
  const own = target.replace(/^@[^/]+\//, '');
  const [name = '', ...rest] = own.split('/');
  for (const folder of ['packages', 'libs', 'apps']) {
    const inside = rest.length > 0 ? [rest.join('/'), `src/${rest.join('/')}`] : ['src', 'lib', ''];
    if (!(await files.list(`${files.root}/${folder}`)).has(name)) continue;
    found.push(...inside.map((path) => joinPath(`${files.root}/${folder}/${name}`, path)));
  }
  return found;
}

interface Options {
  readonly extends?: unknown;
  readonly compilerOptions?: { readonly baseUrl?: unknown; readonly paths?: unknown };
}

async function mapped(
  target: string,
  path: string,
  files: ProjectFiles,
  depth: number,
): Promise<string[]> {
  const file = depth < MAX_EXTENDED ? await files.read(path) : undefined;
  const options = parseJson(withoutComments(file?.lines ?? [])) as Options | null | undefined;
  if (typeof options !== 'object' || options === null) return [];
  const { baseUrl, paths } = options.compilerOptions ?? {};
  const folder = folderOf(path);
  const base = typeof baseUrl === 'string' ? joinPath(folder, baseUrl) : undefined;
  const found = mappings(target, paths).map((each) => joinPath(base ?? folder, each));
  if (base !== undefined) found.push(joinPath(base, target));
  const inherited = options.extends;
  if (found.length > 0 || typeof inherited !== 'string' || !inherited.startsWith('.')) return found;
  const extended = joinPath(folder, inherited);
  return mapped(
    target,
    extended.endsWith('.json') ? extended : `${extended}.json`,
    files,
    depth + 1,
  );
}

function mappings(target: string, paths: unknown): string[] {
  if (typeof paths !== 'object' || paths === null) return [];
  return Object.entries(paths)
    .slice(0, MAX_MAPPINGS)
    .flatMap(([pattern, values]) => {
      const [before = '', after] = pattern.split('*');
      const isMatch =
        after === undefined
          ? target === pattern
          : target.startsWith(before) && target.endsWith(after);
      if (!isMatch || !Array.isArray(values)) return [];
      const middle = target.slice(before.length, target.length - (after ?? '').length);
      return values
        .filter((value) => typeof value === 'string')
        .map((value) => value.replace('*', () => middle));
    });
}

/** JSON without the comments and trailing commas that configurations of TypeScript may have. */
function withoutComments(lines: readonly string[]): string {
  const text = lines.join('\n').slice(0, 100_000);
  let found = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') {
      const end = endOfString(text, at);
      found += text.slice(at, end);
      at = end - 1;
    } else if (text.startsWith('//', at)) {
      at = endOf(text, '\n', at);
    } else if (text.startsWith('/*', at)) {
      at = endOf(text, '*/', at + 2) + 1;
    } else {
      // A comma before a closing bracket.
      if (/[}\]]/.test(char) && found.endsWith(',')) found = found.slice(0, -1);
      if (char.trim() !== '') found += char;
    }
  }
  return found;
}

function endOf(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at;
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === '"') return at + 1;
  }
  return text.length;
}
