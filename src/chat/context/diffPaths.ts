/** The start of the line for a changed file whose patch is not shown; its name follows. */
export const NOT_SHOWN = 'Changed, but not shown: ';

/** See `submoduleText`. */
const SUBMODULE = /^Submodule (.+) [\da-f]{7}\.\.[\da-f]{7}$/s;

/** The paths of changes without a patch: files that are not shown, and submodules. No line of a patch looks like theirs. */
export function pathsWithoutPatch(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    if (line.startsWith(NOT_SHOWN)) return [line.slice(NOT_SHOWN.length)];
    const submodule = SUBMODULE.exec(line)?.[1];
    return submodule === undefined ? [] : [unquoted(submodule)];
  });
}

/**
 * The paths in a section of a diff, with and without the prefix (`a/`, `b/`, `w/`…) that git may have added. Paths
 * with spaces are ambiguous; only git's own list is exact.
 */
export function pathsInDiff(section: string): string[] {
  const hunk = section.indexOf('\n@@');
  const head = hunk === -1 ? section : section.slice(0, hunk);
  const named = [
    ...head.matchAll(/^(?:---|\+\+\+|(?:rename|copy) (?:from|to)) (.+?)\t?\r?$/gm),
  ].map((match) => match[1] ?? '');
  const paths = [...named, ...titlePaths(head)]
    .map(unquoted)
    .filter((path) => path !== '/dev/null');
  return [...new Set(paths.flatMap((path) => [path, path.replace(/^[a-z]\//, '')]))];
}

/** The paths of the first line. If the name is unchanged, both halves of the line have the same length. */
function titlePaths(head: string): string[] {
  const line = head.split('\n', 1)[0]?.trimEnd() ?? '';
  const rest = line.replace(/^diff --(git|cc|combined) /, '');
  if (!line.startsWith('diff --git ')) return [rest];
  const middle = (rest.length - 1) / 2;
  return rest[middle] === ' ' ? [rest.slice(0, middle), rest.slice(middle + 1)] : [];
}

/** Git quotes a name with unusual characters and writes its bytes as octal numbers. */
function unquoted(name: string): string {
  const quoted = /^"(.*)"$/.exec(name)?.[1];
  if (quoted === undefined) return name;
  const bytes = [...quoted.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)].flatMap(
    ([, octal, escaped, plain]) =>
      octal === undefined
        ? [...new TextEncoder().encode(plain ?? ESCAPED[escaped ?? ''] ?? escaped)]
        : [parseInt(octal, 8)],
  );
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const ESCAPED: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };
