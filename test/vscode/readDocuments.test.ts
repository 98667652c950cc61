import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AttachmentView } from '../../src/protocol/panelViews.ts';
import type { ChatBody, RequestRecord } from '../server/protocol.ts';
import { activated, admin, closeAll, until } from '../support/extensionHost.ts';
import { docxFile, pdfFile, zipBomb } from '../support/documentFiles.ts';
import { TestApp } from '../support/testApp.ts';
import { registerTools } from '../../src/vscode/languageModels/registerTools.ts';

/** The folder of these tests, relative to the workspace. */
const AT = 'documents-here';

describe('documents in the chat', () => {
  let app: TestApp;
  let folder: string;

  before(async () => {
    await activated();
    folder = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, AT);
    await mkdir(join(folder, '.aws'), { recursive: true });
    const pages = (count: number) => Array.from({ length: count }, (_, at) => `Rule ${at + 1}`);
    const files: Readonly<Record<string, Uint8Array>> = {
      'spec.pdf': pdfFile(['The limit is 42.', 'Second', 'Third']),
      'long.pdf': pdfFile(pages(30)),
      'notes.docx': docxFile(['Alpha', 'Beta']),
      'broken.pdf': Buffer.from('%PDF-1.4 nothing'),
      'empty.pdf': new Uint8Array(),
      'text.pdf': Buffer.from('Just text.'),
      'bomb.docx': zipBomb(30),
      'secrets.pdf': pdfFile(['A secret']),
    };
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  beforeEach(async () => {
    await admin().reset();
    app = await TestApp.build({ MISTRAL_API_KEY: process.env['MISTRAL_API_KEY'] });
    await app.showPanel();
  });
  afterEach(async () => {
    await app.end();
    await closeAll();
  });

  const uriOf = (name: string) => vscode.Uri.file(join(folder, name)).toString();
  const chips = (): readonly AttachmentView[] =>
    app.panel.state.composer.chips.filter(({ kind }) => kind === 'document');
  const attach = async (name: string): Promise<AttachmentView> => {
    app.panel.post({ type: 'drop', uris: [uriOf(name)] });
    await until(`a chip of ${name}`, () => chips().some(({ label }) => label === name));
    return chips().find(({ label }) => label === name)!;
  };
  const refusal = async (name: string): Promise<string> => {
    app.panel.post({ type: 'drop', uris: [uriOf(name)] });
    await until(
      `a notice about ${name}`,
      () => app.panel.state.notice?.text.includes(name) === true,
    );
    return app.panel.state.notice?.text ?? '';
  };
  /** The model must have finished before the next question. */
  const ask = async (text: string): Promise<void> => {
    await app.ask(text);
    await until('the end of the answer', () => {
      const last = app.panel.state.session.turns.at(-1);
      return last?.role === 'assistant' && last.state === 'done';
    });
  };
  const requests = async (route: string): Promise<readonly RequestRecord[]> =>
    (await admin().requests()).filter(({ path }) => path === route);
  const read = () => requests('/v1/ocr');
  const lastQuestion = async (): Promise<string> => {
    const { messages } = (await requests('/v1/chat/completions')).at(-1)?.body as ChatBody;
    return JSON.stringify(messages.findLast(({ role }) => role === 'user')?.content);
  };

  it('show pages and price, and are read once when the question is sent', async () => {
    const chip = await attach('spec.pdf');
    assert.equal(chip.document?.summary, '3 pages · $0.012');
    app.panel.post({ type: 'setDocumentPages', id: chip.id, range: '1, 3' });
    await until('the range', () => chips()[0]?.document?.range === '1, 3');
    assert.equal(chips()[0]?.document?.summary, '2 of 3 pages · $0.008');
    app.panel.post({ type: 'setDocumentPages', id: chip.id, range: '9' });
    await until('a notice', () => /3 pages/.test(app.panel.state.notice?.text ?? ''));
    assert.equal((await read()).length, 0);

    await ask('What is the limit?');
    assert.match(await lastQuestion(), /page 1 -->.*The limit is 42\..*page 3 -->.*Third/);
    const [{ body } = {}] = (await read()) as Partial<RequestRecord>[];
    assert.equal((body as { pages: string }).pages, '0,2');

    const again = await attach('spec.pdf');
    assert.equal(again.document?.summary, '3 pages · $0.004');
    await ask('And the rest?');
    assert.equal((await attach('spec.pdf')).document?.summary, '3 pages, already read');
    await ask('Anything else?');
    const sent = (await read()).map((each) => (each.body as { pages: string }).pages);
    assert.deepEqual(sent, ['0,2', '1']);
  });

  it('are read after a question above 20 pages', async () => {
    await attach('long.pdf');
    const question = () => app.panel.state.documentConfirmation;
    app.panel.post({ type: 'send', text: 'Summarize' });
    await until('the question', () => question() !== undefined);
    assert.equal(question()?.text, 'Read 30 pages of long.pdf for about $0.12?');
    assert.equal(app.panel.state.composer.isReading, true);
    app.panel.post({ type: 'confirmDocument', id: question()!.id, action: 'reject' });
    await until('no question', () => question() === undefined);
    await until('the text again', () => app.panel.draft === 'Summarize');
    assert.equal((await read()).length, 0);

    app.panel.post({ type: 'send', text: 'Summarize' });
    await until('the question', () => question() !== undefined);
    app.panel.post({ type: 'confirmDocument', id: question()!.id, action: 'read' });
    await until('an answer', () => {
      const last = app.panel.state.session.turns.at(-1);
      return last?.role === 'assistant' && last.text !== '';
    });
    assert.match(await lastQuestion(), /Rule 30/);
  });

  it('can be stopped while they are read', async () => {
    await attach('notes.docx');
    assert.equal(chips()[0]?.document?.summary, 'about 2 pages · about $0.008');
    await admin().fault({ kind: 'stallBeforeHeaders' });
    app.panel.post({ type: 'send', text: 'What is in it?' });
    await until('the request', () => app.panel.state.composer.isReading === true);
    app.panel.post({ type: 'stop' });
    await until('the text again', () => app.panel.draft === 'What is in it?');
    assert.equal(app.panel.state.session.turns.length, 0);
    assert.equal(app.panel.state.composer.isReading, false);
  });

  it('are refused with a sentence if they can’t be read', async () => {
    assert.match(await refusal('broken.pdf'), /is damaged/);
    assert.match(await refusal('empty.pdf'), /is empty/);
    assert.match(await refusal('text.pdf'), /isn’t a PDF/);
    assert.match(await refusal('bomb.docx'), /too large when unpacked/);
    assert.match(await refusal('secrets.pdf'), /excluded/);
    assert.equal((await admin().requests()).filter(({ path }) => path === '/v1/ocr').length, 0);
  });

  it('are read by the model after a question, unless that costs nothing', async () => {
    const path = `${AT}/spec.pdf`;
    const call = { name: 'read_document', arguments: JSON.stringify({ path, pages: '1' }) };
    const calling = { text: '', calling: { calls: [call], form: 'whole' as const } };
    const question = () => app.panel.state.documentConfirmation;
    for (const [text, isAsked] of [
      ['First', true],
      ['Second', false],
    ] as const) {
      await admin().answerNextChats([calling, 'Done.']);
      app.panel.post({ type: 'send', text });
      if (isAsked) {
        await until('the question', () => question() !== undefined);
        assert.match(question()?.text ?? '', /^Read 1 page of .*spec\.pdf for about \$0\.004\?$/);
        app.panel.post({ type: 'confirmDocument', id: question()!.id, action: 'read' });
      }
      await until('an answer', () => {
        const last = app.panel.state.session.turns.at(-1);
        return last?.role === 'assistant' && last.text === 'Done.' && last.state === 'done';
      });
      const { messages } = (await requests('/v1/chat/completions')).at(-1)?.body as ChatBody;
      const result = JSON.stringify(messages.findLast(({ role }) => role === 'tool')?.content);
      assert.match(result, /The limit is 42\..*Pages 1 of 3/);
    }
    assert.equal((await read()).length, 1);
  });

  it('are read for other agents, which VS Code asks about only if it costs money', async () => {
    const { token } = new vscode.CancellationTokenSource();
    const tools = registeredTools(app);
    const confirmation = async (name: string, input: object) => {
      const prepared = await tools.get(name)?.prepareInvocation?.({ input }, token);
      const message = prepared?.confirmationMessages?.message;
      return typeof message === 'object' ? message.value : message;
    };
    const run = async (name: string, input: object) => {
      const options = { input, toolInvocationToken: undefined };
      const { content = [] } = (await tools.get(name)?.invoke(options, token)) ?? {};
      return content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
    };
    const name = 'codestral_read_document';
    const input = { path: `${AT}/notes.docx`, pages: '2' };
    assert.match((await confirmation(name, input)) ?? '', /Read 1 page of .*notes\.docx/);
    assert.match(await run(name, input), /page 2 -->\s+Beta/);
    assert.equal(await confirmation(name, input), undefined);
    const hidden = { path: `${AT}/secrets.pdf` };
    assert.equal(await confirmation(name, hidden), undefined);
    assert.match(await run(name, hidden), /excluded/);
    assert.equal((await read()).length, 1);

    const query = { query: 'What is new?' };
    assert.match((await confirmation('codestral_search_web', query)) ?? '', /What is new\?/);
    assert.equal(await confirmation('codestral_search_codebase', query), undefined);
    // Nothing to confirm, so that VS Code itself can be asked to run it.
    const { content } = await vscode.lm.invokeTool(
      'codestral_search_codebase',
      { input: { query: 'add items to the cart' }, toolInvocationToken: undefined },
      token,
    );
    assert.match(JSON.stringify(content), /cart|Nothing was found/i);
  });
});

/** The tools as the extension registers them with VS Code. */
function registeredTools(app: TestApp): ReadonlyMap<string, vscode.LanguageModelTool<object>> {
  const tools = new Map<string, vscode.LanguageModelTool<object>>();
  const { registerTool } = vscode.lm;
  Object.assign(vscode.lm, {
    registerTool: (name: string, tool: vscode.LanguageModelTool<object>) => {
      tools.set(name, tool);
      return new vscode.Disposable(() => undefined);
    },
  });
  try {
    registerTools(() => Promise.resolve(app.parts));
  } finally {
    Object.assign(vscode.lm, { registerTool });
  }
  return tools;
}
