import assert from 'node:assert/strict';
import { onMistral, Stage } from './support.ts';

describe('the menu', () => {
  let stage: Stage;

  before(async () => {
    stage = await Stage.set(onMistral);
    await stage.session.openFile('src/cart.ts');
    await stage.session.press('ControlOrMeta+End');
  });

  afterEach(async function () {
    await stage.picture(this.currentTest);
  });

  after(() => stage.strike());

  async function open() {
    await stage.session.runCommand('Codestral: Show Menu');
    const input = stage.session.quickInput();
    await input.waitUntilOpen('Codestral');
    return input;
  }

  it('names the language as people do, both models, and what else there is', async () => {
    const input = await open();
    const rows = await input.rows();
    const named = new Map(rows.map(({ label, description }) => [label, description]));
    assert.ok(named.has('Switch Completions Off for TypeScript'), [...named.keys()].join());
    assert.equal(named.get('Completion Model'), 'codestral-latest');
    await stage.session.screenshot('.vscode-test/menu.png');
    // Each row is reached by typing, those below the fold too.
    for (const [typed, label] of [
      ['diagn', 'Copy Diagnostic Report'],
      ['first st', 'First Steps'],
      ['mistral-medium', 'Chat Model'],
      ['usage', 'Show Usage'],
    ] as const) {
      await input.fill(typed);
      await stage.until(label, async () => (await input.rows()).some((row) => row.label === label));
    }
    await input.cancel();
  });

  it('says what failed, why, until when, and leads to what helps', async () => {
    stage.server.fault(
      { kind: 'error', body: 'rateLimitApp', retryAfter: 50 },
      { times: Infinity },
    );
    await stage.session.type('x');
    await stage.status(/limits the number of requests.*go on at/);
    const input = await open();
    const [first, second] = await input.rows();
    assert.equal(first?.label, 'Mistral limits the number of requests.');
    assert.equal(first.description, 'Show Usage');
    assert.match(first.detail, /^Completions go on in \d+ s\.$/);
    assert.equal(second?.label, 'Open Your Account');
    await stage.session.screenshot('.vscode-test/menu-limited.png');
    await input.cancel();
    await stage.session.page.locator('.statusbar-item[aria-label^="Codestral"] a').hover();
    const tooltip = stage.session.page.locator('.monaco-hover:visible', { hasText: 'Show Menu' });
    await tooltip.waitFor({ timeout: 15_000 });
    assert.match((await tooltip.textContent()) ?? '', /Mistral limits the number of requests\./);
    await stage.session.screenshot('.vscode-test/tooltip.png');
    stage.server.reset();
    await stage.session.page.mouse.move(300, 300);
  });

  it('silences suggestions through VS Code’s own snooze', async () => {
    await open();
    await stage.session.pick('Snooze Suggestions…');
    const durations = stage.session.page.locator('.quick-input-list .monaco-list-row', {
      hasText: '5 minutes',
    });
    await durations.first().waitFor({ timeout: 15_000 });
    await stage.session.screenshot('.vscode-test/snooze.png');
    await stage.session.quickInput().cancel();
  });
});
