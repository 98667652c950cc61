import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Corpus } from './corpus.ts';

const skipped = new Set(['node_modules', '.git', 'dist', 'out', '.vscode-test']);

/** The size limit per file, in bytes. Larger files are data or generated. */
const MAX_FILE_BYTES = 200_000;

/** The size limit for all files, in bytes. Keeps startup and memory small for any folder. */
const MAX_FOLDER_BYTES = 4_000_000;

/** Learns the text files of a folder under their relative paths, in alphabetical order. */
export async function learnFolder(corpus: Corpus, folder: string): Promise<void> {
  let left = MAX_FOLDER_BYTES;
  for await (const path of filesOf(folder)) {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES || size > left) continue;
    const bytes = await readFile(path);
    // Like Git, treats a file with a zero byte as binary.
    if (bytes.includes(0)) continue;
    left -= size;
    corpus.learn(relative(folder, path).split(sep).join('/'), bytes.toString());
  }
}

async function* filesOf(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile()) yield path;
    else if (entry.isDirectory() && !skipped.has(entry.name)) yield* filesOf(path);
  }
}
