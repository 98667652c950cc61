import picomatch from 'picomatch';

/** Tells whether a path may not travel. */
export type Excluder = (path: string) => boolean;

/**
 * Makes the test for `codestral.privacy.exclude`. Paths have forward slashes and are relative to the
 * workspace, or the bare name. Letter case does not matter: leaving out too much is the safe mistake. A
 * pattern that is no glob excludes by its letters.
 */
export function excluderFor(globs: readonly string[]): Excluder {
  const tests = globs.filter((glob) => glob.trim() !== '').map(testFor);
  return (path) => tests.some((test) => test(path));
}

function testFor(glob: string): Excluder {
  try {
    // VS Code writes a negated class as `[!a]`, picomatch as `[^a]`.
    return picomatch(glob.replaceAll('[!', '[^'), { dot: true, nocase: true });
  } catch {
    return (path) => path.toLowerCase().includes(glob.toLowerCase());
  }
}
