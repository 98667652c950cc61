import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import ts from 'typescript';
import type { QuickFix } from '../../src/completion/imports/chooseImports.ts';
import type { FixEdit } from '../../src/completion/imports/importEdit.ts';

/** As VS Code sets them by default. */
const PREFERENCES: ts.UserPreferences = {
  importModuleSpecifierPreference: 'shortest',
  quotePreference: 'auto',
  allowTextChangesInNewFiles: true,
};

/** The TypeScript files of a project with its language service, as an editor uses it. */
export class ImportProject {
  readonly files: readonly string[];
  readonly #edited = new Map<string, { readonly text: string; readonly version: number }>();
  readonly #original = new Map<string, string>();
  readonly #options: ts.CompilerOptions;
  readonly #service: ts.LanguageService;

  /** `config` is the path of a tsconfig.json. */
  constructor(config: string) {
    const { config: json } = ts.readConfigFile(config, (path) => readFileSync(path, 'utf8')) as {
      config: unknown;
    };
    const { fileNames, options } = ts.parseJsonConfigFileContent(
      json,
      ts.sys,
      dirname(resolve(config)),
    );
    this.files = fileNames;
    this.#options = options;
    this.#service = ts.createLanguageService({
      fileExists: (file) => ts.sys.fileExists(file),
      readFile: (file, encoding) => ts.sys.readFile(file, encoding),
      readDirectory: (...request) => ts.sys.readDirectory(...request),
      directoryExists: (folder) => ts.sys.directoryExists(folder),
      getDirectories: (folder) => ts.sys.getDirectories(folder),
      getCompilationSettings: () => options,
      getScriptFileNames: () => fileNames,
      getScriptVersion: (path) => String(this.#edited.get(path)?.version ?? 0),
      getScriptSnapshot: (path) =>
        existsSync(path) ? ts.ScriptSnapshot.fromString(this.text(path)) : undefined,
      getCurrentDirectory: () => dirname(resolve(config)),
      getDefaultLibFileName: (all) => ts.getDefaultLibFilePath(all),
    });
  }

  /** The current text of a file. */
  text(path: string): string {
    const edited = this.#edited.get(path)?.text;
    if (edited !== undefined) return edited;
    const text = this.#original.get(path) ?? readFileSync(path, 'utf8');
    this.#original.set(path, text);
    return text;
  }

  /** Changes the text of a file; without a text, restores it. */
  edit(path: string, text = this.#original.get(path) ?? this.text(path)): void {
    const version = (this.#edited.get(path)?.version ?? 0) + 1;
    this.#edited.set(path, { text, version });
  }

  /** The errors of a file. */
  errors(path: string): readonly ts.Diagnostic[] {
    return [
      ...this.#service.getSyntacticDiagnostics(path),
      ...this.#service.getSemanticDiagnostics(path),
    ];
  }

  /** The quick fixes for an error, as VS Code passes them on: those for all errors of a kind without edits. */
  fixes(path: string, { start = 0, length = 0, code }: ts.Diagnostic): QuickFix[] {
    const format = ts.getDefaultFormatCodeSettings('\n');
    const found = this.#service.getCodeFixesAtPosition(
      ...([path, start, start + length, [code]] as const),
      ...([format, PREFERENCES] as const),
    );
    return found.flatMap(({ description, changes, fixAllDescription }) => [
      { title: description, edits: this.#editsIn(path, changes) },
      ...(fixAllDescription === undefined ? [] : [{ title: fixAllDescription, edits: undefined }]),
    ]);
  }

  /** The file that a module name in a file refers to; undefined if there is none. */
  moduleAt(path: string, name: string): string | undefined {
    const found = ts.resolveModuleName(name, path, this.#options, ts.sys);
    return found.resolvedModule?.resolvedFileName;
  }

  #editsIn(path: string, changes: readonly ts.FileTextChanges[]): FixEdit[] {
    if (changes.length !== 1 || changes[0]?.fileName !== path) return [];
    const text = this.text(path);
    return changes[0].textChanges.map(({ span, newText }) => {
      const start = positionAt(text, span.start);
      const end = positionAt(text, span.start + span.length);
      return {
        ...{ startLine: start.line, startCharacter: start.character },
        ...{ endLine: end.line, endCharacter: end.character, newText },
      };
    });
  }
}

/** The line and column of an offset. */
export function positionAt(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length - 1, character: offset - lineStart };
}
