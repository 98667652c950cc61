import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  accept,
  admin,
  completionRequests,
  completionRequestsSoFar,
  showDocument,
  triggerSuggestion,
  typeText,
  typeUntilAsked,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';
import { useCompletions } from '../support/suiteHooks.ts';

describe('completions', () => {
  useCompletions();

  it('requests nothing without typing', async () => {
    await showDocument('const answer = █');
    assert.deepEqual(await completionRequestsSoFar(), []);
  });

  it('completes in a file, with balanced brackets', async () => {
    await admin().answer('len(xs))');
    const editor = await showDocument('print(█)\n', {
      uri: await writeWorkspaceFile('a.py', 'print()\n'),
    });
    await triggerSuggestion();
    assert.equal(await accept(editor), 'print(len(xs))\n');
    const [request] = await completionRequests();
    assert.equal(request?.valid, true);
    assert.equal(request.service, 'mistral');
  });

  it('completes while typing, and continues without another request', async () => {
    await admin().answer('42 + 1;');
    const editor = await showDocument('const answer =█\n');
    await typeText(' ');
    await until('a request', async () => (await completionRequests()).length > 0);
    await admin().idle();
    const asked = (await completionRequests()).length;
    await typeText('42 ');
    assert.equal(await accept(editor), 'const answer = 42 + 1;\n');
    assert.equal((await completionRequests()).length, asked);
  });

  it('completes a notebook cell', async () => {
    await admin().answer('42');
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'x = ', 'python');
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([cell]),
    );
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(0);
    await until('the accepted suggestion', async () => {
      // The editor of the cell is created late, and again whenever the notebook is laid out.
      await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
      await vscode.commands.executeCommand('notebook.cell.edit');
      if (vscode.window.activeTextEditor?.document !== document) return false;
      await vscode.commands.executeCommand('cursorEnd');
      await triggerSuggestion();
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return document.getText() === 'x = 42';
    });
  });

  it('completes in a virtual file system, never in a read-only one', async () => {
    await admin().answer('42');
    const memory = new MemoryFiles('const x = \n');
    const open = vscode.workspace.registerFileSystemProvider('memory', memory);
    const closed = vscode.workspace.registerFileSystemProvider('frozen', memory, {
      isReadonly: true,
    });
    try {
      const editor = await showDocument('const x = █\n', { uri: vscode.Uri.parse('memory:/a.ts') });
      await triggerSuggestion();
      assert.equal(await accept(editor), 'const x = 42\n');
      const asked = (await completionRequests()).length;
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await showDocument('const x = █\n', { uri: vscode.Uri.parse('frozen:/a.ts') });
      await triggerSuggestion();
      assert.equal((await completionRequestsSoFar()).length, asked);
    } finally {
      open.dispose();
      closed.dispose();
    }
  });

  it('keeps CRLF', async () => {
    await admin().answer('a();\n  b();\n}');
    const text = 'function f() {\r\n  \r\n';
    const editor = await showDocument('function f() {\r\n  █\r\n', {
      uri: await writeWorkspaceFile('crlf.ts', text),
    });
    await triggerSuggestion();
    assert.equal(await accept(editor), 'function f() {\r\n  a();\r\n  b();\r\n}\r\n');
  });

  it('completes after emoji and right-to-left text', async () => {
    await admin().answer('🌍 שלום")');
    const editor = await showDocument('say("👋 █")');
    await triggerSuggestion();
    assert.equal(await accept(editor), 'say("👋 🌍 שלום")');
  });

  it('sends a window of a document of 1 MB', async () => {
    await admin().answer('42');
    // Comments: a language service would report a problem in each line of code, in later tests as well.
    const line = `// ${'x'.repeat(96)}\n`;
    const before = line.repeat(5_000);
    const after = line.repeat(5_000);
    const uri = await writeWorkspaceFile('large.ts', `${before}const x = \n${after}`);
    const editor = await showDocument(`${before}const x = █`, { uri });
    await triggerSuggestion();
    const text = await accept(editor);
    assert.equal(text.length, before.length + after.length + 'const x = 42\n'.length);
    const [request] = await completionRequests();
    assert.ok(request && request.rawBody.length < 20_000);
  });

  it('sends a window of a line of 1 MB', async () => {
    await admin().answer('42');
    const uri = await writeWorkspaceFile('long.ts', `${'x'.repeat(1_000_000)} = `);
    await showDocument(`${'x'.repeat(1_000_000)} = █`, { uri });
    await triggerSuggestion();
    await until('a request', async () => (await completionRequests()).length > 0);
    const [request] = await completionRequests();
    assert.ok(request && request.rawBody.length < 20_000);
  });

  for (const [name, options] of Object.entries({
    'an excluded file': { name: '.env', language: 'dotenv' },
    'untitled plain text': { language: 'plaintext' },
  } as const)) {
    it(`requests nothing in ${name}`, async () => {
      await showDocument('KEY=█\n', {
        ...options,
        ...('name' in options ? { uri: await writeWorkspaceFile(options.name, 'KEY=\n') } : {}),
      });
      await typeUntilAsked('abc');
      assert.deepEqual(await completionRequestsSoFar(), []);
    });
  }

  it('requests nothing for an excluded file even on demand', async () => {
    await showDocument('KEY=█\n', { uri: await writeWorkspaceFile('.env', 'KEY=\n') });
    await triggerSuggestion();
    assert.deepEqual(await completionRequestsSoFar(), []);
  });

  it('requests nothing while turned off', async () => {
    await vscode.commands.executeCommand('codestral.toggleCompletions');
    try {
      await showDocument('const x =█\n');
      await typeUntilAsked(' 4');
    } finally {
      await vscode.commands.executeCommand('codestral.toggleCompletions');
    }
    assert.deepEqual(await completionRequestsSoFar(), []);
  });

  it('requests nothing in a language that is turned off', async () => {
    await showDocument('const x =█\n');
    await vscode.commands.executeCommand('codestral.toggleCompletionsForLanguage');
    try {
      await typeUntilAsked(' 4');
    } finally {
      await vscode.commands.executeCommand('codestral.toggleCompletionsForLanguage');
    }
    assert.deepEqual(await completionRequestsSoFar(), []);
  });

  it('lets a workspace turn completions off, never on', async () => {
    const config = vscode.workspace.getConfiguration('codestral.completion');
    const { Global, Workspace } = vscode.ConfigurationTarget;
    await showDocument('const x =█\n');
    try {
      await config.update('enabled', false, Global);
      await config.update('enabled', true, Workspace);
      await typeUntilAsked(' 4');
    } finally {
      await config.update('enabled', undefined, Global);
      await config.update('enabled', undefined, Workspace);
    }
    assert.deepEqual(await completionRequestsSoFar(), []);
  });

  it('closes the stream of an answer that no longer fits', async () => {
    await admin().configure({ firstTokenMs: 0, tokenMs: 50 });
    // At 50 ms per token, it streams longer than a busy machine takes to type.
    await admin().answer(`one ${'+ one '.repeat(200)}`);
    await showDocument('const x =█\n');
    await typeText(' ');
    await until('the first token', async () =>
      (await completionRequests()).some(({ bytesSent }) => bytesSent > 400),
    );
    await typeText('zzz');
    await until(
      'the socket to close',
      async () => (await completionRequests())[0]?.closedEarly === true,
    );
  });

  it('tolerates a file deleted during its request', async () => {
    await admin().configure({ firstTokenMs: 300, tokenMs: 0 });
    await admin().answer('42');
    const uri = await writeWorkspaceFile('gone.ts', 'const x = \n');
    const editor = await showDocument('const x = █\n', { uri });
    await triggerSuggestion();
    await until('a request', async () => (await completionRequests()).length > 0);
    await vscode.workspace.fs.delete(uri);
    await admin().idle();
    await completionRequestsSoFar();
    assert.equal(editor.document.getText(), 'const x = \n');
  });
});

/** The same text at every path. */
class MemoryFiles implements vscode.FileSystemProvider {
  readonly #bytes: Uint8Array;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(text: string) {
    this.#bytes = new TextEncoder().encode(text);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(): vscode.FileStat {
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: this.#bytes.length };
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  readFile(): Uint8Array {
    return this.#bytes;
  }

  writeFile(): void {
    // The tests read the editor instead.
  }

  createDirectory(): void {
    // Has no folders.
  }

  delete(): void {
    // Deletes nothing.
  }

  rename(): void {
    // Renames nothing.
  }
}
