import assert from 'node:assert/strict';
import { onMistral, TestEditor } from '../support/testEditor.ts';
import { WAIT_MS } from '../host/timeouts.ts';

describe('the menu', () => {
  let editor: TestEditor;

  before(async () => {
    editor = await TestEditor.shared(onMistral);
    await editor.session.openFile('src/cart.ts');
    await editor.session.press('ControlOrMeta+End');
  });

  afterEach(async function () {
    await editor.screenshotIfFailed(this.currentTest);
  });

  async function open() {
    await editor.session.runCommand('Codestral: Show Menu');
    const input = editor.session.quickInput();
    await input.waitUntilOpen('Codestral');
    return input;
  }

  it('shows the display name of the language, both models and all actions', async () => {
    const input = await open();
    const rows = await input.rows();
    const named = new Map(rows.map(({ label, description }) => [label, description]));
    assert.ok(named.has('Turn Completions Off for TypeScript'), [...named.keys()].join());
    assert.equal(named.get('Completion Model'), 'codestral-latest');
    await editor.session.screenshot('.vscode-test/menu.png');
    // Typing finds every row, also those that are not visible.
    for (const [typed, label] of [
      ['diagn', 'Copy Diagnostic Report'],
      ['get st', 'Get Started'],
      ['mistral-medium', 'Chat Model'],
      ['usage', 'Show Usage'],
    ] as const) {
      await input.fill(typed);
      await editor.until(label, async () =>
        (await input.rows()).some((row) => row.label === label),
      );
    }
    await input.cancel();
  });

  it('shows an error, its reason, when requests resume and what helps', async () => {
    editor.server.fault(
      { kind: 'error', body: 'rateLimitApp', retryAfter: 50 },
      { times: Infinity },
    );
    await editor.session.type('x');
    await editor.waitForStatus(/Rate limit reached.*resume at/);
    const input = await open();
    const [first, second, third] = await input.rows();
    assert.equal(first?.label, 'Rate limit reached at Mistral.');
    assert.match(first.detail, /^Completions resume in \d+ s\.$/);
    assert.deepEqual([second?.label, third?.label], ['Show Usage', 'Open Account Page']);
    await editor.session.screenshot('.vscode-test/menu-limited.png');
    await input.cancel();
    await editor.session.page.locator('.statusbar-item[aria-label^="Codestral"] a').hover();
    const tooltip = editor.session.page.locator('.monaco-hover:visible', { hasText: 'Show Menu' });
    await tooltip.waitFor({ timeout: WAIT_MS });
    assert.match((await tooltip.textContent()) ?? '', /Rate limit reached at Mistral\./);
    await editor.session.screenshot('.vscode-test/tooltip.png');
    editor.server.reset();
    await editor.session.page.mouse.move(300, 300);
  });

  it('snoozes suggestions, shows until when, and resumes them', async () => {
    // Ends the pause, like any change of a setting.
    await editor.session.runCommand('Codestral: Toggle Completions');
    await editor.waitForStatus(/turned off/);
    await editor.session.runCommand('Codestral: Toggle Completions');
    await editor.waitForStatus(/Completions are ready/);
    await open();
    await editor.session.pick('Snooze Suggestions…');
    const input = editor.session.quickInput();
    await input.waitUntilOpen('Snooze Suggestions');
    await editor.session.screenshot('.vscode-test/snooze.png');
    await input.pick('5 minutes');
    await editor.waitForStatus(/^Codestral: Snoozed until \d+:\d\d/);
    // VS Code requests nothing.
    await editor.clear();
    await editor.session.type('const snoozed = ');
    assert.equal(editor.requests.length, 0);
    const menu = await open();
    const labels = (await menu.rows()).map(({ label }) => label);
    assert.match(labels[0] ?? '', /^Snoozed until/);
    assert.ok(!labels.includes('Snooze Suggestions…'));
    await editor.session.screenshot('.vscode-test/menu-snoozed.png');
    await menu.acceptFirst('Resume Suggestions');
    await editor.waitForStatus(/Completions are ready/);
    await editor.session.type('x');
    await editor.waitForRequests(1);
  });

  it('notices suggestions that were snoozed elsewhere while the user types', async () => {
    await editor.session.runCommand('Snooze Inline Suggestions');
    await editor.session.pick('5 minutes');
    await editor.session.type('const asleep = 1;', 120);
    await editor.waitForStatus(/Suggestions are snoozed/);
    const menu = await open();
    await menu.acceptFirst('Resume Suggestions');
    await editor.waitForStatus(/Completions are ready/);
  });
});
