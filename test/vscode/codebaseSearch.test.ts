import assert from 'node:assert/strict';
import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { CodebaseAttachments } from '../../src/vscode/chat/attachments/codebaseAttachments.ts';
import type { ChatBody, RequestRecord } from '../server/protocol.ts';
import { clock } from '../../src/vscode/platform/systemClock.ts';
import { CodebaseFiles } from '../../src/vscode/search/codebaseFiles.ts';
import type { IndexLimits } from '../../src/vscode/search/codebaseFiles.ts';
import { consentDetail } from '../../src/vscode/search/indexTexts.ts';
import type { SearchModule } from '../../src/vscode/search/searchModule.ts';
import { activated, admin, closeAll, until } from '../support/extensionHost.ts';
import { FakeWindow } from '../support/fakeWindow.ts';
import { TestApp } from '../support/testApp.ts';
import type { TestStorage } from '../support/testApp.ts';

/** The folder of these tests, relative to the workspace. */
const AT = 'search-here';
const FILES: Readonly<Record<string, string>> = {
  'retry.ts': `/** Waits as long as the service asks. */\nexport function retryAfter(seconds: number): number {\n  return seconds * 1000;\n}\n`,
  'basket.ts': `export class Basket {\n  readonly items: string[] = [];\n\n  discard(item: string): void {\n    this.items.splice(this.items.indexOf(item), 1);\n  }\n}\n`,
  'guide.md': '# Setup\n\nInstall it.\n\n## Proxy\n\nSet the address of the proxy server.\n',
  'bundle.min.js': 'retryAfter '.repeat(100),
  '.env': 'RETRY_SECRET=retryAfter\n',
};

const query = 'how long to wait before a retry';

describe('the search in the codebase', () => {
  const apps: TestApp[] = [];
  let root: string;
  let storage: TestStorage;
  let window: FakeWindow;

  before(async () => {
    await activated();
    const [first] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(first);
    root = join(first.uri.fsPath, AT);
    for (const [path, text] of Object.entries(FILES)) await write(path, text);
    storage = await TestApp.storage();
  });

  after(async () => {
    for (const folder of [root, storage.folder]) await rm(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    await admin().reset();
    window = new FakeWindow();
    window.press = (_, buttons) =>
      buttons.find((button) => ['Index Codebase', 'Delete Index'].includes(button));
  });

  afterEach(async () => {
    window.restore();
    for (const each of apps.splice(0)) await each.end();
    await closeAll();
  });

  async function write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }

  async function open(): Promise<TestApp> {
    const app = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY }, storage);
    apps.push(app);
    return app;
  }

  async function find(module: SearchModule, text = query) {
    const results = await module.search.find(text, 5, new AbortController().signal);
    return {
      ...results,
      places: results.found.map(({ path, firstLine }) => `${path}:${firstLine}`),
    };
  }

  it('finds by words at once, and sends nothing', async () => {
    const module = await (await open()).parts.search.load();
    const { places, isByMeaning } = await find(module);
    assert.equal(places[0], `${AT}/retry.ts:1`);
    assert.ok(!places.some((place) => /min\.js|\.env/.test(place)), places.join());
    assert.equal(isByMeaning, false);
    assert.deepEqual(await embeddings(), []);
  });

  it('indexes after the consent, then sends only what changes', async () => {
    const app = await open();
    const module = await app.parts.search.load();
    window.press = () => undefined;
    await module.commands.index();
    assert.deepEqual(await embeddings(), [], 'nothing without consent');
    window.press = (_, buttons) => buttons[0];
    await module.commands.index();
    assert.match(window.details.at(-1) ?? '', /about [\d.]+K? tokens, <?\$0\.\d+, 1 minute/);
    const sent = await embeddings();
    // One request for each batch; other suites may have left files in the workspace.
    assert.ok(sent.length > 0, JSON.stringify(window.messages));
    assert.ok(!JSON.stringify(sent).includes('RETRY_SECRET'));
    const { isByMeaning, places } = await find(module);
    assert.ok(isByMeaning && places[0] === `${AT}/retry.ts:1`, places.join());
    assert.equal((await embeddings()).length, sent.length + 1, 'the question');

    await admin().reset();
    const document = await vscode.workspace.openTextDocument(join(root, 'basket.ts'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 0), '  /** The owner. */\n  owner = 1;\n');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await until('the request for the edited file', async () => (await embeddings()).length > 0);
    const [request] = await embeddings();
    const { input } = request?.body as { readonly input: readonly string[] };
    assert.ok(input.length === 1 && input[0]?.includes('owner'), input.join());
  });

  it('needs no request after a restart, and deletes the index', async () => {
    const app = await open();
    const module = await app.parts.search.load();
    await module.commands.index();
    assert.deepEqual(await embeddings(), []);
    assert.ok(
      window.messages.includes('The codebase index is up to date.'),
      window.messages.join(),
    );
    window.press = (_, buttons) => buttons[0];
    await module.commands.delete();
    assert.ok(window.messages.includes('The codebase index was deleted.'), window.messages.join());
    const { isByMeaning } = await find(module);
    assert.equal(isByMeaning, false);
    // Even with the setting for all workspaces, only the command builds it again.
    const search = vscode.workspace.getConfiguration('codestral.search');
    await search.update('embeddings', 'on', vscode.ConfigurationTarget.Global);
    try {
      await writeFile(join(root, 'basket.ts'), 'export const changed = 2;\n');
      await find(module);
      assert.deepEqual((await embeddings()).length, 0);
    } finally {
      await search.update('embeddings', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  describe('with separate storage', () => {
    let shared: TestStorage;

    beforeEach(async () => {
      shared = storage;
      storage = await TestApp.storage();
      window.press = (_, buttons) => buttons.find((button) => button === 'Index Codebase');
    });

    afterEach(async () => {
      for (const each of apps.splice(0)) await each.end();
      await rm(storage.folder, { recursive: true, force: true });
      storage = shared;
    });

    /** The folder of the index, once it exists. */
    async function indexFolder(): Promise<string> {
      const [name] = await readdir(join(storage.folder, 'codebase'));
      return join(storage.folder, 'codebase', name ?? '');
    }

    /** Indexes and forgets the vectors, so that they are missing. */
    async function emptyIndex(): Promise<string> {
      const app = await open();
      await (await app.parts.search.load()).commands.index();
      await app.end();
      apps.length = 0;
      const folder = await indexFolder();
      // The extension releases the lock in the background.
      await until('the lock to be released', async () => {
        return !(await readdir(folder)).includes('index.lock');
      });
      await rm(join(folder, 'vectors.bin'));
      await admin().reset();
      window.messages.length = 0;
      return folder;
    }

    it('indexes here if the lock of a window is left whose process ID another program has', async () => {
      const folder = await emptyIndex();
      const lock = JSON.stringify({ holder: 'killed', pid: process.ppid });
      await writeFile(join(folder, 'index.lock'), lock);
      const { commands } = await (await open()).parts.search.load();
      await commands.index();
      assert.equal((await embeddings()).length, 0);
      assert.match(window.messages.at(-1) ?? '', /^Another window is indexing/);

      window.press = (_, buttons) =>
        buttons.find((button) => ['Index Codebase', 'Index Here'].includes(button));
      await commands.index();
      assert.ok((await embeddings()).length > 0);
      assert.match(window.messages.at(-1) ?? '', /can be found by meaning/);

      await writeFile(join(folder, 'index.lock'), lock);
      window.press = (_, buttons) =>
        buttons.find((button) => ['Delete Index', 'Delete Anyway'].includes(button));
      await commands.delete();
      assert.equal(window.messages.at(-1), 'The codebase index was deleted.');
      assert.ok(!(await readdir(folder)).includes('vectors.bin'));
    });

    it('pauses in the background while the disk can’t be written, until it is resumed', async () => {
      const folder = await emptyIndex();
      await mkdir(join(folder, 'index.lock'));
      const search = vscode.workspace.getConfiguration('codestral.search');
      await search.update('embeddings', 'on', vscode.ConfigurationTarget.Global);
      const problem = /^The codebase index can’t be saved\. Check the disk, then resume\.$/;
      const problems = () => window.messages.filter((message) => problem.test(message));
      let resume = (): void => undefined;
      window.press = (message) =>
        problem.test(message) && problems().length === 1
          ? new Promise((resolve) => {
              resume = () => {
                resolve('Resume Indexing');
              };
            })
          : undefined;
      try {
        const module = await (await open()).parts.search.load();
        assert.ok((await find(module)).places.length > 0);
        await until('the message', () => problems().length === 1);
        // It is found by words meanwhile, and nothing is tried again.
        assert.equal((await find(module)).places[0], `${AT}/retry.ts:1`);
        assert.deepEqual([(await embeddings()).length, problems().length], [0, 1]);
        await rmdir(join(folder, 'index.lock'));
        resume();
        await until('the index', async () => (await find(module)).isByMeaning);
      } finally {
        await search.update('embeddings', undefined, vscode.ConfigurationTarget.Global);
      }
    });
  });

  it('attaches the best code to a question with @codebase', async () => {
    const app = await open();
    await app.showPanel();
    app.panel.post({ type: 'attach', id: 'codebase' });
    await until('the chip', () =>
      app.panel.state.composer.chips.some(({ kind }) => kind === 'codebase'),
    );
    await app.ask(query);
    const all = await admin().requests();
    const [chat] = all.filter(({ path }) => path.endsWith('/chat/completions'));
    const text = JSON.stringify((chat?.body as ChatBody).messages);
    assert.match(text, /search-here\/retry\.ts, lines 1 to 4/);
    assert.ok(text.includes('seconds * 1000'));
  });

  it('says that nothing was found for @codebase, and that the question was sent without code', async () => {
    const app = await open();
    await app.showPanel();
    for (const [text, notice] of [
      ['@codebase qqzzxx vvwwyy', /^No code was found for @codebase/],
      ['@codebase', /needs a question/],
      ['How are you?', undefined],
    ] as const) {
      await app.ask(text);
      await until(`the answer to ${text}`, () => {
        const last = app.panel.state.session.turns.at(-1);
        return last?.role === 'assistant' && last.state === 'done';
      });
      const shown = app.panel.state.notice?.text;
      if (notice) assert.match(shown ?? '', notice);
      else assert.equal(shown, undefined);
    }
    const all = await admin().requests();
    assert.equal(all.filter(({ path }) => path.endsWith('/chat/completions')).length, 3);
  });

  it('says that only a part of a large workspace is indexed', async () => {
    const files = Object.keys(FILES).map((path) => vscode.Uri.file(join(root, path)));
    const pathOf = (uri: vscode.Uri) => vscode.workspace.asRelativePath(uri);
    const partOf = async (listed: readonly vscode.Uri[], limits: IndexLimits) => {
      const indexed = new CodebaseFiles({
        ...{ clock, limits },
        paths: { pathOf, mayRead: () => Promise.resolve(true) },
        search: { files: () => iterate(listed) },
        permissions: { onDidChange: new vscode.EventEmitter<undefined>().event },
      });
      try {
        await indexed.refresh();
        const paths = [...indexed.index.chunks].map(({ path }) => path.slice(AT.length + 1));
        return { paths: [...new Set(paths)], isPartial: indexed.isPartial };
      } finally {
        indexed.dispose();
      }
    };
    const all = { files: 100, chunks: 100 };
    const whole = await partOf(files, all);
    assert.deepEqual(whole, {
      paths: ['.env', 'basket.ts', 'guide.md', 'retry.ts'],
      isPartial: false,
    });
    const part = { paths: ['.env', 'basket.ts'], isPartial: true };
    assert.deepEqual(await partOf(files, { ...all, files: 2 }), part);
    assert.deepEqual(await partOf(files.toReversed(), { ...all, files: 2 }), part, 'the same ones');
    assert.deepEqual(await partOf(files, { ...all, chunks: 2 }), part);
    const estimate = { texts: 1, tokens: 9, dollars: 1, minutes: 1, isOnFreePlan: true };
    const detail = consentDetail({ ...estimate, state: 'missing', isPartial: true });
    assert.match(detail, /only part of it is indexed/);
  });

  it('follows the workspace folders: forgets those that are removed, and reads those that are added', async () => {
    const real = vscode.workspace.onDidChangeWorkspaceFolders;
    const changed = new vscode.EventEmitter<vscode.WorkspaceFoldersChangeEvent>();
    // Adding a folder to a window with one restarts the extension host, and with it the tests.
    Object.assign(vscode.workspace, { onDidChangeWorkspaceFolders: changed.event });
    const [one, two] = ['retry.ts', 'guide.md'].map((path) => vscode.Uri.file(join(root, path)));
    assert.ok(one && two);
    let folders = [one];
    const indexed = new CodebaseFiles({
      clock,
      paths: {
        pathOf: ({ path }) => `${folders.length > 1 ? 'folder/' : ''}${path.split('/').at(-1)}`,
        mayRead: () => Promise.resolve(true),
      },
      search: { files: () => iterate(folders) },
      permissions: { onDidChange: new vscode.EventEmitter<undefined>().event },
    });
    const paths = async (now: vscode.Uri[]) => {
      folders = now;
      changed.fire({ added: [], removed: [] });
      await indexed.refresh();
      return [...new Set([...indexed.index.chunks].map(({ path }) => path))].toSorted();
    };
    let updates = 0;
    const listening = indexed.onDidChangeFiles(() => (updates += 1));
    try {
      assert.deepEqual(await paths([one]), ['retry.ts']);
      assert.deepEqual(await paths([one, two]), ['folder/guide.md', 'folder/retry.ts']);
      assert.deepEqual(await paths([two]), ['guide.md']);
      assert.deepEqual(indexed.index.find('retryAfter', 5), []);
      assert.equal(updates, 2, 'an update of the vectors is due');
    } finally {
      Object.assign(vscode.workspace, { onDidChangeWorkspaceFolders: real });
      listening.dispose();
      indexed.dispose();
      changed.dispose();
    }
  });

  it('sends nothing if the search for @codebase is stopped', async () => {
    const code = new CodebaseAttachments({
      ...{ clock: clock, newId: () => 'id' },
      codebase: async () =>
        ({
          find: (_query: string, _limit: number, signal: AbortSignal) =>
            new Promise((resolve) => {
              signal.addEventListener('abort', () => {
                resolve({ found: [], isByMeaning: false, isPartial: false });
              });
            }),
        }) as never,
    });
    let changes = 0;
    code.onDidChange(() => {
      changes += 1;
    });
    const asked = code.resolve('@codebase where is it?', []);
    assert.equal(code.isSearching, true);
    await Promise.resolve();
    code.stop();
    assert.equal(await asked, undefined);
    assert.deepEqual([code.isSearching, changes], [false, 2]);
  });

  async function embeddings(): Promise<readonly RequestRecord[]> {
    const all = await admin().requests();
    return all.filter(({ path }) => path.endsWith('/embeddings'));
  }
});

async function* iterate<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  for (const item of items) yield await Promise.resolve(item);
}
