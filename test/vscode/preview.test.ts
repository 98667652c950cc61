import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { DiffPreview } from '../../src/vscode/preview/diffPreview.ts';
import { type StreamingChange } from '../../src/actions/edit/streamingChange.ts';
import { activated, closeAll, pause, until, writeWorkspaceFile } from '../support/extensionHost.ts';
import { FakePicker } from '../support/fakePicker.ts';
import { print } from '../support/print.ts';
import { TestApp } from '../support/testApp.ts';

const SOURCE = 'function total(items) {\n  let sum = 0;\n  return sum;\n}\n\nmore();\n';
const ORIGINAL = 'function total(items) {\n  let sum = 0;\n  return sum;\n}\n';
const CHANGED = 'function total(prices) {\n  let sum = 0;\n  // done\n  return sum;\n}\n';

describe('DiffPreview', () => {
  let reported: string[];
  let preview: DiffPreview;

  before(activated);

  beforeEach(() => {
    reported = [];
    preview = new DiffPreview((text) => void reported.push(text));
  });

  afterEach(async () => {
    preview.dispose();
    await closeAll();
  });

  async function open(name: string, text = SOURCE): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(await writeWorkspaceFile(name, text));
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
  }

  /** Starts a change and resolves to it with its document. */
  async function begin(
    document: vscode.TextDocument,
    original = ORIGINAL,
  ): Promise<{ streaming: StreamingChange; change: vscode.TextDocument }> {
    const start = document.getText().indexOf(original);
    const streaming = await preview.showStreaming({
      uri: document.uri.toString(),
      start,
      original,
    });
    assert.ok(streaming);
    await until('the diff editor', () => diffs().length === 1);
    const { modified } = diffs()[0]?.input as vscode.TabInputTextDiff;
    return { streaming, change: await vscode.workspace.openTextDocument(modified) };
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

  describe('while streaming', () => {
    it('shows new text above the old rest in order, and can be accepted', async () => {
      const document = await open('growing.ts');
      const { streaming, change } = await begin(document);
      assert.equal(change.getText(), SOURCE);
      const rest = '  let sum = 0;\n  return sum;\n}\n\nmore();\n';
      for (const [written, left] of [
        ['func', `\n${SOURCE}`],
        ['function total(prices) {\n', rest],
        ['function total(prices) {\n  let sum = 0;\n  // d', rest.replace('  let sum = 0;', '')],
      ] as const) {
        streaming.update(written);
        await until(written, () => change.getText() === written + left);
      }
      streaming.complete(CHANGED);
      await until('all of it', () => change.getText() === CHANGED + '\nmore();\n');
      assert.equal(document.getText(), SOURCE);
      await preview.accept(change.uri);
      assert.equal(await streaming.decision, 'accepted');
      assert.equal(document.getText(), CHANGED + '\nmore();\n');
      const { activeTextEditor } = vscode.window;
      assert.equal(activeTextEditor?.document, document);
      assert.equal(document.offsetAt(activeTextEditor.selection.active), CHANGED.length);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), SOURCE);
      assert.deepEqual(reported, []);
    });

    it('cannot be accepted before it is complete', async () => {
      const document = await open('early.ts');
      const { streaming, change } = await begin(document);
      streaming.update(CHANGED.slice(0, 40));
      await preview.accept(change.uri);
      await preview.acceptInParts(change.uri);
      const still = 'This change is still being generated.';
      assert.deepEqual(reported, [still, still]);
      assert.equal(document.getText(), SOURCE);
      assert.equal(diffs().length, 1);
      await preview.discard(change.uri);
      assert.equal(await streaming.decision, 'discarded');
      assert.deepEqual(diffs(), []);
      streaming.update(CHANGED);
      streaming.complete(CHANGED);
      assert.ok(!document.isDirty);
    });

    it('ends when withdrawn or when its tab is closed', async () => {
      const document = await open('withdrawn.ts');
      const first = await begin(document);
      first.streaming.update('function');
      first.streaming.discard();
      assert.equal(await first.streaming.decision, 'discarded');
      assert.deepEqual(diffs(), []);
      const second = await begin(document);
      await vscode.window.tabGroups.close(diffs());
      assert.equal(await second.streaming.decision, 'discarded');
      assert.equal(document.getText(), SOURCE);
    });

    it('follows edits around the code and ends with an edit inside it', async () => {
      const document = await open('typed.ts');
      const { streaming, change } = await begin(document);
      streaming.update('// new\n');
      await edit(document, new vscode.Range(0, 0, 0, 0), '// above\n');
      const expected = `// above\n// new\n${SOURCE}`;
      await until('the change to follow', () => change.getText() === expected);
      await edit(document, new vscode.Range(2, 6, 2, 9), 'all');
      assert.equal(await streaming.decision, 'notApplied');
      await until('the diff to close', () => diffs().length === 0);
      streaming.update('// newer\n');
      streaming.complete('// newer\n');
      await preview.accept(change.uri);
      assert.deepEqual(reported, ['typed.ts changed in the meantime; nothing was replaced.']);
      assert.ok(!document.getText().includes('new'));
    });

    it('reports nothing if withdrawn while it opens', async () => {
      const document = await open('hasty.ts');
      const place = { uri: document.uri.toString(), start: 0, original: ORIGINAL };
      for (let time = 0; time < 3; time++) {
        const streaming = await preview.showStreaming(place);
        streaming?.discard();
        assert.equal(await streaming?.decision, 'discarded');
      }
      // A preview that is open was started later.
      const { streaming } = await begin(document);
      streaming.discard();
      await streaming.decision;
      assert.deepEqual(reported, []);
      await until('the diff to close', () => diffs().length === 0);
    });

    it('continues in another editor group', async () => {
      const document = await open('moved.ts');
      const { streaming, change } = await begin(document);
      await until('the diff in front', () => {
        return vscode.window.tabGroups.activeTabGroup.activeTab === diffs()[0];
      });
      await vscode.commands.executeCommand('workbench.action.moveEditorToNextGroup');
      await until('another group', () => vscode.window.tabGroups.all.length === 2);
      streaming.complete(CHANGED);
      await preview.accept(change.uri);
      assert.equal(await streaming.decision, 'accepted');
    });

    it('is closed by the next window', async () => {
      const document = await open('left.ts');
      const uri = vscode.Uri.parse('codestral-edit:/left.ts?99');
      const own = vscode.workspace.registerTextDocumentContentProvider('codestral-edit', {
        provideTextDocumentContent: () => 'of an earlier run',
      });
      await vscode.commands.executeCommand('vscode.diff', document.uri, uri);
      own.dispose();
      const host = await TestApp.build({});
      try {
        await until('the diff to close', () => diffs().length === 0);
      } finally {
        await host.end();
      }
    });

    it('reports code that does not exist', async () => {
      const document = await open('never.ts');
      const place = { uri: document.uri.toString(), start: 0, original: 'other' };
      assert.equal(await preview.showStreaming(place), undefined);
      assert.equal(reported.length, 1);
      assert.deepEqual(diffs(), []);
    });

    it('keeps the line endings of the file', async () => {
      const windows = (text: string) => text.replaceAll('\n', '\r\n');
      const document = await open('windows-growing.ts', windows(SOURCE));
      const { streaming, change } = await begin(document, windows(ORIGINAL));
      streaming.update('// new\n');
      await until('the first line', () => change.getText() === windows(`// new\n${SOURCE}`));
      streaming.complete(CHANGED);
      await preview.accept(change.uri);
      assert.equal(document.getText(), windows(CHANGED + '\nmore();\n'));
    });

    it('handles 2,000 lines', async () => {
      const lines = Array.from({ length: 2_000 }, (_, at) => `  call(${at});\n`);
      const document = await open('long-growing.txt', lines.join(''));
      const { streaming, change } = await begin(document, lines.join(''));
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
        streaming.update(text);
        if (at % 20 === 0) await pause(5);
      }
      streaming.complete(text);
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
    let picker: FakePicker;

    beforeEach(() => {
      picker = new FakePicker();
    });

    afterEach(() => {
      picker.restore();
    });

    /** Shows the complete change and opens the list of its parts. */
    async function choose(name: string) {
      const document = await open(name, old);
      const { streaming, change } = await begin(document, old);
      streaming.complete(now);
      await until('the change', () => change.getText() === now);
      const done = preview.acceptInParts(change.uri);
      return { document, streaming, change, done };
    }

    it('are all selected at first', async () => {
      const { streaming, done } = await choose('parts-all.ts');
      assert.deepEqual(picker.labels, ['Line 1', 'Line 3', 'Line 5']);
      assert.equal(picker.selected, 3);
      picker.accept();
      await done;
      assert.equal(await streaming.decision, 'accepted');
    });

    it('show and apply only the selected ones, in one undo step', async () => {
      const { document, streaming, change, done } = await choose('parts.ts');
      picker.select('Line 3', 'Line 1');
      const expected = old.replace('a1', 'a2').replace('b1', 'b2');
      await until('the selected parts', () => change.getText() === expected);
      picker.accept();
      await done;
      assert.equal(await streaming.decision, 'accepted');
      assert.equal(document.getText(), expected);
      assert.equal(vscode.window.activeTextEditor?.document, document);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), old);
    });

    it('change nothing while none is selected', async () => {
      const { document, change, done } = await choose('parts-none.ts');
      picker.select();
      await until('the original', () => change.getText() === old);
      picker.accept();
      assert.equal(diffs().length, 1);
      picker.hide();
      await done;
      await until('the whole change', () => change.getText() === now);
      assert.equal(document.getText(), old);
    });

    it('can be accepted and discarded in the title meanwhile', async () => {
      const first = await choose('parts-title.ts');
      picker.select('Line 1');
      await preview.accept(first.change.uri);
      await first.done;
      assert.equal(await first.streaming.decision, 'accepted');
      assert.equal(first.document.getText(), old.replace('a1', 'a2'));
      const second = await choose('parts-title2.ts');
      await preview.discard(second.change.uri);
      await second.done;
      assert.equal(await second.streaming.decision, 'discarded');
      assert.equal(second.document.getText(), old);
    });
  });

  it('has another name than its file, so that Save As does not suggest to overwrite it', async () => {
    const document = await open('named.ts');
    const { streaming, change } = await begin(document);
    assert.equal(change.uri.path, '/named.proposed.ts');
    assert.equal(change.languageId, document.languageId);
    preview.explainNotSavable();
    assert.equal(reported.length, 1);
    streaming.discard();
    await streaming.decision;
  });

  it('leaves no problems of its document behind', async () => {
    const document = await open('problems.ts');
    const { streaming, change } = await begin(document);
    streaming.complete('function total( {');
    const problems = () => vscode.languages.getDiagnostics(change.uri).length;
    await until('the problems', () => problems() > 0);
    await preview.discard(change.uri);
    await until('no problems', () => problems() === 0);
  });

  it('places the cursor at the first change', async () => {
    const document = await open('first-change.ts');
    const { streaming, change } = await begin(document);
    streaming.complete(CHANGED.replace('(prices)', '(items)'));
    const editor = () => vscode.window.visibleTextEditors.find((each) => each.document === change);
    await until('the cursor', () => editor()?.selection.active.line === 2);
    streaming.discard();
    await streaming.decision;
  });
});
