import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { sourcesUnder } from './sources.ts';

/**
 * Which folders of `src` a folder may import; `oxlint.config.mjs` reads the same table. `chat/markdown` allows a
 * subfolder only, `chat:types` only `import type`.
 */
const layers = JSON.parse(readFileSync('src/layers.json', 'utf8')) as Readonly<
  Record<string, readonly string[]>
>;
const MAX_FILE_LINES = 300;
const MAX_MEDIAN_LINES = 100;
/** The largest share of all lines in one folder; a feature's folder in `src/vscode` counts as a folder. */
const MAX_FOLDER_SHARE = 0.18;

interface Import {
  /** The imported file as a path from the root, or the name of a package. */
  readonly target: string;
  readonly isTypeOnly: boolean;
}

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

const sources: readonly SourceFile[] = sourcesUnder('src').map(({ path, text }) => {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return { path, text, tree, folder: path.split('/')[1] ?? '', imports: importsOf(path, tree) };
});
const byPath = new Map(sources.map((source) => [source.path, source]));

/** The static, dynamic and re-exporting imports of a file. */
function importsOf(path: string, tree: ts.SourceFile): Import[] {
  const imports: Import[] = [];
  const add = (specifier: ts.Node, isTypeOnly: boolean): void => {
    if (!ts.isStringLiteral(specifier)) return;
    const { text } = specifier;
    const target = text.startsWith('.') ? posix.join(posix.dirname(path), text) : text;
    imports.push({ target, isTypeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier) add(specifier, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return imports;
}

function isAllowed(source: SourceFile, { target, isTypeOnly }: Import): boolean {
  if (!target.startsWith('src/')) {
    return source.folder === 'vscode' || !/^(vscode$|node:)/.test(target);
  }
  if (target.split('/')[1] === source.folder) return true;
  return (layers[source.folder] ?? []).some((entry) => {
    const [folder = '', kind] = entry.split(':');
    return target.startsWith(`src/${folder}/`) && (kind !== 'types' || isTypeOnly);
  });
}

/** An import cycle, type imports included, that a depth-first search finds first; undefined if there is none. */
function findCycle(): readonly string[] | undefined {
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] | undefined => {
    if (finished.has(file)) return undefined;
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    path.push(file);
    for (const { target } of byPath.get(file)?.imports ?? []) {
      const cycle = byPath.has(target) ? visit(target) : undefined;
      if (cycle) return cycle;
    }
    path.pop();
    finished.add(file);
    return undefined;
  };
  for (const { path: file } of sources) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return undefined;
}

const linesOf = ({ text }: SourceFile): number => text.split('\n').length - 1;

describe('architecture', () => {
  it('has a layer for every folder of src', () => {
    const folders = new Set(
      sources.filter(({ path }) => path.split('/').length > 2).map((s) => s.folder),
    );
    assert.deepEqual([...folders].sort(), Object.keys(layers).sort());
  });

  it('has no import cycles, type imports included', () => {
    assert.equal(findCycle()?.join('\n  -> '), undefined);
  });

  it('has no files directly in src/vscode', () => {
    assert.deepEqual(
      sources.filter(({ path }) => /^src\/vscode\/[^/]+$/.test(path)).map(({ path }) => path),
      [],
    );
  });

  it('gives every file a unique name', () => {
    const names = sources.map(({ path }) => posix.basename(path).replace(/\.tsx?$/, ''));
    assert.deepEqual(
      names.filter((name, at) => names.indexOf(name) !== at),
      [],
    );
  });

  it('re-exports no whole files, so that a name is imported from where it is declared', () => {
    const reexporting = sources.filter(({ tree }) =>
      tree.statements.some((each) => ts.isExportDeclaration(each) && !each.exportClause),
    );
    assert.deepEqual(
      reexporting.map(({ path }) => path),
      [],
    );
  });

  it('keeps every folder below its share of the lines', () => {
    const lines = new Map<string, number>();
    for (const source of sources) {
      const [, first = '', second = ''] = source.path.split('/');
      const folder = first === 'vscode' ? `${first}/${second}` : first;
      lines.set(folder, (lines.get(folder) ?? 0) + linesOf(source));
    }
    const all = [...lines.values()].reduce((sum, count) => sum + count, 0);
    const large = [...lines].filter(([, count]) => count / all > MAX_FOLDER_SHARE);
    assert.deepEqual(large, []);
  });

  it('keeps the median file short', () => {
    const lengths = sources.map(linesOf).sort((a, b) => a - b);
    const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
    assert.ok(median <= MAX_MEDIAN_LINES, `${median} lines`);
  });

  for (const source of sources) {
    it(`${source.path} imports only lower layers`, () => {
      if (source.folder === 'extension.ts') return;
      const wrong = source.imports.filter((each) => !isAllowed(source, each));
      assert.deepEqual(
        wrong.map(({ target }) => target),
        [],
      );
    });

    it(`${source.path} documents its exports and is not too long`, () => {
      const undocumented = source.tree.statements.filter((statement) => {
        const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
        const isExported = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
        return isExported && ts.getJSDocCommentsAndTags(statement).length === 0;
      });
      assert.deepEqual(
        undocumented.map((statement) => statement.getText().split('\n')[0]),
        [],
      );
      assert.ok(linesOf(source) <= MAX_FILE_LINES, `${linesOf(source)} lines`);
    });
  }
});
