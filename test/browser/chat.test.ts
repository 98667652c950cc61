import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Panel } from '../host/panel.ts';
import type { ChatBody } from '../server/protocol.ts';
import { chatOnMistral, TestEditor } from '../support/testEditor.ts';

const ANSWER =
  'Better:\n\n```typescript\nexport class Basket {\n  lines = [];\n}\n```\n\nThat is all.';

/** The newest request to the model. */
function newest(editor: TestEditor): { body: ChatBody; text: string } {
  const body = chats(editor).at(-1)!.body as ChatBody;
  const last = body.messages.at(-1)!.content;
  return { body, text: typeof last === 'string' ? last : JSON.stringify(last) };
}

function chats(editor: TestEditor) {
  return editor.server.requests.filter(({ path }) => path.endsWith('/chat/completions'));
}

/** The results of attempts to run or load something in the panel. */
interface AttemptResults {
  readonly html: string;
  readonly code: string;
  readonly network: string;
  readonly image: string;
  readonly policy: string;
  readonly violations: readonly string[];
}

/** Runs in the panel. An attempt results in `done` if it was allowed, else in the name of the error. */
const triesAt = (address: string): string => `(async () => {
  const violations = [];
  document.addEventListener('securitypolicyviolation', (event) => {
    violations.push(event.effectiveDirective);
  });
  const outcome = async (attempt) => {
    try {
      await attempt();
      return 'done';
    } catch (error) {
      return error.name;
    }
  };
  const loaded = new Promise((resolve, reject) => {
    const image = document.createElement('img');
    image.onload = resolve;
    image.onerror = () => reject(new Error('not loaded'));
    image.src = '${address}/pixel.png';
  });
  return {
    html: await outcome(() => { document.createElement('div').innerHTML = '<b>bold</b>'; }),
    code: await outcome(() => setTimeout('window.ran = true')),
    network: await outcome(() => fetch('${address}/', { mode: 'no-cors' })),
    image: await outcome(() => loaded),
    policy: await outcome(() => trustedTypes.createPolicy('any', {})),
    violations,
  };
})()`;

describe('the chat in VS Code', () => {
  let editor: TestEditor;
  let panel: Panel;

  before(async () => {
    editor = await TestEditor.shared(chatOnMistral);
    await editor.server.configure({ firstTokenMs: 0, tokenMs: 0 });
  });

  beforeEach(async () => {
    await editor.clear();
    await editor.session.openFile('src/cart.ts');
    await editor.session.goTo(1, 1); // nothing is selected
    await editor.session.runCommand('Codestral: New Chat');
    panel = await Panel.find(editor.session.page);
    // The panel may still show the previous chat; an empty chat has a heading.
    await panel.frame.getByRole('heading', { name: 'Ask about your code' }).waitFor();
  });

  afterEach(async function () {
    await editor.screenshotIfFailed(this.currentTest);
  });

  /** Selects lines of the open file and waits until the panel shows them. */
  async function select(first: number, last: number): Promise<void> {
    await editor.session.openFile('src/cart.ts');
    await editor.session.goTo(first, 1);
    for (let line = first; line < last; line++) await editor.session.press('Shift+ArrowDown');
    await editor.session.press('Shift+End');
    await panel.frame.getByText(`cart.ts:${first}-${last}`).first().waitFor();
  }

  it('answers a question about the selection and shows its cost', async () => {
    await select(4, 10);
    editor.server.answerNextChats([ANSWER]);
    await panel.ask('What is this?');
    const { body, text } = newest(editor);
    assert.equal(chats(editor).at(-1)!.valid, true);
    assert.equal(body.model, 'mistral-medium-latest');
    assert.equal(body.messages[0]!.role, 'system');
    assert.match(text, /src\/cart\.ts[^]*export class Cart \{[^]*What is this\?$/);
    const answer = panel.answers.last();
    assert.match(
      await answer.locator('pre > code').innerText(),
      /export class Basket \{\n {2}lines/,
    );
    assert.match(
      await answer.innerText(),
      /\d+ tokens in, \d+ out · \$[\d.]+ · first token in \d+\.\d\ss/,
    );
    assert.equal(await panel.box.inputValue(), '');
  });

  it('sends nothing of a removed attachment', async () => {
    await select(4, 10);
    await panel.press(/^Remove cart\.ts:4-10/);
    await panel.chip('cart.ts:4-10').waitFor({ state: 'hidden' });
    await panel.ask('hello');
    assert.equal(newest(editor).text, 'hello');
  });

  it('attaches the current file once to a starter prompt', async () => {
    // In a new chat, the attachments that were removed from another one are offered again.
    await editor.session.runCommand('Codestral: New Chat');
    await panel.chip('cart.ts').first().waitFor();
    await panel.press('Explain cart.ts');
    await panel.answers.first().waitFor();
    await panel.finished();
    assert.match(newest(editor).text, /src\/cart\.ts[^]*export class Cart[^]*Explain the attached/);
    await panel.chip('already sent').waitFor();
    await panel.ask('And then?');
    assert.equal(newest(editor).text, 'And then?');
    await editor.session.runCommand('Codestral: New Chat');
    await panel.press('Remove cart.ts');
    await panel.frame.getByRole('button', { name: 'Attach cart.ts' }).waitFor();
    await panel.ask('Without it');
    assert.equal(newest(editor).text, 'Without it');
  });

  it('stops streaming on Escape and closes the connection', async () => {
    await editor.server.configure({ tokenMs: 40 });
    editor.server.answerNextChats([Array.from({ length: 400 }, (_, at) => `word${at}`).join(' ')]);
    await panel.send('talk');
    await panel.frame.getByText(/word5\b/).waitFor();
    await panel.box.press('Escape');
    await panel.finished();
    await editor.until('the socket to close', () => chats(editor).at(-1)!.closedAt !== undefined);
    assert.equal(chats(editor).at(-1)!.closedEarly, true);
    assert.match(await panel.answers.last().innerText(), /word5[^]*Stopped/);
  });

  it('edits a question, and undo restores the replaced turns', async () => {
    editor.server.answerNextChats(['first answer', 'second answer', 'third answer']);
    await panel.ask('one');
    await panel.ask('two');
    await panel.questions.first().hover();
    await panel.questions.first().getByRole('button', { name: /^Edit/ }).click();
    await panel.frame.getByRole('textbox', { name: 'Edit turn' }).fill('one and a half');
    await panel.frame.getByRole('textbox', { name: 'Edit turn' }).press('Enter');
    await panel.frame.getByText('third answer').waitFor();
    assert.equal(await panel.answers.count(), 1);
    assert.match(newest(editor).text, /src\/cart\.ts[^]*\n\none and a half$/);
    await panel.press('Undo');
    await panel.frame.getByText('second answer').waitFor();
    assert.equal(await panel.answers.count(), 2);
  });

  it('regenerates an answer', async () => {
    editor.server.answerNextChats(['not good', 'better']);
    await panel.ask('one');
    await panel.answers.last().hover();
    await panel.press('Regenerate');
    await panel.frame.getByText('better').waitFor();
    assert.equal(await panel.answers.count(), 1);
  });

  it('replaces the selection after a preview in one undo step', async () => {
    await select(4, 10);
    editor.server.answerNextChats([ANSWER]);
    await panel.ask('rename it');
    const before = await readFile(join(editor.workspace, 'src/cart.ts'), 'utf8');
    await panel.press(/^Replace selection in cart\.ts/i);
    await editor.session.page.locator('.monaco-diff-editor').waitFor();
    await editor.session.screenshot('.vscode-test/chat-diff.png');
    await editor.session.runCommand('Codestral: Accept');
    await editor.session.page.locator('.monaco-diff-editor').waitFor({ state: 'hidden' });
    await editor.session.openFile('src/cart.ts');
    assert.match(
      await editor.session.editorText(),
      /export class Basket \{\n {2}lines = \[\];\n\}/,
    );
    await editor.session.press('ControlOrMeta+z');
    assert.equal(await editor.session.editorText(), before);
  });

  it('applies code where it belongs, without a selection', async () => {
    editor.server.answerNextChats(['```typescript\nexport class Cart {\n  lines = [];\n}\n```']);
    await panel.ask('make it smaller');
    await panel.press(/^Apply/);
    await editor.session.page.locator('.monaco-diff-editor').waitFor();
    await editor.session.runCommand('Codestral: Accept');
    await editor.session.page.locator('.monaco-diff-editor').waitFor({ state: 'hidden' });
    await editor.session.openFile('src/cart.ts');
    assert.match(await editor.session.editorText(), /export class Cart \{\n {2}lines = \[\];\n\}/);
    await editor.session.press('ControlOrMeta+z');
    await editor.session.editorText();
  });

  it('renders formulas with the library that the extension brings', async () => {
    editor.server.answerNextChats(['The half: $\\frac{1}{2}$']);
    await panel.ask('formula');
    await panel.frame.locator('math mfrac').waitFor();
  });

  it('inserts at the cursor and opens a new file', async () => {
    editor.server.answerNextChats(['```typescript\nconst inserted = 1;\n```']);
    await editor.session.press('ControlOrMeta+End');
    await panel.ask('one line');
    await panel.press(/^Insert into cart\.ts/);
    const inserted = editor.session.page.locator('.view-line', { hasText: /inserted/ });
    await inserted.first().waitFor();
    await editor.session.openFile('src/cart.ts');
    await editor.session.press('ControlOrMeta+z');
    await inserted.waitFor({ state: 'hidden' });
    await panel.press(/^New file/);
    await editor.session.page
      .locator('.tab', { hasText: /Untitled/ })
      .first()
      .waitFor();
  });

  it('mentions a file but does not offer an excluded one', async () => {
    await writeFile(join(editor.workspace, '.env'), 'SECRET=1');
    await panel.box.pressSequentially('look at @shapes', { delay: 20 });
    await panel.frame
      .getByRole('option', { name: /shapes\.py/ })
      .first()
      .waitFor();
    await panel.box.press('Enter');
    await panel.box.press('Enter');
    await editor.until('the request', () => chats(editor).length > 0);
    assert.match(newest(editor).text, /shapes\.py\n```\nimport math[^]*look at @shapes\.py$/);
    await panel.finished();
    const popup = panel.frame.locator('.popup');
    await panel.box.pressSequentially('@');
    await popup.waitFor();
    await panel.box.pressSequentially('.env', { delay: 20 });
    await popup.waitFor({ state: 'hidden' });
  });

  it('changes the model', async () => {
    const model = panel.frame.getByRole('combobox', { name: /^Model/ });
    await model.selectOption({
      label: (await model.locator('option').allInnerTexts()).find((text) =>
        text.startsWith('mistral-small-latest'),
      )!,
    });
    await panel.ask('hello');
    assert.equal(newest(editor).body.model, 'mistral-small-latest');
  });

  it('shows an error with the button that helps', async () => {
    editor.server.fault({ kind: 'error', body: 'unauthorizedApp' }, { times: 1 });
    await panel.ask('hello');
    const answer = panel.answers.last();
    await answer.getByText('Mistral rejected the API key.').waitFor();
    assert.equal(await answer.getByRole('button', { name: 'Set API Key' }).count(), 1);
    assert.equal(await answer.getByRole('button', { name: 'Show Log' }).count(), 1);
    await answer.getByText('Details').click();
    await answer.getByText('Status: 401').waitFor();
    editor.server.answerNextChats(['now it works']);
    await answer.getByRole('button', { name: 'Try Again' }).click();
    await panel.frame.getByText('now it works').waitFor();
  });

  it('retries automatically after a short rate limit', async () => {
    editor.server.fault({ kind: 'error', body: 'rateLimitApp', retryAfter: 2 }, { times: 1 });
    editor.server.answerNextChats(['after a while']);
    await panel.send('hello');
    await panel.frame.getByText(/^Retrying in \d s$/).waitFor();
    await panel.frame.getByText('after a while').waitFor();
    const [first, second] = chats(editor);
    assert.ok(second!.receivedAt - first!.receivedAt >= 1_900);
  });

  it('retries at once or never, as the user chooses', async () => {
    editor.server.fault({ kind: 'error', body: 'rateLimitApp', retryAfter: 20 }, { times: 1 });
    editor.server.answerNextChats(['before its time']);
    await panel.send('hello');
    await panel.press('Retry Now');
    await panel.frame.getByText('before its time').waitFor();
    const [first, second] = chats(editor);
    assert.ok(second!.receivedAt - first!.receivedAt < 15_000);
    editor.server.fault({ kind: 'error', body: 'rateLimitApp', retryAfter: 20 }, { times: 1 });
    await panel.send('once more');
    await panel.answers.last().getByRole('button', { name: 'Stop' }).click();
    await panel.answers.last().getByText('Stopped').waitFor();
    assert.equal(chats(editor).length, 3);
    // The pause also holds up the next question, which can be sent at once as well.
    editor.server.answerNextChats(['without a pause']);
    await panel.send('one last time');
    await panel.press('Retry Now');
    await panel.frame.getByText('without a pause').waitFor();
    await panel.finished();
  });

  it('finds, renames, exports and deletes chats', async () => {
    editor.server.answerNextChats(['an answer to find']);
    await panel.ask('Where are the pelicans?');
    await panel.press('Chats');
    const search = panel.frame.getByRole('textbox', { name: 'Search chats' });
    await search.fill('pelican');
    const row = panel.frame.getByRole('listitem').filter({ hasText: 'pelicans' });
    await row.waitFor();
    assert.equal(await row.count(), 1);
    await editor.session.screenshot('.vscode-test/chat-history.png');
    await row.hover();
    await row.getByRole('button', { name: /^Delete/ }).click();
    await row.waitFor({ state: 'hidden' });
    await panel.press('Undo');
    await row.hover();
    await row.getByRole('button', { name: /^Rename/ }).click();
    await panel.frame.getByRole('textbox', { name: 'Chat title' }).fill('Birds');
    await panel.frame.getByRole('textbox', { name: 'Chat title' }).press('Enter');
    await panel.frame.getByText('Birds').first().waitFor();
  });

  it('keeps streaming while the panel is hidden', async () => {
    await editor.server.configure({ tokenMs: 20 });
    editor.server.answerNextChats([Array.from({ length: 60 }, (_, at) => `word${at}`).join(' ')]);
    await panel.send('talk');
    await panel.frame.getByText(/word2\b/).waitFor();
    await editor.session.runCommand('Explorer: Focus on Folders View');
    await editor.server.idle();
    await editor.session.runCommand('Codestral: Open Chat');
    panel = await Panel.find(editor.session.page);
    await panel.frame.getByText(/word59/).waitFor();
    assert.match(await panel.answers.last().innerText(), /word0 word1 word2/);
  });

  it('blocks foreign scripts, images and requests in the panel', async () => {
    const asked: string[] = [];
    const elsewhere = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const { port } = elsewhere.address() as AddressInfo;
    const tried = await panel.frame.evaluate<AttemptResults>(triesAt(`http://127.0.0.1:${port}`));
    // The server is reachable from outside the panel.
    await fetch(`http://127.0.0.1:${port}/control`);
    elsewhere.close();
    assert.deepEqual(asked, ['/control']);
    assert.equal(tried.html, 'TypeError');
    assert.notEqual(tried.code, 'done');
    assert.notEqual(tried.network, 'done');
    assert.notEqual(tried.image, 'done');
    assert.notEqual(tried.policy, 'done');
    for (const directive of ['require-trusted-types-for', 'img-src']) {
      assert.ok(tried.violations.includes(directive), `${directive}: ${tried.violations.join()}`);
    }
  });

  it('restores the chat and the draft after a reload', async () => {
    editor.server.answerNextChats(['still here']);
    await panel.ask('remember me');
    await panel.box.fill('half a sentence');
    await panel.box.blur();
    await editor.session.page.waitForTimeout(1_500);
    await editor.session.page.reload();
    await editor.session.statusItem();
    await editor.session.runCommand('Codestral: Open Chat');
    panel = await Panel.find(editor.session.page);
    await panel.frame.getByText('still here').waitFor();
    await editor.until(
      'the draft',
      async () => (await panel.box.inputValue()) === 'half a sentence',
    );
  });
});
