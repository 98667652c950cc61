import assert from 'node:assert/strict';
import { chmod, mkdtemp, rename as renameOnDisk, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ChangeSet } from '../../src/actions/changes/changeSet.ts';
import { proposedNewFile, unchangedFile } from '../../src/actions/changes/proposedFile.ts';
import { ProposedChangesController } from '../../src/vscode/chat/changes/proposedChangesController.ts';
import { ChangesModule } from '../../src/vscode/chat/changes/changesModule.ts';

import { PROPOSAL_SCHEME } from '../../src/privacy/schemes.ts';
import { SendPermissions } from '../../src/vscode/privacy/sendPermissions.ts';
import { Settings } from '../../src/vscode/settings/settings.ts';
import { activated, closeAll, pause, until, writeWorkspaceFile } from '../support/extensionHost.ts';
import { realClock } from '../support/fakeClock.ts';
import { neverAborted } from '../support/settle.ts';

const SOURCE = 'one\ntwo\nthree\nfour\nfive\n';

/** Files in memory, of which some can't be written or deleted. */
class FaultyDisk implements vscode.FileSystemProvider {
  /** The paths of the files that can't be written or deleted. */
  readonly locked = new Set<string>();
  readonly #files = new Map<string, { readonly bytes: Uint8Array; readonly mtime: number }>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  #time = 0;

  clear(): void {
    this.locked.clear();
    this.#files.clear();
  }

  put({ path }: vscode.Uri, text: string): void {
    this.#files.set(path, { bytes: new TextEncoder().encode(text), mtime: ++this.#time });
  }

  text({ path }: vscode.Uri): string | undefined {
    const file = this.#files.get(path);
    return file && new TextDecoder().decode(file.bytes);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    if (uri.path === '/') return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { bytes, mtime } = this.#file(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return this.#file(uri).bytes;
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    this.#check(uri);
    this.#files.set(uri.path, { bytes, mtime: ++this.#time });
  }

  delete(uri: vscode.Uri): void {
    this.#check(uri);
    this.#files.delete(uri.path);
  }

  watch = () => new vscode.Disposable(() => undefined);
  readDirectory = () => [];
  createDirectory = () => undefined;
  rename = () => undefined;

  #file({ path }: vscode.Uri) {
    const file = this.#files.get(path);
    if (!file) throw vscode.FileSystemError.FileNotFound(path);
    return file;
  }

  #check({ path }: vscode.Uri): void {
    if (this.locked.has(path)) throw vscode.FileSystemError.NoPermissions(path);
  }
}

describe('changes that the chat proposes', () => {
  let settings: Settings;
  let permissions: SendPermissions;
  let module: ChangesModule;
  let reported: string[];
  let folder: string;

  before(async () => {
    await activated();
    settings = new Settings();
    permissions = new SendPermissions(settings);
  });

  after(() => {
    permissions.dispose();
    settings.dispose();
  });

  beforeEach(async () => {
    reported = [];
    folder = await mkdtemp(join(tmpdir(), 'codestral-changes-'));
    module = moduleHere();
  });

  afterEach(async () => {
    // What is still being written would miss the folder.
    await module.close();
    module.dispose();
    await closeAll();
    await rm(folder, { recursive: true, force: true });
  });

  /** The module as a window creates it. */
  function moduleHere(): ChangesModule {
    return new ChangesModule({
      ...{ clock: realClock(), permissions, folder: vscode.Uri.file(folder) },
      notify: (text) => void reported.push(text),
      onStorageError: (error) => void reported.push(String(error)),
    });
  }

  /** Closes the window and opens it again. */
  async function reload(): Promise<void> {
    await module.close();
    module.dispose();
    module = moduleHere();
    await module.restored;
  }

  async function call(name: string, args: Readonly<Record<string, unknown>>): Promise<string> {
    const tool = module.tools.find(({ definition }) => definition.name === name);
    assert.ok(tool);
    return (await tool.run(args, neverAborted())).content;
  }

  /** Proposes an edit; resolves to what the model is told. */
  const edit = (path: string, oldText: string, newText: string) =>
    call('edit_file', { path, edits: [{ oldText, newText }] });
  const create = (path: string, content: string) => call('create_file', { path, content });
  /** Does what a button of the panel does. */
  const press = (action: Parameters<ChangesModule['handle']>[0]['action'], uri?: vscode.Uri) =>
    module.handle({ type: 'changes', action, ...(uri && { file: uri.toString() }) });
  const document = (uri: vscode.Uri) => vscode.workspace.openTextDocument(uri);
  const text = async (uri: vscode.Uri) => (await document(uri)).getText();
  const onDisk = async (uri: vscode.Uri) =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  const exists = async (uri: vscode.Uri) =>
    vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
  const beside = (uri: vscode.Uri, name: string) => vscode.Uri.joinPath(uri, '..', name);
  /** The proposed files with their state. */
  const listed = () =>
    module.view()?.files.map(({ path, added, removed, conflicts }) => {
      return `${path} +${added} −${removed}${conflicts > 0 ? ` !${conflicts}` : ''}`;
    }) ?? [];

  /** Types into a document, as the user does. */
  async function type(uri: vscode.Uri, at: vscode.Position, typed: string): Promise<void> {
    const editor = await vscode.window.showTextDocument(await document(uri), { preview: false });
    const insert = (builder: vscode.TextEditorEdit) => {
      builder.insert(at, typed);
    };
    assert.ok(await editor.edit(insert));
  }

  it('writes nothing until one file is accepted, another discarded, and undoes in one step', async () => {
    const one = await writeWorkspaceFile('changes/one.ts', SOURCE);
    const two = await writeWorkspaceFile('changes/two.ts', SOURCE);
    const fresh = beside(one, 'fresh.ts');
    await edit('changes/one.ts', 'two', 'TWO');
    await edit('changes/two.ts', 'three\n', '');
    await create('changes/fresh.ts', 'new\n');
    assert.deepEqual(listed(), [
      'changes/one.ts +1 −1',
      'changes/two.ts +0 −1',
      'changes/fresh.ts +1 −0',
    ]);
    assert.deepEqual(
      [await text(one), await text(two), await exists(fresh)],
      [SOURCE, SOURCE, false],
    );

    await press('accept', one);
    assert.equal(await text(one), SOURCE.replace('two', 'TWO'));
    await press('discard', two);
    assert.equal(await text(two), SOURCE);
    assert.deepEqual(listed(), ['changes/fresh.ts +1 −0']);

    await edit('changes/two.ts', 'five', 'FIVE');
    await press('accept');
    assert.equal(await onDisk(fresh), 'new\n');
    assert.equal(await onDisk(two), SOURCE.replace('five', 'FIVE'));
    assert.deepEqual([module.view()?.files, module.view()?.undoCount], [[], 2]);

    await press('undo');
    assert.deepEqual([await exists(fresh), await onDisk(two)], [false, SOURCE]);
    assert.deepEqual(listed(), ['changes/fresh.ts +1 −0', 'changes/two.ts +1 −1']);
    await press('undo');
    assert.equal(await onDisk(one), SOURCE);
    assert.deepEqual([module.view()?.undoCount, reported], [0, []]);
  });

  it('keeps text typed in the meantime, unsaved, and lists what no longer fits as a conflict', async () => {
    const uri = await writeWorkspaceFile('changes/typed.ts', SOURCE);
    await edit('changes/typed.ts', 'two', 'TWO');
    await edit('changes/typed.ts', 'four', 'FOUR');
    await type(uri, new vscode.Position(0, 0), 'typed\n');
    await type(uri, new vscode.Position(4, 2), '-typed-');
    await until('the conflict', () => listed()[0] === 'changes/typed.ts +1 −1 !1');
    await press('accept', uri);
    assert.equal(await text(uri), 'typed\none\nTWO\nthree\nfo-typed-ur\nfive\n');
    assert.equal(await onDisk(uri), SOURCE, 'unsaved text was saved');
    assert.deepEqual(listed(), ['changes/typed.ts +0 −0 !1']);
    // The conflict can be looked at.
    await press('conflicts', uri);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    assert.deepEqual([await text(input.original), await text(input.modified)], ['four', 'FOUR']);
    await press('undo');
    assert.equal(await text(uri), 'typed\none\ntwo\nthree\nfo-typed-ur\nfive\n');
    assert.deepEqual(reported, []);
  });

  it('is undone by VS Code as one step', async () => {
    const uri = await writeWorkspaceFile('changes/native.ts', SOURCE);
    const editor = await vscode.window.showTextDocument(uri);
    await edit('changes/native.ts', 'one', 'ONE');
    await edit('changes/native.ts', 'five', 'FIVE');
    await press('accept');
    assert.equal(await text(uri), SOURCE.replace('one', 'ONE').replace('five', 'FIVE'));
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('undo');
    assert.equal(await text(uri), SOURCE);
  });

  it('keeps what was typed after accepting when it is undone', async () => {
    const uri = await writeWorkspaceFile('changes/after.ts', SOURCE);
    const fresh = beside(uri, 'afterFresh.ts');
    await edit('changes/after.ts', 'one', 'ONE');
    await edit('changes/after.ts', 'five', 'FIVE');
    await create('changes/afterFresh.ts', 'new\n');
    await press('accept');
    await type(uri, new vscode.Position(2, 0), 'typed ');
    await type(fresh, new vscode.Position(0, 0), 'typed ');
    await press('undo');
    assert.equal(await text(uri), SOURCE.replace('three', 'typed three'));
    assert.equal(await text(fresh), 'typed new\n');
    assert.match(reported.join(), /not undone: afterFresh\.ts/);
  });

  it('keeps line ends, the byte order mark and the missing final line end', async () => {
    const uri = await writeWorkspaceFile('changes/crlf.ts', '\ufeffone\r\ntwo\r\nthree');
    assert.match(await edit('changes/crlf.ts', 'two\nthree\n', 'TWO\nnew\nthree\n'), /^Proposed/);
    await press('accept');
    const bytes = await vscode.workspace.fs.readFile(uri);
    const expected = '\ufeffone\r\nTWO\r\nnew\r\nthree';
    assert.deepEqual(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), expected);
  });

  it('shows the proposal next to the file, grows with it and closes with it', async () => {
    const uri = await writeWorkspaceFile('changes/shown.ts', SOURCE);
    await edit('changes/shown.ts', 'one', 'ONE');
    await press('open', uri);
    const diffs = () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .map(({ input }) => input)
        .filter((input) => input instanceof vscode.TabInputTextDiff);
    const [shown] = diffs();
    assert.ok(shown);
    assert.equal(shown.original.toString(), uri.toString());
    assert.equal(shown.modified.scheme, PROPOSAL_SCHEME);
    assert.equal(await text(shown.modified), SOURCE.replace('one', 'ONE'));
    await edit('changes/shown.ts', 'two', 'TWO');
    const grown = SOURCE.replace('one', 'ONE').replace('two', 'TWO');
    await until('the second edit', async () => (await text(shown.modified)) === grown);
    await press('discard', uri);
    await until('the closed tab', () => diffs().length === 0);
  });

  it('does not replace a file that was created in the meantime, or change one that is gone', async () => {
    const taken = await writeWorkspaceFile('changes/gone.ts', SOURCE);
    await edit('changes/gone.ts', 'one', 'ONE');
    await create('changes/taken.ts', 'new\n');
    const theirs = await writeWorkspaceFile('changes/taken.ts', 'theirs\n');
    await vscode.workspace.fs.delete(taken);
    await press('accept');
    assert.equal(await onDisk(theirs), 'theirs\n');
    assert.equal(await exists(taken), false);
    assert.match(reported.join(), /gone\.ts was renamed or deleted.*taken\.ts already exists/);
    assert.equal(module.view()?.files.length, 2);
  });

  it('refuses files that must not be changed, when they are proposed and when they are accepted', async () => {
    const uri = await writeWorkspaceFile('changes/link.ts', SOURCE);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    await writeWorkspaceFile('changes/.env', 'SECRET=1\n');
    await writeWorkspaceFile('changes/book.ipynb', '{}');
    await writeWorkspaceFile('changes/binary.bin', new Uint8Array([0, 1, 2, 0]));
    const locked = await writeWorkspaceFile('changes/locked.ts', SOURCE);
    await chmod(locked.fsPath, 0o444);
    await symlink('/etc', join(folder, 'changes/outside'));
    await writeWorkspaceFile('changes/nested/.git/config', '[core]\n');
    await symlink(join(folder, 'changes/nested/.git'), join(folder, 'changes/repository'));
    for (const [path, expected] of [
      ['changes/.env', /excluded/],
      ['../other.ts', /outside/],
      ['/etc/hosts', /no such file|does not exist|outside|already exists/i],
      ['changes/outside/new.ts', /outside/],
      ['changes/repository/hooks/pre-commit', /\.git folder/],
      ['.git/hooks/pre-commit', /\.git folder/],
      ['changes/.GIT/config', /\.git folder/],
      ['changes/book.ipynb', /notebook/],
      ['changes/binary.bin', /not a text file/],
      ['changes/locked.ts', /read-only/],
      ['changes', /folder/],
      ['changes/a\u202eb.ts', /invisible/],
      ['', /folder|empty/i],
      ['untitled:Untitled-1', /relative/],
    ] as const) {
      assert.match(await edit(path, 'one', 'ONE'), expected, path);
      if (path !== '/etc/hosts') assert.match(await create(path, 'x'), expected, path);
    }
    assert.deepEqual(listed(), []);

    await edit('changes/link.ts', 'one', 'ONE');
    await vscode.workspace.fs.delete(uri);
    await symlink('/etc/hosts', uri.fsPath);
    await press('accept');
    assert.match(reported.join(), /link\.ts can’t be changed/);
    assert.deepEqual(module.view()?.undoCount, 0);
  });

  describe('of renamed files', () => {
    afterEach(() =>
      vscode.workspace.fs.delete(vscode.Uri.joinPath(root(), 'changes'), { recursive: true }),
    );

    const root = () => vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');

    /** Renames a file or folder, as the Explorer does. */
    async function rename(from: vscode.Uri, to: vscode.Uri, overwrite = false): Promise<void> {
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(from, to, { overwrite });
      assert.ok(await vscode.workspace.applyEdit(edit));
    }

    it('follow the file to its new name, with the diff editor and the way back', async () => {
      const old = await writeWorkspaceFile('changes/old.ts', SOURCE);
      const other = await writeWorkspaceFile('changes/other.ts', SOURCE);
      const now = beside(old, 'now.ts');
      await edit('changes/old.ts', 'one', 'ONE');
      await press('accept', old);
      await edit('changes/old.ts', 'two', 'TWO');
      await edit('changes/other.ts', 'two', 'TWO');
      await press('open', old);
      await rename(old, now);
      await until('the new name', () => listed()[0] === 'changes/now.ts +1 −1');
      assert.deepEqual(listed(), ['changes/now.ts +1 −1', 'changes/other.ts +1 −1']);
      const shown = () => {
        const { activeTab } = vscode.window.tabGroups.activeTabGroup;
        return activeTab?.input instanceof vscode.TabInputTextDiff
          ? activeTab.input.original.toString()
          : '';
      };
      await until('the diff editor of the new name', () => shown() === now.toString());

      await press('accept', now);
      assert.equal(await onDisk(now), SOURCE.replace('one', 'ONE').replace('two', 'TWO'));
      assert.equal(await exists(old), false);
      await press('undo');
      await press('undo');
      assert.equal(await onDisk(now), SOURCE);
      assert.deepEqual([await exists(old), await onDisk(other), reported], [false, SOURCE, []]);
    });

    it('follow the folder, also for new files, and are stored under the new name', async () => {
      const old = await writeWorkspaceFile('changes/was/kept.ts', SOURCE);
      await edit('changes/was/kept.ts', 'one', 'ONE');
      await create('changes/was/new file.ts', 'new\n');
      const was = vscode.Uri.joinPath(old, '..');
      await rename(was, beside(was, 'is'));
      const expected = ['changes/is/kept.ts +1 −1', 'changes/is/new file.ts +1 −0'];
      await until('the new folder', () => listed().join() === expected.join());
      await reload();
      assert.deepEqual(listed(), expected);
      await press('accept');
      assert.equal(await exists(was), false);
      assert.equal(await onDisk(beside(was, 'is/new file.ts')), 'new\n');
      assert.equal(await onDisk(beside(was, 'is/kept.ts')), SOURCE.replace('one', 'ONE'));
    });

    it('are refused if the new name is excluded', async () => {
      const old = await writeWorkspaceFile('changes/plain.ts', SOURCE);
      await edit('changes/plain.ts', 'one', 'ONE');
      await rename(old, beside(old, '.env'));
      await until('the new name', () => listed()[0] === 'changes/.env +1 −1');
      await press('accept');
      assert.equal(await onDisk(beside(old, '.env')), SOURCE);
      assert.equal(await exists(old), false);
      assert.match(reported.join(), /^\.env can’t be changed/);
    });

    it('are not written, and reported, if the file was renamed outside of VS Code', async () => {
      const old = await writeWorkspaceFile('changes/outside.ts', SOURCE);
      await edit('changes/outside.ts', 'one', 'ONE');
      await renameOnDisk(old.fsPath, beside(old, 'elsewhere.ts').fsPath);
      await press('accept');
      assert.equal(await exists(old), false);
      assert.equal(await onDisk(beside(old, 'elsewhere.ts')), SOURCE);
      assert.match(reported.join(), /^outside\.ts was renamed or deleted\./);
    });
  });

  it('offers the hunks in the Refactor Preview and keeps those that are not chosen', async () => {
    const chosen = await writeWorkspaceFile('changes/a.ts', SOURCE);
    const other = await writeWorkspaceFile('changes/b.ts', SOURCE);
    await edit('changes/a.ts', 'one', 'ONE');
    await edit('changes/b.ts', 'one', 'ONE');
    let isDone = false;
    const reviewed = press('selectHunks').then(() => (isDone = true));
    // The preview is a view of VS Code. These commands do what its keys do: choose the first file and apply it.
    await until('the preview', async () => {
      await vscode.commands.executeCommand('refactorPreview.focus');
      await vscode.commands.executeCommand('list.focusFirst');
      await vscode.commands.executeCommand('refactorPreview.toggleCheckedState');
      await vscode.commands.executeCommand('refactorPreview.apply');
      // Only if the preview was not shown yet: a second toggle would undo the first.
      await Promise.race([reviewed, pause(2_000)]);
      return isDone;
    });
    assert.deepEqual(
      [await text(chosen), await text(other)],
      [SOURCE.replace('one', 'ONE'), SOURCE],
    );
    assert.deepEqual([listed(), module.view()?.undoCount], [['changes/b.ts +1 −1'], 1]);
    await press('undo');
    assert.equal(await text(chosen), SOURCE);
  });

  it('are proposed again after a reload, fitted to the text, but not for files that are excluded meanwhile', async () => {
    const [kept, hidden] = [
      await writeWorkspaceFile('changes/kept.txt', SOURCE),
      await writeWorkspaceFile('changes/hidden.txt', SOURCE),
    ];
    await edit('changes/kept.txt', 'four', 'FOUR');
    await edit('changes/hidden.txt', 'one', 'ONE');
    await create('changes/new.txt', 'new\n');
    await module.close();
    await writeFile(kept.fsPath, `zero\n${SOURCE}`);
    const excluded = vscode.workspace.getConfiguration('codestral.privacy');
    await excluded.update('exclude', ['**/hidden.txt'], vscode.ConfigurationTarget.Workspace);
    permissions.onConfigurationChanged();
    try {
      await reload();
    } finally {
      await excluded.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
    }
    assert.deepEqual(listed(), ['changes/kept.txt +1 −1', 'changes/new.txt +1 −0']);
    await press('accept');
    assert.equal(await onDisk(kept), `zero\n${SOURCE.replace('four', 'FOUR')}`);
    assert.equal(await onDisk(hidden), SOURCE);
    await reload();
    assert.deepEqual(listed(), []);
    assert.deepEqual(reported, []);
  });

  it('are not proposed from a damaged file', async () => {
    await writeWorkspaceFile('changes/kept.txt', SOURCE);
    await edit('changes/kept.txt', 'four', 'FOUR');
    await module.close();
    await writeFile(join(folder, 'proposedChanges.json'), '{"version":1,"files":[{"uri":');
    module.dispose();
    module = moduleHere();
    await module.restored;
    assert.deepEqual(listed(), []);
    await create('changes/another.txt', 'new\n');
    await reload();
    assert.deepEqual(listed(), ['changes/another.txt +1 −0']);
  });
});

describe('accepted changes on a disk that fails', () => {
  const disk = new FaultyDisk();
  const changes = new ChangeSet();
  const reported: string[] = [];
  const uriOf = (name: string) => vscode.Uri.from({ scheme: 'faulty', path: `/${name}` });
  const shown = async (name: string) =>
    (await vscode.workspace.openTextDocument(uriOf(name))).getText();
  let registration: vscode.Disposable;
  let controller: ProposedChangesController;

  before(() => {
    registration = vscode.workspace.registerFileSystemProvider('faulty', disk);
    controller = new ProposedChangesController({
      ...{ changes, clock: realClock(), notify: (text) => void reported.push(text) },
      files: {
        pathOf: ({ path }) => path.slice(1),
        target: async (uri) => {
          const text = disk.text(uri) === undefined ? undefined : await shown(uri.path.slice(1));
          return { uri: uri.toString(), path: uri.path.slice(1), text };
        },
      },
    });
  });

  beforeEach(() => {
    reported.length = 0;
    controller.discard();
    controller.forget();
    disk.clear();
  });

  afterEach(async () => {
    disk.locked.clear();
    await closeAll();
  });

  after(() => {
    controller.dispose();
    registration.dispose();
  });

  /** Proposes an edit of a new file on the disk. */
  function proposeEdit(name: string): void {
    disk.put(uriOf(name), SOURCE);
    const replacements = [{ start: 0, oldText: 'one', newText: 'ONE' }];
    changes.put({ ...unchangedFile(uriOf(name).toString(), name, SOURCE), replacements });
  }

  const EDITED = SOURCE.replace('one', 'ONE');
  const proposed = () => changes.files.map(({ path }) => path);

  it('can be undone for the files before one that can’t be written, which stays proposed', async () => {
    proposeEdit('before.ts');
    changes.put(proposedNewFile(uriOf('locked.ts').toString(), 'locked.ts', 'new\n'));
    disk.locked.add('/locked.ts');
    await controller.accept();
    assert.equal(disk.text(uriOf('before.ts')), EDITED);
    assert.equal(controller.undoCount, 1);
    assert.deepEqual(proposed(), ['locked.ts']);
    assert.match(reported.join(), /^Couldn’t be changed: locked\.ts\. .*Undo\.$/);

    await controller.undo();
    assert.equal(disk.text(uriOf('before.ts')), SOURCE);
    assert.deepEqual(proposed().toSorted(), ['before.ts', 'locked.ts']);
    disk.locked.clear();
    await controller.accept();
    const written = ['before.ts', 'locked.ts'].map((name) => disk.text(uriOf(name)));
    assert.deepEqual(written, [EDITED, 'new\n']);
    assert.equal(controller.undoCount, 2);
  });

  it('are reported as not changed if none can be written', async () => {
    changes.put(proposedNewFile(uriOf('none.ts').toString(), 'none.ts', 'new\n'));
    disk.locked.add('/none.ts');
    await controller.accept();
    assert.deepEqual([proposed(), controller.undoCount], [['none.ts'], 0]);
    assert.deepEqual(reported, ['The changes couldn’t be applied. Nothing was changed.']);
  });

  it('name the file that can’t be saved, and can all be undone', async () => {
    proposeEdit('saved.ts');
    proposeEdit('unsaved.ts');
    disk.locked.add('/unsaved.ts');
    await controller.accept();
    assert.equal(disk.text(uriOf('saved.ts')), EDITED);
    assert.deepEqual(
      [disk.text(uriOf('unsaved.ts')), await shown('unsaved.ts')],
      [SOURCE, EDITED],
      'unsaved, but not lost',
    );
    assert.match(reported.join(), /^Changed but not saved: unsaved\.ts\./);
    assert.equal(controller.undoCount, 2);
    disk.locked.clear();
    await controller.undo();
    assert.deepEqual([await shown('saved.ts'), await shown('unsaved.ts')], [SOURCE, SOURCE]);
    assert.equal(disk.text(uriOf('saved.ts')), SOURCE);
  });

  it('can be undone again for a file that could not be deleted', async () => {
    proposeEdit('kept.ts');
    changes.put(proposedNewFile(uriOf('created.ts').toString(), 'created.ts', 'new\n'));
    await controller.accept();
    disk.locked.add('/created.ts');
    await controller.undo();
    assert.equal(disk.text(uriOf('kept.ts')), SOURCE);
    assert.equal(disk.text(uriOf('created.ts')), 'new\n');
    assert.match(reported.join(), /couldn’t be undone: created\.ts/);
    assert.equal(controller.undoCount, 1);
    disk.locked.clear();
    await controller.undo();
    assert.equal(disk.text(uriOf('created.ts')), undefined);
    assert.equal(controller.undoCount, 0);
  });
});
