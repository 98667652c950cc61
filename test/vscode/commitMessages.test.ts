import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ChatBody, RequestRecord } from '../server/protocol.ts';
import { SendPermissions } from '../../src/vscode/privacy/sendPermissions.ts';
import { commitChanges } from '../../src/vscode/git/commitChanges.ts';
import { gitApi } from '../../src/vscode/git/gitApi.ts';
import type { GitApi, GitRepository } from '../../src/vscode/git/gitApi.ts';
import { Settings } from '../../src/vscode/settings/settings.ts';
import { FakeWindow } from '../support/fakeWindow.ts';
import { print } from '../support/print.ts';
import { admin, closeAll, showDocument, until } from '../support/extensionHost.ts';
import { useGit } from '../support/suiteHooks.ts';
import { VERSION, TestApp } from '../support/testApp.ts';
import { realClock } from '../support/fakeClock.ts';

const MESSAGE = 'Sell more\n\nThe shop has to live.';
const WORDS = 'one two three four five six seven eight nine ten '.repeat(8).trim();

type Opener = GitApi & { openRepository(root: vscode.Uri): Promise<unknown> };

describe('CommitMessageCommand', () => {
  let root: string;
  let host: TestApp;
  let window: FakeWindow;
  let repository: GitRepository;

  useGit();

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'codestral-commit-'));
    git('init', '--quiet', '--initial-branch=main');
    git('config', 'core.autocrlf', 'false');
    await put('a.ts', 'old\n');
    await put('.env', 'KEY=old\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'Open the shop');
    repository = await opened(root);
    window = new FakeWindow();
    host = await TestApp.build(process.env);
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
  });

  afterEach(async () => {
    window.restore();
    await host.end();
    await admin().reset();
    await vscode.commands.executeCommand('git.close', repository);
    await rm(root, { recursive: true, force: true });
  });

  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@x.y', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const put = (name: string, text: string | Uint8Array) => writeFile(join(root, name), text);
  const write = async () => (await host.parts.actions()).commitMessage.generate(repository);
  const stop = async () => {
    (await host.parts.actions()).commitMessage.stop(repository);
  };
  const box = () => repository.inputBox.value;

  async function requests(): Promise<readonly RequestRecord[]> {
    const all = await admin().requests();
    const agent = `codestral-vscode/${VERSION}`;
    return all.filter(
      ({ headers, path }) => headers['user-agent'] === agent && path.includes('/chat/'),
    );
  }

  async function asked(): Promise<string> {
    const body = (await requests()).at(-1)?.body as ChatBody;
    return body.messages
      .map(({ content }) => (typeof content === 'string' ? content : ''))
      .join('\n');
  }

  /** Starts a long, slow message and waits for its first words in the box. */
  async function slowly(): Promise<{ readonly finished: Promise<void> }> {
    await admin().configure({ tokenMs: 15 });
    await admin().answerChat(WORDS);
    const finished = write();
    await until('the first words', () => box().startsWith('one two'));
    return { finished };
  }

  it('streams a message about the staged changes into the box', async () => {
    await put('a.ts', 'staged\n');
    git('add', 'a.ts');
    await put('a.ts', 'not staged\n');
    await put('new.ts', 'not added\n');
    const [head, status] = [git('rev-parse', 'HEAD'), git('status', '--porcelain')];
    await admin().configure({ tokenMs: 30 });
    await admin().answerChat(`\`\`\`\n${MESSAGE}\n\`\`\`\nIs it good?`);
    const seen = new Set<string>();
    const finished = write();
    let isOver = false;
    void finished.then(() => (isOver = true));
    await until('the end', () => {
      seen.add(box());
      return isOver;
    });
    assert.equal(box(), MESSAGE);
    assert.ok(seen.size > 3, [...seen].join('|'));
    for (const text of seen) assert.ok(MESSAGE.startsWith(text), text);
    const prompt = await asked();
    assert.match(prompt, /\n-old\n\+staged\n/);
    assert.match(prompt, /\n- Open the shop\n/);
    assert.doesNotMatch(prompt, /not staged|not added|new\.ts/);
    assert.deepEqual([git('rev-parse', 'HEAD'), git('status', '--porcelain')], [head, status]);
    assert.deepEqual(window.messages, []);
  });

  it('describes all changes if nothing is staged, never excluded files', async () => {
    await put('a.ts', 'changed\n');
    await put('new.ts', 'brand new\n');
    await put('secrets.json', '{"token":"hidden"}');
    await put('.env', 'KEY=hidden\n');
    await put('logo.png', Uint8Array.of(1, 0, 2));
    await admin().answerChat(MESSAGE);
    await write();
    assert.equal(box(), MESSAGE);
    const prompt = await asked();
    assert.match(prompt, /\+changed\n/);
    assert.match(prompt, /\n\+brand new\n/);
    assert.match(prompt, /\nlogo\.png \(new\)/);
    const [{ rawBody } = { rawBody: '' }] = await requests();
    assert.doesNotMatch(rawBody, /hidden|secrets|\.env|KEY/);
    assert.match(git('status', '--porcelain'), /\?\? new\.ts/);
  });

  it('never sends changes of files that a setting or their permissions make read-only', async () => {
    const files = vscode.workspace.getConfiguration('files');
    const { Global } = vscode.ConfigurationTarget;
    for (const name of ['locked.ts', 'plan.ts', 'late.ts']) await put(name, 'old\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'Lock');
    await put('a.ts', 'changed\n');
    for (const name of ['locked.ts', 'plan.ts', 'new.ts']) await put(name, 'hidden\n');
    await put('late.ts', 'changed too\n');
    for (const name of ['locked.ts', 'new.ts']) await chmod(join(root, name), 0o444);
    await admin().answerNextChats([{ text: 'Sell', finishReason: 'length' }]);
    window.press = async (message, [button]) => {
      if (!message.includes('token limit')) return undefined;
      await chmod(join(root, 'late.ts'), 0o444);
      return button;
    };
    try {
      await files.update('readonlyFromPermissions', true, Global);
      await files.update('readonlyInclude', { '**/plan.ts': true }, Global);
      await write();
      const prompt = await asked();
      assert.match(prompt, /\+changed\n[^]*\+changed too\n/);
      assert.doesNotMatch(prompt, /hidden|locked|plan|new\.ts/);
      assert.equal(
        (await requests()).length,
        1,
        'it is not continued with a file that is locked now',
      );
      assert.match(window.messages.at(-1) ?? '', /excluded in the meantime/);
    } finally {
      await files.update('readonlyFromPermissions', undefined, Global);
      await files.update('readonlyInclude', undefined, Global);
    }
  });

  it('reads the same changes whatever the git configuration', async () => {
    const { Global } = vscode.ConfigurationTarget;
    const privacy = vscode.workspace.getConfiguration('codestral.privacy');
    const excluded: unknown = privacy.inspect('exclude')?.globalValue;
    await privacy.update('exclude', ['private/**'], Global);
    try {
      await mkdir(join(root, 'private'));
      await put('private/plan.md', 'old\n');
      git('add', '.');
      git('commit', '--quiet', '-m', 'Plan');
      await put('a.ts', 'changed\n');
      await put('private/plan.md', 'hidden\n');
      await admin().answerChat(MESSAGE);
      const settings = [
        ['diff.external', 'echo'],
        ['diff.submodule', 'log'],
        ['diff.noprefix', 'true'],
        ['diff.srcPrefix', 'OLD/'],
        ['diff.dstPrefix', 'NEW/'],
      ] as const;
      for (const [name, value] of settings) git('config', name, value);
      await write();
      assert.deepEqual(window.messages, []);
      assert.match(await asked(), /\ndiff --git a\/a\.ts b\/a\.ts\n[^]*\n-old\n\+changed\n/);
      const [{ rawBody } = { rawBody: '' }] = await requests();
      assert.doesNotMatch(rawBody, /hidden|plan\.md/);
    } finally {
      await privacy.update('exclude', excluded, Global);
    }
  });

  it('finds the repository by another path of its root', async () => {
    await put('a.ts', 'changed\n');
    await admin().answerChat(MESSAGE);
    const link = `${root}-link`;
    await symlink(root, link);
    try {
      const commit = (await host.parts.actions()).commitMessage;
      await commit.generate({ rootUri: vscode.Uri.file(`${link}/`) });
      assert.equal(box(), MESSAGE);
    } finally {
      await rm(link);
    }
  });

  it('stops at once, closes the connection and restores the typed text', async () => {
    await put('a.ts', 'changed\n');
    repository.inputBox.value = 'my words';
    const { finished } = await slowly();
    await stop();
    await finished;
    await until('the old text', () => box() === 'my words');
    await until('the connection to close', async () => (await requests())[0]?.closedEarly === true);
    assert.match(await asked(), /What the author has typed so far:\n```\nmy words\n```/);
    assert.deepEqual(window.messages, []);
  });

  it('stops when the user edits the box', async () => {
    await put('a.ts', 'changed\n');
    for (const text of ['I do it myself', '']) {
      const { finished } = await slowly();
      // VS Code repeats earlier values with a delay, which may replace this one once.
      await until('the connection to close', async () => {
        repository.inputBox.value = text;
        return (await requests()).at(-1)?.closedEarly === true;
      });
      await finished;
      await until('the text of the user', () => box() === text);
    }
    assert.deepEqual(window.messages, []);
  });

  it('stops with the extension', async () => {
    await put('a.ts', 'changed\n');
    const { finished } = await slowly();
    host.parts.dispose();
    await finished;
    assert.equal(box(), '');
    await until('the connection to close', async () => (await requests())[0]?.closedEarly === true);
  });

  it('restores the typed text after an empty answer or an error', async () => {
    await put('a.ts', 'changed\n');
    repository.inputBox.value = 'my words';
    await admin().answerChat('```\n```');
    window.press = (message, buttons) => {
      // Only the first time.
      return window.messages.length === 1 && message.includes('no commit message')
        ? buttons[0]
        : undefined;
    };
    await write();
    assert.equal((await requests()).length, 2);
    assert.deepEqual(window.messages, Array(2).fill('The model returned no commit message.'));
    assert.equal(box(), 'my words');
    await admin().fault({ kind: 'error', body: 'forbidden' }, { times: Infinity });
    await write();
    assert.equal(window.messages.length, 3);
    assert.equal(box(), 'my words');
  });

  it('continues a truncated message', async () => {
    await put('a.ts', 'changed\n');
    await admin().answerNextChats([
      { text: 'Sell more\n\nThe shop', finishReason: 'length' },
      ' has to live.',
    ]);
    window.press = (_, [button]) => button;
    await write();
    assert.deepEqual(window.messages, ['The commit message reached the token limit.']);
    assert.equal(box(), MESSAGE);
    const { messages } = (await requests()).at(-1)?.body as ChatBody;
    assert.equal(messages.at(-1)?.role, 'assistant');
    assert.equal(messages.at(-1)?.content, 'Sell more\n\nThe shop');
  });

  it('is not continued once the old name of a renamed file is excluded', async () => {
    const privacy = vscode.workspace.getConfiguration('codestral.privacy');
    const { Global } = vscode.ConfigurationTarget;
    const excluded: unknown = privacy.inspect('exclude')?.globalValue;
    git('mv', 'a.ts', 'b.ts');
    await admin().answerNextChats([{ text: 'Sell', finishReason: 'length' }]);
    window.press = async (message, [button]) => {
      if (!message.includes('token limit')) return undefined;
      await privacy.update('exclude', ['**/a.ts'], Global);
      return button;
    };
    try {
      await write();
      assert.equal((await requests()).length, 1);
      assert.match(window.messages.at(-1) ?? '', /excluded in the meantime/);
    } finally {
      await privacy.update('exclude', excluded, Global);
    }
  });

  it('regenerates from the text typed first', async () => {
    await put('a.ts', 'changed\n');
    repository.inputBox.value = 'my words';
    await admin().answerChat(MESSAGE);
    await write();
    await write();
    assert.match(await asked(), /typed so far:\n```\nmy words\n```/);
  });

  it('reports why there is nothing to describe', async () => {
    await write();
    await put('.env', 'KEY=new\n');
    await write();
    assert.deepEqual(window.messages, [
      'There are no changes to commit.',
      'All changed files are excluded or read-only, so they are not sent.',
    ]);
    assert.deepEqual(await requests(), []);
  });

  it('waits for resolved conflicts and mentions a merge', async () => {
    git('checkout', '--quiet', '-b', 'other');
    await put('a.ts', 'theirs\n');
    git('commit', '--quiet', '-am', 'Theirs');
    git('checkout', '--quiet', 'main');
    await put('a.ts', 'ours\n');
    git('commit', '--quiet', '-am', 'Ours');
    assert.throws(() => git('merge', '--no-edit', 'other'));
    await write();
    git('add', 'a.ts');
    await write();
    assert.deepEqual(window.messages, [
      'Resolve the merge conflicts first, then stage the files.',
      'a.ts has conflict markers. Resolve the merge conflicts first.',
    ]);
    assert.deepEqual(await requests(), []);
    window.press = (_, [button]) => button;
    await admin().answerChat(MESSAGE);
    await write();
    assert.equal(box(), MESSAGE);
    assert.match(await asked(), /This commit completes a merge\./);
  });

  it('answers /commit in the chat', async () => {
    await put('a.ts', 'changed\n');
    await put('.env', 'KEY=hidden\n');
    // With several open repositories, the one of the active file is used.
    await showDocument('█', { uri: vscode.Uri.file(join(root, 'a.ts')) });
    await host.showPanel();
    await admin().answerChat('```\nSell more\n```');
    host.panel.post({ type: 'send', text: '/commit' });
    await until('an answer', () => {
      const answer = host.panel.state.session.turns[1];
      return answer?.role === 'assistant' && answer.state === 'done';
    });
    assert.equal((await requests()).length, 1);
    const prompt = await asked();
    assert.match(
      prompt,
      /uncommitted changes[^]*- Open the shop\n[^]*\+changed\n[^]*Write a Git commit message/,
    );
    assert.doesNotMatch(prompt, /hidden/);
    git('checkout', '--quiet', '.');
    host.panel.post({ type: 'send', text: '/commit' });
    await until('a notice', () => host.panel.state.notice !== undefined);
    assert.equal(host.panel.state.notice?.text, 'There are no changes to commit.');
    assert.equal((await requests()).length, 1);
    await closeAll();
  });

  it('reads 5 MB of changes in slices', async () => {
    const line = 'const value = compute(first, second, third);\n';
    for (let at = 0; at < 500; at++) await put(`f${at}.ts`, `${at}\n${line.repeat(220)}`);
    git('add', '.');
    const settings = new Settings();
    const clock = realClock();
    let [longest, last] = [0, performance.now()];
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const start = performance.now();
    const changes = await commitChanges(
      repository,
      { permissions: new SendPermissions(settings), clock },
      new AbortController().signal,
    );
    const took = performance.now() - start;
    clearInterval(beat);
    settings.dispose();
    assert.ok('files' in changes && changes.files.length === 500);
    print(
      `a diff of 5 MB, 500 files: read in ${took.toFixed(0)} ms, the host held for ${longest.toFixed(0)} ms at most`,
    );
  });

  it('reports that git is missing', async () => {
    const { getExtension } = vscode.extensions;
    Object.assign(vscode.extensions, { getExtension: () => undefined });
    try {
      await write();
    } finally {
      Object.assign(vscode.extensions, { getExtension });
    }
    assert.deepEqual(window.messages, [
      'Git isn’t available in this window. Install Git, or turn on git.enabled in the settings.',
    ]);
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
