import assert from 'node:assert/strict';
import { onMistral, Stage } from './support.ts';

/** What the service answers to `const total = ` in most of these tests. */
const ANSWER = 'price * quantity;';

/** Longer than the wait of VS Code, ours and a request together, in ms: by then a suggestion would be there. */
const QUIET_MS = 700;

describe('typing, key by key', () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.set(onMistral);
  });

  after(() => stage.strike());

  beforeEach(async () => {
    await stage.clear();
    stage.server.answer(ANSWER);
  });

  afterEach(async function () {
    await stage.picture(this.currentTest);
  });

  it('a suggestion stays while it is typed, without a request', async () => {
    await stage.write('through.js', 'const total =');
    await stage.suggested(' ', /^price \* quantity;$/);
    const watch = await stage.session.watchGhostText();
    await stage.session.type('price * quant', 60);
    await stage.session.waitForGhostText({ matching: /^ity;$/ });
    const seen = await watch.end();
    assert.deepEqual(
      seen.filter((text, index) => index > 0 && (text === '' || !seen[index - 1]!.endsWith(text))),
      [],
      `drawn: ${seen.join(' | ')}`,
    );
    assert.ok(seen.length > 8, `drawn: ${seen.join(' | ')}`);
    await stage.asksNext('!', 1);
  });

  it('Backspace brings it back, without a request', async () => {
    await stage.write('back.py', 'total =');
    await stage.suggested(' ', /^price \* quantity;$/);
    await stage.session.type('pri');
    await stage.session.waitForGhostText({ matching: /^ce \* quantity;$/ });
    await stage.session.press('Backspace');
    await stage.session.waitForGhostText({ matching: /^ice \* quantity;$/ });
    for (let key = 0; key < 3; key += 1) await stage.session.press('Backspace');
    await stage.session.waitForGhostText({ matching: /^ price \* quantity;$/ });
    await stage.asksNext('!', 1);
  });

  it('keys that follow before the answer is there join its request', async () => {
    await stage.server.configure({ firstTokenMs: 1_500 });
    await stage.write('join.py', 'total =');
    await stage.session.type(' ');
    await stage.asked(1);
    // Ends with a blank: within a word VS Code waits for 750 ms, then lists words in our place.
    await stage.session.type('price ');
    assert.equal(stage.requests[0]?.firstByteAt, undefined, 'the answer came too early');
    await stage.session.waitForGhostText({ matching: /^\* quantity;$/ });
    assert.equal(stage.requests.length, 1);
  });

  it('within a word an answer that comes late is shown all the same', async () => {
    await stage.server.configure({ firstTokenMs: 1_500 });
    // A language of its own: words of other open files would be listed.
    await stage.write('late.rb', 'total =');
    await stage.session.type(' ');
    await stage.asked(1);
    await stage.session.type('pri');
    await stage.session.waitForGhostText({ matching: /^ce \* quantity;$/ });
    assert.equal(stage.requests.length, 1);
  });

  it('a key that contradicts the answer closes its stream and asks anew', async () => {
    await stage.server.configure({ tokenMs: 100 });
    stage.server.answer(({ prompt }) =>
      prompt.endsWith('= z') ? 'ero;' : 'one + two + three + four + five + six + seven + eight',
    );
    await stage.write('against.py', 'total =');
    await stage.session.type(' ');
    await stage.until('some text', () => (stage.requests[0]?.bytesSent ?? 0) > 400);
    await stage.session.type('z');
    await stage.until('the stream to be closed', () => stage.requests[0]?.closedEarly === true);
    await stage.session.waitForGhostText({ matching: /^ero;$/ });
    assert.equal(stage.requests.length, 2);
  });

  it('Tab accepts, and Enter shows how the answer goes on, without a request', async () => {
    stage.server.answer([`${ANSWER}\nconst shipping = 5;\nconst sum = total + shipping;\n`]);
    await stage.write('continue.js', 'const total =');
    await stage.suggested(' ', /^price \* quantity;$/);
    await stage.session.press('Tab');
    await stage.session.press('Enter');
    await stage.session.waitForGhostText({ matching: /^const shipping = 5;$/ });
    assert.equal(stage.requests.length, 1);
    await stage.session.press('Tab');
    assert.equal(
      await stage.session.editorText(),
      'const total = price * quantity;\nconst shipping = 5;',
    );
  });

  it('accepting a word keeps the rest', async () => {
    await stage.write('word.py', 'total =');
    await stage.suggested(' ', /^price \* quantity;$/);
    await stage.session.press('ControlOrMeta+ArrowRight');
    await stage.session.waitForGhostText({ matching: /^ \* quantity;$/ });
    assert.equal(await stage.session.editorText(), 'total = price');
    await stage.asksNext('!', 1);
    await stage.session.press('Backspace');
    await stage.session.waitForGhostText({ matching: /^ \* quantity;$/ });
    await stage.session.press('Tab');
    assert.equal(await stage.session.editorText(), 'total = price * quantity;');
  });

  it('undo brings no suggestion, the next key does', async () => {
    await stage.write('undo.py', 'total =');
    await stage.suggested(' ', /^price \* quantity;$/);
    await stage.session.press('ControlOrMeta+z');
    await stage.until('nothing drawn', async () => (await stage.session.ghostText()) === '');
    const watch = await stage.session.watchGhostText();
    await stage.session.page.waitForTimeout(QUIET_MS);
    assert.deepEqual(await watch.end(), ['']);
    await stage.suggested(' ', /^price \* quantity;$/);
  });

  it('a large paste brings no suggestion and no request, the next key does', async () => {
    await stage.write('paste.js', `// ${'a long comment '.repeat(12)}\nconst total =`);
    await stage.session.press('ControlOrMeta+a');
    await stage.session.press('ControlOrMeta+c');
    await stage.session.press('ControlOrMeta+End');
    await stage.session.press('ControlOrMeta+v');
    await stage.until('the paste', async () => (await stage.session.editorText()).length > 350);
    await stage.session.page.waitForTimeout(QUIET_MS);
    assert.equal(stage.requests.length, 0);
    await stage.suggested(' ', /^price \* quantity;$/);
  });

  it('a bracket that the editor closes belongs to the suggestion', async () => {
    stage.server.answer('Math.max(width, height);');
    await stage.write('bracket.js', 'const size =');
    await stage.suggested(' ', /^Math\.max\(width, height\);$/);
    await stage.session.type('Math.max(');
    await stage.session.waitForGhostText({ matching: /^width, height/ });
    await stage.asksNext('!', 1);
    await stage.session.press('Backspace');
    await stage.session.waitForGhostText({ matching: /^width, height/ });
    await stage.session.press('Tab');
    assert.equal(await stage.session.editorText(), 'const size = Math.max(width, height);');
  });

  it('goes on behind the row chosen in the list of suggestions', async () => {
    stage.server.answer(({ prompt }) => (prompt.endsWith('\nunitPrice') ? ' * 2' : ''));
    await stage.write('widget.py', 'unitPrice = 1\n');
    await stage.session.type('uni');
    await stage.session.press('Control+Space');
    await stage.session.page
      .locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: 'unitPrice' })
      .waitFor();
    await stage.session.waitForGhostText({ matching: /^tPrice \* 2$/ });
    await stage.session.press('Tab');
    await stage.session.waitForGhostText({ matching: /^ \* 2$/ });
    await stage.session.press('Tab');
    assert.equal(await stage.session.editorText(), 'unitPrice = 1\nunitPrice * 2');
  });
});
