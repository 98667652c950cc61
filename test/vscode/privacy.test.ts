import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { DEFAULT_EXCLUDE_GLOBS } from '../../src/privacy/defaultExcludes.ts';
import { CodeTaskCommands } from '../../src/vscode/actions/codeTaskCommands.ts';
import { currentProblems } from '../../src/vscode/chat/attachments/workspaceProblems.ts';
import { mayAttach } from '../../src/vscode/privacy/attachmentPermissions.ts';
import { SendPermissions } from '../../src/vscode/privacy/sendPermissions.ts';
import { Settings } from '../../src/vscode/settings/settings.ts';
import {
  activated,
  admin,
  closeAll,
  completionRequests,
  pause,
  triggerSuggestion,
  typeText,
  typeUntilAsked,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';
import { TestApp } from '../support/testApp.ts';

/** Part of every file that must not be sent; a request that contains it fails the test. */
const HIDDEN = 'HIDDENTEXT';
/** Part of the files that may be sent. */
const OPEN = 'OPENTEXT';
/** Longer than the idle time after which the context of a completion is selected, in milliseconds. */
const SELECTION_MS = 1_000;

const setting = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('codestral');

async function exclude(...globs: readonly string[]): Promise<void> {
  const value = globs.length > 0 ? [...DEFAULT_EXCLUDE_GLOBS, ...globs] : undefined;
  await setting().update('privacy.exclude', value, vscode.ConfigurationTarget.Global);
}

/** Code similar to that of the other files, but not almost the same, so that completions would include it. */
function code(word: string): string {
  const shared = Array.from({ length: 12 }, (_, at) => `sharedName${at}();`);
  const own = Array.from({ length: 10 }, (_, at) => `${word}${at}();`);
  return [...shared, ...own, `const ${word} = 1;`, 'const x = '].join('\n');
}

/** The bodies of all requests after the first `after`, as one text. */
async function sent(after = 0): Promise<string> {
  return (await admin().requests())
    .slice(after)
    .map(({ rawBody }) => rawBody)
    .join('\n');
}

/** A notebook with one cell, as Jupyter stores it. */
function notebookOf(source: string): string {
  const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source };
  return JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

describe('the send policy in VS Code', () => {
  const own: { dispose(): void }[] = [];
  let host: TestApp;
  let folder: string;
  let root: vscode.Uri;

  before(activated);

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    await admin().answer('42');
    await admin().answerChat('Fine.');
    folder = await mkdtemp(join(tmpdir(), 'codestral-outside-'));
    const [first] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(first);
    root = first.uri;
    host = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY });
    await host.showPanel();
  });

  afterEach(async () => {
    for (const each of own.splice(0)) each.dispose();
    await exclude();
    await host.end();
    await closeAll();
    await rm(folder, { recursive: true, force: true });
    await rm(vscode.Uri.joinPath(root, 'walk').fsPath, { recursive: true, force: true });
    await admin().reset();
  });

  async function opened(uri: vscode.Uri): Promise<vscode.TextEditor> {
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    await vscode.commands.executeCommand('cursorBottom');
    return editor;
  }

  /** Attaches by the ID of a mention; resolves when the panel shows the attachment or a notice. */
  async function attach(id: string): Promise<string | undefined> {
    const before = host.panel.state;
    host.panel.post({ type: 'attach', id });
    await until(`${id} to be attached or refused`, () => {
      const { notice, composer } = host.panel.state;
      return (
        notice?.id !== before.notice?.id || composer.chips.length > before.composer.chips.length
      );
    });
    return host.panel.state.notice?.text;
  }

  it('sends nothing of excluded, linked, virtual or read-only files from any feature', async function () {
    this.timeout(4 * 60_000);
    await exclude('walk/private/**', 'walk/app/(admin)/**');
    const text = code(HIDDEN);
    const env = await writeWorkspaceFile('walk/.env', `KEY=${HIDDEN}\n`);
    const plan = await writeWorkspaceFile('walk/private/plan.ts', text);
    const page = await writeWorkspaceFile('walk/app/(admin)/page.ts', text);
    const link = vscode.Uri.joinPath(root, 'walk/notes.txt');
    await symlink(env.fsPath, link.fsPath);
    const linkedFolder = vscode.Uri.joinPath(root, 'walk/linked');
    await symlink(vscode.Uri.joinPath(plan, '..').fsPath, linkedFolder.fsPath);
    await mkdir(join(folder, '.aws'));
    await writeFile(join(folder, '.aws', 'credentials'), text);
    const outside = vscode.Uri.file(join(folder, '.aws', 'credentials'));
    own.push(
      vscode.workspace.registerTextDocumentContentProvider('walk-revision', {
        provideTextDocumentContent: () => text,
      }),
    );
    const revision = plan.with({ scheme: 'walk-revision', query: 'BASE' });
    const allowed = await writeWorkspaceFile('walk/allowed.ts', code(OPEN));
    const hidden = [
      ...[env, plan, page, link, vscode.Uri.joinPath(linkedFolder, 'plan.ts'), outside, revision],
    ];
    for (const uri of hidden) {
      const { document } = await opened(uri);
      await vscode.languages.setTextDocumentLanguage(document, 'typescript');
      await triggerSuggestion();
    }
    const notebook = await vscode.workspace.openNotebookDocument(
      await writeWorkspaceFile('walk/private/n.ipynb', notebookOf(text)),
    );
    await vscode.window.showNotebookDocument(notebook);
    const cell = notebook.cellAt(0).document;
    assert.equal(cell.getText(), text);
    const problems = vscode.languages.createDiagnosticCollection('walk');
    own.push(problems);
    const range = new vscode.Range(0, 0, 0, 1);
    const bad = new vscode.Diagnostic(range, HIDDEN);
    for (const uri of [plan, page, link, cell.uri]) problems.set(uri, [bad]);
    problems.set(allowed, [new vscode.Diagnostic(range, `${OPEN}problem`)]);

    const neighbor = await writeWorkspaceFile('walk/neighbor.ts', code(`${OPEN}Neighbor`));
    await opened(neighbor);
    const { document } = await opened(allowed);
    // Once another file is in the prompt, the context has been selected among all open files.
    await until('a completion of the allowed file with its context', async () => {
      await pause(SELECTION_MS);
      await typeText(`\nconst next${document.version} = `);
      await triggerSuggestion();
      return (await completionRequests()).some(({ rawBody }) =>
        rawBody.includes(`${OPEN}Neighbor`),
      );
    });

    for (const uri of hidden) {
      const notice = await attach(`file:${uri.toString()}`);
      assert.ok(notice, `attached: ${uri.toString()}`);
    }
    await attach(`folder:${vscode.Uri.joinPath(root, 'walk').toString()}`);
    await attach('editors');
    // Only 200 problems are attached, and language services may still report many in the files of other tests.
    const settings = new Settings();
    const permissions = new SendPermissions(settings);
    const named = currentProblems(permissions).map(({ file }) => file.toString());
    for (const each of [permissions, settings]) each.dispose();
    assert.ok(named.includes(allowed.toString()), 'the problem of the allowed file');
    for (const uri of [plan, page, cell.uri]) assert.ok(!named.includes(uri.toString()));
    await attach('problems');
    await host.ask('What is this?');
    const body = await sent();
    assert.ok(body.includes(`const ${OPEN} = 1;`), 'the allowed file was sent');
    assert.ok(!body.includes(HIDDEN), body.slice(Math.max(0, body.indexOf(HIDDEN) - 400)));
    for (const name of ['plan.ts', '(admin)', 'notes.txt', 'credentials']) {
      assert.ok(!body.includes(name), `named: ${name}`);
    }
  });

  it('omits an attachment from all turns once its file is excluded and reports that', async () => {
    const uri = await writeWorkspaceFile('walk/later/plan.ts', `const ${HIDDEN} = 1;\n`);
    const folderUri = vscode.Uri.joinPath(uri, '..');
    await attach(`file:${uri.toString()}`);
    await host.ask('One?');
    assert.ok((await sent()).includes(HIDDEN), 'it was sent while it was allowed');
    await attach(`folder:${folderUri.toString()}`);
    const before = (await admin().requests()).length;
    await exclude('walk/later/**');
    await host.ask('Two?');
    const body = await sent(before);
    assert.ok(body.includes('One?') && body.includes('Two?'));
    assert.ok(!body.includes(HIDDEN) && !body.includes('plan.ts'), body);
    const answer = host.panel.state.session.turns.at(-1);
    const notes = answer?.role === 'assistant' ? answer.notes.join() : '';
    assert.match(notes, /Not sent because a file is excluded or read-only: plan\.ts, later\/\./);
    assert.match(host.panel.state.notice?.text ?? '', /plan\.ts/);
    // It is sent again once it is allowed again.
    await exclude();
    const asked = (await admin().requests()).length;
    await host.ask('Three?');
    assert.ok((await sent(asked)).includes(HIDDEN));
  });

  it('omits stored Git changes once one of their files is excluded or read-only', async () => {
    const settings = new Settings();
    const permissions = new SendPermissions(settings);
    own.push(permissions, settings);
    const text =
      'diff --git a/plan.ts b/plan.ts\n--- a/plan.ts\n+++ b/plan.ts\n@@ -1 +1 @@\n-x\n+y\n';
    const sources = [vscode.Uri.file(folder).toString()];
    const maySend = (): Promise<boolean> =>
      mayAttach({ kind: 'diff', id: '1', label: 'Git Changes', text, sources }, permissions);
    const plan = join(folder, 'plan.ts');
    await writeFile(plan, 'y\n');
    await chmod(plan, 0o444);
    assert.equal(await maySend(), true, 'permissions do not count unless the setting is on');
    const files = vscode.workspace.getConfiguration('files');
    const { Global } = vscode.ConfigurationTarget;
    try {
      await files.update('readonlyFromPermissions', true, Global);
      assert.equal(await maySend(), false);
      await chmod(plan, 0o644);
      assert.equal(await maySend(), true);
    } finally {
      await files.update('readonlyFromPermissions', undefined, Global);
    }
    await exclude('**/plan.ts');
    permissions.onConfigurationChanged();
    assert.equal(await maySend(), false);
  });

  it('notices a changed link and a file that becomes read-only', async () => {
    const settings = new Settings();
    const permissions = new SendPermissions(settings);
    own.push(permissions, settings);
    const env = await writeWorkspaceFile('walk/.env', 'x');
    const other = await writeWorkspaceFile('walk/other.txt', 'x');
    const link = vscode.Uri.joinPath(root, 'walk/link.txt');
    await symlink(other.fsPath, link.fsPath);
    assert.equal(await permissions.check(link), undefined);
    assert.equal(permissions.blockedReason(link), undefined);
    await unlink(link.fsPath);
    await symlink(env.fsPath, link.fsPath);
    assert.equal(await permissions.check(link), 'excluded');
    assert.equal(permissions.blockedReason(link), 'excluded');
    await unlink(link.fsPath);
    await symlink(join(folder, 'missing'), link.fsPath);
    assert.equal(await permissions.check(link), 'unresolved');

    const files = vscode.workspace.getConfiguration('files');
    const target = vscode.ConfigurationTarget.Global;
    settings.onDidChange(() => {
      permissions.onConfigurationChanged();
    });
    try {
      await files.update('readonlyInclude', { 'walk/other*': true }, target);
      await until('the setting', async () => (await permissions.check(other)) === 'read-only');
      await files.update('readonlyExclude', { 'walk/other.txt': true }, target);
      await until('the exception', async () => (await permissions.check(other)) === undefined);
    } finally {
      await files.update('readonlyInclude', undefined, target);
      await files.update('readonlyExclude', undefined, target);
    }
  });

  it('checks a file against every folder and repository that contains it', async () => {
    const settings = new Settings();
    const permissions = new SendPermissions(settings);
    own.push(permissions, settings);
    await exclude('svc/hidden/**');
    permissions.onConfigurationChanged();
    const repository = join(folder, 'repository');
    await mkdir(join(repository, '.git'), { recursive: true });
    await mkdir(join(repository, 'svc', 'hidden'), { recursive: true });
    const file = vscode.Uri.file(join(repository, 'svc', 'hidden', 'a.ts'));
    assert.equal(await permissions.check(file), 'excluded');
    const untitled = vscode.Uri.joinPath(root, 'svc/hidden/new.ts').with({ scheme: 'untitled' });
    assert.equal(await permissions.check(untitled), 'excluded');
    assert.equal(await permissions.check(vscode.Uri.parse('untitled:Untitled-1')), undefined);
    assert.equal(await permissions.check(untitled.with({ scheme: 'no-such-scheme' })), 'scheme');
  });

  it('checks again before a delayed completion is sent', async () => {
    const uri = await writeWorkspaceFile('walk/waits.ts', code(HIDDEN));
    await setting().update('completion.delay', 1_500, vscode.ConfigurationTarget.Global);
    try {
      await opened(uri);
      await typeUntilAsked('1');
      await exclude('walk/waits.ts');
      // Requested later, with the same delay.
      await opened(await writeWorkspaceFile('walk/sentinel.ts', code(OPEN)));
      await typeUntilAsked('2');
      await until('the sentinel request', async () => (await sent()).includes(OPEN));
      assert.ok(!(await sent()).includes(HIDDEN));
    } finally {
      await setting().update('completion.delay', 0, vscode.ConfigurationTarget.Global);
    }
  });

  it('refuses code actions on excluded files', async () => {
    await exclude('walk/private/**');
    const plan = await writeWorkspaceFile('walk/private/plan.ts', `function ${HIDDEN}() {}\n`);
    await opened(plan);
    const settings = new Settings();
    const permissions = new SendPermissions(settings);
    own.push(permissions, settings);
    const clock = { now: () => Date.now(), setTimeout: () => () => undefined };
    const questions = new CodeTaskCommands({ clock, permissions, chat: () => host.parts.chat() });
    for (const task of ['explain', 'fix', 'tests', 'doc'] as const) await questions.ask(task, []);
    await (await host.parts.actions()).edit.run([]);
    await (await host.parts.actions()).rename.suggest([]);
    assert.ok(!(await sent()).includes(HIDDEN));
    const asked = (await admin().requests()).filter(({ path }) => path.endsWith('completions'));
    assert.deepEqual(asked, []);
  });
});
