import { realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/** Whether file names are case-insensitive on this system by default. */
const IGNORES_CASE = process.platform === 'win32' || process.platform === 'darwin';

/**
 * The index of the innermost folder that contains a path; undefined if none does. Paths may differ in symbolic links,
 * letter case, a trailing slash or Unicode normalization. Never rejects.
 */
export async function innermostRoot(
  roots: readonly string[],
  path: string,
  ignoresCase = IGNORES_CASE,
): Promise<number | undefined> {
  const wanted = await keyOf(path, ignoresCase);
  const keys = await Promise.all(roots.map((root) => keyOf(root, ignoresCase)));
  let found: number | undefined;
  for (const [at, key] of keys.entries()) {
    const isInner = key.length > (found === undefined ? 0 : (keys[found]?.length ?? 0));
    if (wanted.startsWith(key) && isInner) found = at;
  }
  return found;
}

/** The normalized path, with a trailing separator. */
async function keyOf(path: string, ignoresCase: boolean): Promise<string> {
  const real = (await nearestRealPath(path)).normalize('NFC');
  const key = real.endsWith(sep) ? real : real + sep;
  return ignoresCase ? key.toLowerCase() : key;
}

/** The path with symbolic links resolved. For a deleted file, resolves its nearest existing folder. */
async function nearestRealPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await nearestRealPath(parent), basename(path));
  }
}
