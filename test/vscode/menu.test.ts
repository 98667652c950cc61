import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { StatusState } from '../../src/completion/completionStatus.ts';
import type { Pause } from '../../src/mistral/limits/rateLimiter.ts';
import { WalkthroughProgress } from '../../src/vscode/app/walkthroughProgress.ts';
import { onceEach } from '../../src/vscode/menu/menuRow.ts';
import { statusRows } from '../../src/vscode/menu/statusRows.ts';
import { statusTooltip } from '../../src/vscode/completion/statusTooltip.ts';
import { OtherProviderNotices } from '../../src/vscode/menu/otherProviderNotices.ts';
import { NO_METRICS } from '../../src/usage/store/metrics.ts';
import { FakeClock } from '../support/fakeClock.ts';
import {
  activated,
  admin,
  closeAll,
  completionRequests,
  showDocument,
  typeText,
  until,
} from '../support/extensionHost.ts';

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

/** The user settings that the tests change. */
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

/** The text that the command copies to the clipboard. */
async function copied(): Promise<string> {
  await vscode.env.clipboard.writeText('');
  let text = '';
  let attempts = 0;
  await until('a report', async () => {
    // A browser lets a page write to the clipboard only while it has the focus.
    if (attempts % 100 === 0) void vscode.commands.executeCommand('codestral.copyDiagnostics');
    attempts += 1;
    return (text = await vscode.env.clipboard.readText()) !== '';
  });
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

  it('copies a report without keys, URLs, prompts, globs or code', async () => {
    await showDocument('const canaryCode =█\n');
    await typeText(' ');
    await until('a request', async () => (await completionRequests()).length > 0);
    await admin().idle();
    await set(HOSTILE);
    const text = await copied();
    const key = process.env.MISTRAL_API_KEY ?? '';
    assert.ok(key.length > 5);
    for (const canary of [key, ...CANARIES]) assert.ok(!text.includes(canary), text);
    assert.match(text, /- VS Code: \d+\.\d+/);
    assert.match(text, /- mistral: available; URL loopback, http; key environment/);
    assert.match(
      text,
      /- codestral: unavailable \(badUrl\); URL unusable \(credentials\); key none/,
    );
    assert.match(text, /- codestral\.chat\.temperature: 0\.25/);
    assert.match(text, /- codestral\.privacy\.exclude: 1 entries/);
    assert.match(text, /fim at mistral: (done|left)/);
  });

  it('reports the last errors and why a service is paused', async () => {
    await admin().fault({ kind: 'error', body: 'paymentRequired' });
    await showDocument('const b =█\n');
    await typeText(' ');
    await until('a request', async () => (await completionRequests()).length > 0);
    await admin().idle();
    const text = await copied();
    assert.match(text, /- completions: paused: payment at mistral until /);
    assert.match(text, /## Last failures\n\n(- .*\n)*- .* fim at mistral: payment, status 402/);
  });

  it('finds VS Code’s snooze command', async () => {
    assert.ok((await vscode.commands.getCommands(true)).includes(SNOOZE));
  });

  it('reports another provider until dismissed', async () => {
    const kept = new Map<string, unknown>();
    const memory = {
      get: (name: string) => kept.get(name),
      update: async (name: string, value: unknown) => void kept.set(name, value),
    } as unknown as vscode.Memento;
    const otherProviders = new OtherProviderNotices(memory);
    assert.deepEqual(otherProviders.notDismissed, otherProviders.all);
    for (const rival of otherProviders.all) await otherProviders.dismiss(rival);
    assert.deepEqual(new OtherProviderNotices(memory).notDismissed, []);
    kept.set('otherProviders.dismissed', 'nonsense');
    assert.deepEqual(otherProviders.notDismissed, otherProviders.all);
  });

  it('shows the state as its first row, which is no command, and each action once', () => {
    const pause = { kind: 'rateLimited', service: 'mistral', until: 0 } as Pause;
    const text = { icon: 'clock', title: 'Rate limit', advice: 'Wait.', isBlocking: false };
    const [state, ...ways] = statusRows({ status: { kind: 'paused', pause }, text });
    assert.deepEqual(
      [state?.label, state?.detail, state?.command],
      ['Rate limit', 'Wait.', undefined],
    );
    assert.deepEqual(
      ways.map(({ label }) => label),
      ['Show Usage', 'Open Account Page'],
    );
    const usage = { label: 'Show Usage', command: ['codestral.showUsage'] as const };
    const rows = onceEach([...ways, { ...usage, description: '5 left' }, { label: 'A remark' }]);
    assert.deepEqual(
      rows.map(({ label, description }) => [label, description]),
      [
        ['Show Usage', '5 left'],
        ['Open Account Page', undefined],
        ['A remark', undefined],
      ],
    );
  });

  it('resumes suggestions that are snoozed, and offers nothing for a state that needs nothing', () => {
    const text = {
      icon: 'bell-slash',
      title: 'Snoozed until 7:05.',
      advice: '',
      isBlocking: false,
    };
    const labels = (status: StatusState) => statusRows({ status, text }).map(({ label }) => label);
    assert.deepEqual(labels({ kind: 'snoozed', until: 5 }), [text.title, 'Resume Suggestions']);
    const ready = {
      kind: 'ready',
      fallback: undefined,
      slowMs: undefined,
      waitMs: undefined,
    } as const;
    assert.deepEqual(labels(ready), [text.title]);
  });

  it('remembers the steps of the walkthrough across sessions', async () => {
    const kept = new Map<string, unknown>();
    let writes = 0;
    const globalState = {
      get: (name: string) => kept.get(name),
      update: async (name: string, value: unknown) => {
        writes += 1;
        kept.set(name, value);
      },
    } as unknown as vscode.Memento;
    const keys = {
      get: () => Promise.resolve('a-key'),
      onDidChange: () => ({ dispose: () => undefined }),
    };
    const session = () => new WalkthroughProgress({ globalState, keys, clock: new FakeClock() });
    for (const milestones of [session(), session()]) {
      await milestones.reach('hasAccepted');
      await milestones.completeSteps();
      milestones.dispose();
    }
    assert.deepEqual([...kept], [['milestone.hasAccepted', true]]);
    assert.equal(writes, 1);
  });

  it('has a tooltip that escapes Markdown and links only to own commands', () => {
    const words = {
      ...{ icon: 'warning', advice: '', isBlocking: false },
      title: 'of host [x](command:workbench.action.quit)',
    };
    const metrics = { today: { ...NO_METRICS, requests: 3 }, remainingQuota: {}, latencyMs: 210 };
    const { value, isTrusted } = statusTooltip(words, metrics);
    assert.doesNotMatch(value, /[^\\]\[x\]\(command/);
    assert.match(value, /3 requests/);
    assert.match(value, /\(command:codestral\.showMenu\)/);
    assert.deepEqual(isTrusted, {
      enabledCommands: ['codestral.showMenu', 'codestral.showUsage'],
    });
  });
});
