import * as vscode from 'vscode';
import { raceAbort } from '../../base/async.ts';
import type { IndexedChunk } from '../../search/codebaseIndex.ts';
import { readText } from '../chat/attachments/readText.ts';
import type { WorkspacePaths } from '../chat/tools/workspacePaths.ts';
import type { CodebaseEmbeddings } from './codebaseEmbeddings.ts';
import type { CodebaseFiles } from './codebaseFiles.ts';

/** Results whose files have changed or may not be read are replaced by later ones, up to this many. */
const SPARE = 10;

/** Code that was found, as it is now. */
export interface FoundCode extends Omit<IndexedChunk, 'uri' | 'hash' | 'length'> {
  readonly uri: vscode.Uri;
  readonly languageId: string | undefined;
  readonly text: string;
}

/** The results of a search. */
export interface CodebaseResults {
  /** Best first. */
  readonly found: readonly FoundCode[];
  /** Whether it was searched by meaning as well as by words. */
  readonly isByMeaning: boolean;
  /** Whether the workspace has more files than are searched. */
  readonly isPartial: boolean;
}

/** Dependencies of {@link CodebaseSearch}. */
export interface CodebaseSearchDependencies {
  readonly files: CodebaseFiles;
  readonly paths: Pick<WorkspacePaths, 'mayRead'>;
  readonly embeddings: Pick<CodebaseEmbeddings, 'similarTo' | 'update'>;
}

/** Finds code in the workspace by words, and by meaning where the user has agreed to it. */
export class CodebaseSearch {
  readonly #dependencies: CodebaseSearchDependencies;

  constructor(dependencies: CodebaseSearchDependencies) {
    this.#dependencies = dependencies;
  }

  /** The best code for a question. Every result may be sent. Finds nothing once the signal is aborted. */
  async find(query: string, limit: number, signal: AbortSignal): Promise<CodebaseResults> {
    const { files, paths, embeddings } = this.#dependencies;
    await raceAbort(files.refresh(), signal);
    const { isPartial } = files;
    if (signal.aborted) return { found: [], isByMeaning: false, isPartial };
    const similar = await embeddings.similarTo(query, signal);
    // Files that changed since the last search get their vectors in the background.
    void embeddings.update();
    const found: FoundCode[] = [];
    for (const chunk of files.index.find(query, limit + SPARE, similar ?? [])) {
      if (found.length >= limit) break;
      const uri = vscode.Uri.parse(chunk.uri, true);
      const read = (await paths.mayRead(uri)) ? await readText(uri) : 'gone';
      if (typeof read === 'string') continue;
      const { path, symbol, firstLine, lastLine } = chunk;
      const text = read.text
        .split(/\r\n?|\n/)
        .slice(firstLine - 1, lastLine)
        .join('\n');
      if (text.trim() === '') continue;
      const { languageId } = read;
      found.push({ uri, path, symbol, firstLine, lastLine, text, languageId });
    }
    return { found, isByMeaning: similar !== undefined, isPartial };
  }
}
