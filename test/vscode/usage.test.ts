import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { MistralClient } from '../../src/mistral/client.ts';
import type { AvailableService } from '../../src/mistral/serviceRouter.ts';
import { isUsageUpdate } from '../../src/protocol/usageUpdate.ts';
import type { UsageRow } from '../../src/usage/store/metrics.ts';
import { UsagePage } from '../../src/vscode/usage/usagePage.ts';
import { UsageTracker } from '../../src/vscode/usage/usageTracker.ts';
import { activated, admin } from '../support/extensionHost.ts';
import { FakeClock, realClock } from '../support/fakeClock.ts';
import { FakeWindow } from '../support/fakeWindow.ts';
import { settle } from '../support/settle.ts';
import { TODAY, row } from '../unit/usage/usageRows.ts';

const clock = realClock();

/** The statistics of a window in a folder, and the client that feeds them. */
function usageIn(folder: string) {
  const logged: string[] = [];
  const tracker = new UsageTracker({
    folder: vscode.Uri.file(folder),
    clock,
    log: { warn: (message: string) => void logged.push(message) },
    price: () => ({ input: 1, output: 2 }),
    monthlyBudget: () => undefined,
  });
  const { ledger } = tracker;
  const state = { records: 0 };
  tracker.onDidRecord(() => (state.records += 1));
  const client = new MistralClient({
    loadSdk: () => import('../../src/mistral/sdk.ts'),
    clock,
    userAgent: 'codestral-vscode/0.0.0-test',
    log: (report) => {
      ledger.record(report);
    },
  });
  return { ledger, client, logged, state };
}

describe('statistics', () => {
  let root: string;
  let folder: string;
  let service: AvailableService;

  before(async () => {
    await activated();
    const url = vscode.workspace.getConfiguration('codestral').get<string>('services.mistral.url');
    const key = process.env.MISTRAL_API_KEY;
    service = { name: 'mistral', url: url!, key, isDefaultUrl: false };
  });

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'usage-'));
    folder = join(root, 'not', 'there', 'usage');
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('touch no file before the first request', async () => {
    const { ledger } = usageIn(folder);
    await ledger.close();
    assert.equal(existsSync(folder), false);
  });

  it('of two windows are summed with tokens and cost', async () => {
    await admin().answer('42;');
    const [first, second] = [usageIn(folder), usageIn(folder)];
    const asked = {
      model: 'codestral-latest',
      prompt: 'const x = ',
      suffix: '',
      maxTokens: 16,
      temperature: 0,
    };
    const { signal } = new AbortController();
    await readAll(first.client.streamFim(service, asked, signal));
    const question = { role: 'user' as const, content: 'Hello' };
    const chat = { model: 'mistral-medium-latest', messages: [question] };
    await readAll(second.client.streamChat(service, chat, signal));
    await Promise.all([first.ledger.close(), second.ledger.close()]);
    const rows = await usageIn(folder).ledger.rows();
    assert.deepEqual(rows.map(({ feature }) => feature).sort(), ['chat', 'completion']);
    for (const { requests, tokensIn, tokensOut, cost, untracked } of rows) {
      assert.deepEqual([requests, untracked], [1, 0]);
      assert.ok(tokensIn > 0 && tokensOut > 0);
      assert.ok(Math.abs(cost - (tokensIn + 2 * tokensOut) / 1e6) < 1e-8);
    }
    assert.deepEqual([first.state.records, second.state.records], [1, 1]);
    assert.deepEqual([...first.logged, ...second.logged], []);
  });
});

describe('the usage page', () => {
  const own: { dispose(): void }[] = [];
  const { createWebviewPanel } = vscode.window;
  const recorded = new vscode.EventEmitter<void>();
  const viewState = new vscode.EventEmitter<void>();
  const none = new vscode.EventEmitter<never>().event;
  let clock: FakeClock;
  /** A panel that records what is shown in it. */
  let panel: { visible: boolean };
  let loaded: string[];
  let updated: unknown[];
  /** The number of reads, and what the next ones return. */
  let reads: number;
  let rows: () => Promise<readonly UsageRow[]>;
  let page: UsagePage;

  beforeEach(async () => {
    clock = new FakeClock();
    [loaded, updated, reads] = [[], [], 0];
    rows = () => Promise.resolve([]);
    const webview = {
      cspSource: 'vscode:',
      asWebviewUri: (uri: vscode.Uri) => uri,
      set html(html: string) {
        loaded.push(html);
      },
      postMessage: (message: unknown) => {
        updated.push(message);
        return Promise.resolve(true);
      },
    };
    const fake = {
      ...{ webview, visible: true, onDidChangeViewState: viewState.event, onDidDispose: none },
      ...{ reveal: () => undefined, dispose: () => undefined },
    };
    panel = fake;
    Object.assign(vscode.window, { createWebviewPanel: () => fake });
    const log = vscode.window.createOutputChannel('usage page', { log: true });
    page = new UsagePage({
      ...{ extensionUri: (await activated()).extensionUri, log, clock, pricesAsOf: TODAY },
      today: () => TODAY,
      rows: () => {
        reads += 1;
        return rows();
      },
      onDidRecord: recorded.event,
      reset: () => Promise.resolve(),
      folder: vscode.Uri.file('/usage'),
      remainingQuota: () => ({ facts: {}, at: undefined }),
      budget: () => undefined,
    });
    own.push(page, log);
    await page.show();
  });

  afterEach(() => {
    for (const each of own.splice(0)) each.dispose();
    Object.assign(vscode.window, { createWebviewPanel });
  });

  /** Advances the clock beyond any delay of the page and waits for what it started. */
  async function pass(): Promise<void> {
    clock.advance(60_000);
    await settle();
  }

  it('shows new usage in place, at most once every few seconds', async () => {
    rows = () => Promise.resolve([row({ model: 'new-model' })]);
    assert.deepEqual([loaded.length, updated.length, reads], [1, 0, 1]);
    for (let count = 0; count < 100; count += 1) recorded.fire();
    clock.advance(500);
    await settle();
    assert.equal(reads, 1, 'not at once');
    await pass();
    assert.deepEqual([loaded.length, updated.length, reads], [1, 1, 2]);
    const [update] = updated;
    assert.ok(isUsageUpdate(update) && update.html.includes('new-model'));
    await pass();
    assert.equal(reads, 2, 'not without new usage');
    recorded.fire();
    await pass();
    assert.equal(reads, 3);
  });

  it('reads nothing while it is hidden, and is loaded when it is shown again', async () => {
    recorded.fire();
    panel.visible = false;
    viewState.fire();
    recorded.fire();
    await pass();
    assert.equal(reads, 1);
    panel.visible = true;
    viewState.fire();
    await settle();
    assert.deepEqual([loaded.length, updated.length, reads], [2, 0, 2]);
  });

  it('reports a failure only if the user refreshes', async () => {
    const window = new FakeWindow();
    own.push({
      dispose: () => {
        window.restore();
      },
    });
    rows = () => Promise.reject(new Error('gone'));
    recorded.fire();
    await pass();
    assert.deepEqual([reads, window.messages], [2, []]);
    await page.refresh();
    assert.deepEqual(window.messages, ['Couldn’t read the usage statistics.']);
  });
});

/** Reads a stream to its end. */
async function readAll(events: AsyncGenerator): Promise<void> {
  while (!(await events.next()).done);
}
