import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CodeBlockActions } from '../../src/vscode/chat/apply/codeBlockActions.ts';
import type { LastActiveEditor } from '../../src/vscode/chat/attachments/currentSelection.ts';
import type { TextAttachment } from '../../src/chat/session/conversation.ts';
import type { AppliedCode } from '../../src/vscode/chat/apply/placeInDocument.ts';
import { CommandTerminal } from '../../src/vscode/chat/apply/commandTerminal.ts';
import { DiffPreview, type PreviewOutcome } from '../../src/vscode/preview/diffPreview.ts';
import {
  activated,
  closeAll,
  showDocument,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';
import { print } from '../support/print.ts';

const SOURCE = 'function total(items) {\n  let sum = 0;\n  return sum;\n}\n';
const LOOP = 'for (const item of items) {\n    sum += item.price;\n}';

describe('applying code of an answer', () => {
  let reported: string[];
  let target: LastActiveEditor | undefined;
  let preview: DiffPreview;
  let terminal: CommandTerminal;
  let code: CodeBlockActions;

  before(activated);

  beforeEach(() => {
    reported = [];
    target = undefined;
    const tell = (text: string) => void reported.push(text);
    preview = new DiffPreview(tell);
    terminal = new CommandTerminal();
    code = new CodeBlockActions({
      target: () => target,
      preview,
      commandTerminal: terminal,
      notify: tell,
    });
  });

  afterEach(async () => {
    preview.dispose();
    terminal.dispose();
    await closeAll();
  });

  /** Opens a file; one `█` marks the cursor, two mark the selection. */
  async function open(name: string, marked: string): Promise<vscode.TextEditor> {
    const [before = '', selected = '', ...after] = marked.split('█');
    const text = [before, selected, ...after].join('');
    const uri = await writeWorkspaceFile(name, text);
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    const end = after.length > 0 ? before + selected : before;
    const from = document.positionAt(before.length);
    editor.selection = new vscode.Selection(from, document.positionAt(end.length));
    target = editor;
    return editor;
  }

  /** The document of the active diff that shows the change. */
  async function changeInDiff(): Promise<vscode.TextDocument> {
    const { tabGroups } = vscode.window;
    const input = () => tabGroups.activeTabGroup.activeTab?.input;
    await until('the diff editor', () => input() instanceof vscode.TabInputTextDiff);
    const { modified } = input() as vscode.TabInputTextDiff;
    return vscode.workspace.openTextDocument(modified);
  }

  /** The tabs that show a proposed change. */
  function diffs(): readonly vscode.Tab[] {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    return tabs.filter(({ input }) => input instanceof vscode.TabInputTextDiff);
  }

  describe('apply', () => {
    const applied = (text: string, more: Partial<AppliedCode> = {}): AppliedCode => ({
      ...{ code: text, language: 'typescript', attachments: [], isReplacement: false },
      ...more,
    });

    it('previews the change of the function with the same name, and accepts it', async () => {
      const editor = await open('apply.ts', `${SOURCE}\nfunction other() {}\n█`);
      const decision = code.apply(applied('function total(items) {\n    return 0;\n}'), undefined);
      const change = await changeInDiff();
      const text = 'function total(items) {\n  return 0;\n}\n\nfunction other() {}\n';
      assert.equal(change.getText(), text);
      await preview.accept(change.uri);
      assert.equal(await decision, 'accepted');
      assert.equal(editor.document.getText(), text);
    });

    it('finds the attached selection in its own file, with other line ends', async () => {
      const uri = await writeWorkspaceFile('attached.ts', 'a();\r\nb();\r\nc();\r\n');
      await open('active.ts', 'unrelated();█\n');
      const attachment: TextAttachment = {
        ...{ kind: 'selection', id: 'x', label: 'attached.ts:2', path: 'attached.ts' },
        ...{ uri: uri.toString(), lines: { first: 1, last: 1 }, text: 'b();' },
      };
      const more = { attachments: [attachment], isReplacement: true };
      void code.apply(applied('x();\ny();', more), undefined);
      const change = await changeInDiff();
      assert.equal(change.getText(), 'a();\r\nx();\r\ny();\r\nc();\r\n');
    });

    it('keeps the indentation of a file that no editor shows', async () => {
      await writeWorkspaceFile('narrow.ts', SOURCE);
      await open('active3.ts', 'unrelated();█\n');
      void code.apply(applied('function total() {\n  return 0;\n}'), 'narrow.ts');
      assert.equal((await changeInDiff()).getText(), 'function total() {\n  return 0;\n}\n');
    });

    it('applies a diff', async () => {
      await open('diffed.ts', `█${SOURCE}`);
      const diff = '@@ -2 +2 @@\n-  let sum = 0;\n+  let sum = 1;\n';
      void code.apply(applied(diff, { language: 'diff' }), undefined);
      assert.equal((await changeInDiff()).getText(), SOURCE.replace('= 0', '= 1'));
    });

    it('opens the file that the answer names, or a new one', async () => {
      await writeWorkspaceFile('named/shop.ts', SOURCE);
      await open('active2.ts', 'unrelated();█\n');
      void code.apply(applied('function total() {}'), 'named/shop.ts');
      assert.equal((await changeInDiff()).getText(), 'function total() {}\n');
      await code.apply(applied('let fresh;'), 'named/fresh.ts');
      const active = vscode.window.activeTextEditor?.document;
      assert.deepEqual([active?.isUntitled, active?.getText()], [true, 'let fresh;']);
    });

    it('reports why it changes nothing', async () => {
      await code.apply(applied('a();'), undefined);
      await open('reasons.ts', `${SOURCE}█`);
      await code.apply(applied('function elsewhere() {}'), undefined);
      await code.apply(applied('function total() {\n  // ...\n}'), undefined);
      await code.apply(applied(SOURCE), undefined);
      assert.match(reported[0] ?? '', /Open the file/);
      assert.match(reported[1] ?? '', /Couldn’t find where this code belongs in reasons\.ts/);
      assert.match(reported[2] ?? '', /leaves parts out/);
      assert.match(reported[3] ?? '', /already contains this code/);
      assert.equal(diffs().length, 0);
    });
  });

  describe('insert', () => {
    it('adjusts the indentation, places the cursor after the code and is one undo step', async () => {
      const editor = await open('insert.ts', SOURCE.replace('  return', '█\n  return'));
      const { document } = editor;
      const before = document.getText();
      await code.insert(LOOP);
      const fitted = '  for (const item of items) {\n    sum += item.price;\n  }';
      assert.equal(document.getText(), SOURCE.replace('  return', `${fitted}\n  return`));
      const end = document.positionAt(document.getText().indexOf(fitted) + fitted.length);
      assert.deepEqual(editor.selection.active, end);
      assert.ok(editor.selection.isEmpty);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
      assert.deepEqual(reported, []);
    });

    it('keeps the line endings of the file', async () => {
      const editor = await open(
        'insert-crlf.ts',
        SOURCE.replace('  return', '█  return').replaceAll('\n', '\r\n'),
      );
      await code.insert(LOOP);
      const text = editor.document.getText();
      assert.ok(
        text.includes('  for (const item of items) {\r\n    sum += item.price;\r\n  }\r\n  return'),
        text,
      );
      assert.doesNotMatch(text, /[^\r]\n/);
      const { active } = editor.selection;
      assert.equal(editor.document.lineAt(active).text.slice(0, active.character), '  }');
    });

    it('reopens a closed editor', async () => {
      const { document } = await open('closed.ts', '█\n');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await until('the document to close', () => vscode.window.visibleTextEditors.length === 0);
      await code.insert('x();');
      assert.equal(
        vscode.window.activeTextEditor?.document.uri.toString(),
        document.uri.toString(),
      );
      assert.equal(vscode.window.activeTextEditor.document.getText(), 'x();\n');
    });

    it('inserts into an untitled document', async () => {
      const editor = await showDocument('a();\n█', {});
      target = editor;
      await code.insert('b();');
      assert.equal(editor.document.getText(), 'a();\nb();');
    });

    it('inserts into a notebook cell', async () => {
      const cell = await openCell('x = 1');
      const end = cell.lineAt(0).range.end;
      target = { document: cell, selection: new vscode.Selection(end, end) };
      await code.insert(' + 1');
      assert.equal(cell.getText(), 'x = 1+ 1');
    });

    it('reports that no editor was active', async () => {
      await code.insert('x();');
      assert.equal(reported.length, 1);
      assert.match(reported[0] ?? '', /Open the target file/);
    });

    it('reports a file that is read-only or deleted', async () => {
      const registration = vscode.workspace.registerFileSystemProvider('frozen', new Frozen(), {
        isReadonly: true,
      });
      try {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('frozen:/a.ts'));
        target = await vscode.window.showTextDocument(document);
        await code.insert('x();');
        assert.deepEqual(reported, ['a.ts is read-only.']);
        assert.equal(document.getText(), 'frozen();\n');
      } finally {
        registration.dispose();
      }
      const { document } = await open('gone.ts', '█a();\n');
      await vscode.workspace.fs.delete(document.uri);
      await code.insert('x();');
      assert.equal(reported.at(-1), 'gone.ts no longer exists.');
    });
  });

  describe('replace', () => {
    const marked = SOURCE.replace('  let sum = 0;', '█  let sum = 0;█');
    const changed = SOURCE.replace('let sum = 0', 'const sum = 1');

    it('previews the change and applies it in one step when accepted', async () => {
      const { document } = await open('accept.ts', marked);
      const decision = code.replace('const sum = 1;');
      const change = await changeInDiff();
      assert.equal(change.getText(), changed);
      assert.equal(change.languageId, 'typescript');
      assert.equal(diffs()[0]?.label, 'accept.ts: proposed change');
      assert.equal(document.getText(), SOURCE);
      await preview.accept(change.uri);
      assert.equal(await decision, 'accepted');
      assert.equal(document.getText(), changed);
      assert.ok(document.isDirty, 'it is not saved');
      assert.deepEqual(diffs(), []);
      assert.equal(vscode.window.activeTextEditor?.document, document);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), SOURCE);
    });

    it('changes nothing when rejected or when its tab is closed', async () => {
      const { document } = await open('reject.ts', marked);
      const first = code.replace('const sum = 1;');
      await changeInDiff();
      await preview.discard();
      assert.equal(await first, 'discarded');
      assert.deepEqual(diffs(), []);
      const second = code.replace('const sum = 1;');
      await changeInDiff();
      await vscode.window.tabGroups.close(diffs());
      assert.equal(await second, 'discarded');
      assert.equal(document.getText(), SOURCE);
      assert.ok(!document.isDirty);
    });

    it('follows the code while the text around it changes', async () => {
      const { document } = await open('moved.ts', marked);
      const decision = code.replace('const sum = 1;');
      const change = await changeInDiff();
      await edit(document, new vscode.Range(0, 0, 0, 0), '// new\n  let sum = 0;\n');
      const expected = `// new\n  let sum = 0;\n${changed}`;
      await until('the diff to follow', () => change.getText() === expected);
      await preview.accept(change.uri);
      assert.equal(await decision, 'accepted');
      assert.equal(document.getText(), expected);
    });

    it('is outdated once the code itself changes', async () => {
      const { document } = await open('outdated.ts', marked);
      const decision = code.replace('const sum = 1;');
      await changeInDiff();
      await edit(document, new vscode.Range(1, 6, 1, 9), 'all');
      const text = document.getText();
      await preview.accept();
      assert.equal(await decision, 'notApplied');
      assert.equal(document.getText(), text);
      assert.deepEqual(reported, ['outdated.ts changed in the meantime; nothing was replaced.']);
    });

    it('applies to a document that was closed in the meantime', async () => {
      const { document } = await open('reopened.ts', marked);
      const decision = code.replace('const sum = 1;');
      const change = await changeInDiff();
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const ofFile = tabs.filter(({ input }) => input instanceof vscode.TabInputText);
      await vscode.window.tabGroups.close(ofFile);
      await preview.accept(change.uri);
      assert.equal(await decision, 'accepted');
      const now = await vscode.workspace.openTextDocument(document.uri);
      assert.equal(now.getText(), changed);
    });

    it('reports a deleted file', async () => {
      const { document } = await open('deleted.ts', marked);
      const decision = code.replace('const sum = 1;');
      const change = await changeInDiff();
      await vscode.workspace.fs.delete(document.uri);
      await preview.accept(change.uri);
      assert.equal(await decision, 'notApplied');
      assert.deepEqual(reported, ['deleted.ts no longer exists.']);
    });

    it('keeps several previews apart', async () => {
      const first = await open('one.ts', marked);
      const one = code.replace('const sum = 1;');
      const changeOne = await changeInDiff();
      const second = await open('two.ts', marked);
      const two = code.replace('const sum = 1;');
      await changeInDiff();
      await preview.accept(changeOne.uri);
      assert.equal(await one, 'accepted');
      assert.equal(first.document.getText(), changed);
      assert.equal(second.document.getText(), SOURCE);
      assert.equal(diffs().length, 1);
      await vscode.window.tabGroups.close(diffs());
      assert.equal(await two, 'discarded');
    });

    it('works in CRLF files, untitled documents and notebook cells', async () => {
      const crlf = (await open('windows.ts', marked.replaceAll('\n', '\r\n'))).document;
      await accept(code.replace('const sum = 1;\nlog();'));
      assert.equal(
        crlf.getText(),
        changed.replace('1;\n', '1;\n  log();\n').replaceAll('\n', '\r\n'),
      );
      const untitled = await showDocument('█let a = 1;');
      untitled.selection = new vscode.Selection(0, 0, 0, 10);
      target = untitled;
      await accept(code.replace('const a = 1;'));
      assert.equal(untitled.document.getText(), 'const a = 1;');
      const cell = await openCell('x = 1');
      target = { document: cell, selection: new vscode.Selection(0, 0, 0, 5) };
      await accept(code.replace('x = 2'));
      assert.equal(cell.getText(), 'x = 2');
      assert.deepEqual(reported, []);
    });

    it('handles 2,000 lines', async () => {
      const lines = Array.from({ length: 2_000 }, (_, at) => `  call(${at});`).join('\n');
      await open('long.txt', `█${lines}█\n`);
      const block = lines.replaceAll(/^ {2}/gm, '').replaceAll('call', 'other');
      const startedAt = performance.now();
      const decision = code.replace(block);
      const change = await changeInDiff();
      const took = performance.now() - startedAt;
      print(`a preview of 2,000 lines: ${took.toFixed(0)} ms`);
      assert.equal(change.getText(), `${lines.replaceAll('call', 'other')}\n`);
      await preview.discard(change.uri);
      assert.equal(await decision, 'discarded');
    });

    it('asks for a selection if there is none', async () => {
      await open('none.ts', '█a();\n');
      assert.equal(await code.replace('b();'), undefined);
      assert.deepEqual(reported, ['Select the code to replace in none.ts.']);
      assert.deepEqual(diffs(), []);
    });

    async function accept(decision: Promise<PreviewOutcome | undefined>): Promise<void> {
      const change = await changeInDiff();
      await preview.accept(change.uri);
      assert.equal(await decision, 'accepted');
    }
  });

  describe('new file', () => {
    it('opens an untitled document in the right language', async () => {
      await code.newFile('x = 1\n', 'py');
      const { document } = vscode.window.activeTextEditor!;
      assert.ok(document.isUntitled);
      assert.equal(document.languageId, 'python');
      assert.equal(document.getText(), 'x = 1\n');
    });

    it('uses a suggested name that is valid and free', async () => {
      await code.newFile('x();\n', 'ts', 'src/fresh.ts');
      const { document } = vscode.window.activeTextEditor!;
      assert.ok(document.isUntitled);
      assert.ok(document.uri.path.endsWith('/fresh.ts'));
      assert.equal(document.languageId, 'typescript');
      const folder = vscode.workspace.workspaceFolders![0]!.uri;
      const file = vscode.Uri.joinPath(folder, 'fresh.ts');
      await assert.rejects(async () => vscode.workspace.fs.stat(file));
      await writeWorkspaceFile('taken.ts', 'mine();');
      await code.newFile('y();', 'ts', 'taken.ts');
      assert.match(vscode.window.activeTextEditor!.document.uri.path, /Untitled/);
    });
  });

  it('copies the source text', async () => {
    const source = '\tif (a)\r\n    b \u00a0\n\n';
    await code.copy(source);
    assert.equal(await vscode.env.clipboard.readText(), source);
  });

  describe('run', () => {
    const { showWarningMessage } = vscode.window;
    let asked: string[];
    let offered: string[][];
    let answer: string | undefined;

    beforeEach(() => {
      asked = [];
      offered = [];
      answer = undefined;
      vscode.window.showWarningMessage = (async (
        _text: string,
        { detail }: { detail: string },
        ...buttons: string[]
      ) => {
        asked.push(detail);
        offered.push(buttons);
        return answer;
      }) as never;
    });
    afterEach(() => {
      vscode.window.showWarningMessage = showWarningMessage;
      for (const each of vscode.window.terminals) each.dispose();
    });

    it('asks every time and runs nothing without confirmation', async () => {
      await code.run('$ echo one\none', 'console');
      assert.deepEqual(asked, ['echo one']);
      assert.equal(vscode.window.terminals.length, 0);
    });

    it('shows the whole command, or only offers to copy it', async () => {
      const linesOf = (count: number) =>
        Array.from({ length: count }, (_, at) => `echo ${at}`).join('\n');
      await code.run(linesOf(25), 'sh');
      assert.equal(asked.at(-1), linesOf(25));
      assert.deepEqual(offered.at(-1), ['Run']);
      answer = 'Copy';
      assert.equal(await code.run(`\n${linesOf(26)}\n`, 'sh'), false);
      assert.deepEqual(offered.at(-1), ['Copy']);
      assert.equal(await vscode.env.clipboard.readText(), linesOf(26));
      assert.equal(vscode.window.terminals.length, 0);
    });

    it('refuses text that is not a command or hides characters', async () => {
      await code.run('x = 1', 'python');
      await code.run('echo\u001b[2K', 'sh');
      assert.deepEqual(asked, []);
      assert.equal(reported.length, 2);
    });

    it('runs all lines in its own terminal and reuses it', async () => {
      answer = 'Run';
      let ended = 0;
      const registration = vscode.window.onDidEndTerminalShellExecution(() => {
        ended += 1;
      });
      const uri = await writeWorkspaceFile('ran.txt', '');
      const text = async () => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const file = uri.fsPath;
      // `read` would consume the next line if the lines were sent one by one.
      await code.run(`read -t 1 line\necho one >> ${file}\n`, 'bash');
      await until('the commands to run', async () => (await text()) === 'one\n');
      assert.deepEqual(
        vscode.window.terminals.map(({ name }) => name),
        ['Codestral'],
      );
      await until('the commands to end', () => ended === 1);
      await code.run(`echo two >> ${file}`, 'bash');
      await until('the next to run', async () => (await text()) === 'one\ntwo\n');
      registration.dispose();
      assert.equal(vscode.window.terminals.length, 1);
    });
  });
});

async function edit(
  document: vscode.TextDocument,
  range: vscode.Range,
  text: string,
): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, range, text);
  assert.ok(await vscode.workspace.applyEdit(change));
}

async function openCell(text: string): Promise<vscode.TextDocument> {
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
  const data = new vscode.NotebookData([cell]);
  const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
  await vscode.window.showNotebookDocument(notebook);
  return notebook.cellAt(0).document;
}

/** A file system with one read-only file. */
class Frozen implements vscode.FileSystemProvider {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  watch = () => new vscode.Disposable(() => undefined);
  stat = () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: 10 });
  readDirectory = () => [];
  createDirectory = () => undefined;
  readFile = () => new TextEncoder().encode('frozen();\n');
  writeFile = () => {
    throw vscode.FileSystemError.NoPermissions();
  };
  delete = () => undefined;
  rename = () => undefined;
}
