import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ChatBody, RequestRecord } from '../server/protocol.ts';
import { FakeWindow } from './fakeWindow.ts';
import { activated, admin, closeAll, show, until, write } from './support.ts';
import { VERSION, WholeHost } from './wholeHost.ts';

const SOURCE =
  'export function total(xs: number[]) {\n  const █x = xs.length;\n  return x + x;\n}\n';
const PLAIN = SOURCE.replace('█', '');
/** A language that no extension renames in, but for those of these tests. */
const LANGUAGE = 'ini';

function listed(...names: readonly string[]): string {
  return JSON.stringify({ names: names.map((name) => ({ name, reason: `It says ${name}.` })) });
}

describe('suggesting names', () => {
  let host: WholeHost;
  let window: FakeWindow;
  let picks: vscode.QuickPick<vscode.QuickPickItem>[];
  let provider: vscode.Disposable | undefined;
  /** What the user types into the list: no command does it. */
  const typed = new vscode.EventEmitter<string>();
  const { createQuickPick } = vscode.window;

  before(activated);

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    host = await WholeHost.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY });
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
    await (await host.parts.actions()).names.suggest([]);
  }

  /** The labels of the list, once all are there. */
  async function labels(count: number): Promise<readonly string[]> {
    const areThere = () => picks.at(-1)?.busy === false && items().length >= count;
    // TypeScript's server may have to start first.
    await until('the names', areThere, 20_000);
    return items();
  }

  function items(): readonly string[] {
    return picks.at(-1)?.items.map(({ label }) => label) ?? [];
  }

  /** Presses Enter on a row, as a user does. */
  async function choose(label: string): Promise<void> {
    const pick = picks.at(-1);
    const item = pick?.items.find((each) => each.label === label);
    assert.ok(pick && item, label);
    pick.activeItems = [item];
    // What is drawn comes a little after what is set: Enter may find the list as it was before.
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

  /** Renames in the language by putting the name wherever the old one stands, unless it refuses. */
  function renames(refusal?: string, whenAsked: () => Promise<void> = () => Promise.resolve()) {
    provider = vscode.languages.registerRenameProvider(LANGUAGE, {
      provideRenameEdits: async (document, position, to) => {
        await whenAsked();
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

  it('renames nothing once it was cancelled, though the language never answers', async () => {
    let isAsked = false;
    renames(undefined, () => {
      isAsked = true;
      return new Promise(() => undefined);
    });
    await admin().answerChat(listed('amount'));
    const editor = await show(SOURCE, { language: LANGUAGE });
    const { withProgress } = vscode.window;
    const source = new vscode.CancellationTokenSource();
    const played: typeof withProgress = (_, task) =>
      Promise.resolve(task({ report: () => undefined }, source.token));
    Object.assign(vscode.window, { withProgress: played });
    try {
      const over = suggest();
      await labels(1);
      await choose('amount');
      await until('the language to be asked', () => isAsked);
      source.cancel();
      await over;
    } finally {
      Object.assign(vscode.window, { withProgress });
    }
    assert.equal(editor.document.getText(), PLAIN);
    assert.deepEqual(window.said, []);
  });

  it('has TypeScript rename what was chosen, in one step that can be undone', async () => {
    await admin().answerChat(`Of course:\n\`\`\`json\n${listed('item_count', 'xs', 'x')}\n\`\`\``);
    const editor = await show(SOURCE, { uri: await write('names.ts', PLAIN) });
    const over = suggest();
    assert.deepEqual(await labels(2), ['itemCount', 'xs']);
    const [pick] = picks;
    assert.equal(pick?.title, 'Rename x');
    assert.deepEqual(
      pick.items.map(({ detail, description }) => [detail, description]),
      [
        ['It says item_count.', undefined],
        ['It says xs.', 'already in this file'],
      ],
    );
    await choose('itemCount');
    await over;
    const renamed = PLAIN.replace('const x', 'const itemCount').replace(
      'x + x',
      'itemCount + itemCount',
    );
    assert.deepEqual(window.said, []);
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

  it('takes a name that the user types while none has come, and closes the socket', async () => {
    renames();
    await admin().configure({ firstTokenMs: 60_000 });
    const editor = await show('█a = 1\nb = a\n', { language: LANGUAGE });
    const over = suggest();
    await until('the question', async () => (await requests()).length === 1);
    const [pick] = picks;
    assert.ok(pick?.busy);
    pick.value = 'mine';
    typed.fire('mine');
    assert.deepEqual(items(), ['mine']);
    await choose('mine');
    await over;
    assert.equal(editor.document.getText(), 'mine = 1\nb = mine\n');
    await until('the socket to close', async () => (await requests())[0]?.closedEarly === true);
  });

  it('changes nothing when the list is closed, and closes the socket', async () => {
    await admin().configure({ firstTokenMs: 60_000 });
    const editor = await show('█a = 1\n', { language: LANGUAGE });
    const over = suggest();
    await until('the question', async () => (await requests()).length === 1);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await over;
    await until('the socket to close', async () => (await requests())[0]?.closedEarly === true);
    assert.equal(editor.document.getText(), 'a = 1\n');
    assert.deepEqual(window.said, []);
  });

  it('asks again, if the user wants it, where no name was usable', async () => {
    const hostile = listed('a', '$(rm -rf /)', 'two words', 'a\u202eb', 'x'.repeat(500));
    await admin().answerNextChats([
      hostile,
      'I like it as it is.',
      '{"names":[{"name":',
      listed('fine'),
    ]);
    window.press = (_, [button]) => button;
    await show('█a = 1\n', { language: LANGUAGE });
    const over = suggest();
    assert.deepEqual(await labels(1), ['fine']);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await over;
    assert.deepEqual(window.said, Array(3).fill('The model suggested no usable name.'));
  });

  it('tells why the service failed', async () => {
    await admin().fault({ kind: 'error', body: 'unauthorizedApp' });
    await show('█a = 1\n', { language: LANGUAGE });
    await suggest();
    assert.equal(window.said.length, 1);
    assert.match(window.said[0] ?? '', /key/);
  });

  for (const [what, edit, expected, said] of [
    ['follows the name', 'b = 2\n', 'b = 2\nfine = 1\n', []],
    [
      'refuses where the name has changed',
      'b',
      'ba = 1\n',
      ['a has changed meanwhile. Nothing was renamed.'],
    ],
  ] as const) {
    it(`${what} when the file is edited meanwhile`, async () => {
      renames();
      await admin().answerChat(listed('fine'));
      const editor = await show('█a = 1\n', { language: LANGUAGE });
      const over = suggest();
      await labels(1);
      const change = new vscode.WorkspaceEdit();
      change.insert(editor.document.uri, new vscode.Position(0, 0), edit);
      await vscode.workspace.applyEdit(change);
      await choose('fine');
      await over;
      assert.equal(editor.document.getText(), expected);
      assert.deepEqual(window.said, said);
    });
  }

  for (const [what, refusal, said] of [
    ['the provider refuses', 'Not this one.', 'a was not renamed: Not this one.'],
    ['there is no provider', undefined, 'a was not renamed: no extension here can do it.'],
  ] as const) {
    it(`says so where ${what}, and replaces nothing`, async () => {
      if (refusal !== undefined) renames(refusal);
      await admin().answerChat(listed('fine'));
      const editor = await show('█a = 1\n', { language: LANGUAGE });
      const over = suggest();
      await labels(1);
      await choose('fine');
      await over;
      assert.equal(editor.document.getText(), 'a = 1\n');
      assert.deepEqual(window.said, [said]);
    });
  }

  it('asks nothing where nothing can be renamed', async () => {
    await suggest();
    await show('█ = 1\n', { language: LANGUAGE });
    await suggest();
    await show('█return 1;\n', { uri: await write('word.ts', 'return 1;\n') });
    await suggest();
    await show('█a = 1\n', { uri: await write('secrets.ini', 'a = 1\n') });
    await suggest();
    const [none, blank, word, excluded, ...others] = window.said;
    assert.equal(none, 'Open a file, and put the cursor on a name.');
    assert.equal(blank, 'There is no name here. Put the cursor on the one to change.');
    assert.match(word ?? '', /^return cannot be renamed: /);
    assert.match(excluded ?? '', /^secrets\.ini is excluded/);
    assert.deepEqual(others, []);
    assert.deepEqual(await requests(), []);
    assert.deepEqual(picks, []);
  });
});
