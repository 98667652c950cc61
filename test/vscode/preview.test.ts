import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { DiffPreview, type GrowingChange } from '../../src/vscode/diffPreview.ts';
import { activated, closeAll, pause, until, write } from './support.ts';
import { print } from './print.ts';
import { WholeHost } from './wholeHost.ts';

const SOURCE = 'function total(items) {\n  let sum = 0;\n  return sum;\n}\n\nmore();\n';
const ORIGINAL = 'function total(items) {\n  let sum = 0;\n  return sum;\n}\n';
const CHANGED = 'function total(prices) {\n  let sum = 0;\n  // done\n  return sum;\n}\n';

describe('the preview of changes', () => {
  let told: string[];
  let preview: DiffPreview;

  before(activated);

  beforeEach(() => {
    told = [];
    preview = new DiffPreview((text) => void told.push(text));
  });

  afterEach(async () => {
    preview.dispose();
    await closeAll();
  });

  async function open(name: string, text = SOURCE): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(await write(name, text));
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  }

  /** Begins a change, with the document that shows it. */
  async function begin(
    document: vscode.TextDocument,
    original = ORIGINAL,
  ): Promise<{ growing: GrowingChange; change: vscode.TextDocument }> {
    const start = document.getText().indexOf(original);
    const growing = await preview.begin({ uri: document.uri.toString(), start, original });
    assert.ok(growing);
    await until('the diff editor', () => diffs().length === 1);
    const { modified } = diffs()[0]?.input as vscode.TabInputTextDiff;
    return { growing, change: await vscode.workspace.openTextDocument(modified) };
  }

  function diffs(): readonly vscode.Tab[] {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    return tabs.filter(({ input }) => input instanceof vscode.TabInputTextDiff);
  }

  async function edit(document: vscode.TextDocument, range: vscode.Range, text: string) {
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, range, text);
    assert.ok(await vscode.workspace.applyEdit(change));
  }

  describe('growing', () => {
    it('shows what is written above what is not reached, in order, and can be accepted', async () => {
      const document = await open('growing.ts');
      const { growing, change } = await begin(document);
      assert.equal(change.getText(), SOURCE);
      const rest = '  let sum = 0;\n  return sum;\n}\n\nmore();\n';
      for (const [written, left] of [
        ['func', `\n${SOURCE}`],
        ['function total(prices) {\n', rest],
        ['function total(prices) {\n  let sum = 0;\n  // d', rest.replace('  let sum = 0;', '')],
      ] as const) {
        growing.grow(written);
        await until(written, () => change.getText() === written + left);
      }
      growing.complete(CHANGED);
      await until('all of it', () => change.getText() === CHANGED + '\nmore();\n');
      assert.equal(document.getText(), SOURCE);
      await preview.accept(change.uri);
      assert.equal(await growing.verdict, 'accepted');
      assert.equal(document.getText(), CHANGED + '\nmore();\n');
      const { activeTextEditor } = vscode.window;
      assert.equal(activeTextEditor?.document, document);
      assert.equal(document.offsetAt(activeTextEditor.selection.active), CHANGED.length);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), SOURCE);
      assert.deepEqual(told, []);
    });

    it('is not accepted before it is complete', async () => {
      const document = await open('early.ts');
      const { growing, change } = await begin(document);
      growing.grow(CHANGED.slice(0, 40));
      await preview.accept(change.uri);
      await preview.acceptInParts(change.uri);
      const still = 'This change is still being written.';
      assert.deepEqual(told, [still, still]);
      assert.equal(document.getText(), SOURCE);
      assert.equal(diffs().length, 1);
      await preview.reject(change.uri);
      assert.equal(await growing.verdict, 'rejected');
      assert.deepEqual(diffs(), []);
      growing.grow(CHANGED);
      growing.complete(CHANGED);
      assert.ok(!document.isDirty);
    });

    it('is withdrawn, or ends with its tab', async () => {
      const document = await open('withdrawn.ts');
      const first = await begin(document);
      first.growing.grow('function');
      first.growing.withdraw();
      assert.equal(await first.growing.verdict, 'rejected');
      assert.deepEqual(diffs(), []);
      const second = await begin(document);
      await vscode.window.tabGroups.close(diffs());
      assert.equal(await second.growing.verdict, 'rejected');
      assert.equal(document.getText(), SOURCE);
    });

    it('follows what is typed around it, and ends with what is typed in it', async () => {
      const document = await open('typed.ts');
      const { growing, change } = await begin(document);
      growing.grow('// new\n');
      await edit(document, new vscode.Range(0, 0, 0, 0), '// above\n');
      const expected = `// above\n// new\n${SOURCE}`;
      await until('the change to follow', () => change.getText() === expected);
      await edit(document, new vscode.Range(2, 6, 2, 9), 'all');
      assert.equal(await growing.verdict, 'outdated');
      await until('the diff to close', () => diffs().length === 0);
      growing.grow('// newer\n');
      growing.complete('// newer\n');
      await preview.accept(change.uri);
      assert.deepEqual(told, ['The code in typed.ts has changed meanwhile; nothing was replaced.']);
      assert.ok(!document.getText().includes('new'));
    });

    it('says nothing where it is withdrawn while it opens', async () => {
      const document = await open('hasty.ts');
      const place = { uri: document.uri.toString(), start: 0, original: ORIGINAL };
      for (let time = 0; time < 3; time++) {
        const growing = await preview.begin(place);
        growing?.withdraw();
        assert.equal(await growing?.verdict, 'rejected');
      }
      // One that is open was begun later than they.
      const { growing } = await begin(document);
      growing.withdraw();
      await growing.verdict;
      assert.deepEqual(told, []);
      await until('the diff to close', () => diffs().length === 0);
    });

    it('goes on in another group of editors', async () => {
      const document = await open('moved.ts');
      const { growing, change } = await begin(document);
      await until('the diff in front', () => {
        return vscode.window.tabGroups.activeTabGroup.activeTab === diffs()[0];
      });
      await vscode.commands.executeCommand('workbench.action.moveEditorToNextGroup');
      await until('another group', () => vscode.window.tabGroups.all.length === 2);
      growing.complete(CHANGED);
      await preview.accept(change.uri);
      assert.equal(await growing.verdict, 'accepted');
    });

    it('is closed by the next window, which has no text for it', async () => {
      const document = await open('left.ts');
      const uri = vscode.Uri.parse('codestral-edit:/left.ts?99');
      const own = vscode.workspace.registerTextDocumentContentProvider('codestral-edit', {
        provideTextDocumentContent: () => 'of an earlier run',
      });
      await vscode.commands.executeCommand('vscode.diff', document.uri, uri);
      own.dispose();
      const host = await WholeHost.build({});
      try {
        await until('the diff to close', () => diffs().length === 0);
      } finally {
        await host.end();
      }
    });

    it('says so where its text is not there to begin with', async () => {
      const document = await open('never.ts');
      const place = { uri: document.uri.toString(), start: 0, original: 'other' };
      assert.equal(await preview.begin(place), undefined);
      assert.equal(told.length, 1);
      assert.deepEqual(diffs(), []);
    });

    it('keeps the line ends of a file', async () => {
      const windows = (text: string) => text.replaceAll('\n', '\r\n');
      const document = await open('windows-growing.ts', windows(SOURCE));
      const { growing, change } = await begin(document, windows(ORIGINAL));
      growing.grow('// new\n');
      await until('the first line', () => change.getText() === windows(`// new\n${SOURCE}`));
      growing.complete(CHANGED);
      await preview.accept(change.uri);
      assert.equal(document.getText(), windows(CHANGED + '\nmore();\n'));
    });

    it('is quick with 2,000 lines', async () => {
      const lines = Array.from({ length: 2_000 }, (_, at) => `  call(${at});\n`);
      const document = await open('long-growing.txt', lines.join(''));
      const { growing, change } = await begin(document, lines.join(''));
      let read = NaN;
      const startedAt = performance.now();
      const listener = preview.onDidChange(() => {
        if (Number.isNaN(read)) read = performance.now() - startedAt;
      });
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      let [text, drawn] = ['', 0];
      const drawing = preview.onDidChange(() => {
        drawn++;
      });
      for (const [at, line] of lines.entries()) {
        text += line.replace('call', 'other');
        growing.grow(text);
        if (at % 20 === 0) await pause(5);
      }
      growing.complete(text);
      await until('all of it', () => change.getText() === text);
      delay.disable();
      listener.dispose();
      drawing.dispose();
      const longest = (delay.max / 1e6).toFixed(0);
      print(`2,000 growing lines: first drawn after ${read.toFixed(1)} ms, ${drawn} drawings`);
      print(`  the host was never busy for longer than ${longest} ms`);
      assert.ok(drawn >= 2 && drawn < 200, 'not each piece is drawn');
      const acceptedAt = performance.now();
      await preview.accept(change.uri);
      print(`  accepted in ${(performance.now() - acceptedAt).toFixed(0)} ms`);
      assert.equal(document.getText(), text);
    });
  });

  describe('in parts', () => {
    const [old, now] = [
      'a1();\nkeep();\nb1();\nkeep2();\nc1();\n',
      'a2();\nkeep();\nb2();\nkeep2();\n',
    ];

    /** Runs the commands, again where the Refactor Preview was not there yet, until it is over. */
    async function choose(name: string, ...commands: readonly string[]) {
      const document = await open(name, old);
      const { growing, change } = await begin(document, old);
      growing.complete(now);
      let isOver = false;
      const made = preview.acceptInParts(change.uri).then(() => (isOver = true));
      await until('the choice', async () => {
        for (const command of commands) await vscode.commands.executeCommand(command);
        return isOver;
      });
      await made;
      assert.deepEqual(diffs(), []);
      return { document, verdict: await growing.verdict };
    }

    const toggle = 'refactorPreview.toggleCheckedState';

    it('makes nothing when it is discarded', async () => {
      const { document, verdict } = await choose('parts-discard.ts', 'refactorPreview.discard');
      assert.equal(verdict, 'rejected');
      assert.equal(document.getText(), old);
    });

    it('makes nothing where no part is chosen, as none is to begin with', async () => {
      const { document, verdict } = await choose('parts-none.ts', 'refactorPreview.apply');
      assert.equal(verdict, 'rejected');
      assert.equal(document.getText(), old);
    });

    it('makes all parts, in one step to undo', async () => {
      const commands = ['list.focusFirst', toggle, 'refactorPreview.apply'];
      let made = await choose('parts.ts', ...commands);
      // Applied before its rows were drawn: nothing was chosen then.
      while (made.verdict === 'rejected') made = await choose('parts.ts', ...commands);
      const { document } = made;
      assert.equal(made.verdict, 'accepted');
      assert.equal(document.getText(), now);
      assert.equal(vscode.window.activeTextEditor?.document, document);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), old);
    });
  });
});
