import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { applyTargets } from '../../src/vscode/chat/apply/applyTargets.ts';
import { ignoredIn, repositoryIgnores } from '../../src/vscode/platform/repositoryIgnores.ts';
import { SendPermissions } from '../../src/vscode/privacy/sendPermissions.ts';
import { Settings } from '../../src/vscode/settings/settings.ts';
import { openFile } from '../../src/vscode/chat/panel/openLink.ts';
import { closeAll, until, writeWorkspaceFile } from '../support/extensionHost.ts';

describe('linked and ignored files', () => {
  let outside: string;
  let root: vscode.Uri;

  before(async () => {
    outside = await mkdtemp(join(tmpdir(), 'codestral-outside-'));
    root = vscode.workspace.workspaceFolders![0]!.uri;
    await writeWorkspaceFile('links/own.ts', 'export const own = 1;\n');
    await writeWorkspaceFile('links/.git/config', 'url = https://user:password@example.org\n');
    await writeFile(join(outside, 'other.ts'), 'export const other = 1;\n');
    const link = (target: string, name: string) =>
      symlink(target, join(root.fsPath, 'links', name));
    await link(join(root.fsPath, 'links', 'own.ts'), 'link.ts');
    await link(join(outside, 'other.ts'), 'away.ts');
    await link(join(root.fsPath, 'links', '.git', 'config'), 'config.txt');
  });

  after(async () => {
    await rm(join(root.fsPath, 'links'), { recursive: true, force: true });
    await rm(outside, { recursive: true, force: true });
  });

  const at = (name: string) => vscode.Uri.joinPath(root, 'links', name);

  it('are detected before their text is added automatically', async () => {
    const settings = new Settings();
    const permissions = new SendPermissions(settings);
    const found: (string | undefined)[] = [];
    for (const name of ['own.ts', 'link.ts', 'away.ts', 'config.txt', '.git/config'])
      found.push(await permissions.checkUnlinked(at(name)));
    assert.deepEqual(found, [undefined, 'linked', 'outside', 'git', 'git']);
    assert.equal(await permissions.checkInWorkspace(at('link.ts')), undefined);
    assert.equal(await permissions.checkInWorkspace(at('.git/config')), 'git');
    permissions.dispose();
    settings.dispose();
  });

  it('do not receive code from an answer if they are outside the workspace', async () => {
    const targets = async (name: string) =>
      (await applyTargets(`links/${name}`, [], undefined)).uris.map(({ path }) => path);
    assert.deepEqual(await targets('own.ts'), [at('own.ts').path]);
    assert.deepEqual(await targets('away.ts'), []);
    assert.deepEqual(await targets('config.txt'), []);
  });

  it('are matched by patterns above the workspace folder, unless these ignore the folder itself', async () => {
    const folder = join(outside, 'repository', 'packages', 'app');
    await mkdir(join(folder, 'private'), { recursive: true });
    await mkdir(join(outside, 'repository', '.git', 'info'), { recursive: true });
    await writeFile(join(outside, 'repository', '.gitignore'), 'private/\n/scratch/\n');
    await writeFile(join(outside, 'repository', '.git', 'info', 'exclude'), '*.local.ts\n');
    const uri = vscode.Uri.file(folder);
    const isIgnored = await ignoredIn(uri);
    const found: boolean[] = [];
    for (const name of ['private/a.ts', 'a.local.ts', 'a.ts'])
      found.push(await isIgnored(vscode.Uri.joinPath(uri, name)));
    assert.deepEqual(found, [true, true, false]);
    const scratch = vscode.Uri.file(join(outside, 'repository', 'scratch'));
    await mkdir(scratch.fsPath);
    await writeFile(join(scratch.fsPath, '.gitignore'), 'own.ts\n');
    const isIgnoredThere = await ignoredIn(scratch);
    assert.equal(await isIgnoredThere(vscode.Uri.joinPath(scratch, 'a.ts')), false);
    assert.equal(await isIgnoredThere(vscode.Uri.joinPath(scratch, 'own.ts')), true);
  });

  it('are matched by the private patterns of a worktree’s repository', async () => {
    const main = join(outside, 'main', '.git');
    const tree = join(outside, 'tree');
    await mkdir(join(main, 'worktrees', 'tree'), { recursive: true });
    await mkdir(join(main, 'info'));
    await mkdir(tree);
    await writeFile(join(main, 'info', 'exclude'), 'local/\n');
    await writeFile(join(main, 'worktrees', 'tree', 'commondir'), '../..\n');
    await writeFile(join(tree, '.git'), `gitdir: ${join(main, 'worktrees', 'tree')}\n`);
    const uri = vscode.Uri.file(tree);
    const isIgnored = await ignoredIn(uri);
    assert.equal(await isIgnored(vscode.Uri.joinPath(uri, 'local', 'a.ts')), true);
    assert.equal(await isIgnored(vscode.Uri.joinPath(uri, 'a.ts')), false);
  });

  it('are not read as patterns if they are links or too large', async () => {
    const folder = join(outside, 'patterns');
    await mkdir(join(folder, '.git'), { recursive: true });
    await mkdir(join(folder, 'large'));
    await symlink('/dev/zero', join(folder, '.gitignore'));
    await writeFile(join(folder, 'large', '.gitignore'), 'x\n'.repeat(60_000));
    const { ignored } = await repositoryIgnores(vscode.Uri.file(folder));
    assert.equal(await ignored.isIgnored(join(folder, 'a.ts')), false);
    assert.equal(await ignored.isIgnored(join(folder, 'large', 'a.ts')), true);
  });

  it('are opened only if they are files, at a line', async () => {
    await openFile('command:workbench.action.files.newUntitledFile', 1);
    assert.equal(vscode.window.activeTextEditor, undefined);
    await writeWorkspaceFile('links/lines.ts', 'a;\nb;\nc;\n');
    await openFile(at('lines.ts').toString(), 3);
    await until('the file', () => vscode.window.activeTextEditor?.selection.active.line === 2);
    await closeAll();
  });
});
