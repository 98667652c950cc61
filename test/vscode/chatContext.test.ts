import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import type { TextAttachment } from '../../src/chat/conversation.ts';
import { CurrentSelection } from '../../src/vscode/chat/currentSelection.ts';
import { Gather } from '../../src/vscode/chat/gather.ts';
import { gitChanges } from '../../src/vscode/chat/gitDiff.ts';
import { gitApi } from '../../src/vscode/git/gitApi.ts';
import { Mentions } from '../../src/vscode/chat/mentions.ts';
import { TerminalOutput } from '../../src/vscode/chat/terminalOutput.ts';
import { Exclusions } from '../../src/vscode/exclusions.ts';
import { Settings } from '../../src/vscode/settings.ts';
import { closeAll, show, until, write } from './support.ts';

const clock = {
  now: () => Date.now(),
  setTimeout: (run: () => void, ms: number) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

describe('the context of chats', () => {
  let settings: Settings;
  let exclusions: Exclusions;
  let terminal: TerminalOutput;
  let selection: CurrentSelection;
  let mentions: Mentions;
  let gather: Gather;
  let ids = 0;

  beforeEach(() => {
    const newId = () => `${++ids}`;
    settings = new Settings();
    exclusions = new Exclusions(settings);
    terminal = new TerminalOutput();
    selection = new CurrentSelection({ clock, exclusions, newId });
    mentions = new Mentions({ clock, exclusions, terminal });
    gather = new Gather({ clock, exclusions, selection, terminal, newId });
  });

  afterEach(async () => {
    for (const part of [mentions, selection, terminal, settings]) part.dispose();
    await closeAll();
  });

  async function attached(id: string): Promise<TextAttachment & { readonly note?: string }> {
    const gathered = await gather.attach(id);
    if ('refused' in gathered) throw new Error(gathered.refused);
    const { attachment, note } = gathered;
    return note === undefined ? attachment : { ...attachment, note };
  }

  async function refused(id: string): Promise<string> {
    const gathered = await gather.attach(id);
    return 'refused' in gathered ? gathered.refused : `attached ${gathered.attachment.label}`;
  }

  describe('files', () => {
    it('are attached with their unsaved changes', async () => {
      const uri = await write('chat/a.ts', 'saved\r\n');
      const editor = await show('█saved', { uri });
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), 'not ');
      });
      const { label, path, text, languageId } = await attached(`file:${uri.toString()}`);
      assert.deepEqual(
        { label, path, text, languageId },
        { label: 'a.ts', path: 'chat/a.ts', text: 'not saved\n', languageId: 'typescript' },
      );
    });

    it('are attached from where they are stored, in their encoding', async () => {
      const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('grün', 'utf16le')]);
      const uri = await write('chat/utf16.txt', bytes);
      assert.equal((await attached(`file:${uri.toString()}`)).text, 'grün');
    });

    it('are cut where they are long', async () => {
      const uri = await write('chat/long.txt', 'x'.repeat(500_000));
      const { cut } = await attached(`file:${uri.toString()}`);
      assert.deepEqual(cut, { kept: 400_000, of: 500_000 });
    });

    it('are notebooks by their cells', async () => {
      const cell = (text: string) =>
        new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
      const data = new vscode.NotebookData([cell('x = 1'), cell('print(x)')]);
      const { uri } = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
      const { text } = await attached(`file:${uri.toString()}`);
      assert.equal(text, '# %%\nx = 1\n\n# %%\nprint(x)\n');
    });

    it('are refused with the reason', async () => {
      const named = async (name: string, content: string | Uint8Array = 'KEY=1') =>
        refused(`file:${(await write(name, content)).toString()}`);
      assert.match(await named('chat/.env'), /chat\/\.env is excluded by the setting/);
      assert.match(await named('chat/b.bin', Uint8Array.of(1, 0, 2)), /b\.bin is no text/);
      assert.match(await named('chat/huge.txt', 'x'.repeat(5_000_001)), /larger than 5 MB/);
      assert.match(await refused('file:file:///no/such/file.ts'), /file\.ts cannot be read/);
      assert.match(await refused('file:file:///home/x/.aws/credentials'), /excluded/);
      assert.match(await refused('file:output:tasks'), /no file that can be attached/);
      assert.match(await refused('file:git:/a.ts?x'), /no file that can be attached/);
    });

    it('are refused where nobody can write', async () => {
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
      assert.match(await refused(id), /^(There is nothing|It could not be attached|.*no file)/);
    });
  }

  it('attaches a folder without what is excluded or hidden, and says so', async () => {
    const uri = await write('chat-folder/b.ts', 'b');
    await write('chat-folder/a/a.ts', 'a');
    await write('chat-folder/.env', 'KEY=1');
    await write('chat-folder/x.bin', Uint8Array.of(0));
    await write('chat-folder/node_modules/m/index.js', 'hidden');
    const folder = vscode.Uri.joinPath(uri, '..');
    const { label, path, text, note } = await attached(`folder:${folder.toString()}`);
    assert.equal(text, '=== chat-folder/a/a.ts ===\na\n\n=== chat-folder/b.ts ===\nb\n');
    assert.deepEqual([label, path], ['chat-folder/', 'chat-folder/']);
    assert.match(note ?? '', /excluded or read-only: 1\..*no text: 1\./);
    assert.equal((await attached(`file:${folder.toString()}`)).text, text);
  });

  it('attaches the open editors', async () => {
    for (const name of ['chat/one.ts', 'chat/two.ts', 'chat/secrets.ts']) {
      const document = await vscode.workspace.openTextDocument(await write(name, name));
      await vscode.window.showTextDocument(document, { preview: false });
    }
    const { text, note } = await attached('editors');
    assert.ok(text.includes('=== chat/one.ts ===') && text.includes('=== chat/two.ts ==='));
    assert.ok(!text.includes('secrets') && /: 1\./.test(note ?? ''));
  });

  it('attaches problems, not those of excluded files', async () => {
    const collection = vscode.languages.createDiagnosticCollection('checker');
    const range = new vscode.Range(4, 0, 4, 1);
    const problem = new vscode.Diagnostic(range, 'Wrong.');
    try {
      collection.set(await write('chat/a.ts', ''), [problem]);
      collection.set(await write('chat/.env', ''), [problem]);
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

    it('is attached by itself, with its lines', async () => {
      const uri = await write('chat/s.ts', 'one\ntwo\nthree\n');
      const editor = await show('█one', { uri });
      assert.equal(selection.attachment(), undefined);
      await select(editor, [0, 1, 2, 0]);
      const made = selection.attachment();
      assert.deepEqual(
        [made?.label, made?.text, made?.lines, made?.path],
        ['s.ts:1-2', 'ne\ntwo\n', { first: 1, last: 2 }, 'chat/s.ts'],
      );
      assert.equal(selection.attachment(), made);
      assert.deepEqual(selection.targetView(), { label: 's.ts', line: 3, isSelecting: true });
      assert.deepEqual(selection.suggestion(), { id: `file:${uri.toString()}`, label: 's.ts' });
      assert.equal((await attached('selection')).label, 's.ts:1-2');
    });

    it('stays away once dismissed, until it changes', async () => {
      const editor = await show('█one', { uri: await write('chat/s.ts', 'one\ntwo\n') });
      await select(editor, [0, 0, 0, 3]);
      selection.dismiss();
      assert.equal(selection.attachment(), undefined);
      await select(editor, [0, 0, 1, 3]);
      assert.equal(selection.attachment()?.label, 's.ts:1-2');
    });

    it('tells once when it rests', async () => {
      const editor = await show('█one', { uri: await write('chat/s.ts', 'one\ntwo\n') });
      await select(editor, [0, 0, 0, 1]);
      let told = 0;
      selection.onDidChange(() => told++);
      for (const end of [2, 3, 2, 3]) await select(editor, [0, 0, 0, end]);
      await until('being told', () => told > 0);
      assert.ok(told <= 2, `told ${told} times`);
    });

    it('is remembered while the focus is elsewhere, and forgotten with its tab', async () => {
      const editor = await show('█one', { uri: await write('chat/s.ts', 'one\ntwo\n') });
      await select(editor, [0, 0, 0, 3]);
      await vscode.commands.executeCommand('workbench.action.output.toggleOutput');
      await vscode.commands.executeCommand('workbench.panel.output.focus');
      assert.equal(selection.attachment()?.label, 's.ts:1');
      await vscode.commands.executeCommand('workbench.action.closePanel');
      await closeAll();
      await until('the tab to be closed', () => selection.target === undefined);
      assert.equal(selection.attachment(), undefined);
      assert.equal(selection.targetView(), undefined);
    });

    it('is none in an excluded file, which code may still be inserted into', async () => {
      const uri = await write('chat/secrets.ts', 'one\ntwo\n');
      await select(await show('█one', { uri }), [0, 0, 0, 3]);
      assert.equal(selection.attachment(), undefined);
      assert.equal(selection.suggestion(), undefined);
      assert.equal(selection.targetView()?.label, 'secrets.ts');
    });
  });

  it('finds what can be mentioned: open files first, nothing excluded or hidden', async () => {
    await write('chat-mention/mentionable.ts', '');
    await write('chat-mention/mentionable.test.ts', '');
    await write('chat-mention/secrets.mentionable', '');
    await write('node_modules/mentionable.js', '');
    const open = await write('chat-mention/zmentionable.ts', '');
    await show('█', { uri: open });
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
    assert.equal(all[1], 'editors');
    assert.ok(!all.includes('terminal'), 'no command has run');
    for (const row of await mentions.rows('mentionable.ts')) {
      assert.ok(!(await refused(row.id)).includes('nothing'), row.id);
    }
  });

  it('attaches the last terminal command', async () => {
    // Elsewhere the usual shell may be one that VS Code has no integration for.
    const shellPath = process.platform === 'win32' ? {} : { shellPath: '/bin/bash' };
    const shell = vscode.window.createTerminal({ name: 'chat', ...shellPath });
    try {
      assert.match(await refused('terminal'), /No terminal command is known/);
      shell.show();
      await until('shell integration', () => shell.shellIntegration !== undefined, 20_000);
      shell.shellIntegration?.executeCommand('sleep 1; echo one; echo two');
      await until('the end of the command', () => terminal.last?.state === 'ended');
      const { text, label } = await attached('terminal');
      assert.equal(text, '$ sleep 1; echo one; echo two\none\ntwo\n(exit code: 0)');
      assert.equal(label, 'Terminal: sleep 1; echo one; echo two');
      assert.ok((await mentions.rows('terminal')).some(({ id }) => id === 'terminal'));
    } finally {
      shell.dispose();
    }
  }).timeout(60_000);

  describe('git changes', () => {
    it('are refused where there is no git', async () => {
      assert.match(await refused('diff'), /Git is not available|No git repository/);
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
      await write('chat-git/a.ts', 'old\n');
      await write('chat-git/.env', 'KEY=old\n');
      git('init', '--quiet');
      git('config', 'core.autocrlf', 'false');
      git('add', 'chat-git');
      git('commit', '--quiet', '-m', 'first');
      await write('chat-git/.env', 'KEY=new\n');
      await write('chat-git/a.ts', 'staged\n');
      git('add', 'chat-git');
      await write('chat-git/a.ts', 'working\n');
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
        assert.match(note ?? '', /excluded or read-only: 1\./);
        assert.ok((await mentions.rows('git')).some(({ id }) => id === 'diff'));
      } finally {
        await config.update('enabled', wasEnabled, Global);
        await config.update('autoRepositoryDetection', wasDetecting, Global);
        await vscode.workspace.fs.delete(vscode.Uri.joinPath(root, '.git'), { recursive: true });
      }
    }).timeout(60_000);

    it('leave out a file whose name cannot be told', async () => {
      const rootUri = vscode.Uri.file('/r');
      const diff = (cached: boolean) =>
        Promise.resolve(cached ? '' : 'diff --git old name b\nBinary\n');
      const changes = await gitChanges([{ rootUri, diff }], exclusions);
      assert.deepEqual(changes, { text: '', of: 0, closed: 1 });
    });
  });
});

type Opener = NonNullable<Awaited<ReturnType<typeof gitApi>>> & {
  openRepository(root: vscode.Uri): Promise<unknown>;
};

/** A file system in which nothing changes. */
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
