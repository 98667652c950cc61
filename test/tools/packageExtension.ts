import { stat } from 'node:fs/promises';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';

/** A written package. */
export interface Package {
  readonly path: string;
  readonly bytes: number;
  /** What is in it, relative to the extension's folder. */
  readonly files: readonly string[];
}

/** Builds for production (`vscode:prepublish`) and writes the package to `path`. */
export async function packageExtension(path: string): Promise<Package> {
  await createVSIX({
    packagePath: path,
    dependencies: false,
    // Links in the README stay relative: there is no address to make them absolute with.
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
  const files = await listFiles({ packageManager: PackageManager.None });
  return { path, bytes: (await stat(path)).size, files };
}
