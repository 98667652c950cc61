import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ChatBody, RequestRecord } from '../server/protocol.ts';
import { Exclusions } from '../../src/vscode/exclusions.ts';
import { commitChanges } from '../../src/vscode/git/commitChanges.ts';
import { gitApi } from '../../src/vscode/git/gitApi.ts';
import type { GitApi, GitRepository } from '../../src/vscode/git/gitApi.ts';
import { Settings } from '../../src/vscode/settings.ts';
import { FakeWindow } from './fakeWindow.ts';
import { print } from './print.ts';
import { activated, admin, closeAll, show, until } from './support.ts';
import { VERSION, WholeHost } from './wholeHost.ts';

const MESSAGE = 'Sell more\n\nThe shop has to live.';
const WORDS = 'one two three four five six seven eight nine ten '.repeat(8).trim();

type Opener = GitApi & { openRepository(root: vscode.Uri): Promise<unknown> };

describe('commit messages', () => {
  let root: string;
  let host: WholeHost;
  let window: FakeWindow;
  let repository: GitRepository;
  let previous: readonly unknown[];
  const config = () => vscode.workspace.getConfiguration('git');
  const set = async ([enabled, detection]: readonly unknown[]) => {
    await config().update('enabled', enabled, vscode.ConfigurationTarget.Global);
    await config().update('autoRepositoryDetection', detection, vscode.ConfigurationTarget.Global);
  };

  before(async () => {
    await activated();
    const was = (key: string): unknown => config().inspect(key)?.globalValue;
    previous = [was('enabled'), was('autoRepositoryDetection')];
    await set([true, true]);
    await until('git', async () => (await gitApi()) !== undefined);
  });

  after(() => set(previous));

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
    host = await WholeHost.build(process.env);
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
  const write = async () => (await host.parts.actions()).commit.write(repository);
  const stop = async () => {
    (await host.parts.actions()).commit.stop(repository);
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

  /** Begins a long message that comes slowly, and waits for its first words in the box. */
  async function slowly(): Promise<{ readonly over: Promise<void> }> {
    await admin().configure({ tokenMs: 15 });
    await admin().answerChat(WORDS);
    const over = write();
    await until('the first words', () => box().startsWith('one two'));
    return { over };
  }

  it('are about what is staged, and grow in the box', async () => {
    await put('a.ts', 'staged\n');
    git('add', 'a.ts');
    await put('a.ts', 'not staged\n');
    await put('new.ts', 'not added\n');
    const [head, status] = [git('rev-parse', 'HEAD'), git('status', '--porcelain')];
    await admin().configure({ tokenMs: 30 });
    await admin().answerChat(`\`\`\`\n${MESSAGE}\n\`\`\`\nIs it good?`);
    const seen = new Set<string>();
    const over = write();
    let isOver = false;
    void over.then(() => (isOver = true));
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
    assert.deepEqual(window.said, []);
  });

  it('are about all changes where nothing is staged, but never about excluded files', async () => {
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

  it('stop at once, close the connection and give back what was typed', async () => {
    await put('a.ts', 'changed\n');
    repository.inputBox.value = 'my words';
    const { over } = await slowly();
    await stop();
    await over;
    await until('the old text', () => box() === 'my words');
    await until('the connection to close', async () => (await requests())[0]?.closedEarly === true);
    assert.match(await asked(), /What the author has typed so far:\n```\nmy words\n```/);
    assert.deepEqual(window.said, []);
  });

  it('leave the box to a user who writes in it', async () => {
    await put('a.ts', 'changed\n');
    for (const text of ['I do it myself', '']) {
      const { over } = await slowly();
      repository.inputBox.value = text;
      await over;
      assert.equal(box(), text);
      await until(
        'the connection to close',
        async () => (await requests()).at(-1)?.closedEarly === true,
      );
    }
    assert.deepEqual(window.said, []);
  });

  it('end with the extension', async () => {
    await put('a.ts', 'changed\n');
    const { over } = await slowly();
    host.parts.dispose();
    await over;
    assert.equal(box(), '');
    await until('the connection to close', async () => (await requests())[0]?.closedEarly === true);
  });

  it('give back what was typed where the model says nothing, or the service fails', async () => {
    await put('a.ts', 'changed\n');
    repository.inputBox.value = 'my words';
    await admin().answerChat('```\n```');
    window.press = (message, buttons) => {
      // Only the first time: then it is left.
      return window.said.length === 1 && message.includes('no commit message')
        ? buttons[0]
        : undefined;
    };
    await write();
    assert.equal((await requests()).length, 2);
    assert.deepEqual(window.said, Array(2).fill('The model gave no commit message.'));
    assert.equal(box(), 'my words');
    await admin().fault({ kind: 'error', body: 'forbidden' }, { times: Infinity });
    await write();
    assert.equal(window.said.length, 3);
    assert.equal(box(), 'my words');
  });

  it('go on where they were cut', async () => {
    await put('a.ts', 'changed\n');
    await admin().answerNextChats([
      { text: 'Sell more\n\nThe shop', finishReason: 'length' },
      ' has to live.',
    ]);
    window.press = (_, [button]) => button;
    await write();
    assert.deepEqual(window.said, ['The commit message was cut at the limit of tokens.']);
    assert.equal(box(), MESSAGE);
    const { messages } = (await requests()).at(-1)?.body as ChatBody;
    assert.equal(messages.at(-1)?.role, 'assistant');
    assert.equal(messages.at(-1)?.content, 'Sell more\n\nThe shop');
  });

  it('are asked for anew with what was typed at first', async () => {
    await put('a.ts', 'changed\n');
    repository.inputBox.value = 'my words';
    await admin().answerChat(MESSAGE);
    await write();
    await write();
    assert.match(await asked(), /typed so far:\n```\nmy words\n```/);
  });

  it('say why there is nothing to write about', async () => {
    await write();
    await put('.env', 'KEY=new\n');
    await write();
    assert.deepEqual(window.said, [
      'There are no changes to commit.',
      'All changed files are excluded or read-only: nothing of them is sent.',
    ]);
    assert.deepEqual(await requests(), []);
  });

  it('wait until conflicts are resolved, and name a merge', async () => {
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
    assert.deepEqual(window.said, [
      'Resolve the merge conflicts first, then stage the files.',
      'a.ts has conflict markers. Resolve the merge conflicts first.',
    ]);
    assert.deepEqual(await requests(), []);
    window.press = (_, [button]) => button;
    await admin().answerChat(MESSAGE);
    await write();
    assert.equal(box(), MESSAGE);
    assert.match(await asked(), /This commit ends a merge\./);
  });

  it('are asked for in the chat by /commit', async () => {
    await put('a.ts', 'changed\n');
    await put('.env', 'KEY=hidden\n');
    // Where several repositories are open, it is the one of the file that one works in.
    await show('█', { uri: vscode.Uri.file(join(root, 'a.ts')) });
    await host.showPanel();
    await admin().answerChat('```\nSell more\n```');
    host.panel.say({ type: 'send', text: '/commit' });
    await until('an answer', () => host.panel.state.session.turns.length === 2);
    await until('a request', async () => (await requests()).length === 1);
    const prompt = await asked();
    assert.match(
      prompt,
      /uncommitted changes[^]*- Open the shop\n[^]*\+changed\n[^]*Write the message of the git commit/,
    );
    assert.doesNotMatch(prompt, /hidden/);
    git('checkout', '--quiet', '.');
    host.panel.say({ type: 'send', text: '/commit' });
    await until('a notice', () => host.panel.state.notice !== undefined);
    assert.equal(host.panel.state.notice?.text, 'There are no changes to commit.');
    assert.equal((await requests()).length, 1);
    await closeAll();
  });

  it('are read from 5 MB without holding up the host', async () => {
    const line = 'const value = compute(first, second, third);\n';
    for (let at = 0; at < 500; at++) await put(`f${at}.ts`, `${at}\n${line.repeat(220)}`);
    git('add', '.');
    const settings = new Settings();
    const clock = {
      now: () => Date.now(),
      setTimeout: (run: () => void, ms: number) => {
        const timer = setTimeout(run, ms);
        return () => {
          clearTimeout(timer);
        };
      },
    };
    const length = (await repository.diff(true)).length;
    const known = {
      ...repository,
      status: () => Promise.resolve(),
      diff: () => diff,
      state: repository.state,
    };
    const diff = Promise.resolve(await repository.diff(true));
    let [longest, last] = [0, performance.now()];
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const start = performance.now();
    const changes = await commitChanges(known, { exclusions: new Exclusions(settings), clock });
    const took = performance.now() - start;
    clearInterval(beat);
    settings.dispose();
    assert.ok('files' in changes && changes.files.length === 500);
    print(
      `a diff of ${(length / 1e6).toFixed(1)} MB, 500 files: read in ${took.toFixed(0)} ms, the host held for ${longest.toFixed(0)} ms at most`,
    );
  });

  it('say that there is no git', async () => {
    const { getExtension } = vscode.extensions;
    Object.assign(vscode.extensions, { getExtension: () => undefined });
    try {
      await write();
    } finally {
      Object.assign(vscode.extensions, { getExtension });
    }
    assert.deepEqual(window.said, ['Git is not available in this window.']);
  });
});

/** The repository as VS Code's git has it. */
async function opened(root: string): Promise<GitRepository> {
  const git = (await gitApi()) as Opener;
  await git.openRepository(vscode.Uri.file(root));
  const find = () => git.repositories.find(({ rootUri }) => rootUri.fsPath === root);
  await until('the repository', () => find() !== undefined);
  return find() as GitRepository;
}
