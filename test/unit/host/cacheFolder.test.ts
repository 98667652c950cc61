import assert from 'node:assert/strict';
import { join } from 'node:path';
import { cacheFolder } from '../../host/cacheFolder.ts';

describe('cacheFolder', () => {
  const home = join('/', 'home', 'ada');

  it('follows the convention of each system', () => {
    const of = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string =>
      cacheFolder({ platform, env, home });
    const name = 'codestral-vscode';
    assert.equal(of('linux', {}), join(home, '.cache', name));
    assert.equal(of('linux', { XDG_CACHE_HOME: '' }), join(home, '.cache', name));
    assert.equal(of('linux', { XDG_CACHE_HOME: '/big/cache' }), join('/big/cache', name));
    assert.equal(of('darwin', { XDG_CACHE_HOME: '/x' }), join(home, 'Library', 'Caches', name));
    assert.equal(of('win32', { LOCALAPPDATA: 'L' }), join('L', name));
    assert.equal(of('win32', {}), join(home, 'AppData', 'Local', name));
  });
});
