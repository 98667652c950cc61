import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Panel } from '../host/panel.ts';
import type { ChatBody } from '../server/protocol.ts';
import { inShop, useEditor, type TestEditor } from '../support/testEditor.ts';

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

  useEditor(inShop, (shared) => {
    editor = shared;
  });

  before(() => editor.session.runCommand('View: Close All Editors'));

  beforeEach(async () => {
    await editor.clear();
    await editor.session.openFile('src/cart.ts');
    await editor.session.goTo(1, 1); // nothing is selected
    await editor.session.runCommand('Codestral: New Chat');
    panel = await Panel.find(editor.session.page);
    // The panel may still show the previous chat; an empty chat has a heading.
    await panel.frame.getByRole('heading', { name: 'Ask about your code' }).waitFor();
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

  it('attaches the current file once to a starter prompt', async () => {
    // In a new chat, the attachments that were removed from another one are offered again.
    await editor.session.runCommand('Codestral: New Chat');
    await panel.chip('cart.ts').first().waitFor();
    await panel.press('Explain cart.ts');
    await panel.answers.first().waitFor();
    await panel.waitUntilFinished();
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

  it('renders lists and code like the editor, and formulas with the library that the extension brings', async () => {
    editor.server.answerNextChats([
      '* one\n  * two\n\n```text\nplain\n```\n\nThe half: $\\frac{1}{2}$',
    ]);
    await panel.ask('lists and a formula');
    const styles = await panel.frame.evaluate(() => ({
      marks: ['.answer li', '.answer li li'].map(
        (selector) => getComputedStyle(document.querySelector(selector)!).listStyleType,
      ),
      ground: getComputedStyle(document.querySelector('pre > code')!).backgroundColor,
    }));
    assert.deepEqual(styles.marks, ['disc', 'circle']);
    assert.equal(styles.ground, 'rgba(0, 0, 0, 0)');
    await panel.frame.locator('math mfrac').waitFor();
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

  it('retries at once or never, as the user chooses', async () => {
    editor.server.fault({ kind: 'error', body: 'rateLimitApp', retryAfter: 30 }, { times: 1 });
    editor.server.answerNextChats(['before its time']);
    await panel.send('hello');
    await panel.press('Retry Now');
    await panel.frame.getByText('before its time').waitFor();
    const [first, second] = chats(editor);
    assert.ok(second!.receivedAt - first!.receivedAt < 30_000);
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
    await panel.waitUntilFinished();
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
});
