import { baseName } from '../base/baseName.ts';

/**
 * Folds a path or glob for comparisons: Unicode NFC, case-insensitive. Some file systems are case-sensitive; if
 * unknown, matching too much is the safer mistake.
 */
export function fold(text: string): string {
  // Upper case first: it maps letters such as the long s or the Kelvin sign to their ordinary forms.
  const folded = text.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
  return folded.replaceAll('ς', 'σ');
}

/**
 * A URI's or file's path, folded, with single forward slashes and without `.` and `..`. Absolute paths start with a
 * slash, or with the letter of a Windows drive.
 */
export function foldPath(path: string): string {
  const slashed = fold(path).replaceAll('\\', '/');
  const names: string[] = [];
  for (const name of slashed.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  const joined = names.join('/');
  return slashed.startsWith('/') && !/^[a-z]:/.test(joined) ? `/${joined}` : joined;
}

/**
 * The forms of a path that globs are matched against: relative to each folder that contains it, the whole path, and the
 * base name. All parameters are folded (see `foldPath`). Outside all folders, a glob may also start at the root of the
 * file system.
 */
export function matchCandidates(path: string, folders: readonly string[]): string[] {
  const relative = folders.flatMap((folder) => {
    const start = folder.endsWith('/') ? folder : `${folder}/`;
    return path.startsWith(start) ? [path.slice(start.length)] : [];
  });
  const bare = baseName(path);
  const fromTop = relative.length === 0 ? [path.replace(/^\//, '')] : [];
  return [...new Set([...relative, ...fromTop, path, bare])].filter((name) => name !== '');
}
