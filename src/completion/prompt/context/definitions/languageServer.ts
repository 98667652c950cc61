/** A place in a file of the same file system as the current document. Zero-based line. */
export interface CodeLocation {
  /** The path of its URI. */
  readonly path: string;
  readonly line: number;
}

/** A symbol of a file: its name, its first line and the line after its last one. */
export interface FileSymbol {
  readonly name: string;
  readonly line: number;
  readonly end: number;
}

/** What can be looked up for a name. */
export type DefinitionKind = 'definition' | 'typeDefinition';

/**
 * The language servers behind VS Code's commands. They may never answer, answer late or wrongly. Undefined means that
 * there was no answer in time, or a failure. Never rejects.
 */
export interface LanguageServer {
  /** Where the name at a position of the current document, or its type, is declared. At most a few locations. */
  locate(
    kind: DefinitionKind,
    position: { readonly line: number; readonly column: number },
  ): Promise<readonly CodeLocation[] | undefined>;
  /** The symbols of a file, for languages that the outline does not know. */
  symbols(path: string): Promise<readonly FileSymbol[] | undefined>;
}
