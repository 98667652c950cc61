import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { ChatEvent } from '../../src/mistral/chat.ts';
import type { RequestRecord } from '../server/protocol.ts';
import { FakeWindow } from '../support/fakeWindow.ts';
import { print } from '../support/print.ts';
import {
  admin,
  closeAll,
  pause,
  showDocument,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';
import { VERSION, TestApp } from '../support/testApp.ts';

const SOURCE = 'class Cart {\n  total() {\n    return 0;\n  }\n}\n';
const BODY = '    return 0;';
/** 100 characters. */
const LONG = `a('${'x'.repeat(94)}')\n`;
const fenced = (code: string, language = 'ts') => `\`\`\`${language}\n${code}\n\`\`\``;
const codestral = () => vscode.workspace.getConfiguration('codestral');

/** The chat requests of this instance. */
async function asked(): Promise<RequestRecord[]> {
  const all = await admin().requests();
  return all.filter(
    ({ path, headers }) =>
      path.endsWith('/chat/completions') && headers['user-agent'] === `codestral-vscode/${VERSION}`,
  );
}

/** The tabs that show a proposed change. */
function diffs(): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => input instanceof vscode.TabInputTextDiff);
}

/** The document of the only diff that shows the change. */
async function change(): Promise<vscode.TextDocument> {
  await until('the diff editor', () => diffs().length === 1);
  return vscode.workspace.openTextDocument((diffs()[0]?.input as vscode.TabInputTextDiff).modified);
}

async function replace(document: vscode.TextDocument, old: string, text: string): Promise<void> {
  const at = document.getText().indexOf(old);
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + old.length));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('Edit with Instructions', () => {
  let host: TestApp;
  let window: FakeWindow;
  /** The title of the progress and its cancellation; undefined while there is none. */
  let progress: { title: string; source: vscode.CancellationTokenSource } | undefined;
  const { withProgress } = vscode.window;

  before(async () => {
    host = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY });
  });

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    window = new FakeWindow();
    window.typed = 'Say it better.';
    const played: typeof withProgress = async ({ title = '' }, task) => {
      const source = new vscode.CancellationTokenSource();
      progress = { title, source };
      try {
        return await task({ report: () => undefined }, source.token);
      } finally {
        progress = undefined;
        source.dispose();
      }
    };
    Object.assign(vscode.window, { withProgress: played });
  });

  afterEach(async () => {
    window.restore();
    Object.assign(vscode.window, { withProgress });
    await vscode.window.tabGroups.close(diffs());
    await closeAll();
  });

  after(async () => {
    await host.end();
    await admin().reset();
  });

  /** Opens a file; one `█` marks the cursor, two mark the selection. */
  async function open(name: string, marked: string): Promise<vscode.TextDocument> {
    const [before = '', selected = '', ...after] = marked.split('█');
    const uri = await writeWorkspaceFile(`edit/${name}`, [before, selected, ...after].join(''));
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    const end = after.length > 0 ? before + selected : before;
    const from = document.positionAt(before.length);
    editor.selection = new vscode.Selection(from, document.positionAt(end.length));
    return document;
  }

  const marked = SOURCE.replace(BODY, `█${BODY}█`);

  async function run(): Promise<void> {
    await (await host.parts.actions()).edit.run([]);
  }

  /** Accepts the change as soon as possible. */
  async function accept(of: vscode.TextDocument): Promise<void> {
    const preview = await host.parts.preview();
    const { uri } = await change();
    await until('the change to be made', async () => {
      await preview.accept(uri);
      return of.isDirty;
    });
  }

  it('offers the last instruction again, selected, so that typing replaces it', async () => {
    await admin().answerChat(fenced('return 1;'));
    await open('again.ts', marked);
    for (const typed of ['Return one.', 'Return one, really.', 'Return two.']) {
      window.typed = typed;
      const done = run();
      await change();
      await vscode.window.tabGroups.close(diffs());
      await done;
    }
    assert.deepEqual(window.offered.slice(1), ['Return one.', 'Return one, really.']);
  });

  it('previews the change, applies it when accepted and is one undo step', async () => {
    await admin().answerChat(fenced('if (this.isEmpty) return 0;\nreturn this.sum();'));
    const document = await open('accept.ts', marked);
    const done = run();
    const shown = await change();
    const expected = SOURCE.replace(
      BODY,
      '    if (this.isEmpty) return 0;\n    return this.sum();',
    );
    await until('the whole change', () => shown.getText() === expected);
    assert.equal(document.getText(), SOURCE);
    assert.equal(shown.languageId, 'typescript');
    await accept(document);
    await done;
    assert.equal(document.getText(), expected);
    assert.deepEqual(diffs(), []);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), SOURCE);
    assert.deepEqual(window.messages, []);
    const [request] = await asked();
    const body = request?.body as Record<string, unknown>;
    assert.match(JSON.stringify(body.messages), /line 3 of edit\/accept\.ts:[^]*Say it better\./);
    assert.deepEqual(body.prediction, {
      type: 'content',
      content: `\`\`\`typescript\n${BODY}\n\`\`\``,
    });
  });

  it('replaces whole lines, keeps line endings, and can be discarded', async () => {
    await admin().answerChat(fenced('sum() {\n  return 1;'));
    const windows = SOURCE.replaceAll('\n', '\r\n');
    const partial = windows.replace('total() {\r\n    return', 'to█tal() {\r\n    ret█urn');
    const document = await open('windows.ts', partial);
    const done = run();
    const shown = await change();
    const expected = windows.replace('total() {\r\n    return 0;', 'sum() {\r\n    return 1;');
    await until('the whole change', () => shown.getText() === expected);
    await (await host.parts.preview()).discard(shown.uri);
    await done;
    assert.equal(document.getText(), windows);
    assert.ok(!document.isDirty);
    assert.deepEqual(diffs(), []);
  });

  it('excludes the line at whose start the selection ends', async () => {
    await admin().answerChat(fenced('    return 1;'));
    const document = await open('end.ts', SOURCE.replace(`${BODY}\n`, `█${BODY}\n█`));
    const done = run();
    await accept(document);
    await done;
    assert.equal(document.getText(), SOURCE.replace('0', '1'));
  });

  it('edits the function at the cursor, or else the file', async () => {
    const symbols = vscode.languages.registerDocumentSymbolProvider('plaintext', {
      provideDocumentSymbols: (document) => {
        const { Function } = vscode.SymbolKind;
        const range = new vscode.Range(1, 2, 3, 3);
        if (!document.fileName.includes('symbol')) return [];
        return [new vscode.DocumentSymbol('total', '', Function, range, range)];
      },
    });
    try {
      await admin().answerNextChats([fenced('  sum() {}', ''), fenced('all new', '')]);
      const symbol = await open('symbol.txt', SOURCE.replace('0;', '█0;'));
      const first = run();
      await accept(symbol);
      await first;
      assert.equal(symbol.getText(), 'class Cart {\n  sum() {}\n}\n');
      const file = await open('file.txt', SOURCE.replace('0;', '█0;'));
      const second = run();
      await accept(file);
      await second;
      assert.equal(file.getText(), 'all new\n');
    } finally {
      symbols.dispose();
    }
  });

  it('closes the connection and the preview when canceled', async () => {
    await admin().configure({ tokenMs: 30 });
    await admin().answerChat(fenced('a();\n'.repeat(100)));
    const document = await open('cancel.ts', marked);
    const done = run();
    const shown = await change();
    await until('the change to grow', () => shown.getText().includes('a();'));
    assert.equal(progress?.title, 'Editing cancel.ts');
    // It cannot be accepted before it is complete.
    await (await host.parts.preview()).accept(shown.uri);
    assert.equal(document.getText(), SOURCE);
    progress.source.cancel();
    await done;
    await until('the diff to close', () => diffs().length === 0);
    await admin().idle();
    assert.equal((await asked())[0]?.closedEarly, true);
    assert.equal(document.getText(), SOURCE);
    assert.deepEqual(window.messages, ['This change is still being generated.']);
  });

  it('ends the request with the extension', async () => {
    await admin().configure({ firstTokenMs: 60_000 });
    await open('ended.ts', marked);
    const done = run();
    await until('the request', async () => (await asked()).length === 1);
    await host.end();
    await done;
    host = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY });
    await admin().idle();
    assert.equal((await asked())[0]?.closedEarly, true);
    assert.deepEqual(window.messages, []);
  });

  it('ends the request when the preview is closed', async () => {
    await admin().configure({ tokenMs: 30 });
    await admin().answerChat(fenced('a();\n'.repeat(100)));
    await open('closed.ts', marked);
    const done = run();
    await change();
    await vscode.window.tabGroups.close(diffs());
    await done;
    await admin().idle();
    assert.equal((await asked())[0]?.closedEarly, true);
  });

  it('offers to continue a truncated answer, which cannot be accepted before', async () => {
    const [partialAnswer, rest] = ['```ts\nreturn this', '.sum();\n```'];
    await admin().answerNextChats([{ text: partialAnswer, finishReason: 'length' }, rest]);
    const document = await open('cut.ts', marked);
    const preview = await host.parts.preview();
    window.press = async (message, buttons) => {
      if (message.startsWith('The answer reached the length limit'))
        await preview.accept((await change()).uri);
      return buttons[0];
    };
    const done = run();
    await accept(document);
    await done;
    assert.equal(document.getText(), SOURCE.replace(BODY, '    return this.sum();'));
    assert.ok(
      window.messages.some((said) => said.startsWith('The answer reached the length limit')),
    );
    assert.ok(window.messages.includes('This change is still being generated.'));
    const [, second] = await asked();
    const { messages, prediction } = second?.body as Record<string, unknown[]>;
    assert.deepEqual(messages?.at(-1), { role: 'assistant', content: partialAnswer, prefix: true });
    assert.equal(prediction, undefined);
  });

  it('discards a truncated answer', async () => {
    await admin().answerChat({ text: '```ts\nreturn 1;\n', finishReason: 'length' });
    const document = await open('discard.ts', marked);
    window.press = (_, buttons) => buttons[1];
    await run();
    await until('the diff to close', () => diffs().length === 0);
    assert.equal(document.getText(), SOURCE);
    assert.equal((await asked()).length, 1);
  });

  it('continues after a lost connection on request', async () => {
    await admin().configure({ tokenMs: 20 });
    await admin().answerNextChats([['```ts\n', 'return', ' 2', ';\n', '```'], ' 1;\n```']);
    await admin().fault({ kind: 'fin', after: 2 });
    const document = await open('broken.ts', marked);
    const failures: string[] = [];
    const showErrorMessage = (message: string, ...buttons: readonly vscode.MessageItem[]) => {
      failures.push(message);
      return Promise.resolve(buttons.find(({ title }) => title === 'Try Again'));
    };
    // Restored with the window.
    Object.assign(vscode.window, { showErrorMessage });
    const done = run();
    await accept(document);
    await done;
    assert.equal(failures.length, 1);
    assert.equal((await asked()).length, 2);
    const { messages } = (await asked())[1]?.body as Record<string, unknown[]>;
    const partialAnswer = { role: 'assistant', content: '```ts\nreturn', prefix: true };
    assert.deepEqual(messages?.at(-1), partialAnswer);
    assert.equal(document.getText(), SOURCE.replace('0', '1'));
  });

  it('opens nothing if the service refuses', async () => {
    await admin().fault({ kind: 'error', body: 'unauthorizedApp' }, { times: 5 });
    const document = await open('refused.ts', marked);
    await run();
    assert.deepEqual(diffs(), []);
    assert.equal(window.messages.length, 1);
    assert.equal(document.getText(), SOURCE);
    // The service is asked again.
    host.parts.mistral.onKeysOrUrlsChanged(['mistral']);
  });

  for (const [name, answer, says] of [
    ['words', 'I cannot do that.', /^The model answered with text instead of code: I cannot/],
    ['the same code', fenced('return 0;'), /^The model suggested no changes\.$/],
    ['another language', fenced('return 0', 'python'), /“python”, which does not match/],
    ['a diff', fenced('-a\n+b', 'diff'), /“diff”, which does not match/],
    ['nothing', ' ', /^No answer/],
  ] as const) {
    it(`reports an answer that is ${name} and changes nothing`, async () => {
      await admin().answerChat(answer);
      const document = await open('said.ts', marked);
      await run();
      assert.equal(window.messages.length, 1);
      assert.match(window.messages[0] ?? '', says);
      await until('the diff to close', () => diffs().length === 0);
      assert.equal(document.getText(), SOURCE);
      assert.ok(!document.isDirty);
    });
  }

  it('shows an answer without code as a document', async () => {
    await admin().answerChat('I cannot do that.');
    await open('shown.ts', marked);
    window.press = (_, buttons) => buttons[0];
    await run();
    const text = () => vscode.window.activeTextEditor?.document.getText();
    await until('the answer', () => text() === 'I cannot do that.');
  });

  it('accepts code without a fence, and a deletion', async () => {
    await admin().answerNextChats(['return 1;', fenced('')]);
    const bare = await open('bare.ts', marked);
    const first = run();
    await accept(bare);
    await first;
    assert.equal(bare.getText(), SOURCE.replace('0', '1'));
    const gone = await open('gone.ts', marked);
    const second = run();
    await accept(gone);
    await second;
    assert.equal(gone.getText(), SOURCE.replace(`${BODY}\n`, ''));
  });

  it('follows the code, and reports a conflict with an edit of the user', async () => {
    await admin().answerChat(fenced('return 1;'));
    const document = await open('moved.ts', marked);
    const first = run();
    const shown = await change();
    await until('the change', () => shown.getText().includes('return 1;'));
    await replace(document, 'class', '// new\nclass');
    await until('the diff to follow', () => shown.getText().startsWith('// new'));
    await (await host.parts.preview()).accept(shown.uri);
    await first;
    assert.equal(document.getText(), `// new\n${SOURCE.replace('0', '1')}`);

    const typed = await open('typed.ts', marked);
    const second = run();
    const other = await change();
    await until('the change', () => other.getText().includes('return 1;'));
    await replace(typed, 'return 0', 'return 2');
    await (await host.parts.preview()).accept(other.uri);
    await second;
    assert.equal(typed.getText(), SOURCE.replace('0', '2'));
    assert.match(window.messages.join(), /changed in the meantime/);
  });

  it('applies to a document that was closed in the meantime', async () => {
    await admin().answerChat(fenced('return 1;'));
    const { uri } = await open('reopened.ts', marked);
    const done = run();
    const shown = await change();
    await until('the change', () => shown.getText().includes('return 1;'));
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(
      tabs.filter(({ input }) => input instanceof vscode.TabInputText),
    );
    await (await host.parts.preview()).accept(shown.uri);
    await done;
    const now = await vscode.workspace.openTextDocument(uri);
    assert.equal(now.getText(), SOURCE.replace('0', '1'));
    await vscode.window.showTextDocument(now);
  });

  it('sends nothing without an editor, an instruction or permission', async () => {
    await until('no editor', () => vscode.window.activeTextEditor === undefined);
    await run();
    assert.match(window.messages.pop() ?? '', /^Open a file/);
    await open('.env', '█KEY=1█\n');
    await run();
    assert.match(window.messages.pop() ?? '', /edit\/\.env is excluded/);
    await open('long.ts', `█${LONG.repeat(2_500)}█`);
    await run();
    assert.match(window.messages.pop() ?? '', /249,999 .* 200,000 /);
    // VS Code opens no binary file as text, but pasted text may contain anything.
    await showDocument('a\0b█');
    await run();
    assert.match(window.messages.pop() ?? '', /isn’t a text file/);
    const still = vscode.workspace.registerFileSystemProvider('still', STILL, { isReadonly: true });
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('still:/a.ts'));
    await vscode.window.showTextDocument(document);
    await run();
    assert.match(window.messages.pop() ?? '', /a\.ts is read-only/);
    still.dispose();
    assert.deepEqual(await asked(), []);
  });

  it('reports how much code fits into the context window', async () => {
    await codestral().update('chat.model', 'unknown-model', vscode.ConfigurationTarget.Global);
    try {
      await open('window.ts', `█${LONG.repeat(750)}█`);
      await run();
      assert.match(
        window.messages.join(),
        /74,999 characters, but the model can rewrite about 4\d,/,
      );
      assert.deepEqual(await asked(), []);
    } finally {
      await codestral().update('chat.model', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  for (const [model, predicts] of [
    ['codestral-latest', true],
    ['mistral-large-latest', false],
  ] as const) {
    it(`${predicts ? 'guesses' : 'does not guess'} at the answer of ${model}`, async () => {
      await codestral().update('chat.model', model, vscode.ConfigurationTarget.Global);
      try {
        await admin().answerChat(fenced('return 0;'));
        await open('model.ts', marked);
        await run();
        const [request] = await asked();
        const body = request?.body as Record<string, unknown>;
        assert.equal(body.model, model);
        assert.equal('prediction' in body, predicts);
      } finally {
        await codestral().update('chat.model', undefined, vscode.ConfigurationTarget.Global);
      }
    });
  }

  it('streams 500 lines without blocking the extension host', async () => {
    const line = (at: number) => `  const value${at} = compute(${at}, "some text"); // line ${at}`;
    const old = Array.from({ length: 500 }, (_, at) => line(at)).join('\n');
    const fresh = old.replaceAll('compute', 'computed');
    // As fast as possible, but still a stream.
    await admin().configure({ tokenMs: 1 });
    await admin().answerChat(fenced(fresh, 'go').match(/[^]{1,150}/g) ?? []);
    // A language without other providers in this extension host.
    const document = await open('large.go', `function f() {\n█${old}█\n}\n`);
    const preview = await host.parts.preview();
    const { client } = host.parts.mistral;
    const times = { first: 0, begun: 0, grown: 0, grows: 0 };
    const begin = preview.showStreaming.bind(preview);
    const streamChat = client.streamChat.bind(client);
    client.streamChat = async function* (...args): AsyncGenerator<ChatEvent, void, undefined> {
      for await (const event of streamChat(...args)) {
        if ('text' in event) times.first ||= performance.now();
        yield event;
      }
    };
    preview.showStreaming = async (...args) => {
      times.begun ||= performance.now();
      const change = await begin(...args);
      return (
        change && {
          ...change,
          update: (text) => {
            times.grown ||= performance.now();
            times.grows += 1;
            change.update(text);
          },
        }
      );
    };
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await pause(300);
    delay.disable();
    const idle = delay.max;
    delay.reset();
    try {
      const done = run();
      delay.enable();
      const shown = await change();
      await until('all of it', () => shown.getText().includes('computed(499'));
      delay.disable();
      await accept(document);
      await done;
    } finally {
      delete (client as Partial<typeof client>).streamChat;
      delete (preview as Partial<typeof preview>).showStreaming;
    }
    assert.equal(document.getText(), `function f() {\n${fresh}\n}\n`);
    const ms = (value: number) => value.toFixed(1);
    print(
      `figure: edit: first token to begin ${ms(times.begun - times.first)} ms, to grow ${ms(times.grown - times.first)} ms`,
    );
    print(
      `figure: edit of 500 lines: ${times.grows} grows, longest block of the host ${ms(delay.max / 1e6)} ms (99 %: ${ms(delay.percentile(99) / 1e6)} ms; idle: ${ms(idle / 1e6)} ms)`,
    );
    assert.ok(times.first <= times.begun && times.begun <= times.grown);
  });
});

const STILL: vscode.FileSystemProvider = {
  onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
  watch: () => new vscode.Disposable(() => undefined),
  stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: 9 }),
  readDirectory: () => [],
  createDirectory: () => undefined,
  readFile: () => new TextEncoder().encode('still();\n'),
  writeFile: () => undefined,
  delete: () => undefined,
  rename: () => undefined,
};
