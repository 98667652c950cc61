import assert from 'node:assert/strict';
import ts from 'typescript';
import { sourcesUnder } from './sources.ts';

/** Which folder of src may import which; eslint.config.mjs holds the same laws. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  mistral: [],
  completion: ['mistral'],
  chat: ['mistral'],
  code: ['mistral'],
  usage: ['mistral'],
  protocol: ['chat'],
  vscode: ['mistral', 'completion', 'chat', 'code', 'usage', 'protocol'],
  webview: ['chat', 'protocol'],
};
const LONGEST_FILE = 300;

const sources = sourcesUnder('src').map((source) => ({
  ...source,
  folder: source.path.split('/')[1] ?? '',
}));

function importsOf(path: string, text: string): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles.map(({ fileName }) =>
    fileName.startsWith('.') ? new URL(fileName, `file:///${path}`).pathname.slice(1) : fileName,
  );
}

describe('the house', () => {
  it('has sources to look at', () => {
    assert.ok(sources.length > 30);
  });

  for (const { path, folder, text } of sources.filter(({ folder }) => folder in MAY_IMPORT)) {
    it(`${path} imports what it may`, () => {
      for (const imported of importsOf(path, text)) {
        const to = /^src\/(\w+)[/.]/.exec(imported)?.[1];
        if (to !== undefined) {
          const isAllowed = to === folder || MAY_IMPORT[folder]?.includes(to);
          assert.ok(isAllowed, `${path} imports ${imported}`);
        } else if (folder !== 'vscode') {
          assert.doesNotMatch(imported, /^(vscode$|node:)/, `${path} imports ${imported}`);
        }
      }
    });
  }

  for (const { path, text } of sources) {
    it(`${path} says what it exports, and is short`, () => {
      const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
      const silent = file.statements.filter((statement) => {
        const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
        const isExported = modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
        return isExported && ts.getJSDocCommentsAndTags(statement).length === 0;
      });
      assert.deepEqual(
        silent.map((statement) => statement.getText().split('\n')[0]),
        [],
      );
      const lines = text.split('\n').length;
      assert.ok(lines <= LONGEST_FILE, `${lines} lines`);
    });
  }
});
