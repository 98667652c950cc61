/** The beginning of an import in common languages. `import(x)` is a call, except in Go, where `import (` begins a list. */
const HEAD =
  /^\s*(?:import\b(?!\s*\(\s*\S)|from\s+\S+\s+import\b|use\s|using\s|#\s*(?:include|import)\b|@import\b|extern\s+crate\b|require(?:_relative)?\s+['"]|(?:const|let|var)\s[^=;]*=\s*require\()/;
/** A line of a list of imported names or paths, or its end. */
const ENTRY = /^[\p{L}\p{N}_$\s,.*:"'/@{}()-]*(?:;\s*)?$/u;
/** The first line of a list. */
const LIST_HEAD = /^\s*(?:(?:import|use|using)\b|from\s+\S+\s+import\b)[^;]*[{(]\s*$/;
/** Maximum number of lines of an import list; longer ones are not edited. */
const MAX_LIST_LINES = 200;

/** Whether a line belongs to an import. `above` returns the lines above, the nearest first; undefined at the start. */
export function isImportLine(
  text: string,
  above: (distance: number) => string | undefined,
): boolean {
  if (HEAD.test(text)) return true;
  if (!ENTRY.test(text)) return false;
  for (let distance = 1; distance <= MAX_LIST_LINES; distance += 1) {
    const line = above(distance);
    if (line === undefined) return false;
    if (LIST_HEAD.test(line)) return true;
    // The end of another statement or list.
    if (!ENTRY.test(line) || /[;)}]/.test(line)) return false;
  }
  return false;
}

/** Whether imports of a kind name a file or namespace instead of what they bring into scope: C++ and C#. */
export function isNamelessImport(text: string): boolean {
  return /^\s*(?:#\s*(?:include|import)\b|using\s)/.test(text);
}
