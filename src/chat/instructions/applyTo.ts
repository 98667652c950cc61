import { parseGlob } from '../../privacy/glob.ts';
import { GlobAutomaton } from '../../privacy/globAutomaton.ts';
import { fold, foldPath } from '../../privacy/paths.ts';

/** Longer lists of globs apply to nothing, in characters and wildcards: they bound the time of a match. */
const MAX_LENGTH = 1_000;
const MAX_WILDCARDS = 30;
/** Longer paths match nothing, in characters. */
const MAX_PATH_LENGTH = 8_192;

/** Whether instructions apply to everything, even without a file. */
export function appliesToAll(applyTo: string): boolean {
  return globsIn(applyTo).some((glob) => glob === '**' || glob === '**/*' || glob === '*');
}

/**
 * Whether one of the globs, separated by commas, matches one of the paths, which are relative to the workspace folder.
 * A glob without a slash matches the name of a file in any folder. Invalid globs match nothing.
 */
export function appliesTo(applyTo: string, paths: readonly string[]): boolean {
  if (applyTo.length > MAX_LENGTH || (applyTo.match(/[*?[{]/g)?.length ?? 0) > MAX_WILDCARDS) {
    return false;
  }
  const globs = globsIn(applyTo)
    .map((glob) => (glob.includes('/') ? glob.replace(/^(?:\.?\/)+/, '') : `**/${glob}`))
    .flatMap((glob) => {
      const parsed = parseGlob(fold(glob));
      return parsed ? [parsed] : [];
    });
  if (globs.length === 0) return false;
  const automaton = new GlobAutomaton(globs);
  return paths.some((path) => path.length <= MAX_PATH_LENGTH && automaton.matches(foldPath(path)));
}

/** Splits at commas outside of braces. */
function globsIn(applyTo: string): string[] {
  const globs: string[] = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at <= applyTo.length; at += 1) {
    const character = applyTo[at] ?? ',';
    if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    else if (character === ',' && (depth <= 0 || at === applyTo.length)) {
      globs.push(applyTo.slice(start, at).trim());
      start = at + 1;
    }
  }
  return globs.filter((glob) => glob !== '');
}
