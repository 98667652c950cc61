import { homedir } from 'node:os';
import { join } from 'node:path';

/** The parts of the surroundings that decide where a user's caches live. */
export interface CacheSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
}

/**
 * The folder in the user's cache that all clones share: it holds the editors the tests run in. It
 * follows each system's convention (XDG base directories, `~/Library/Caches`, `%LOCALAPPDATA%`).
 */
export function cacheFolder(
  { platform, env, home }: CacheSurroundings = {
    platform: process.platform,
    env: process.env,
    home: homedir(),
  },
): string {
  return join(cacheRoot(platform, env, home), 'codestral-vscode');
}

function cacheRoot(platform: NodeJS.Platform, env: NodeJS.ProcessEnv, home: string): string {
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
  if (platform === 'darwin') return join(home, 'Library', 'Caches');
  // An empty variable counts as unset, says the XDG specification.
  return env['XDG_CACHE_HOME'] || join(home, '.cache');
}
