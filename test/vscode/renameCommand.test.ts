import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ChatBody, RequestRecord } from '../server/protocol.ts';
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

const SOURCE =
  'export function total(xs: number[]) {\n  const █x = xs.length;\n  return x + x;\n}\n';
const PLAIN = SOURCE.replace('█', '');
/** A language without rename providers except those of these tests. */
const LANGUAGE = 'ini';

function listed(...names: readonly string[]): string {
  return JSON.stringify({ names: names.map((name) => ({ name, reason: `It says ${name}.` })) });
}

describe('RenameCommand', () => {
  let host: TestApp;
  let window: FakeWindow;
  let picks: vscode.QuickPick<vscode.QuickPickItem>[];
  let provider: vscode.Disposable | undefined;
  /** The text typed into the list, for which there is no command. */
  const typed = new vscode.EventEmitter<string>();
  const { createQuickPick } = vscode.window;

  before(activated);

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    host = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY });
    window = new FakeWindow();
    picks = [];
    const created = () => {
      const pick = createQuickPick();
      Object.assign(pick, { onDidChangeValue: typed.event });
      picks.push(pick);
      return pick;
    };
    Object.assign(vscode.window, { createQuickPick: created });
  });

  afterEach(async () => {
    Object.assign(vscode.window, { createQuickPick });
    window.restore();
    provider?.dispose();
    provider = undefined;
    await host.end();
    await closeAll();
    await admin().reset();
  });

  async function suggest(): Promise<void> {
    await (await host.parts.actions()).rename.suggest([]);
  }

  /** The labels of the list once all are shown. */
  async function labels(count: number): Promise<readonly string[]> {
    const areThere = () => picks.at(-1)?.busy === false && items().length >= count;
    // TypeScript's server may have to start first.
    await until('the names', areThere);
    return items();
  }

  function items(): readonly string[] {
    return picks.at(-1)?.items.map(({ label }) => label) ?? [];
  }

  /** Presses Enter on a row. */
  async function choose(label: string): Promise<void> {
    const pick = picks.at(-1);
    const item = pick?.items.find((each) => each.label === label);
    assert.ok(pick && item, label);
    pick.activeItems = [item];
    // The list is rendered with a delay: Enter may apply to its previous state.
    await until(label, async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return pick.selectedItems[0] === item;
    });
  }

  async function requests(): Promise<readonly RequestRecord[]> {
    const all = await admin().requests();
    return all.filter(({ headers, path }) => {
      return path.endsWith('/chat/completions') && String(headers['user-agent']).includes(VERSION);
    });
  }

  /** Registers a rename provider that replaces the name everywhere or refuses. */
  function renames(refusal?: string, onRequest: () => Promise<void> = () => Promise.resolve()) {
    provider = vscode.languages.registerRenameProvider(LANGUAGE, {
      provideRenameEdits: async (document, position, to) => {
        await onRequest();
        if (refusal !== undefined) throw new Error(refusal);
        const edit = new vscode.WorkspaceEdit();
        const old = document.getText(document.getWordRangeAtPosition(position));
        for (const { index } of document.getText().matchAll(new RegExp(`\\b${old}\\b`, 'g'))) {
          const [from, end] = [index, index + old.length].map((at) => document.positionAt(at));
          if (from && end) edit.replace(document.uri, new vscode.Range(from, end), to);
        }
        return edit;
      },
    });
  }

  it('renames nothing after it is canceled, even if the language service never answers', async () => {
    let isAsked = false;
    renames(undefined, () => {
      isAsked = true;
      return new Promise(() => undefined);
    });
    await admin().answerChat(listed('amount'));
    const editor = await showDocument(SOURCE, { language: LANGUAGE });
    const { withProgress } = vscode.window;
    const source = new vscode.CancellationTokenSource();
    const played: typeof withProgress = (_, task) =>
      Promise.resolve(task({ report: () => undefined }, source.token));
    Object.assign(vscode.window, { withProgress: played });
    try {
      const finished = suggest();
      await labels(1);
      await choose('amount');
      await until('the language to be asked', () => isAsked);
      source.cancel();
      await finished;
    } finally {
      Object.assign(vscode.window, { withProgress });
    }
    assert.equal(editor.document.getText(), PLAIN);
    assert.deepEqual(window.messages, []);
  });

  it('renames through TypeScript in one undo step', async () => {
    await admin().answerChat(`Of course:\n\`\`\`json\n${listed('item_count', 'xs', 'x')}\n\`\`\``);
    const editor = await showDocument(SOURCE, { uri: await writeWorkspaceFile('names.ts', PLAIN) });
    const finished = suggest();
    assert.deepEqual(await labels(2), ['itemCount', 'xs']);
    const [pick] = picks;
    assert.equal(pick?.title, 'Rename x');
    assert.deepEqual(
      pick.items.map(({ detail, description }) => [detail, description]),
      [
        ['It says item_count.', undefined],
        ['It says xs.', 'already used in this file'],
      ],
    );
    await choose('itemCount');
    await finished;
    const renamed = PLAIN.replace('const x', 'const itemCount').replace(
      'x + x',
      'itemCount + itemCount',
    );
    assert.deepEqual(window.messages, []);
    assert.equal(editor.document.getText(), renamed);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), PLAIN);
    const [request, ...others] = await requests();
    assert.deepEqual(others, []);
    const body = request?.body as ChatBody & {
      response_format?: { json_schema?: { name: string } };
    };
    assert.equal(body.response_format?.json_schema?.name, 'names');
    assert.match(JSON.stringify(body.messages[1]?.content), /\\n▶ {3}const x = xs\.length;\\n/);
  });

  it('accepts a typed name before any arrives and closes the connection', async () => {
    renames();
    await admin().configure({ firstTokenMs: 60_000 });
    const editor = await showDocument('█a = 1\nb = a\n', { language: LANGUAGE });
    const finished = suggest();
    await until('the question', async () => (await requests()).length === 1);
    const [pick] = picks;
    assert.ok(pick?.busy);
    pick.value = 'mine';
    typed.fire('mine');
    assert.deepEqual(items(), ['mine']);
    await choose('mine');
    await finished;
    assert.equal(editor.document.getText(), 'mine = 1\nb = mine\n');
    await until('the socket to close', async () => (await requests())[0]?.closedEarly === true);
  });

  it('changes nothing when the list is closed and closes the connection', async () => {
    await admin().configure({ firstTokenMs: 60_000 });
    const editor = await showDocument('█a = 1\n', { language: LANGUAGE });
    const finished = suggest();
    await until('the question', async () => (await requests()).length === 1);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await finished;
    await until('the socket to close', async () => (await requests())[0]?.closedEarly === true);
    assert.equal(editor.document.getText(), 'a = 1\n');
    assert.deepEqual(window.messages, []);
  });

  it('offers to try again if no name is usable', async () => {
    const hostile = listed('a', '$(rm -rf /)', 'two words', 'a\u202eb', 'x'.repeat(500));
    await admin().answerNextChats([
      hostile,
      'I like it as it is.',
      '{"names":[{"name":',
      listed('fine'),
    ]);
    window.press = (_, [button]) => button;
    await showDocument('█a = 1\n', { language: LANGUAGE });
    const finished = suggest();
    assert.deepEqual(await labels(1), ['fine']);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await finished;
    assert.deepEqual(window.messages, Array(3).fill('The model did not suggest a usable name.'));
  });

  it('reports why the service failed', async () => {
    await admin().fault({ kind: 'error', body: 'unauthorizedApp' });
    await showDocument('█a = 1\n', { language: LANGUAGE });
    await suggest();
    assert.equal(window.messages.length, 1);
    assert.match(window.messages[0] ?? '', /key/);
  });

  for (const [what, edit, expected, said] of [
    ['follows the name', 'b = 2\n', 'b = 2\nfine = 1\n', []],
    [
      'refuses where the name has changed',
      'b',
      'ba = 1\n',
      ['a changed in the meantime. Nothing was renamed.'],
    ],
  ] as const) {
    it(`${what} when the file is edited in the meantime`, async () => {
      renames();
      await admin().answerChat(listed('fine'));
      const editor = await showDocument('█a = 1\n', { language: LANGUAGE });
      const finished = suggest();
      await labels(1);
      const change = new vscode.WorkspaceEdit();
      change.insert(editor.document.uri, new vscode.Position(0, 0), edit);
      await vscode.workspace.applyEdit(change);
      await choose('fine');
      await finished;
      assert.equal(editor.document.getText(), expected);
      assert.deepEqual(window.messages, said);
    });
  }

  for (const [what, refusal, said] of [
    ['the provider refuses', 'Not this one.', 'Couldn’t rename a: Not this one.'],
    ['there is no provider', undefined, 'Couldn’t rename a: no extension supports renaming here.'],
  ] as const) {
    it(`reports that ${what} and replaces nothing`, async () => {
      if (refusal !== undefined) renames(refusal);
      await admin().answerChat(listed('fine'));
      const editor = await showDocument('█a = 1\n', { language: LANGUAGE });
      const finished = suggest();
      await labels(1);
      await choose('fine');
      await finished;
      assert.equal(editor.document.getText(), 'a = 1\n');
      assert.deepEqual(window.messages, [said]);
    });
  }

  it('sends nothing if nothing can be renamed', async () => {
    await suggest();
    await showDocument('█ = 1\n', { language: LANGUAGE });
    await suggest();
    await showDocument('█return 1;\n', { uri: await writeWorkspaceFile('word.ts', 'return 1;\n') });
    await suggest();
    await showDocument('█a = 1\n', { uri: await writeWorkspaceFile('secrets.ini', 'a = 1\n') });
    await suggest();
    const [none, blank, word, excluded, ...others] = window.messages;
    assert.equal(none, 'Open a file and place the cursor on a name.');
    assert.equal(blank, 'No symbol here. Place the cursor on the name to change.');
    assert.match(word ?? '', /^Couldn’t rename return: /);
    assert.match(excluded ?? '', /^secrets\.ini is excluded/);
    assert.deepEqual(others, []);
    assert.deepEqual(await requests(), []);
    assert.deepEqual(picks, []);
  });
});
