import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRunFolders } from '../../host/runFolders.ts';
import { runEnvironment } from '../../host/settings.ts';

describe('runEnvironment', () => {
  const names = ['MISTRAL_API_KEY', 'CODESTRAL_API_KEY', 'VSCODE_IPC_HOOK', 'ELSE'] as const;
  const kept = names.map((name) => process.env[name]);
  afterEach(() => {
    names.forEach((name, index) => {
      const value = kept[index];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    });
  });

  it('passes on no real key', () => {
    process.env['MISTRAL_API_KEY'] = 'real';
    process.env['CODESTRAL_API_KEY'] = 'real';
    process.env['VSCODE_IPC_HOOK'] = 'outer editor';
    process.env['ELSE'] = 'kept';
    const env = runEnvironment({ CODESTRAL_API_KEY: 'local' });
    assert.equal(env['MISTRAL_API_KEY'], undefined);
    assert.equal(env['CODESTRAL_API_KEY'], 'local');
    assert.equal(env['VSCODE_IPC_HOOK'], undefined);
    assert.equal(env['ELSE'], 'kept');
  });
});

describe('makeRunFolders', () => {
  it('writes the settings of the run over the quiet ones and removes everything afterwards', async () => {
    const folders = await makeRunFolders({ 'files.autoSave': 'afterDelay', mine: 1 });
    const file = join(folders.userData, 'User', 'settings.json');
    const settings = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    assert.equal(settings['files.autoSave'], 'afterDelay');
    assert.equal(settings['workbench.startupEditor'], 'none');
    assert.equal(settings['mine'], 1);
    await folders.remove();
    assert.equal(existsSync(folders.root), false);
  });
});
