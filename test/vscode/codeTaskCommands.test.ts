import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ChatBody } from '../server/protocol.ts';
import { CodeActions } from '../../src/vscode/actions/codeActions.ts';
import { CodeTaskCommands } from '../../src/vscode/actions/codeTaskCommands.ts';
import type { CodeTask } from '../../src/vscode/actions/codeTaskCommands.ts';
import { SendPermissions } from '../../src/vscode/privacy/sendPermissions.ts';
import { Settings } from '../../src/vscode/settings/settings.ts';
import { FakeWindow } from '../support/fakeWindow.ts';
import {
  activated,
  admin,
  closeAll,
  showDocument,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';
import { VERSION, TestApp } from '../support/testApp.ts';

const LUA = `local limit = 3

function total(cart)
  return cart.sum
end

function size(cart)
  return cart.count
end
`;
const LUA_FILES = { language: 'lua' };

describe('CodeTaskCommands', () => {
  let host: TestApp;
  let window: FakeWindow;
  let own: { dispose(): unknown }[];

  before(activated);

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    await admin().answerChat('It adds.');
    host = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY });
    await host.showPanel();
    window = new FakeWindow();
    own = [];
  });

  afterEach(async () => {
    for (const each of own) each.dispose();
    window.restore();
    await host.end();
    await closeAll();
    await admin().reset();
  });

  async function ask(task: CodeTask, ...args: readonly unknown[]): Promise<void> {
    await (await host.parts.actions()).codeTasks.ask(task, args);
  }

  /** Commands that wait `wait` milliseconds for results of VS Code; test machines may be slow. */
  function questionsThatWait(wait: number): CodeTaskCommands {
    const settings = new Settings();
    own.push(settings);
    const clock = {
      now: () => Date.now(),
      setTimeout: (run: () => void) => {
        const timer = setTimeout(run, wait);
        return () => {
          clearTimeout(timer);
        };
      },
    };
    const permissions = new SendPermissions(settings);
    return new CodeTaskCommands({ clock, permissions, chat: () => host.parts.chat() });
  }

  /** The last question as sent to the model. */
  async function sent(): Promise<string> {
    const { messages } = (await chats()).at(-1)?.body as ChatBody;
    const { content } = messages.at(-1) ?? {};
    return typeof content === 'string' ? content : JSON.stringify(content);
  }

  async function chats() {
    const all = await admin().requests();
    return all.filter(
      ({ path, headers }) =>
        path.endsWith('/chat/completions') &&
        headers['user-agent'] === `codestral-vscode/${VERSION}`,
    );
  }

  /** The chips of the message box without the file that is attached automatically and what was already sent. */
  const unsent = () =>
    host.panel.state.composer.chips.filter(({ isSent, kind }) => !isSent && kind !== 'file');
  /** The questions of the chat on screen, each with its chips. */
  function questions(): readonly (readonly string[])[] {
    return host.panel.state.session.turns.flatMap((turn) =>
      turn.role === 'user' ? [[turn.text, ...turn.chips.map(({ label }) => label)]] : [],
    );
  }

  /** Two functions of the outline provider. */
  function withSymbols(symbols: () => vscode.ProviderResult<vscode.DocumentSymbol[]> = functions) {
    own.push(
      vscode.languages.registerDocumentSymbolProvider(LUA_FILES, {
        provideDocumentSymbols: symbols,
      }),
    );
  }

  function withProblems(uri: vscode.Uri, ...problems: readonly vscode.Diagnostic[]): void {
    const collection = vscode.languages.createDiagnosticCollection('test');
    collection.set(uri, problems);
    own.push(collection);
  }

  async function openLua(marked: string, name = 'ask/cart.lua'): Promise<vscode.TextEditor> {
    const uri = await writeWorkspaceFile(name, marked.replace('█', ''));
    return showDocument(marked, { uri });
  }

  it('sends the selection at the time of the command, once', async () => {
    const editor = await openLua(LUA);
    editor.selection = new vscode.Selection(6, 0, 8, 3);
    const { codeTasks: all } = await host.parts.actions();
    const asking = all.ask('explain', []);
    editor.selection = new vscode.Selection(0, 0, 0, 5);
    await asking;
    assert.deepEqual(questions(), [['/explain', 'cart.lua:7-9']]);
    const text = await sent();
    assert.match(text, /ask\/cart\.lua, lines 7 to 9\n```lua\nfunction size/);
    assert.match(text, /\n\nExplain the attached code/);
    assert.doesNotMatch(text, /total|limit|Answer in/);
    // The selection is already part of the question; the next question does not repeat it.
    editor.selection = new vscode.Selection(6, 0, 8, 3);
    await ask('explain');
    assert.deepEqual(unsent(), []);
  });

  it('sends the function at the cursor with its problems and their codes', async () => {
    withSymbols();
    const editor = await openLua(LUA.replace('cart.sum', 'cart.█sum'));
    const { uri } = editor.document;
    withProblems(
      uri,
      problem(0, 0, 5, 'Elsewhere.', 'W1'),
      problem(3, 9, 17, 'Unknown field.', { value: 2339, target: uri }),
      problem(3, 2, 8, 'Too short.', 7),
      problem(6, 0, 8, 'In the next one.', undefined),
    );
    await ask('fix');
    assert.deepEqual(questions(), [['/fix', 'cart.lua:3-5', 'Problems: cart.lua:4']]);
    const text = await sent();
    assert.match(text, /lines 3 to 5\n```lua\nfunction total/);
    assert.match(
      text,
      /ask\/cart\.lua\n {2}line 4: error \[linter\(2339\)\]: Unknown field\.\n```/,
    );
    assert.doesNotMatch(text, /Elsewhere|Too short|next one/);
    // The answer's code has its target: the function.
    assert.ok(editor.selection.isEqual(new vscode.Selection(2, 0, 4, 3)));
    assert.deepEqual(unsent(), []);
  });

  it('sends all problems of the function if none is at the cursor', async () => {
    withSymbols();
    const { document } = await openLua(LUA.replace('function total', '█function total'));
    const far = problem(0, 0, 5, 'Elsewhere.', 'W1');
    withProblems(document.uri, problem(3, 9, 17, 'A.', 'E1'), problem(4, 0, 3, 'B.', 'E2'), far);
    await ask('fix');
    assert.match(
      await sent(),
      /line 4: error \[linter\(E1\)\]: A\.\n {2}line 5: .*\(E2\)\]: B\.\n```/,
    );
    assert.doesNotMatch(await sent(), /Elsewhere/);
  });

  it('keeps the selection of a user who continues to work', async () => {
    let answer: (all: vscode.DocumentSymbol[]) => void = () => undefined;
    const late = new Promise<vscode.DocumentSymbol[]>((resolve) => (answer = resolve));
    withSymbols(() => late);
    const editor = await openLua(LUA.replace('cart.sum', 'cart.█sum'));
    const { codeTasks: all } = await host.parts.actions();
    const asking = all.ask('doc', []);
    editor.selection = new vscode.Selection(0, 0, 0, 5);
    answer(functions());
    await asking;
    assert.deepEqual(questions(), [['/doc', 'cart.lua:3-5']]);
    assert.ok(editor.selection.isEqual(new vscode.Selection(0, 0, 0, 5)));
  });

  for (const [how, symbols] of [
    ['throws', () => Promise.reject(new Error('broken'))],
    ['knows nothing', () => []],
    ['never answers', () => new Promise<never>(() => undefined)],
  ] as const) {
    it(`asks about the whole file if the outline ${how}`, async () => {
      withSymbols(symbols);
      const editor = await openLua(LUA.replace('cart.sum', 'cart.█sum'));
      const wait = how === 'never answers' ? 50 : 30_000;
      await questionsThatWait(wait).ask('doc', []);
      assert.deepEqual(questions(), [['/doc', 'cart.lua']]);
      assert.match(await sent(), /^Attachment: file, ask\/cart\.lua\n```lua\nlocal limit/);
      assert.equal(editor.document.getText(editor.selection), LUA);
    });
  }

  it('attaches the test framework and the nearest test', async () => {
    await writeWorkspaceFile('ask/shop/package.json', '{"devDependencies":{"vitest":"3"}}');
    await writeWorkspaceFile('ask/package.json', '{"devDependencies":{"mocha":"11"}}');
    await writeWorkspaceFile('ask/shop/src/.env', '');
    await writeWorkspaceFile('ask/shop/test/cart.test.ts', 'it("adds to a cart", () => {});\n');
    await writeWorkspaceFile('ask/shop/test/menu.test.ts', 'it("is a menu", () => {});\n');
    const uri = await writeWorkspaceFile('ask/shop/src/cart.ts', 'export const add = 1;\n');
    const editor = await showDocument('█', { uri });
    editor.selection = new vscode.Selection(0, 0, 0, 20);
    await questionsThatWait(30_000).ask('tests', []);
    assert.deepEqual(questions(), [
      [
        '/tests Use vitest, as configured in ask/shop/package.json. ask/shop/test/cart.test.ts shows the test style of this project.',
        'cart.ts:1',
        'cart.test.ts',
      ],
    ]);
    const text = await sent();
    assert.match(text, /file, ask\/shop\/test\/cart\.test\.ts\n```(?:typescript)?\nit\("adds/);
    assert.match(text, /Write tests[^]*\n\nUse vitest, as/);
  });

  it('prefers a method to its class', async () => {
    const { Class, Method } = vscode.SymbolKind;
    const at = (kind: vscode.SymbolKind, first: number, last: number) => {
      const range = new vscode.Range(first, 0, last, 3);
      return new vscode.DocumentSymbol('it', '', kind, range, range);
    };
    const whole = at(Class, 0, 8);
    whole.children = [at(Method, 2, 4), at(Method, 6, 8)];
    withSymbols(() => [whole]);
    await openLua(LUA.replace('cart.count', 'cart.█count'));
    await ask('explain');
    assert.deepEqual(questions(), [['/explain', 'cart.lua:7-9']]);
  });

  it('tolerates malformed problems of other extensions', async () => {
    const { document } = await openLua(LUA.replace('cart.sum', 'cart.█sum'));
    const odd = problem(3, 9, 17, 'Unknown.', undefined);
    withProblems(document.uri, Object.assign(odd, { code: null, source: null }));
    await ask('fix');
    assert.match(await sent(), /line 4: error: Unknown\./);
  });

  it('attaches no link to an excluded file', async () => {
    const hidden = await writeWorkspaceFile('ask/link/.env', 'KEY=hidden');
    const uri = await writeWorkspaceFile('ask/link/cart.ts', 'export const add = 1;\n');
    await symlink(hidden.fsPath, vscode.Uri.joinPath(uri, '../cart.test.ts').fsPath);
    const editor = await showDocument('█', { uri });
    editor.selection = new vscode.Selection(0, 0, 0, 20);
    await questionsThatWait(30_000).ask('tests', []);
    assert.doesNotMatch(await sent(), /hidden|link\/cart\.test\.ts/);
    assert.equal(questions().length, 1);
  });

  it('attaches no excluded, unreadable or huge file', async () => {
    const config = vscode.workspace.getConfiguration('codestral');
    await config.update('privacy.exclude', ['**/cart.test.ts'], vscode.ConfigurationTarget.Global);
    own.push({ dispose: () => void config.update('privacy.exclude', undefined, true) });
    await writeWorkspaceFile('ask/bad/package.json', '{"devDependencies":{"vitest"');
    await writeWorkspaceFile(
      'ask/bad/src/package.json',
      `{"devDependencies":{"jest":"${'x'.repeat(1_000_001)}"}}`,
    );
    await writeWorkspaceFile('ask/bad/src/cart.test.ts', 'secret');
    const uri = await writeWorkspaceFile('ask/bad/src/cart.ts', 'export const add = 1;\n');
    const editor = await showDocument('█', { uri });
    editor.selection = new vscode.Selection(0, 0, 0, 20);
    await questionsThatWait(30_000).ask('tests', []);
    const [[question] = []] = questions();
    assert.doesNotMatch(question ?? '', /vitest|jest|cart\.test\.ts/);
    assert.doesNotMatch(await sent(), /secret/);
    await config.update('privacy.exclude', undefined, vscode.ConfigurationTarget.Global);
  });

  it('asks for an answer in the display language', async () => {
    const { language } = vscode.env;
    Object.defineProperty(vscode.env, 'language', { value: 'fr', configurable: true });
    own.push({
      dispose: () => {
        Object.defineProperty(vscode.env, 'language', { value: language, configurable: true });
      },
    });
    await host.end();
    host = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY });
    await host.showPanel();
    const editor = await openLua(LUA);
    editor.selection = new vscode.Selection(6, 0, 8, 3);
    await ask('explain');
    assert.match(await sent(), /Explain the attached code[^]*\n\nAnswer in French\./);
    await host.ask('/doc');
    assert.match(await sent(), /Write a documentation comment[^]*\n\nAnswer in French\./);
  });

  it('refuses blocked files and empty editors', async () => {
    await ask('explain');
    await showDocument('█KEY=1', { uri: await writeWorkspaceFile('ask/.env', 'KEY=1') });
    await ask('fix');
    await showDocument('█', { uri: await writeWorkspaceFile('ask/empty.lua', ' \n') });
    await ask('doc');
    const gone = vscode.Uri.file('/no/such/file.ts');
    await ask('doc', gone, new vscode.Range(0, 0, 0, 0));
    assert.deepEqual(window.messages, [
      'Select code or open a file first.',
      'ask/.env is excluded by the setting codestral.privacy.exclude.',
      'empty.lua is empty.',
      'Select code or open a file first.',
    ]);
    assert.deepEqual(await chats(), []);
    assert.deepEqual(questions(), []);
  });

  it('starts one chat per command, even at the same time', async () => {
    const editor = await openLua(LUA);
    editor.selection = new vscode.Selection(6, 0, 8, 3);
    await Promise.all([ask('explain'), ask('doc')]);
    assert.equal((await chats()).length, 2);
    assert.equal(questions().length, 1);
    assert.equal((await sent()).match(/Attachment/g)?.length, 1);
  });

  it('shows the file that the answer is about', async () => {
    withSymbols();
    const uri = await writeWorkspaceFile('ask/hidden.lua', LUA);
    await ask('doc', uri, new vscode.Range(3, 4, 3, 4));
    assert.deepEqual(questions(), [['/doc', 'hidden.lua:3-5']]);
    const { document, selection } = vscode.window.activeTextEditor ?? {};
    assert.equal(document?.uri.toString(), uri.toString());
    assert.ok(selection?.isEqual(new vscode.Selection(2, 0, 4, 3)));
  });

  it('adds problems to the chat without sending', async () => {
    withSymbols();
    const { document } = await openLua(LUA.replace('cart.sum', 'cart.█sum'));
    withProblems(document.uri, problem(3, 9, 17, 'Unknown.', 'E1'), problem(7, 2, 8, 'B.', 'E2'));
    const { codeTasks: all } = await host.parts.actions();
    for (const line of [3, 7]) {
      await all.addProblems([document.uri, new vscode.Range(line, 9, line, 9)]);
    }
    await all.addProblems([document.uri, new vscode.Range(3, 9, 3, 9)]);
    const labels = () => unsent().map(({ label }) => label);
    await until('the chips', () => labels().length === 4);
    assert.deepEqual(labels(), [
      ...['cart.lua:7-9', 'Problems: cart.lua:8'],
      ...['cart.lua:3-5', 'Problems: cart.lua:4'],
    ]);
    assert.deepEqual(await chats(), []);
  });

  describe('in the light bulb', () => {
    /** The titles of the actions of the installed extension and of this instance. */
    async function offered(
      uri: vscode.Uri,
      range: vscode.Range,
      kind?: vscode.CodeActionKind,
    ): Promise<vscode.CodeAction[]> {
      const all = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        ...[uri, range, kind?.value],
      );
      const ours = all.filter(({ command }) => command?.command.startsWith('codestral.'));
      return [...new Map(ours.map((action) => [action.title, action])).values()];
    }

    async function titles(...where: Parameters<typeof offered>): Promise<string[]> {
      return (await offered(...where)).map(({ title }) => title);
    }

    const ALL = [
      'Fix with Codestral',
      'Explain with Codestral',
      'Add Problem to Codestral Chat',
      'Write Documentation with Codestral',
    ];

    it('have the right kinds and send nothing before they are chosen', async () => {
      withSymbols();
      const { document } = await openLua(LUA);
      const { uri } = document;
      const hint = problem(0, 0, 5, 'A hint.', undefined, vscode.DiagnosticSeverity.Hint);
      withProblems(uri, problem(2, 9, 14, 'Unknown.', 'E1'), hint);
      const before = (await admin().requests()).length;
      const header = new vscode.Selection(2, 10, 2, 10);
      assert.deepEqual(await titles(uri, header), ALL);
      const [fix, , , doc] = await offered(uri, header);
      assert.deepEqual(
        [fix?.kind?.value, doc?.kind?.value, fix?.isPreferred ?? false],
        ['quickfix', 'refactor.rewrite', false],
      );
      assert.deepEqual(await titles(uri, header, vscode.CodeActionKind.QuickFix), ALL.slice(0, 3));
      assert.deepEqual(await titles(uri, header, vscode.CodeActionKind.Refactor), ALL.slice(3));
      assert.deepEqual(await titles(uri, header, vscode.CodeActionKind.Source), []);
      assert.deepEqual(await titles(uri, new vscode.Selection(0, 2, 0, 2)), []);
      assert.deepEqual(await titles(uri, new vscode.Selection(7, 2, 7, 2)), []);
      assert.deepEqual(await titles(uri, new vscode.Selection(7, 2, 7, 8)), [
        'Edit with Codestral',
      ]);
      assert.equal((await admin().requests()).length, before);
      // As the Problems view has it: the range is the problem's, and its function is asked about.
      const [clicked] = await offered(uri, new vscode.Range(2, 9, 2, 14));
      await ask('fix', ...(clicked?.command?.arguments as unknown[]));
      assert.deepEqual(questions(), [['/fix', 'cart.lua:3-5', 'Problems: cart.lua:3']]);
    });

    it('name their problems and offer edits only in the menu', async () => {
      const { document } = await openLua(LUA);
      const settings = new Settings();
      own.push(settings);
      const actions = new CodeActions(new SendPermissions(settings));
      const diagnostics = [problem(7, 2, 8, 'Unknown.', 'E1')];
      const at = new vscode.Selection(6, 0, 8, 0);
      const given = (triggerKind: vscode.CodeActionTriggerKind) =>
        actions.provideCodeActions(document, at, { diagnostics, only: undefined, triggerKind });
      const automatic = given(vscode.CodeActionTriggerKind.Automatic);
      assert.deepEqual(
        automatic.map(({ title }) => title),
        ALL,
      );
      assert.deepEqual(automatic[0]?.diagnostics, diagnostics);
      // Selected code is what the user wants to fix.
      assert.deepEqual(automatic[0].command?.arguments, [document.uri, at]);
      assert.equal(given(vscode.CodeActionTriggerKind.Invoke).length, 5);
    });

    it('are not offered for blocked files', async () => {
      const config = vscode.workspace.getConfiguration('codestral');
      const excluded = await writeWorkspaceFile('ask/secrets.lua', LUA);
      const output = vscode.window.createOutputChannel('Lua', 'lua');
      own.push(output);
      output.append(LUA);
      output.show();
      await showDocument('█', { uri: excluded });
      withProblems(excluded, problem(2, 9, 14, 'Unknown.', 'E1'));
      const header = new vscode.Selection(2, 10, 2, 10);
      assert.deepEqual(await titles(excluded, header), []);
      const { uri } = await openLua(LUA).then(({ document }) => document);
      assert.deepEqual(await titles(uri, header), ALL.slice(3));
      // No service is available, neither here nor for the installed extension.
      const names = ['services.mistral.url', 'services.codestral.url'] as const;
      const urls = names.map((name) => config.get(name));
      const set = async (values: readonly unknown[]) => {
        for (const [at, name] of names.entries()) await config.update(name, values[at], true);
      };
      await set(['ftp://nowhere', 'ftp://nowhere']);
      try {
        await until('no actions', async () => (await titles(uri, header)).length === 0);
        const editor = await showDocument('█', { uri });
        editor.selection = new vscode.Selection(6, 0, 8, 3);
        await ask('explain');
        assert.deepEqual(questions(), []);
        // The question stays in the message box, with a notice above it.
        const { notice, composer } = host.panel.state;
        assert.equal(host.panel.draft, '/explain');
        assert.deepEqual(
          composer.chips.map(({ label }) => label),
          ['cart.lua:7-9'],
        );
        assert.equal(notice?.kind, 'error');
        assert.ok(notice.button);
      } finally {
        await set(urls);
      }
      await until('actions again', async () => (await titles(uri, header)).length > 0);
      assert.deepEqual(await chats(), []);
    });
  });
});

function functions(): vscode.DocumentSymbol[] {
  const at = (name: string, first: number) => {
    const range = new vscode.Range(first, 0, first + 2, 3);
    return new vscode.DocumentSymbol(name, '', vscode.SymbolKind.Function, range, range);
  };
  return [at('total', 2), at('size', 6)];
}

function problem(
  line: number,
  from: number,
  to: number,
  message: string,
  code: vscode.Diagnostic['code'],
  severity = vscode.DiagnosticSeverity.Error,
): vscode.Diagnostic {
  const found = new vscode.Diagnostic(new vscode.Range(line, from, line, to), message, severity);
  return Object.assign(found, { source: 'linter', ...(code === undefined ? {} : { code }) });
}
