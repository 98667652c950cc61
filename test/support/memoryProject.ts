import type { ModuleFile, ProjectFiles } from '../../src/outline/modules/projectFiles.ts';
import { languageIdOf } from '../../src/languages/fenceLanguages.ts';

/** The files of a project in memory, by their paths below `/p`; counts how often each is read. */
export class MemoryProject implements ProjectFiles {
  readonly root = '/p';
  readonly reads: string[] = [];
  readonly #texts: Map<string, { text: string; version: number }>;

  constructor(texts: Readonly<Record<string, string>>) {
    this.#texts = new Map(
      Object.entries(texts).map(([path, text]) => [`/p/${path}`, { text, version: 1 }]),
    );
  }

  /** Changes or adds a file. */
  write(path: string, text: string): void {
    const version = (this.#texts.get(`/p/${path}`)?.version ?? 0) + 1;
    this.#texts.set(`/p/${path}`, { text, version });
  }

  /** Deletes a file, or excludes it. */
  remove(path: string): void {
    this.#texts.delete(`/p/${path}`);
  }

  read(path: string): Promise<ModuleFile | undefined> {
    this.reads.push(path);
    const file = this.#texts.get(path);
    if (!file) return Promise.resolve(undefined);
    const languageId = languageIdOf(path.slice(path.lastIndexOf('.') + 1)) ?? 'plaintext';
    const lines = file.text.split('\n');
    return Promise.resolve({
      ...{ path, label: path.slice(3), languageId, version: `${file.version}`, lines },
    });
  }

  list(folder: string): Promise<ReadonlySet<string>> {
    const inside = [...this.#texts.keys()].filter((path) => path.startsWith(`${folder}/`));
    return Promise.resolve(
      new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0] ?? '')),
    );
  }
}
