import { readdirSync, readFileSync } from 'node:fs';

/** A source file: its path with forward slashes, and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** The TypeScript files in a folder of the project and its subfolders. */
export function sourcesUnder(folder: string): readonly Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}
