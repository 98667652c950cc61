import { readFileSync } from 'node:fs';
import ts from 'typescript';
import type { LanguageServer } from '../../../src/completion/prompt/context/definitions/languageServer.ts';
import type { Place } from './places.ts';

const OPTIONS: ts.CompilerOptions = {
  allowJs: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};

/** TypeScript's language service, which is also the one of VS Code's own server, for the files of a project. */
export class ScriptServer {
  readonly #texts = new Map<string, { version: number; text: string }>();
  readonly #service: ts.LanguageService;
  readonly #files: ReadonlySet<string>;

  constructor(paths: readonly string[]) {
    this.#files = new Set(paths);
    for (const path of paths) this.edit(path, readFileSync(path, 'utf8'));
    this.#service = ts.createLanguageService({
      getCompilationSettings: () => OPTIONS,
      getScriptFileNames: () => [...this.#files],
      getScriptVersion: (path) => `${this.#texts.get(path)?.version ?? 0}`,
      getScriptSnapshot: (path) => {
        const text = this.#texts.get(path)?.text ?? ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => process.cwd(),
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      fileExists: (path) => ts.sys.fileExists(path),
      readFile: (path) => ts.sys.readFile(path),
      directoryExists: (path) => ts.sys.directoryExists(path),
    });
  }

  /** Changes the text of a file. */
  edit(path: string, text: string): void {
    const version = (this.#texts.get(path)?.version ?? 0) + 1;
    this.#texts.set(path, { version, text });
  }

  /** The text of a file. */
  textOf(path: string): string {
    return this.#texts.get(path)?.text ?? '';
  }

  /** The places in a file at which a name of another file of the project follows: one for each line. */
  places(path: string): Place[] {
    const source = this.#service.getProgram()?.getSourceFile(path);
    if (!source) return [];
    const found = new Map<number, Place>();
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
      if (ts.isIdentifier(node) && !/require\(/.test(lineOf(source, node))) {
        const at = node.getStart(source);
        const line = source.getLineAndCharacterOfPosition(at);
        const target = found.has(line.line)
          ? undefined
          : this.#declaredElsewhere(path, at, node.text);
        if (target) {
          found.set(line.line, {
            path,
            line: line.line,
            column: line.character,
            name: node.text,
            ...target,
          });
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return [...found.values()];
  }

  #declaredElsewhere(path: string, at: number, name: string) {
    const definitions = this.#service.getDefinitionAtPosition(path, at) ?? [];
    const [definition] = definitions;
    if (!definition || definitions.some(({ fileName }) => fileName === path)) return undefined;
    if (!this.#files.has(definition.fileName) || definition.name !== name) return undefined;
    const text = this.textOf(definition.fileName);
    const { start } = definition.textSpan;
    if (text.slice(start, start + name.length) !== name) return undefined;
    return { target: definition.fileName, declaration: lineAt(text, start) };
  }

  /** The server as the context of completions asks it, for a file. */
  for(path: string): LanguageServer {
    return {
      locate: (kind, { line, column }) => {
        const source = this.#service.getProgram()?.getSourceFile(path);
        if (!source) return Promise.resolve(undefined);
        const at = source.getPositionOfLineAndCharacter(line, column);
        const found =
          kind === 'definition'
            ? this.#service.getDefinitionAtPosition(path, at)
            : this.#service.getTypeDefinitionAtPosition(path, at);
        return Promise.resolve(
          (found ?? []).slice(0, 4).map(({ fileName, textSpan }) => ({
            path: fileName,
            line: this.#lineOf(fileName, textSpan.start),
          })),
        );
      },
      symbols: () => Promise.resolve([]),
    };
  }

  #lineOf(path: string, at: number): number {
    const source = this.#service.getProgram()?.getSourceFile(path);
    return source?.getLineAndCharacterOfPosition(at).line ?? 0;
  }
}

function lineAt(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at) + 1;
  const end = text.indexOf('\n', at);
  return text.slice(start, end < 0 ? undefined : end);
}

function lineOf(source: ts.SourceFile, node: ts.Node): string {
  return lineAt(source.text, node.getStart(source));
}
