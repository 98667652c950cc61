import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Installed packages by hash of the package and the editor; not under version control. */
const CACHE = join('.vscode-test', 'installed');

/**
 * Fills an editor's extensions folder with an installed package. A package is installed once and then
 * copied, because an installation starts the editor's server, which takes seconds. `install` receives the
 * folder to install into.
 */
export async function copyInstalled(
  vsix: string,
  editor: string,
  target: string,
  install: (folder: string) => Promise<void>,
): Promise<void> {
  const hash = createHash('sha256')
    .update(await readFile(vsix))
    .update(editor)
    .digest('hex');
  const installed = join(CACHE, hash.slice(0, 16));
  if (!existsSync(installed)) {
    await mkdir(dirname(installed), { recursive: true });
    // Renamed when complete: another process may be installing the same package.
    const folder = await mkdtemp(`${installed}-`);
    try {
      await install(folder);
      await rename(folder, installed);
    } catch (error) {
      if (!existsSync(installed)) throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  await cp(installed, target, { recursive: true });
}
