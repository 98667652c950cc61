/** Longer paths are refused, in characters. */
const MAX_LENGTH = 4_096;

/** The names of a path that a model wrote, or what is wrong with it, for the model. */
export type ToolPath = { readonly names: readonly string[] } | { readonly error: string };

/**
 * Splits a path relative to the workspace into its names. Accepts backslashes, a leading `./` or `/` and `.` or `..`
 * within the workspace. An empty path is the workspace itself.
 */
export function parseToolPath(path: string): ToolPath {
  if (path.length > MAX_LENGTH || /[\0\n\r]/.test(path)) return { error: 'The path is invalid.' };
  if (/^[a-z][a-z\d+.-]*:/i.test(path) || path.startsWith('~') || path.startsWith('\\\\')) {
    return { error: 'The path must be relative to the workspace.' };
  }
  const names: string[] = [];
  for (const name of path.trim().replaceAll('\\', '/').split('/')) {
    if (name === '' || name === '.') continue;
    if (isAlias(name)) return { error: 'The path is invalid.' };
    if (name !== '..') names.push(name);
    else if (names.pop() === undefined) return { error: 'The path is outside of the workspace.' };
  }
  return { names };
}

/** Whether Windows may open another file by this name: it ignores trailing dots and spaces, and `:$DATA` is a stream. */
function isAlias(name: string): boolean {
  return name !== '..' && /[. ]$|:\$/.test(name);
}

/**
 * A glob of a model as VS Code would apply it to the whole workspace: without a slash it matches in every folder, and a
 * folder includes everything in it.
 */
export function toolGlob(pattern: string): string {
  const glob = pattern
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '');
  if (glob === '' || glob === '.') return '**';
  const whole = glob.endsWith('/') ? `${glob}**` : glob;
  return whole.includes('/') || whole === '**' ? whole : `**/${whole}`;
}
