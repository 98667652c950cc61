import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { MistralClient } from '../../src/mistral/client.ts';
import type { AvailableService } from '../../src/mistral/serviceRouter.ts';
import { UsageTracker } from '../../src/vscode/usage/usageTracker.ts';
import { activated, admin } from '../support/extensionHost.ts';
import { realClock } from '../support/fakeClock.ts';

const clock = realClock();

/** The statistics of a window in a folder, and the client that feeds them. */
function usageIn(folder: string) {
  const logged: string[] = [];
  const { ledger } = new UsageTracker({
    folder: vscode.Uri.file(folder),
    clock,
    log: { warn: (message: string) => void logged.push(message) },
    price: () => ({ input: 1, output: 2 }),
    monthlyBudget: () => undefined,
  });
  const client = new MistralClient({
    loadSdk: () => import('../../src/mistral/sdk.ts'),
    clock,
    userAgent: 'codestral-vscode/0.0.0-test',
    log: (report) => {
      ledger.record(report);
    },
  });
  return { ledger, client, logged };
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
    assert.deepEqual([...first.logged, ...second.logged], []);
  });
});

/** Reads a stream to its end. */
async function readAll(events: AsyncGenerator): Promise<void> {
  while (!(await events.next()).done);
}
