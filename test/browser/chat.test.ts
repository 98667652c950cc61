import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Panel } from '../host/panel.ts';
import type { ChatBody } from '../server/protocol.ts';
import { Stage } from './support.ts';

const ANSWER =
  'Better:\n\n```typescript\nexport class Basket {\n  lines = [];\n}\n```\n\nThat is all.';

/** What the model was sent by the newest request. */
function newest(stage: Stage): { body: ChatBody; text: string } {
  const body = chats(stage).at(-1)!.body as ChatBody;
  const last = body.messages.at(-1)!.content;
  return { body, text: typeof last === 'string' ? last : JSON.stringify(last) };
}

function chats(stage: Stage) {
  return stage.server.requests.filter(({ path }) => path.endsWith('/chat/completions'));
}

/** What comes of attempts to run or load something in the panel. */
interface Tried {
  readonly html: string;
  readonly code: string;
  readonly network: string;
  readonly image: string;
  readonly policy: string;
  readonly violations: readonly string[];
}

/** Runs in the panel. Each attempt gives `done` if it was let through, else the name of the error. */
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
  let stage: Stage;
  let panel: Panel;

  before(async () => {
    stage = await Stage.set({
      settings: (server) => ({ 'codestral.services.mistral.url': server.mistral.url }),
      env: (server) => ({ MISTRAL_API_KEY: server.mistral.key }),
    });
    await stage.server.configure({ firstTokenMs: 0, tokenMs: 0 });
  });

  beforeEach(async () => {
    await stage.clear();
    await stage.session.openFile('src/cart.ts');
    await stage.session.goTo(1, 1); // nothing is selected
    await stage.session.runCommand('Codestral: New Chat');
    panel = await Panel.find(stage.session.page);
    // The panel may still show the chat before; an empty one says so.
    await panel.frame.getByRole('heading', { name: 'Ask about your code' }).waitFor();
  });

  afterEach(async function () {
    await stage.picture(this.currentTest);
  });

  after(async () => {
    await stage.strike();
  });

  /** Selects lines of the open file, and waits until the panel says so. */
  async function select(first: number, last: number): Promise<void> {
    await stage.session.openFile('src/cart.ts');
    await stage.session.goTo(first, 1);
    for (let line = first; line < last; line++) await stage.session.press('Shift+ArrowDown');
    await stage.session.press('Shift+End');
    await panel.frame.getByText(`cart.ts:${first}-${last}`).first().waitFor();
  }

  it('answers a question about what is selected, and says what it cost', async () => {
    await select(4, 10);
    stage.server.answerNextChats([ANSWER]);
    await panel.ask('What is this?');
    const { body, text } = newest(stage);
    assert.equal(chats(stage).at(-1)!.valid, true);
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
      /\d+ tokens in, \d+ out · [\d.]+\s¢ · first after \d+\.\d\ss/,
    );
    assert.equal(await panel.box.inputValue(), '');
  });

  it('sends nothing of a chip that was taken off', async () => {
    await select(4, 10);
    await panel.press(/^Remove cart\.ts:4-10/);
    await panel.frame.getByText('cart.ts:4-10').waitFor({ state: 'hidden' });
    await panel.ask('hello');
    assert.equal(newest(stage).text, 'hello');
  });

  it('streams, stops on Escape, and closes the socket', async () => {
    await stage.server.configure({ tokenMs: 40 });
    stage.server.answerNextChats([Array.from({ length: 400 }, (_, at) => `word${at}`).join(' ')]);
    await panel.send('talk');
    await panel.frame.getByText(/word5\b/).waitFor();
    await panel.box.press('Escape');
    await panel.over();
    await stage.until('the socket to close', () => chats(stage).at(-1)!.closedAt !== undefined);
    assert.equal(chats(stage).at(-1)!.closedEarly, true);
    assert.match(await panel.answers.last().innerText(), /word5[^]*Stopped/);
  });

  it('edits a question, asks again, and brings back what went away', async () => {
    stage.server.answerNextChats(['first answer', 'second answer', 'third answer']);
    await panel.ask('one');
    await panel.ask('two');
    await panel.questions.first().hover();
    await panel.questions.first().getByRole('button', { name: /^Edit/ }).click();
    await panel.frame.getByRole('textbox', { name: 'Edit turn' }).fill('one and a half');
    await panel.frame.getByRole('textbox', { name: 'Edit turn' }).press('Enter');
    await panel.frame.getByText('third answer').waitFor();
    assert.equal(await panel.answers.count(), 1);
    assert.equal(newest(stage).text, 'one and a half');
    await panel.press('Undo');
    await panel.frame.getByText('second answer').waitFor();
    assert.equal(await panel.answers.count(), 2);
  });

  it('asks for an answer again', async () => {
    stage.server.answerNextChats(['not good', 'better']);
    await panel.ask('one');
    await panel.answers.last().hover();
    await panel.press('Regenerate');
    await panel.frame.getByText('better').waitFor();
    assert.equal(await panel.answers.count(), 1);
  });

  it('replaces the selection after a preview, in one step to undo', async () => {
    await select(4, 10);
    stage.server.answerNextChats([ANSWER]);
    await panel.ask('rename it');
    const before = await readFile(join(stage.workspace, 'src/cart.ts'), 'utf8');
    await panel.press(/^Replace selection in cart\.ts/i);
    await stage.session.page.locator('.monaco-diff-editor').waitFor();
    await stage.session.screenshot('.vscode-test/chat-diff.png');
    await stage.session.runCommand('Codestral: Accept');
    await stage.session.page.locator('.monaco-diff-editor').waitFor({ state: 'hidden' });
    await stage.session.openFile('src/cart.ts');
    assert.match(await stage.session.editorText(), /export class Basket \{\n {2}lines = \[\];\n\}/);
    await stage.session.press('ControlOrMeta+z');
    assert.equal(await stage.session.editorText(), before);
  });

  it('inserts at the cursor, and opens a new file', async () => {
    stage.server.answerNextChats(['```typescript\nconst inserted = 1;\n```']);
    await stage.session.press('ControlOrMeta+End');
    await panel.ask('one line');
    await panel.press(/^Insert into cart\.ts/);
    const inserted = stage.session.page.locator('.view-line', { hasText: /inserted/ });
    await inserted.first().waitFor();
    await stage.session.openFile('src/cart.ts');
    await stage.session.press('ControlOrMeta+z');
    await inserted.waitFor({ state: 'hidden' });
    await panel.press(/^New file/);
    await stage.session.page
      .locator('.tab', { hasText: /Untitled/ })
      .first()
      .waitFor();
  });

  it('mentions a file, and refuses one that is excluded', async () => {
    await writeFile(join(stage.workspace, '.env'), 'SECRET=1');
    await panel.box.pressSequentially('look at @shapes', { delay: 20 });
    await panel.frame
      .getByRole('option', { name: /shapes\.py/ })
      .first()
      .waitFor();
    await panel.box.press('Enter');
    await panel.box.press('Enter');
    await stage.until('the request', () => chats(stage).length > 0);
    assert.match(newest(stage).text, /shapes\.py\n```\nimport math[^]*look at @shapes\.py$/);
    await panel.over();
    await panel.box.pressSequentially('@.env', { delay: 20 });
    await stage.session.page.waitForTimeout(500);
    assert.equal(await panel.frame.getByRole('option', { name: /\.env/ }).count(), 0);
  });

  it('changes the model', async () => {
    const model = panel.frame.getByRole('combobox', { name: /^Model/ });
    await model.selectOption({
      label: (await model.locator('option').allInnerTexts()).find((text) =>
        text.startsWith('mistral-small-latest'),
      )!,
    });
    await panel.ask('hello');
    assert.equal(newest(stage).body.model, 'mistral-small-latest');
  });

  it('shows what failed, with the button that helps', async () => {
    stage.server.fault({ kind: 'error', body: 'unauthorizedApp' }, { times: 1 });
    await panel.ask('hello');
    const answer = panel.answers.last();
    await answer.getByText('Mistral refuses the API key.').waitFor();
    assert.equal(await answer.getByRole('button', { name: 'Set API Key' }).count(), 1);
    stage.server.answerNextChats(['now it works']);
    await answer.getByRole('button', { name: 'Try Again' }).click();
    await panel.frame.getByText('now it works').waitFor();
  });

  it('asks again by itself after a short limit', async () => {
    stage.server.fault({ kind: 'error', body: 'rateLimitApp', retryAfter: 2 }, { times: 1 });
    stage.server.answerNextChats(['after a while']);
    await panel.send('hello');
    await panel.frame.getByText('It is asked again by itself.').waitFor();
    await panel.frame.getByText('after a while').waitFor();
    const [first, second] = chats(stage);
    assert.ok(second!.receivedAt - first!.receivedAt >= 1_900);
  });

  it('finds, renames, exports and deletes chats', async () => {
    stage.server.answerNextChats(['an answer to find']);
    await panel.ask('Where are the pelicans?');
    await panel.press('Chats');
    const search = panel.frame.getByRole('textbox', { name: 'Search chats' });
    await search.fill('pelican');
    const row = panel.frame.getByRole('listitem').filter({ hasText: 'pelicans' });
    await row.waitFor();
    assert.equal(await row.count(), 1);
    await stage.session.screenshot('.vscode-test/chat-history.png');
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

  it('keeps what streams while nobody looks', async () => {
    await stage.server.configure({ tokenMs: 20 });
    stage.server.answerNextChats([Array.from({ length: 60 }, (_, at) => `word${at}`).join(' ')]);
    await panel.send('talk');
    await panel.frame.getByText(/word2\b/).waitFor();
    await stage.session.runCommand('Explorer: Focus on Folders View');
    await stage.server.idle();
    await stage.session.runCommand('Codestral: Open Chat');
    panel = await Panel.find(stage.session.page);
    await panel.frame.getByText(/word59/).waitFor();
    assert.match(await panel.answers.last().innerText(), /word0 word1 word2/);
  });

  it('runs nothing and loads nothing but its own, in the real panel', async () => {
    const asked: string[] = [];
    const elsewhere = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const { port } = elsewhere.address() as AddressInfo;
    const tried = await panel.frame.evaluate<Tried>(triesAt(`http://127.0.0.1:${port}`));
    // Others do reach it.
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

  it('brings chat and draft back after the window is loaded anew', async () => {
    stage.server.answerNextChats(['still here']);
    await panel.ask('remember me');
    await panel.box.fill('half a sentence');
    await panel.box.blur();
    await stage.session.page.waitForTimeout(1_500);
    await stage.session.page.reload();
    await stage.session.statusItem();
    await stage.session.runCommand('Codestral: Open Chat');
    panel = await Panel.find(stage.session.page);
    await panel.frame.getByText('still here').waitFor();
    await stage.until(
      'the draft',
      async () => (await panel.box.inputValue()) === 'half a sentence',
    );
  });
});
