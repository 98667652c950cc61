import assert from 'node:assert/strict';
import { ANSWER, useCompletionEditor, type TestEditor } from '../support/testEditor.ts';
import { WAIT_MS } from '../host/timeouts.ts';

const ALTERNATIVE = 'price + shipping;';
/** At 100 ms per token, it streams longer than any timeout of these tests. */
const LONG = `one ${'+ one '.repeat(120)}`;

describe('requesting and canceling completions', () => {
  let editor: TestEditor;

  useCompletionEditor((shared) => {
    editor = shared;
  });

  async function streaming(name: string): Promise<void> {
    await editor.server.configure({ tokenMs: 100 });
    editor.server.answer(LONG);
    await editor.write(name, 'total =');
    await editor.session.type(' ');
    await editor.until('some text', () => (editor.requests[0]?.bytesSent ?? 0) > 400);
  }

  /** Checks that the extension closed it: the whole stream would take 24 seconds. */
  async function isClosed(): Promise<void> {
    await editor.until('the stream to be closed', () => editor.requests[0]?.closedEarly === true);
    await editor.server.idle();
  }

  it('reports why an excluded file gets no suggestion', async () => {
    await editor.write('.env', 'KEY=');
    await editor.session.runCommand('Trigger Inline Suggestion');
    await editor.waitForNotification('This file is excluded and never sent.');
    assert.equal(editor.server.requests.length, 0);
  });

  it('reports an empty answer in the status bar', async () => {
    editor.server.answer('');
    await editor.write('nothing.py', 'total = ');
    await editor.session.runCommand('Trigger Inline Suggestion');
    await editor.session.page
      .locator('.statusbar-item', { hasText: 'The model has no suggestion here.' })
      .waitFor({ timeout: WAIT_MS });
    assert.equal(editor.requests.length, 1);
  });

  it('shows one alternative and keeps the first suggestion', async () => {
    editor.server.answer(({ temperature }) => (temperature === 0 ? ANSWER : ALTERNATIVE));
    await editor.write('next.py', 'total =');
    await editor.waitForSuggestion(' ', /^price \* quantity;$/);
    await editor.session.press('Alt+BracketRight');
    await editor.session.waitForGhostText({ matching: /^price \+ shipping;$/ });
    await editor.session.press('Alt+BracketLeft');
    await editor.session.waitForGhostText({ matching: /^price \* quantity;$/ });
    await editor.session.press('Alt+BracketLeft');
    await editor.session.waitForGhostText({ matching: /^price \+ shipping;$/ });
    assert.equal(editor.requests.length, 2);
  });

  it('explains the last completion with prompt, answer and steps', async () => {
    // The extension shows only its first line.
    editor.server.answer([`${ANSWER}\nprint(total)\n`]);
    await editor.write('why.py', 'reason = 1\ntotal =');
    await editor.waitForSuggestion(' ', /^price \* quantity;$/);
    await editor.session.runCommand('Codestral: Explain the Last Completion');
    const lines = editor.session.page.locator('.editor-group-container.active .view-lines');
    const seen = (text: string | RegExp) =>
      lines.getByText(text).first().waitFor({ timeout: WAIT_MS });
    await seen(/why\.py:\d+:\d+\s\(python\)/);
    await seen('Suggestion from a request.');
    await seen('Sent the request.');
    // Only visible lines are rendered: pages through the document, again and again.
    let page = 0;
    await editor.until('the prompt', async () => {
      if (await lines.getByText('reason = 1').first().isVisible()) return true;
      page += 1;
      await editor.session.press(page % 8 === 0 ? 'ControlOrMeta+Home' : 'PageDown');
      return false;
    });
    await editor.session.press('ControlOrMeta+End');
    await seen('print(total)');
  });

  it('closes the stream with the editor', async () => {
    await streaming('closed.py');
    await editor.session.runCommand('View: Revert and Close Editor');
    await isClosed();
  });

  it('closes the stream when another file replaces the editor', async () => {
    await streaming('left.py');
    await editor.session.openFile('shapes.py');
    await isClosed();
  });

  it('closes the stream when settings change and uses the new ones', async () => {
    await streaming('changed.py');
    await editor.session.runCommand('Codestral: Toggle Completions');
    await isClosed();
    await editor.waitForStatus(/turned off/);
    await editor.clear();
    editor.server.answer('lsewhere;');
    await editor.session.runCommand('Codestral: Toggle Completions');
    await editor.waitForStatus(/Completions are ready/);
    await editor.waitForSuggestion('e', /^lsewhere;$/);
  });

  // Last, because it makes the extension cautious for an hour.
  it('shows a rate limit in the status bar only until it ends', async () => {
    await editor.session.runCommand('Notifications: Clear All Notifications');
    await editor.write('limited.py', 'total =');
    editor.server.answer(({ prompt }) => (prompt.endsWith('= price ') ? '* quantity;' : ANSWER));
    editor.server.fault({ kind: 'error', body: 'rateLimitApp', retryAfter: 2 });
    await editor.session.type(' ');
    await editor.waitForStatus(/Rate limit reached.* Completions resume at \d+:\d+:\d+/);
    await editor.waitForSuggestion('price ', /^\* quantity;$/);
    await editor.waitForStatus(/Completions are ready/);
    assert.equal(editor.requests.length, 2);
    assert.equal(await editor.session.editorText(), 'total = price ');
    assert.deepEqual(await editor.session.notifications(), []);
  });
});
