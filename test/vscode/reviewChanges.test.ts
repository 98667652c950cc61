import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ChatBody, RequestRecord } from '../server/protocol.ts';
import { gitApi } from '../../src/vscode/git/gitApi.ts';
import type { GitApi, GitRepository } from '../../src/vscode/git/gitApi.ts';
import { openPreviewTabs } from '../../src/vscode/preview/previewTabs.ts';
import type { ReviewCommand } from '../../src/vscode/review/reviewCommand.ts';
import { FakeWindow } from '../support/fakeWindow.ts';
import { admin, closeAll, until } from '../support/extensionHost.ts';
import { useGit } from '../support/suiteHooks.ts';
import { VERSION, TestApp } from '../support/testApp.ts';

type Opener = GitApi & { openRepository(root: vscode.Uri): Promise<unknown> };

const OLD = 'export function total(items) {\n  return items.length;\n}\n';
const NEW =
  'export function total(items) {\n  let sum = 0;\n  for (let i = 0; i <= items.length; i++) {\n    sum += items[i].price;\n  }\n  return sum;\n}\n';
const LOOP = {
  ...{ path: 'a.ts', line: 3, endLine: 3, severity: 'error', title: 'Reads past the end' },
  comment: 'The last `items[i]` is undefined.',
  replacement: '  for (let i = 0; i < items.length; i++) {',
};
const SUM = {
  ...{ path: 'a.ts', line: 2, endLine: 2, severity: 'suggestion', title: 'Use reduce' },
  ...{
    comment: '![x](https://e.vil/?code) <b>It</b> is [shorter](command:quit).',
    replacement: null,
  },
};

describe('ReviewCommand', () => {
  let root: string;
  let host: TestApp;
  let window: FakeWindow;
  let repository: GitRepository;
  let review: ReviewCommand;

  useGit();

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'codestral-review-'));
    git('init', '--quiet', '--initial-branch=main');
    git('config', 'core.autocrlf', 'false');
    await put('a.ts', OLD);
    await put('.env', 'KEY=old\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'Open the shop');
    await put('a.ts', NEW);
    repository = await opened(root);
    window = new FakeWindow();
    host = await TestApp.build(process.env);
    ({ review } = await host.parts.actions());
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
  });

  afterEach(async () => {
    window.restore();
    await closeAll();
    await host.end();
    await admin().reset();
    await vscode.commands.executeCommand('git.close', repository);
    await rm(root, { recursive: true, force: true });
  });

  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@x.y', ...args], { cwd: root });
  const put = (name: string, text: string) => writeFile(join(root, name), text);
  const answer = (...findings: readonly object[]) => JSON.stringify({ findings });
  const shown = () =>
    review.threads.all.map(({ label, range }) => [label, range?.start.line, range?.end.line]);
  const requests = async (): Promise<readonly RequestRecord[]> => {
    const agent = `codestral-vscode/${VERSION}`;
    return (await admin().requests()).filter(
      ({ headers, path }) => headers['user-agent'] === agent && path.includes('/chat/'),
    );
  };
  const thread = (at: number): vscode.CommentThread => {
    const found = review.threads.all[at];
    assert.ok(found);
    return found;
  };

  it('shows findings at the changed lines, never those of excluded files', async () => {
    await put('.env', 'KEY=hidden\n');
    await admin().answerChat(answer(SUM, { ...SUM, path: '.env', line: 1 }, LOOP));
    await review.run(repository);
    assert.deepEqual(shown(), [
      ['Error: Reads past the end', 2, 2],
      ['Suggestion: Use reduce', 1, 1],
    ]);
    const [request] = await requests();
    const body = request?.body as ChatBody;
    assert.equal(body.response_format?.type, 'json_schema');
    assert.match(request?.rawBody ?? '', / 3 \+ {2}for \(let i = 0/);
    assert.doesNotMatch(request?.rawBody ?? '', /hidden|\.env/);
    assert.deepEqual(window.messages, [
      '2 findings. 1 was left out because it is not about the changed lines.',
    ]);
    const { body: comment } = thread(1).comments[0] ?? {};
    assert.ok(comment instanceof vscode.MarkdownString);
    assert.ok(!comment.isTrusted && !comment.supportHtml);
    assert.doesNotMatch(comment.value, /!\[/);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 2);
  });

  it('moves the findings with their lines and applies a proposal only when accepted', async () => {
    await admin().answerChat(answer(LOOP));
    await review.run(repository);
    const uri = vscode.Uri.file(join(root, 'a.ts'));
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), '// one\n// two\n');
    await vscode.workspace.applyEdit(edit);
    await until('the thread to move', () => thread(0).range?.start.line === 4);
    const decided = review.showChange(thread(0));
    await until('the preview', () => openPreviewTabs().length === 1);
    assert.match(document.getText(), /i <= items/);
    const preview = await host.parts.preview();
    await preview.discard();
    await decided;
    assert.equal(shown().length, 1);
    const again = review.showChange(thread(0));
    await until('the preview', () => openPreviewTabs().length === 1);
    await preview.accept();
    await again;
    assert.match(document.getText(), /\n {2}for \(let i = 0; i < items\.length; i\+\+\) \{\n/);
    assert.deepEqual(shown(), []);
  });

  it('reports a proposal whose lines were changed by the user', async () => {
    await admin().answerChat(answer(LOOP));
    await review.run(repository);
    const uri = vscode.Uri.file(join(root, 'a.ts'));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(2, 0, 2, 5), 'while');
    await vscode.workspace.applyEdit(edit);
    await review.showChange(thread(0));
    assert.equal(openPreviewTabs().length, 0);
    assert.equal(window.messages.at(-1), 'a.ts changed in the meantime; nothing was replaced.');
  });

  it('does not show dismissed findings again', async () => {
    await admin().answerChat(answer(LOOP, SUM));
    await review.run(repository);
    review.dismiss(thread(0));
    await review.run(repository);
    assert.deepEqual(shown(), [['Suggestion: Use reduce', 1, 1]]);
  });

  it('reviews the staged lines, and leaves out those that were changed since', async () => {
    git('add', '.');
    await put('a.ts', NEW.replace('let sum = 0', 'let amount = 0').replace('total', 'sum'));
    await admin().answerChat(answer(LOOP, SUM));
    await review.run(repository);
    assert.deepEqual(shown(), [['Error: Reads past the end', 2, 2]]);
    assert.match(window.messages.join(), /1 finding\. 1 was left out/);
  });

  it('reports an answer without findings and reads one that is cut off', async () => {
    await admin().answerNextChats([
      'The changes look fine to me.',
      `Here it is:\n\`\`\`json\n${answer(LOOP).slice(0, -2)}`,
    ]);
    window.press = (_, [button]) => button;
    await review.run(repository);
    assert.equal(window.messages[0], 'The model’s answer is not a review.');
    assert.deepEqual(shown(), [['Error: Reads past the end', 2, 2]]);
  });

  it('shows ten findings at most, and none if there are none', async () => {
    const many = Array.from({ length: 1_000 }, (_, at) => ({ ...LOOP, title: `Finding ${at}` }));
    await admin().answerChat(answer(...many));
    await review.run(repository);
    assert.equal(shown().length, 10);
    await admin().answerChat(answer());
    await review.run(repository);
    assert.deepEqual(shown(), []);
    assert.equal(window.messages.at(-1), 'No findings.');
  });

  it('shows each finding as soon as it has arrived, and keeps it', async () => {
    await admin().answerChat(answer(SUM, LOOP));
    await review.run(repository);
    await admin().configure({ tokenMs: 5 });
    const late = { ...LOOP, title: 'Arrives late', comment: 'word '.repeat(2_000) };
    await admin().answerChat(answer({ ...SUM, title: 'Arrives early' }, late));
    const finished = review.run(repository);
    // The findings of the previous review are gone while the answer still streams.
    await until('the first finding', () => shown()[0]?.[0] === 'Suggestion: Arrives early');
    assert.equal(shown().length, 1);
    const [early] = review.threads.all;
    assert.equal((await requests()).at(-1)?.endedAt, undefined);
    await admin().configure({ tokenMs: 0 });
    await finished;
    assert.equal(shown()[0]?.[0], 'Error: Arrives late');
    assert.equal(review.threads.all[1], early);
  });

  it('stops with the extension', async () => {
    await admin().configure({ tokenMs: 50 });
    await admin().answerChat(answer(LOOP, SUM));
    const finished = review.run(repository);
    await until('a request', async () => (await requests()).length === 1);
    host.parts.dispose();
    await finished;
    await until('the connection to close', async () => (await requests())[0]?.closedEarly === true);
    assert.deepEqual(window.messages, []);
  });
});

/** The repository as VS Code's Git extension opens it. */
async function opened(root: string): Promise<GitRepository> {
  const git = (await gitApi()) as Opener;
  await git.openRepository(vscode.Uri.file(root));
  const find = () => git.repositories.find(({ rootUri }) => rootUri.fsPath === root);
  await until('the repository', () => find() !== undefined);
  return find() as GitRepository;
}
