import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { statusTooltip } from '../../src/vscode/statusTooltip.ts';
import { Rivals } from '../../src/vscode/menu/rivals.ts';
import { NO_FIGURES } from '../../src/usage/figures.ts';
import { activated, admin, closeAll, completions, show, type, until } from './support.ts';

const SNOOZE = 'editor.action.inlineSuggest.snooze';
const CANARIES = [
  'canaryKey',
  'canary-path',
  'canary-user',
  'canaryPrompt',
  'canaryCode',
  'canaryGlob',
];

const HOSTILE: Readonly<Record<string, unknown>> = {
  'services.codestral.url': 'https://canary-user:canaryKey@gate.example/canary-path',
  'completion.model': 'canaryKey1234567890canaryKey',
  'chat.systemPrompt': 'canaryPrompt',
  'privacy.exclude': ['**/canaryGlob/**'],
  'chat.temperature': 0.25,
};

/** The settings that are changed here, as the user has them. */
function own(): Readonly<Record<string, unknown>> {
  const config = vscode.workspace.getConfiguration('codestral');
  return Object.fromEntries(
    Object.keys(HOSTILE).map((key) => [key, config.inspect(key)?.globalValue]),
  );
}

async function set(values: Readonly<Record<string, unknown>>): Promise<void> {
  const config = vscode.workspace.getConfiguration('codestral');
  for (const [key, value] of Object.entries(values)) {
    await config.update(key, value, vscode.ConfigurationTarget.Global);
  }
}

/** What the command leaves on the clipboard. */
async function copied(): Promise<string> {
  await vscode.env.clipboard.writeText('');
  void vscode.commands.executeCommand('codestral.copyDiagnostics');
  let text = '';
  await until('a report', async () => (text = await vscode.env.clipboard.readText()) !== '');
  return text;
}

describe('menu and diagnostics', () => {
  let usual: Readonly<Record<string, unknown>>;

  before(async () => {
    await activated();
    usual = own();
  });
  beforeEach(() => admin().reset());
  afterEach(async () => {
    await set(usual);
    await closeAll();
  });

  it('copies what is known, and no key, address, prompt, glob or code', async () => {
    await show('const canaryCode =█\n');
    await type(' ');
    await until('a request', async () => (await completions()).length > 0);
    await admin().idle();
    await set(HOSTILE);
    const text = await copied();
    const key = process.env.MISTRAL_API_KEY ?? '';
    assert.ok(key.length > 5);
    for (const canary of [key, ...CANARIES]) assert.ok(!text.includes(canary), text);
    assert.match(text, /- VS Code: \d+\.\d+/);
    assert.match(text, /- mistral: open; URL loopback, http; key environment/);
    assert.match(text, /- codestral: closed \(badUrl\); URL unusable \(credentials\); key none/);
    assert.match(text, /- codestral\.chat\.temperature: 0\.25/);
    assert.match(text, /- codestral\.privacy\.exclude: 1 entries/);
    assert.match(text, /fim at mistral: (done|left)/);
  });

  it('names the last failures, and why a service is left alone', async () => {
    await admin().fault({ kind: 'error', body: 'paymentRequired' });
    await show('const b =█\n');
    await type(' ');
    await until('a request', async () => (await completions()).length > 0);
    await admin().idle();
    const text = await copied();
    assert.match(text, /- completions: paused: payment at mistral until /);
    assert.match(text, /## Last failures\n\n(- .*\n)*- .* fim at mistral: payment, status 402/);
  });

  it('finds VS Code’s own command for a snooze', async () => {
    assert.ok((await vscode.commands.getCommands(true)).includes(SNOOZE));
  });

  it('tells of another provider until that is enough', async () => {
    const kept = new Map<string, unknown>();
    const memory = {
      get: (name: string) => kept.get(name),
      update: async (name: string, value: unknown) => void kept.set(name, value),
    } as unknown as vscode.Memento;
    const rivals = new Rivals(memory);
    assert.deepEqual(rivals.untold, rivals.all);
    for (const rival of rivals.all) await rivals.dismiss(rival);
    assert.deepEqual(new Rivals(memory).untold, []);
    kept.set('otherProviders.dismissed', 'nonsense');
    assert.deepEqual(rivals.untold, rivals.all);
  });

  it('has a tooltip whose text is no Markdown of others, and whose links run our commands alone', () => {
    const words = {
      ...{ icon: 'warning', advice: '', isBlocking: false },
      title: 'of host [x](command:workbench.action.quit)',
    };
    const figures = { today: { ...NO_FIGURES, requests: 3 }, left: {}, latencyMs: 210 };
    const { value, isTrusted } = statusTooltip(words, figures);
    assert.doesNotMatch(value, /[^\\]\[x\]\(command/);
    assert.match(value, /3 requests/);
    assert.match(value, /\(command:codestral\.showMenu\)/);
    assert.deepEqual(isTrusted, {
      enabledCommands: ['codestral.showMenu', 'codestral.showUsage'],
    });
  });
});
