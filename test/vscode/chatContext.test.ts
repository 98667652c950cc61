import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import type { TextAttachment } from '../../src/chat/session/conversation.ts';
import { codeAttachment } from '../../src/vscode/chat/attachments/codeAttachment.ts';
import { CurrentSelection } from '../../src/vscode/chat/attachments/currentSelection.ts';
import { AttachmentCollector } from '../../src/vscode/chat/attachments/attachmentCollector.ts';
import { gitApi } from '../../src/vscode/git/gitApi.ts';
import { MentionProvider } from '../../src/vscode/chat/attachments/mentionProvider.ts';
import { TerminalOutput } from '../../src/vscode/chat/attachments/terminalOutput.ts';
import { SendPermissions } from '../../src/vscode/privacy/sendPermissions.ts';
import { Settings } from '../../src/vscode/settings/settings.ts';
import { closeAll, showDocument, until, writeWorkspaceFile } from '../support/extensionHost.ts';
import { realClock } from '../support/fakeClock.ts';

const clock = realClock();

describe('chat attachments', () => {
  let settings: Settings;
  let permissions: SendPermissions;
  let terminalOutput: TerminalOutput;
  let selection: CurrentSelection;
  let mentions: MentionProvider;
  let collector: AttachmentCollector;
  let ids = 0;

  beforeEach(() => {
    const newId = () => `${++ids}`;
    settings = new Settings();
    permissions = new SendPermissions(settings);
    terminalOutput = new TerminalOutput();
    selection = new CurrentSelection({ clock, permissions, settings, newId });
    const knownKeys = () => Promise.resolve(['my-own-key']);
    mentions = new MentionProvider({ clock, permissions, terminalOutput, knownKeys });
    collector = new AttachmentCollector({
      clock,
      permissions,
      selection,
      terminalOutput,
      knownKeys,
      newId,
    });
  });

  afterEach(async () => {
    for (const part of [mentions, selection, terminalOutput, settings]) part.dispose();
    await closeAll();
  });

  async function attached(id: string): Promise<TextAttachment & { readonly note?: string }> {
    const gathered = await collector.attach(id, new AbortController().signal);
    if ('refused' in gathered) throw new Error(gathered.refused);
    const { attachment, note } = gathered;
    return note === undefined ? attachment : { ...attachment, note };
  }

  async function refused(id: string): Promise<string> {
    const gathered = await collector.attach(id, new AbortController().signal);
    return 'refused' in gathered ? gathered.refused : `attached ${gathered.attachment.label}`;
  }

  describe('files', () => {
    it('are attached with their unsaved changes', async () => {
      const uri = await writeWorkspaceFile('chat/a.ts', 'saved\r\n');
      const editor = await showDocument('█saved', { uri });
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), 'not ');
      });
      const { label, path, text, languageId } = await attached(`file:${uri.toString()}`);
      assert.deepEqual(
        { label, path, text, languageId },
        { label: 'a.ts', path: 'chat/a.ts', text: 'not saved\n', languageId: 'typescript' },
      );
    });

    it('are read from disk in their encoding', async () => {
      const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('grün', 'utf16le')]);
      const uri = await writeWorkspaceFile('chat/utf16.txt', bytes);
      assert.equal((await attached(`file:${uri.toString()}`)).text, 'grün');
    });

    it('are truncated when long', async () => {
      const uri = await writeWorkspaceFile('chat/long.txt', 'x'.repeat(500_000));
      const { cut } = await attached(`file:${uri.toString()}`);
      assert.deepEqual(cut, { kept: 400_000, of: 500_000 });
    });

    it('are attached cell by cell if they are notebooks', async () => {
      const cell = (text: string) =>
        new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
      const data = new vscode.NotebookData([cell('x = 1'), cell('print(x)')]);
      const { uri } = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
      const { text } = await attached(`file:${uri.toString()}`);
      assert.equal(text, '# %%\nx = 1\n\n# %%\nprint(x)\n');
    });

    it('are refused with a reason', async () => {
      const named = async (name: string, content: string | Uint8Array = 'KEY=1') =>
        refused(`file:${(await writeWorkspaceFile(name, content)).toString()}`);
      assert.match(await named('chat/.env'), /chat\/\.env is excluded by the setting/);
      assert.match(await named('chat/b.bin', Uint8Array.of(1, 0, 2)), /b\.bin isn’t a text file/);
      assert.match(await named('chat/huge.txt', 'x'.repeat(5_000_001)), /larger than 5 MB/);
      assert.match(await refused('file:file:///no/such/file.ts'), /file\.ts can’t be read/);
      assert.match(await refused('file:file:///home/x/.aws/credentials'), /excluded/);
      assert.match(await refused('file:output:tasks'), /cannot be sent because it is not a file/);
      assert.match(await refused('file:git:/a.ts?x'), /cannot be sent because it is not a file/);
    });

    it('are refused if read-only', async () => {
      const frozen = vscode.workspace.registerFileSystemProvider('frozen', new Frozen(), {
        isReadonly: true,
      });
      try {
        const isKnown = () => vscode.workspace.fs.isWritableFileSystem('frozen') !== undefined;
        await until('the file system', isKnown);
        assert.match(await refused('file:frozen:/a.ts'), /a\.ts is read-only/);
      } finally {
        frozen.dispose();
      }
    });
  });

  for (const id of ['', 'selection', 'nonsense', 'file:', 'file: ', 'folder:file:///no/such']) {
    it(`refuses ${JSON.stringify(id)} in words`, async () => {
      assert.match(await refused(id), /^(Nothing to attach|Couldn’t attach this)/);
    });
  }

  it('attaches a folder without excluded and hidden files and reports that', async () => {
    const uri = await writeWorkspaceFile('chat-folder/b.ts', 'b');
    await writeWorkspaceFile('chat-folder/a/a.ts', 'a');
    await writeWorkspaceFile('chat-folder/.env', 'KEY=1');
    await writeWorkspaceFile('chat-folder/x.bin', Uint8Array.of(0));
    await writeWorkspaceFile('chat-folder/node_modules/m/index.js', 'hidden');
    const folder = vscode.Uri.joinPath(uri, '..');
    const { label, path, text, note } = await attached(`folder:${folder.toString()}`);
    assert.equal(text, '=== chat-folder/a/a.ts ===\na\n\n=== chat-folder/b.ts ===\nb\n');
    assert.deepEqual([label, path], ['chat-folder/', 'chat-folder/']);
    assert.match(note ?? '', /excluded or read-only\): 1\..*not text\): 1\./);
    assert.equal((await attached(`file:${folder.toString()}`)).text, text);
  });

  it('records the whole length of a huge selection', async () => {
    const line = `${'x'.repeat(999)}\n`;
    const content = line.repeat(900);
    const document = await vscode.workspace.openTextDocument({ content });
    const range = new vscode.Range(0, 0, 900, 0);
    const attachment = codeAttachment(document, range, { kind: 'selection', id: 'huge' });
    assert.equal(attachment?.cut?.of, content.length);
    assert.ok(!('of' in attachment));
  });

  it('attaches the open editors', async () => {
    for (const name of ['chat/one.ts', 'chat/two.ts', 'chat/secrets.ts']) {
      const document = await vscode.workspace.openTextDocument(
        await writeWorkspaceFile(name, name),
      );
      await vscode.window.showTextDocument(document, { preview: false });
    }
    const { text, note } = await attached('editors');
    assert.ok(text.includes('=== chat/one.ts ===') && text.includes('=== chat/two.ts ==='));
    assert.ok(!text.includes('secrets') && /: 1\./.test(note ?? ''));
  });

  it('attaches problems except those of excluded files', async () => {
    const collection = vscode.languages.createDiagnosticCollection('checker');
    const range = new vscode.Range(4, 0, 4, 1);
    const problem = new vscode.Diagnostic(range, 'Wrong.');
    try {
      collection.set(await writeWorkspaceFile('chat/a.ts', ''), [problem]);
      collection.set(await writeWorkspaceFile('chat/.env', ''), [problem]);
      const { text } = await attached('problems');
      assert.ok(text.includes('chat/a.ts\n  line 5: error: Wrong.'), text);
      assert.ok(!text.includes('.env'));
    } finally {
      collection.dispose();
    }
  });

  describe('the selection', () => {
    const select = (editor: vscode.TextEditor, range: [number, number, number, number]) => {
      editor.selection = new vscode.Selection(...range);
      return until('the selection', () => {
        const at = selection.target?.selection;
        return at?.isEqual(editor.selection) === true;
      });
    };

    it('is attached automatically with its line numbers', async () => {
      const uri = await writeWorkspaceFile('chat/s.ts', 'one\ntwo\nthree\n');
      const editor = await showDocument('█one', { uri });
      assert.equal(selection.selected(), undefined);
      await select(editor, [0, 1, 2, 0]);
      const made = selection.selected();
      assert.deepEqual(
        [made?.label, made?.text, made?.lines, made?.path],
        ['s.ts:1-2', 'ne\ntwo\n', { first: 1, last: 2 }, 'chat/s.ts'],
      );
      assert.equal(selection.selected(), made);
      assert.deepEqual(selection.targetView(), { label: 's.ts', line: 3, isSelecting: true });
      assert.deepEqual(selection.suggestion(), { id: `file:${uri.toString()}`, label: 's.ts' });
      assert.equal((await attached('selection')).label, 's.ts:1-2');
    });

    it('stays dismissed until it changes', async () => {
      const editor = await showDocument('█one', {
        uri: await writeWorkspaceFile('chat/s.ts', 'one\ntwo\n'),
      });
      await select(editor, [0, 0, 0, 3]);
      selection.dismiss();
      assert.equal(selection.selected(), undefined);
      await select(editor, [0, 0, 1, 3]);
      assert.equal(selection.selected()?.label, 's.ts:1-2');
    });

    it('fires one event after it settles', async () => {
      const editor = await showDocument('█one', {
        uri: await writeWorkspaceFile('chat/s.ts', 'one\ntwo\n'),
      });
      await select(editor, [0, 0, 0, 1]);
      let reported = 0;
      selection.onDidChange(() => reported++);
      for (const end of [2, 3, 2, 3]) await select(editor, [0, 0, 0, end]);
      await until('being told', () => reported > 0);
      assert.ok(reported <= 2, `told ${reported} times`);
    });

    it('is kept while another view has the focus and dropped with its tab', async () => {
      const editor = await showDocument('█one', {
        uri: await writeWorkspaceFile('chat/s.ts', 'one\ntwo\n'),
      });
      await select(editor, [0, 0, 0, 3]);
      await vscode.commands.executeCommand('workbench.action.output.toggleOutput');
      await vscode.commands.executeCommand('workbench.panel.output.focus');
      assert.equal(selection.selected()?.label, 's.ts:1');
      await vscode.commands.executeCommand('workbench.action.closePanel');
      await closeAll();
      await until('the tab to be closed', () => selection.target === undefined);
      assert.equal(selection.selected(), undefined);
      assert.equal(selection.targetView(), undefined);
    });

    it('is not attached from an excluded file, but code can still be inserted there', async () => {
      const uri = await writeWorkspaceFile('chat/secrets.ts', 'one\ntwo\n');
      await select(await showDocument('█one', { uri }), [0, 0, 0, 3]);
      assert.equal(selection.selected(), undefined);
      assert.equal(selection.suggestion(), undefined);
      assert.equal(selection.targetView()?.label, 'secrets.ts');
    });
  });

  describe('the current file', () => {
    const setting = () => vscode.workspace.getConfiguration('codestral.chat');

    afterEach(() => setting().update('attachCurrentFile', undefined, true));

    it('is attached while nothing is selected, with unsaved changes, and follows the editor', async () => {
      const first = await writeWorkspaceFile('chat/current.ts', 'one\n');
      const editor = await showDocument('█one', { uri: first });
      await until('current.ts', () => selection.automatic()?.label === 'current.ts');
      const made = selection.automatic();
      assert.deepEqual(
        [made?.kind, made?.path, made?.text, made?.lines],
        ['file', 'chat/current.ts', 'one\n', undefined],
      );
      assert.equal(selection.automatic(), made);
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), 'changed ');
      });
      assert.equal(selection.automatic()?.text, 'changed one\n');
      editor.selection = new vscode.Selection(0, 0, 0, 7);
      await until('the selection', () => selection.automatic()?.kind === 'selection');
      await showDocument('█two', { uri: await writeWorkspaceFile('chat/next.ts', 'two\n') });
      await until('next.ts', () => selection.automatic()?.label === 'next.ts');
    });

    it('stays removed in this chat, also when a selection was removed', async () => {
      const editor = await showDocument('█one', {
        uri: await writeWorkspaceFile('chat/current.ts', 'one\n'),
      });
      await until('current.ts', () => selection.automatic()?.label === 'current.ts');
      editor.selection = new vscode.Selection(0, 0, 0, 3);
      await until('the selection', () => selection.automatic()?.kind === 'selection');
      selection.dismiss();
      assert.equal(selection.automatic(), undefined);
      editor.selection = new vscode.Selection(0, 1, 0, 1);
      await until('the cursor', () => selection.target?.selection.isEmpty === true);
      assert.equal(selection.automatic(), undefined);
      selection.restore();
      assert.equal(selection.automatic()?.label, 'current.ts');
    });

    it('is never an excluded, blank or closed one', async () => {
      await showDocument('█KEY', { uri: await writeWorkspaceFile('chat/secrets.ts', 'KEY=1\n') });
      await until('the file', () => selection.targetView()?.label === 'secrets.ts');
      assert.equal(selection.automatic(), undefined);
      await showDocument('█', { uri: await writeWorkspaceFile('chat/blank.ts', ' \n') });
      await until('the file', () => selection.targetView()?.label === 'blank.ts');
      assert.equal(selection.automatic(), undefined);
      await closeAll();
      await until('the tab to be closed', () => selection.target === undefined);
      assert.equal(selection.automatic(), undefined);
    });

    it('is the whole notebook of a cell', async () => {
      const cell = (text: string) =>
        new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
      const data = new vscode.NotebookData([cell('x = 1'), cell('print(x)')]);
      const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
      await vscode.window.showNotebookDocument(notebook);
      await vscode.commands.executeCommand('notebook.cell.edit');
      await until('the notebook', () => selection.automatic()?.text.includes('print(x)') === true);
      assert.equal(selection.automatic()?.text, '# %%\nx = 1\n\n# %%\nprint(x)\n');
    });

    it('is not attached when the setting is off', async () => {
      await showDocument('█one', { uri: await writeWorkspaceFile('chat/current.ts', 'one\n') });
      await until('current.ts', () => selection.automatic()?.label === 'current.ts');
      await setting().update('attachCurrentFile', false, true);
      assert.equal(selection.automatic(), undefined);
      assert.equal(selection.suggestion()?.label, 'current.ts');
    });
  });

  it('offers open files first and no excluded or hidden files', async () => {
    await writeWorkspaceFile('chat-mention/mentionable.ts', '');
    await writeWorkspaceFile('chat-mention/mentionable.test.ts', '');
    await writeWorkspaceFile('chat-mention/secrets.mentionable', '');
    await writeWorkspaceFile('node_modules/mentionable.js', '');
    const open = await writeWorkspaceFile('chat-mention/zmentionable.ts', '');
    await showDocument('█', { uri: open });
    const rows = await mentions.rows('mentionable');
    assert.deepEqual(
      rows.map(({ kind, label, detail }) => [kind, label, detail]),
      [
        ['file', 'mentionable.ts', 'chat-mention/mentionable.ts'],
        ['file', 'mentionable.test.ts', 'chat-mention/mentionable.test.ts'],
        ['file', 'zmentionable.ts', 'chat-mention/zmentionable.ts'],
      ],
    );
    assert.deepEqual((await mentions.rows('chat-mention/'))[0]?.kind, 'folder');
    const all = (await mentions.rows('')).map(({ id }) => id);
    assert.equal(all[0], `file:${open.toString()}`);
    assert.deepEqual(all.slice(1, 3), ['codebase', 'editors']);
    assert.ok(!all.includes('terminal'), 'no command has run');
    for (const row of await mentions.rows('mentionable.ts')) {
      assert.ok(!(await refused(row.id)).includes('nothing'), row.id);
    }
  });

  it('attaches the last terminal command', async () => {
    // The default shell may be one without shell integration.
    const shellPath = process.platform === 'win32' ? {} : { shellPath: '/bin/bash' };
    const shell = vscode.window.createTerminal({ name: 'chat', ...shellPath });
    try {
      assert.match(await refused('terminal'), /No recent terminal command/);
      shell.show();
      await until('shell integration', () => shell.shellIntegration !== undefined);
      shell.shellIntegration?.executeCommand('sleep 1; echo one; echo two');
      await until('the end of the command', () => terminalOutput.last?.state === 'ended');
      const { text, label } = await attached('terminal');
      assert.equal(text, '$ sleep 1; echo one; echo two\none\ntwo\n(exit code: 0)');
      assert.equal(label, 'Terminal: sleep 1; echo one; echo two');
      assert.ok((await mentions.rows('terminal')).some(({ id }) => id === 'terminal'));
    } finally {
      shell.dispose();
    }
  }).timeout(3 * 60_000);

  describe('git changes', () => {
    it('are refused without git', async () => {
      assert.match(await refused('diff'), /Git isn’t available|No Git repository/);
    });

    it('are attached without excluded files', async () => {
      const root = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
      const git = (...args: string[]) =>
        execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@x.y', ...args], {
          cwd: root.fsPath,
        });
      const { Global } = vscode.ConfigurationTarget;
      const config = vscode.workspace.getConfiguration('git');
      const before = (key: string): unknown => config.inspect(key)?.globalValue;
      const [wasEnabled, wasDetecting] = [before('enabled'), before('autoRepositoryDetection')];
      await writeWorkspaceFile('chat-git/a.ts', 'old\n');
      await writeWorkspaceFile('chat-git/.env', 'KEY=old\n');
      git('init', '--quiet');
      git('config', 'core.autocrlf', 'false');
      for (const setting of ['diff.external', 'diff.srcPrefix', 'diff.dstPrefix', 'color.ui']) {
        git('config', setting, setting === 'color.ui' ? 'always' : 'other/');
      }
      git('config', 'diff.noprefix', 'true');
      git('add', 'chat-git');
      git('commit', '--quiet', '-m', 'first');
      await writeWorkspaceFile('chat-git/.env', 'KEY=new\n');
      await writeWorkspaceFile('chat-git/a.ts', 'staged\n');
      git('add', 'chat-git');
      await writeWorkspaceFile('chat-git/a.ts', 'working\n');
      try {
        await config.update('enabled', true, Global);
        await config.update('autoRepositoryDetection', true, Global);
        await until('git', async () => (await gitApi()) !== undefined);
        const api = (await gitApi()) as Opener;
        await api.openRepository(root);
        await until('the repository', () => api.repositories.length > 0);
        const { text, note } = await attached('diff');
        assert.ok(text.includes('-old\n+staged\n') && text.includes('-staged\n+working\n'), text);
        assert.ok(!text.includes('KEY') && !text.includes('.env'));
        assert.match(note ?? '', /excluded or read-only\): 1\./);
        assert.ok((await mentions.rows('git')).some(({ id }) => id === 'diff'));
      } finally {
        await config.update('enabled', wasEnabled, Global);
        await config.update('autoRepositoryDetection', wasDetecting, Global);
        await vscode.workspace.fs.delete(vscode.Uri.joinPath(root, '.git'), { recursive: true });
      }
    }).timeout(3 * 60_000);
  });
});

type Opener = NonNullable<Awaited<ReturnType<typeof gitApi>>> & {
  openRepository(root: vscode.Uri): Promise<unknown>;
};

/** A file system without changes. */
class Frozen implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  watch() {
    return { dispose: () => undefined };
  }
  stat() {
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: 1 };
  }
  readFile() {
    return Uint8Array.of(65);
  }
  readDirectory() {
    return [];
  }
  createDirectory() {}
  writeFile() {}
  delete() {}
  rename() {}
}
