import { homedir } from 'node:os';
import { join } from 'node:path';

/** The parts of the environment that determine where user caches are. */
export interface CacheEnvironment {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
}

/**
 * The cache folder that all clones share; it holds the editors that the tests run in. It
 * follows each system's convention (XDG base directories, `~/Library/Caches`, `%LOCALAPPDATA%`).
 */
export function cacheFolder(
  { platform, env, home }: CacheEnvironment = {
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
  // The XDG specification treats an empty variable as unset.
  return env['XDG_CACHE_HOME'] || join(home, '.cache');
}
