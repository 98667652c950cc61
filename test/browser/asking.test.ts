import assert from 'node:assert/strict';
import { onMistral, Stage } from './support.ts';

const ANSWER = 'price * quantity;';
const ALTERNATIVE = 'price + shipping;';
/** At 100 ms a token it streams for longer than any wait of these tests. */
const LONG = `one ${'+ one '.repeat(120)}`;

describe('asking and its end', () => {
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

  async function streaming(name: string): Promise<void> {
    await stage.server.configure({ tokenMs: 100 });
    stage.server.answer(LONG);
    await stage.write(name, 'total =');
    await stage.session.type(' ');
    await stage.until('some text', () => (stage.requests[0]?.bytesSent ?? 0) > 400);
  }

  /** It was closed by us: given out to its end it would take 24 seconds. */
  async function isClosed(): Promise<void> {
    await stage.until('the stream to be closed', () => stage.requests[0]?.closedEarly === true);
    await stage.server.idle();
  }

  it('asked for in an excluded file, it says why there is nothing', async () => {
    await stage.write('.env', 'KEY=');
    await stage.session.runCommand('Trigger Inline Suggestion');
    await stage.told('This file is excluded: nothing of it is sent.');
    assert.equal(stage.server.requests.length, 0);
  });

  it('asked for where the model has nothing to say, it says so in the status bar', async () => {
    stage.server.answer('');
    await stage.write('nothing.py', 'total = ');
    await stage.session.runCommand('Trigger Inline Suggestion');
    await stage.session.page
      .locator('.statusbar-item', { hasText: 'The model has no suggestion for this place.' })
      .waitFor({ timeout: 15_000 });
    assert.equal(stage.requests.length, 1);
  });

  it('the next suggestion is one alternative, and the first stays', async () => {
    stage.server.answer(({ temperature }) => (temperature === 0 ? ANSWER : ALTERNATIVE));
    await stage.write('next.py', 'total =');
    await stage.suggested(' ', /^price \* quantity;$/);
    await stage.session.press('Alt+BracketRight');
    await stage.session.waitForGhostText({ matching: /^price \+ shipping;$/ });
    await stage.session.press('Alt+BracketLeft');
    await stage.session.waitForGhostText({ matching: /^price \* quantity;$/ });
    await stage.session.press('Alt+BracketLeft');
    await stage.session.waitForGhostText({ matching: /^price \+ shipping;$/ });
    assert.equal(stage.requests.length, 2);
  });

  it('the last completion is explained: prompt, answer, steps', async () => {
    // What the extension shows of it is the first line.
    stage.server.answer([`${ANSWER}\nprint(total)\n`]);
    await stage.write('why.py', 'reason = 1\ntotal =');
    await stage.suggested(' ', /^price \* quantity;$/);
    await stage.session.runCommand('Codestral: Explain the Last Completion');
    const lines = stage.session.page.locator('.editor-group-container.active .view-lines');
    const seen = (text: string | RegExp) =>
      lines.getByText(text).first().waitFor({ timeout: 15_000 });
    await seen(/why\.py:\d+:\d+\s\(python\)/);
    await seen('A suggestion, from a request.');
    await seen('Sent a request.');
    await seen('reason = 1');
    await stage.session.press('ControlOrMeta+End');
    await seen('print(total)');
  });

  it('closing the editor closes the stream', async () => {
    await streaming('closed.py');
    await stage.session.runCommand('View: Revert and Close Editor');
    await isClosed();
  });

  it('another file in its place closes the stream', async () => {
    await streaming('left.py');
    await stage.session.openFile('shapes.py');
    await isClosed();
  });

  it('a change of settings closes the stream, and completions go on with the new ones', async () => {
    await streaming('changed.py');
    await stage.session.runCommand('Codestral: Toggle Completions');
    await isClosed();
    await stage.status(/switched off/);
    await stage.clear();
    stage.server.answer('lsewhere;');
    await stage.session.runCommand('Codestral: Toggle Completions');
    await stage.status(/Completions are ready/);
    await stage.suggested('e', /^lsewhere;$/);
  });

  // The last one: it makes the extension careful for an hour.
  it('a rate limit is said in the status bar alone, and passes by itself', async () => {
    await stage.session.runCommand('Notifications: Clear All Notifications');
    await stage.write('limited.py', 'total =');
    stage.server.answer(({ prompt }) => (prompt.endsWith('= price ') ? '* quantity;' : ANSWER));
    stage.server.fault({ kind: 'error', body: 'rateLimitApp', retryAfter: 2 });
    await stage.session.type(' ');
    await stage.status(/limits the number of requests.* Completions go on at \d+:\d+:\d+/);
    await stage.suggested('price ', /^\* quantity;$/);
    await stage.status(/Completions are ready/);
    assert.equal(stage.requests.length, 2);
    assert.equal(await stage.session.editorText(), 'total = price ');
    assert.deepEqual(await stage.session.notifications(), []);
  });
});
