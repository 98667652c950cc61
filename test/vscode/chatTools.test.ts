import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isInProgress } from '../../src/webview/panelModel.ts';
import type { AssistantTurnView } from '../../src/protocol/panelViews.ts';
import type { ChatBody } from '../server/protocol.ts';
import { TestApp } from '../support/testApp.ts';
import type { ToolResult } from '../../src/chat/tools/tool.ts';
import { checkArguments } from '../../src/chat/tools/toolArguments.ts';
import { DEFAULT_EXCLUDE_GLOBS } from '../../src/privacy/defaultExcludes.ts';
import { CREATE_FILE, EDIT_FILE } from '../../src/actions/changes/proposalTools.ts';
import { SEARCH_WEB } from '../../src/chat/web/searchWebTool.ts';
import { RUN_COMMAND } from '../../src/chat/command/runCommandTool.ts';
import { READ_TOOLS } from '../../src/chat/tools/toolDefinitions.ts';
import { toolSummary } from '../../src/vscode/chat/tools/toolSummaries.ts';
import { ChatTools } from '../../src/vscode/chat/tools/chatTools.ts';
import { SendPermissions } from '../../src/vscode/privacy/sendPermissions.ts';
import { Settings } from '../../src/vscode/settings/settings.ts';
import { gitApi } from '../../src/vscode/git/gitApi.ts';
import { activated, admin, closeAll, until } from '../support/extensionHost.ts';
import { realClock } from '../support/fakeClock.ts';
import { hostileCalls } from '../support/hostileCalls.ts';
import { HIDDEN, HIDDEN_NAMES, ToolsWorkspace } from '../support/toolsWorkspace.ts';

type Opener = NonNullable<Awaited<ReturnType<typeof gitApi>>> & {
  openRepository(root: vscode.Uri): Promise<unknown>;
};

/** Questions whose answer is in a file that is not attached. */
const TASKS = Array.from({ length: 3 }, (_, at) => ({
  ...{ name: `limitOf${at}`, value: 1_000 + 7 * at, path: `limits${at}.ts` },
}));

const setting = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('codestral');
/** The folder of these tests, relative to the workspace. */
const AT = 'tools-here';

describe('the tools of the chat', () => {
  const own: { dispose(): void }[] = [];
  let files: ToolsWorkspace;
  let root: vscode.Uri;

  before(async () => {
    await activated();
    const [first] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(first);
    root = first.uri;
    files = await ToolsWorkspace.write(join(root.fsPath, AT));
    const globs = [...DEFAULT_EXCLUDE_GLOBS, '**/hidden-notes'];
    await setting().update('privacy.exclude', globs, vscode.ConfigurationTarget.Global);
  });
  after(async () => {
    await setting().update('privacy.exclude', undefined, vscode.ConfigurationTarget.Global);
    await files.remove();
  });
  afterEach(async () => {
    for (const each of own.splice(0)) each.dispose();
    await closeAll();
  });

  /** The tools; without ripgrep if `appRoot` has none. */
  function toolsOf(appRoot?: string): ChatTools {
    const settings = new Settings();
    const permissions = new SendPermissions(settings);
    own.push(permissions, settings);
    return new ChatTools({
      ...{ settings, permissions, clock: realClock(), knownKeys: async () => [] },
      ...(appRoot === undefined ? {} : { appRoot }),
      codebase: () => Promise.reject(new Error('not needed')),
      onUnexpectedError: (thrown) => {
        throw thrown;
      },
    });
  }

  async function call(name: string, args: object, tools = toolsOf()): Promise<ToolResult> {
    const tool = tools.own.find(({ definition }) => definition.name === name);
    assert.ok(tool, name);
    const checked = checkArguments(JSON.stringify(args), tool.definition.parameters);
    assert.ok('values' in checked, JSON.stringify(checked));
    return tool.run(checked.values, new AbortController().signal);
  }

  for (const [kind, appRoot] of [
    ['with ripgrep', undefined],
    ['without ripgrep', '/nowhere'],
  ] as const) {
    describe(kind, () => {
      it('lists files, without ignored, excluded and linked ones', async () => {
        const { content, count } = await call(
          'find_files',
          { pattern: `${AT}/**` },
          toolsOf(appRoot),
        );
        assert.deepEqual(content.split('\n'), [
          `${AT}/.gitignore`,
          `${AT}/.ignore`,
          `${AT}/binary.dat`,
          `${AT}/src/changed.ts`,
          `${AT}/src/crlf.ts`,
          `${AT}/src/edited.ts`,
          `${AT}/src/long.txt`,
          `${AT}/src/name with spaces é.ts`,
          `${AT}/src/retry.ts`,
          `${AT}/src/use.ts`,
        ]);
        assert.equal(count, 10);
      });

      it('searches text, without ignored, excluded, linked and binary files', async () => {
        const found = await call('search_text', { query: 'visibleword' }, toolsOf(appRoot));
        assert.equal(found.count, 4, found.content);
        assert.equal(found.files, 4);
        assert.match(
          found.content,
          /src\/retry\.ts\n {2}3: {3}return seconds \* 1000; \/\/ visibleWord$/,
        );
        assert.match(found.content, /src\/crlf\.ts\n {2}2: const b = 2; \/\/ visibleWord\n/);
        assert.ok(found.content.length < 2_000, 'a long line is truncated');
        assert.ok(!found.content.includes(HIDDEN));
      });

      it('restricts a search to a glob', async () => {
        const args = { query: 'retryAfter', include: '**/use.ts' };
        const found = await call('search_text', args, toolsOf(appRoot));
        assert.deepEqual([found.count, found.files], [2, 1], found.content);
      });
    });
  }

  it('searches with regular expressions, and explains an invalid one', async () => {
    const found = await call('search_text', { query: 'function \\w+After', isRegex: true });
    assert.equal(found.count, 1, found.content);
    const wrong = await call('search_text', { query: '(', isRegex: true });
    assert.equal(wrong.isError, true);
    assert.match(wrong.content, /regex/i);
    const option = await call('search_text', { query: '--pre=touch' });
    assert.deepEqual([option.isError, option.count], [undefined, 0]);
  });

  it('stops a search before it is finished', async () => {
    const tool = toolsOf().own.find(({ definition }) => definition.name === 'search_text');
    const controller = new AbortController();
    const finished = tool!.run({ query: 'e' }, new AbortController().signal).then(() => 'finished');
    const stopped = tool!.run({ query: 'e' }, controller.signal).then(() => 'stopped');
    controller.abort();
    // The other search began earlier.
    assert.equal(await Promise.race([finished, stopped]), 'stopped');
    await finished;
  });

  it('reads lines with unsaved changes', async () => {
    const read = await call('read_file', { path: `${AT}/src/retry.ts`, startLine: 2, endLine: 3 });
    assert.match(
      read.content,
      /^tools-here\/src\/retry\.ts, lines 2 to 3 of 4\n2\texport function/,
    );
    const uri = vscode.Uri.joinPath(root, AT, 'src/edited.ts');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), '// not saved\n');
    await vscode.workspace.applyEdit(edit);
    const again = await call('read_file', { path: `${AT}/src/edited.ts` });
    assert.match(again.content, /\n1\t\/\/ not saved\n/);
    assert.deepEqual(again.sources, [uri.toString()]);
  });

  it('explains what cannot be read', async () => {
    for (const [path, words] of [
      ['src/none.ts', /no such file/],
      ['src', /folder/],
      ['binary.dat', /binary/],
      ['.env', /excluded by the setting/],
      ['.git/config', /\.git folder/],
    ] as const) {
      const read = await call('read_file', { path: `${AT}/${path}` });
      assert.equal(read.isError, true);
      assert.match(read.content, words);
    }
    await writeFile(join(files.folder, 'gone.ts'), 'const a = 1;');
    await rm(join(files.folder, 'gone.ts'));
    assert.match((await call('read_file', { path: `${AT}/gone.ts` })).content, /no such file/);
  });

  it('asks the language service for symbols, definitions and references', async () => {
    const language = vscode.languages.registerDocumentSymbolProvider('typescript', {
      provideDocumentSymbols: () => [
        new vscode.DocumentSymbol(
          ...(['retryAfter', '', vscode.SymbolKind.Function] as const),
          new vscode.Range(1, 0, 3, 1),
          new vscode.Range(1, 16, 1, 26),
        ),
      ],
    });
    const uri = vscode.Uri.joinPath(root, AT, 'src/retry.ts');
    const here = new vscode.Location(uri, new vscode.Range(1, 16, 1, 26));
    const all = [
      here,
      ...['.env', 'src/linked.ts', 'src/away/outside.ts'].map(
        (path) =>
          new vscode.Location(vscode.Uri.joinPath(root, AT, path), new vscode.Position(0, 0)),
      ),
    ];
    const away = new vscode.Location(vscode.Uri.file('/etc/passwd'), new vscode.Position(0, 0));
    const asked: vscode.Position[] = [];
    own.push(
      language,
      vscode.languages.registerDefinitionProvider('typescript', {
        provideDefinition: (_, position) => {
          asked.push(position);
          return [...all, away];
        },
      }),
      vscode.languages.registerReferenceProvider('typescript', {
        provideReferences: () => [...all, away],
      }),
      vscode.languages.registerWorkspaceSymbolProvider({
        provideWorkspaceSymbols: () =>
          [...all, away].map(
            (location) =>
              new vscode.SymbolInformation('retryAfter', vscode.SymbolKind.Function, '', location),
          ),
      }),
    );
    const path = `${AT}/src/use.ts`;
    assert.match(
      (await call('list_symbols', { path: `${AT}/src/retry.ts` })).content,
      /2-4: function retryAfter/,
    );
    const symbols = await call('list_symbols', { query: 'retry' });
    assert.match(symbols.content, /tools-here\/src\/retry\.ts:2: function retryAfter/);
    const definition = await call('find_definition', { path, line: 1, symbol: 'retryAfter' });
    assert.match(definition.content, /retry\.ts\n {2}2: export function retryAfter/);
    assert.ok(asked.some(({ line, character }) => line === 0 && character === 9));
    const references = await call('find_references', { path, line: 3, symbol: 'retryAfter' });
    for (const { content } of [symbols, definition, references]) {
      for (const name of [HIDDEN, 'passwd', ...HIDDEN_NAMES])
        assert.ok(!content.includes(name), content);
    }
    const missing = await call('find_references', { path, line: 40, symbol: 'nowhere' });
    assert.match(missing.content, /not on or near that line/);
  });

  it('lists problems of files that may be named', async () => {
    const collection = vscode.languages.createDiagnosticCollection('tools');
    own.push(collection);
    const problem = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), `Wrong, says ${AT}`);
    for (const path of ['src/use.ts', '.env']) {
      collection.set(vscode.Uri.joinPath(root, AT, path), [problem]);
    }
    const { content, files: count = 0 } = await call('get_problems', {});
    assert.match(content, /tools-here\/src\/use\.ts\n {2}line 1: error: Wrong/);
    assert.ok(!content.includes('.env'));
    // Language services may still report problems in files of other tests.
    assert.ok(count >= 1, `${count} files`);
    assert.match(
      (await call('get_problems', { path: `${AT}/src/retry.ts` })).content,
      /no problems/,
    );
  });

  it('returns the changes of files that may be sent', async () => {
    await files.commitAndChange();
    await vscode.workspace.getConfiguration('git').update('enabled', true, true);
    await until('git', async () => (await gitApi()) !== undefined);
    await ((await gitApi()) as Opener).openRepository(vscode.Uri.file(files.folder));
    const { content } = await call('get_changes', { staged: false });
    assert.match(content, /\+export const wait = 3;/);
    assert.ok(!content.includes(HIDDEN) && !content.includes('.env'), content);
    const git = (...args: string[]) => execFileSync('git', args, { cwd: files.folder });
    git('mv', 'src/use.ts', 'src/used.ts');
    try {
      const { count, sources = [] } = await call('get_changes', { staged: true });
      assert.equal(count, 1);
      // Both names are checked when the result is sent again.
      assert.deepEqual(
        sources.map((source) => source.split('/').at(-1)),
        ['used.ts', 'use.ts'],
      );
    } finally {
      git('mv', 'src/used.ts', 'src/use.ts');
    }
  });

  describe('with the model of the local server', () => {
    let app: TestApp;

    before(async () => {
      await admin().reset();
      await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
      app = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY });
      await app.showPanel();
    });
    after(() => app.end());

    /** Asks in a new chat; resolves to the complete answer. */
    async function answerTo(question: string): Promise<AssistantTurnView> {
      await (await app.parts.chat()).newChat();
      app.panel.post({ type: 'send', text: question });
      await until(`an answer to ${question}`, () => {
        const [asked, last] = app.panel.state.session.turns.slice(-2);
        return asked?.role === 'user' && last?.role === 'assistant' && !isInProgress(last);
      });
      const last = app.panel.state.session.turns.at(-1);
      assert.equal(last?.role, 'assistant');
      return last;
    }

    it('answers questions about files that are not attached', async () => {
      for (const [at, { name, value, path }] of TASKS.entries()) {
        const folder = join(root.fsPath, AT, 'tasks');
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, path), `// ${at}\n\nexport const ${name} = ${value};\n`);
        const { text, steps, state } = await answerTo(`What is \`${name}\` set to?`);
        assert.equal(state, 'done', text);
        assert.match(text, new RegExp(`tasks/${path}, lines 1 to 3 of 3[^]*${name} = ${value};`));
        assert.deepEqual(
          steps.map(({ label }) => label),
          [`Searched for ${name}: 1 result in 1 file`, `Read ${AT}/tasks/${path}:1-5: 3 lines`],
        );
      }
    });

    it('sends an expanded step exactly as the service received it', async () => {
      const { id, steps } = await answerTo('Where is `retryAfter`?');
      app.panel.post({ type: 'toolCall', turnId: id, callId: steps[0]!.id });
      const sent = () => app.panel.posted.find((message) => message.type === 'toolCall');
      await until('the step', () => sent() !== undefined);
      const request = (await admin().requests()).at(-1)?.body as ChatBody;
      assert.equal(
        sent()?.detail.result,
        request.messages.find(({ role }) => role === 'tool')?.content,
      );
    });

    it('works without tools if the model does not support them, and says so once', async () => {
      const config = vscode.workspace.getConfiguration('codestral.chat');
      await config.update('model', 'card-without-type', vscode.ConfigurationTarget.Global);
      try {
        const { state, steps } = await answerTo('Where is `retryAfter`?');
        assert.deepEqual([state, steps], ['done', []]);
        assert.match(app.panel.state.notice?.text ?? '', /doesn’t support tools/);
        await answerTo('And where is `wait`?');
        assert.equal(app.panel.state.notice, undefined);
      } finally {
        await config.update('model', undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it('offers no tools if they are turned off, and not those that are disabled', async () => {
      const config = vscode.workspace.getConfiguration('codestral.chat.tools');
      const { Global, Workspace } = vscode.ConfigurationTarget;
      const offered = async () => {
        await answerTo('Hello');
        const { tools } = (await admin().requests()).at(-1)?.body as ChatBody;
        return tools?.map((tool) => tool.function.name);
      };
      try {
        await config.update('disabled', ['read_file'], Global);
        await config.update('disabled', ['get_changes'], Workspace);
        const names = await offered();
        assert.ok(names?.includes('search_text'));
        assert.ok(!names?.includes('read_file') && !names?.includes('get_changes'));
        await config.update('enabled', false, Workspace);
        assert.equal(await offered(), undefined);
      } finally {
        for (const key of ['disabled', 'enabled']) {
          await config.update(key, undefined, Global);
          await config.update(key, undefined, Workspace);
        }
      }
    });

    it('offers tools of other extensions only once they are selected', async () => {
      const config = vscode.workspace.getConfiguration('codestral.chat.tools');
      const { name } = vscode.lm.tools.find((tool) => !tool.name.startsWith('codestral_')) ?? {};
      if (name === undefined) return;
      const offered = async () => {
        await answerTo('Hello');
        const { tools } = (await admin().requests()).at(-1)?.body as ChatBody;
        return tools?.some((tool) => tool.function.name === name);
      };
      assert.equal(await offered(), false);
      try {
        await config.update('external', [name], vscode.ConfigurationTarget.Global);
        assert.equal(await offered(), true);
      } finally {
        await config.update('external', undefined, vscode.ConfigurationTarget.Global);
      }
    });
  });

  it('describes each tool to the user in the display language', () => {
    for (const { name } of [...READ_TOOLS, EDIT_FILE, CREATE_FILE, RUN_COMMAND, SEARCH_WEB])
      assert.ok(toolSummary(name), name);
  });

  it('gives other agents some of the tools, under the same policy', async () => {
    const names = vscode.lm.tools.flatMap(({ name }) =>
      name.startsWith('codestral_') ? name : [],
    );
    assert.deepEqual(names.sort(), [
      'codestral_find_files',
      'codestral_read_document',
      'codestral_read_file',
      'codestral_search_codebase',
      'codestral_search_text',
      'codestral_search_web',
    ]);
    const invoke = async (name: string, input: object) => {
      const options = { input, toolInvocationToken: undefined };
      const { content } = await vscode.lm.invokeTool(name, options);
      return content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
    };
    const path = `${AT}/src/use.ts`;
    assert.match(await invoke('codestral_read_file', { path }), /1\timport \{ retryAfter \}/);
    assert.match(await invoke('codestral_read_file', { path: `${AT}/.env` }), /excluded/);
    const found = await invoke('codestral_search_text', { query: 'retryAfter' });
    assert.ok(found.includes('src/use.ts') && !found.includes(HIDDEN));
  });

  it('reads nothing that may not be sent, whatever the model asks for', async () => {
    const tools = toolsOf();
    const calls = hostileCalls(files);
    assert.ok(calls.length >= 100, `${calls.length}`);
    for (const { name, args, text } of calls) {
      const tool = tools.own.find(({ definition }) => definition.name === name);
      const checked =
        tool && checkArguments(text ?? JSON.stringify(args), tool.definition.parameters);
      if (!checked || 'error' in checked) continue;
      const { content } = await tool.run(checked.values, new AbortController().signal);
      const shown = `${name} ${text ?? JSON.stringify(args)}:\n${content.slice(0, 500)}`;
      assert.ok(!content.includes(HIDDEN), shown);
      assert.ok(!/root:x:0:0|BEGIN [A-Z ]*PRIVATE KEY/.test(content), shown);
      for (const hidden of HIDDEN_NAMES) assert.ok(!content.includes(hidden), shown);
    }
  });
});
