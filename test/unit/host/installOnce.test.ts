import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installOnce } from '../../host/installOnce.ts';
import { keptLog, temporaryFolder } from '../../support/temporaryFolder.ts';

describe('installOnce', () => {
  const folder = temporaryFolder();
  const target = (): string => join(folder(), 'editor');

  it('installs what is missing once', async () => {
    const { lines, log } = keptLog();
    let installs = 0;
    const install = async (into: string): Promise<void> => {
      installs++;
      await writeFile(join(into, 'file'), 'content');
    };
    const installation = { target: target(), title: 'an editor', install };
    assert.equal(await installOnce(installation, log), target());
    assert.equal(await installOnce(installation, log), target());
    assert.equal(installs, 1);
    assert.equal(await readFile(join(target(), 'file'), 'utf8'), 'content');
    assert.deepEqual(await readdir(folder()), ['editor']);
    assert.deepEqual(lines, []);
  });

  it('never exposes an incomplete target', async () => {
    const { log } = keptLog();
    const install = async (into: string): Promise<void> => {
      await writeFile(join(into, 'half'), '');
      await delay(10);
      assert.ok(!(await readdir(folder())).includes('editor'));
    };
    await installOnce({ target: target(), title: 'an editor', install }, log);
  });

  it('lets one process install while others wait, report that and share the result', async () => {
    const { lines, log } = keptLog();
    let installs = 0;
    const install = async (): Promise<void> => {
      installs++;
      await delay(50);
    };
    const installation = { target: target(), title: 'an editor', install };
    await Promise.all([1, 2, 3].map(() => installOnce(installation, log)));
    assert.equal(installs, 1);
    assert.deepEqual(lines, Array(2).fill('waiting: another process is installing an editor'));
  });

  it('retries once with an empty folder', async () => {
    const { lines, log } = keptLog();
    let installs = 0;
    const install = async (into: string): Promise<void> => {
      assert.deepEqual(await readdir(into), []);
      await writeFile(join(into, 'file'), '');
      if (++installs === 1) throw new Error('a race');
    };
    await installOnce({ target: target(), title: 'an editor', install }, log);
    assert.equal(installs, 2);
    assert.deepEqual(lines, ['installing an editor failed, trying once more: Error: a race']);
  });

  it('fails with the second error, leaves nothing and can be retried', async () => {
    const { log } = keptLog();
    let installs = 0;
    const install = async (): Promise<void> => {
      if (++installs < 3) throw new Error(`failure ${installs}`);
    };
    const installation = { target: target(), title: 'an editor', install };
    await assert.rejects(installOnce(installation, log), /failure 2/);
    assert.deepEqual(await readdir(folder()), []);
    assert.equal(await installOnce(installation, log), target());
  });

  it('removes leftovers of a killed installation', async () => {
    const { log } = keptLog();
    await mkdir(`${target()}.part-of-a-dead-process`);
    await writeFile(join(`${target()}.part-of-a-dead-process`, 'file'), '');
    const install = (): Promise<void> => Promise.resolve();
    await installOnce({ target: target(), title: 'an editor', install }, log);
    assert.deepEqual(await readdir(folder()), ['editor']);
  });
});
