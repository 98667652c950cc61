import type { Ignore } from 'ignore';
import { readIgnoreFile } from './ignoreFile.ts';

/** Maximum depth of a path below its repository. */
const MAX_DEPTH = 64;

/** Reads `.gitignore` of a folder; resolves to undefined if there is none. Never rejects. */
export type ReadPatterns = (folder: string) => Promise<string | undefined>;

/**
 * Decides which files Git ignores, by the `.gitignore` files from the root of the repository down to the file. Patterns
 * are read once: use an object for one run only. Paths have slashes and no slash at their end.
 */
export class IgnoredPaths {
  readonly #root: string;
  readonly #readPatterns: ReadPatterns;
  readonly #patterns = new Map<string, Promise<Ignore | undefined>>();
  readonly #folders = new Map<string, Promise<boolean>>();

  /** `root` is the folder of the repository, or the workspace folder outside of repositories. */
  constructor(root: string, readPatterns: ReadPatterns) {
    this.#root = root;
    this.#readPatterns = readPatterns;
  }

  /** Whether a file is ignored. Also true for files outside of the root and for internal files of Git. */
  async isIgnored(path: string): Promise<boolean> {
    if (!path.startsWith(`${this.#root}/`)) return true;
    const parts = path.slice(this.#root.length + 1).split('/');
    if (parts.length > MAX_DEPTH || parts.some((part) => part === '' || isSpecial(part)))
      return true;
    if (parts.length > 1 && (await this.#isFolderIgnored(parts.slice(0, -1)))) return true;
    return this.#matches(parts, false);
  }

  /** Whether a folder below the root is ignored. */
  async isFolderIgnored(path: string): Promise<boolean> {
    if (!path.startsWith(`${this.#root}/`)) return false;
    return this.#isFolderIgnored(path.slice(this.#root.length + 1).split('/'));
  }

  /** The same for a folder below the root, without the patterns above it. */
  below(root: string): IgnoredPaths {
    return new IgnoredPaths(root, this.#readPatterns);
  }

  #isFolderIgnored(parts: readonly string[]): Promise<boolean> {
    const key = parts.join('/');
    let result = this.#folders.get(key);
    if (!result) {
      result = this.#isInIgnoredFolder(parts);
      this.#folders.set(key, result);
    }
    return result;
  }

  async #isInIgnoredFolder(parts: readonly string[]): Promise<boolean> {
    // A file below an ignored folder can't be included again.
    if (parts.length > 1 && (await this.#isFolderIgnored(parts.slice(0, -1)))) return true;
    return this.#matches(parts, true);
  }

  /** The last pattern that matches decides; those of deeper folders come last. */
  async #matches(parts: readonly string[], isFolder: boolean): Promise<boolean> {
    let isIgnored = false;
    for (let depth = 0; depth < parts.length; depth += 1) {
      const patterns = await this.#patternsIn([this.#root, ...parts.slice(0, depth)].join('/'));
      if (!patterns) continue;
      const path = parts.slice(depth).join('/') + (isFolder ? '/' : '');
      const { ignored, unignored } = patterns.test(path);
      if (ignored) isIgnored = true;
      else if (unignored) isIgnored = false;
    }
    return isIgnored;
  }

  #patternsIn(folder: string): Promise<Ignore | undefined> {
    let patterns = this.#patterns.get(folder);
    if (!patterns) {
      patterns = this.#readPatterns(folder).then((text) =>
        text === undefined ? undefined : readIgnoreFile(text),
      );
      this.#patterns.set(folder, patterns);
    }
    return patterns;
  }
}

function isSpecial(part: string): boolean {
  return part === '.git' || part === '.' || part === '..';
}
