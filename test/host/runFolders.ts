import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './processes.ts';
import { quietSettings } from './settings.ts';

/** The temporary folders of one run of the editor. */
export interface RunFolders {
  readonly root: string;
  readonly serverData: string;
  readonly userData: string;
  readonly extensions: string;
  /** The file to which the suites write their result. */
  readonly report: string;
  /** An empty development extension, for suites that test an installed package. */
  readonly idleExtension: string;
  remove(): Promise<void>;
}

/** Creates the folders and the user settings: the quiet ones, overridden by `settings`. */
export async function makeRunFolders(
  settings: Readonly<Record<string, unknown>> = {},
): Promise<RunFolders> {
  const root = await mkdtemp(join(tmpdir(), 'codestral-vscode-'));
  const forget = atExit(() => {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  });
  const folders: RunFolders = {
    root,
    serverData: join(root, 'server'),
    userData: join(root, 'user'),
    extensions: join(root, 'extensions'),
    report: join(root, 'report.json'),
    idleExtension: join(root, 'idle'),
    async remove() {
      // The editor's last children may still write for a moment.
      await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      forget();
    },
  };
  await mkdir(join(folders.userData, 'User'), { recursive: true });
  await mkdir(folders.extensions);
  await writeFile(
    join(folders.userData, 'User', 'settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );
  await mkdir(folders.idleExtension);
  await writeFile(
    join(folders.idleExtension, 'package.json'),
    JSON.stringify({ name: 'idle', publisher: 'test', version: '0.0.0', engines: { vscode: '*' } }),
  );
  return folders;
}
