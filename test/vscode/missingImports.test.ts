import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  accept,
  admin,
  showDocument,
  triggerSuggestion,
  typeText,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';
import { useCompletions } from '../support/suiteHooks.ts';

const COMMAND = 'vscode.executeCodeActionProvider';

/** A language server for Lua that knows what the test tells it. */
class LuaServer implements vscode.CodeActionProvider, vscode.Disposable {
  /** The modules that export each name. */
  modules: Readonly<Record<string, readonly string[]>> = {};
  /** Runs before each answer. */
  before: () => Promise<void> | void = () => undefined;
  asked = 0;
  readonly #problems = vscode.languages.createDiagnosticCollection('lua-test');
  readonly #registration = vscode.languages.registerCodeActionsProvider('lua', this);

  /** Reports all names of `modules` that a document uses without an import. */
  report(document: vscode.TextDocument): void {
    const text = document.getText();
    const missing = Object.keys(this.modules).filter((name) => !text.includes(`import ${name} `));
    const problems = missing.flatMap((name) =>
      [...text.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].map(({ index }) => {
        const range = new vscode.Range(
          document.positionAt(index),
          document.positionAt(index + name.length),
        );
        return new vscode.Diagnostic(range, `unknown: ${name}`);
      }),
    );
    this.#problems.set(document.uri, problems);
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    // VS Code itself asks for all kinds, for the light bulb.
    if (only?.value !== 'quickfix') return [];
    this.asked += 1;
    await this.before();
    const name = document.getText(range);
    return (this.modules[name] ?? []).map((module) => {
      const action = new vscode.CodeAction(`Import ${name}`, vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      const text = `import ${name} from ${module}\n`;
      action.edit.insert(document.uri, new vscode.Position(0, 0), text);
      return action;
    });
  }

  dispose(): void {
    this.#problems.dispose();
    this.#registration.dispose();
  }
}

describe('imports after accepting a suggestion', () => {
  useCompletions();

  it('are added by the TypeScript server, and undone before the suggestion', async () => {
    const before = '/** Sells. */\nexport const shop = ;\n';
    await writeWorkspaceFile('imported/tsconfig.json', '{}\n');
    await writeWorkspaceFile('imported/store.ts', 'export class ParcelStore {}\n');
    await admin().answer('new ParcelStore();');
    const uri = await writeWorkspaceFile('imported/shop.ts', before);
    const editor = await showDocument(before.replace(';', '█;'), { uri });
    // The server is slow to start.
    await until('an answer of the server', () => vscode.languages.getDiagnostics(uri).length > 0);
    await triggerSuggestion();
    const accepted = await accept(editor);
    assert.equal(accepted, '/** Sells. */\nexport const shop = new ParcelStore();\n');
    const at = editor.document.offsetAt(editor.selection.active);
    await until('the import', () => editor.document.getText() !== accepted);
    const statement = /^import \{ ParcelStore \} from ["']\.\/store["'];\n\n?/m;
    const after = editor.document.getText();
    assert.match(after, statement);
    assert.equal(after.replace(statement, ''), accepted);
    const added = after.length - accepted.length;
    assert.equal(editor.document.offsetAt(editor.selection.active), at + added);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), accepted);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
  });

  describe('from a server', () => {
    let server: LuaServer;
    let editor: vscode.TextEditor;

    beforeEach(async () => {
      server = new LuaServer();
      server.modules = { Store: ['shop'], Cart: ['shop'] };
      await admin().answer('Store.of(Cart)');
      editor = await showDocument('local s = █\n', { language: 'lua' });
      await triggerSuggestion();
      assert.equal(await accept(editor), 'local s = Store.of(Cart)\n');
    });

    afterEach(() => {
      server.dispose();
    });

    const imported = () => editor.document.getText().split('local s')[0];
    /** Reports and waits until the server was asked about the names. */
    const reportAndAnswer = async () => {
      const { asked } = server;
      server.report(editor.document);
      await until('the question', () => server.asked >= asked + 2);
    };

    it('are added together, and undone together', async () => {
      server.report(editor.document);
      await until('the imports', () => imported() !== '');
      assert.equal(imported(), 'import Store from shop\nimport Cart from shop\n');
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), 'local s = Store.of(Cart)\n');
    });

    it('are not added if there are several, or if the server fails, until there is one', async () => {
      server.modules = { Store: ['shop', 'other'], Cart: [] };
      await reportAndAnswer();
      server.modules = { Store: ['shop'], Cart: ['shop'] };
      server.before = () => {
        throw new Error('starting');
      };
      await reportAndAnswer();
      server.before = () => undefined;
      server.modules = { Store: ['shop'], Cart: ['shop', 'other'] };
      // The failed answers may still be on their way.
      await until('the import', () => {
        server.report(editor.document);
        return imported() !== '';
      });
      assert.equal(imported(), 'import Store from shop\n');
    });

    it('are not added after typing, not even in an answer that comes later', async () => {
      let answer = (): void => undefined;
      const waiting = new Promise<void>((resolve) => {
        answer = resolve;
      });
      server.before = () => waiting;
      await reportAndAnswer();
      await typeText('x');
      const text = editor.document.getText();
      answer();
      server.before = () => undefined;
      const { asked } = server;
      server.report(editor.document);
      const range = new vscode.Range(0, 10, 0, 15);
      const { uri } = editor.document;
      await vscode.commands.executeCommand(COMMAND, uri, range, 'quickfix');
      assert.equal(server.asked, asked + 1);
      assert.equal(editor.document.getText(), text);
    });
  });

  it('can be turned off', async () => {
    const config = vscode.workspace.getConfiguration('codestral.completion');
    const server = new LuaServer();
    server.modules = { Store: ['shop'] };
    await config.update('addMissingImports', false, vscode.ConfigurationTarget.Global);
    try {
      await admin().answer('Store.of()');
      const editor = await showDocument('local s = █\n', { language: 'lua' });
      await triggerSuggestion();
      await accept(editor);
      server.report(editor.document);
      const range = new vscode.Range(0, 10, 0, 15);
      const { uri } = editor.document;
      await vscode.commands.executeCommand(COMMAND, uri, range, 'quickfix');
      assert.equal(server.asked, 1);
    } finally {
      await config.update('addMissingImports', undefined, vscode.ConfigurationTarget.Global);
      server.dispose();
    }
  });
});
