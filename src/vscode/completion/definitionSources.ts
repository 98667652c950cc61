import type * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { DefinitionSource } from '../../completion/prompt/context/snippet.ts';
import { fileOf } from '../platform/files.ts';
import type { ProjectReaderDependencies } from './projectReader.ts';
import { ProjectReader } from './projectReader.ts';
import { LanguageServerCommands } from './languageServerCommands.ts';

/** Where the declarations of names in a document are found: the files of its workspace folder and language servers. */
export class DefinitionSources {
  readonly #reader: ProjectReader;
  readonly #servers: LanguageServerCommands;

  constructor(dependencies: ProjectReaderDependencies, clock: Clock) {
    this.#reader = new ProjectReader(dependencies);
    this.#servers = new LanguageServerCommands(clock);
  }

  /** The source for a cursor; undefined for a document outside of the workspace, and in an untrusted one. */
  sourceAt(
    document: vscode.TextDocument,
    { character }: vscode.Position,
  ): DefinitionSource | undefined {
    const file = fileOf(document);
    const files = this.#reader.filesAround(file);
    if (!files) return undefined;
    const server = this.#servers.serverFor(document, file);
    return { path: file.path, column: character, files, server };
  }
}
