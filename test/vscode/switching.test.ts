import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RequestRecord, ServiceName } from '../server/protocol.ts';
import { admin, closeAll, showDocument, until } from '../support/extensionHost.ts';
import { VERSION, TestApp } from '../support/testApp.ts';

const OLD_KEY = process.env.MISTRAL_API_KEY ?? '';
const OTHER_KEY = 'key-of-the-other-service';
const LONG = Array.from({ length: 40 }, (_, at) => `part${at}`).join(' + ');
const codestral = () => vscode.workspace.getConfiguration('codestral');

/** The requests of this instance; the installed extension follows the same settings with its own key. */
async function requests(): Promise<RequestRecord[]> {
  const all = await admin().requests();
  return all.filter(({ headers }) => headers['user-agent'] === `codestral-vscode/${VERSION}`);
}

/** Changes user settings for the duration of a test. */
async function set(values: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    await codestral().update(key, value, vscode.ConfigurationTarget.Global);
  }
}

describe('switching services during requests', () => {
  const urls = {
    mistral: codestral().get('services.mistral.url'),
    codestral: codestral().get('services.codestral.url'),
  };
  let host: TestApp;

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({
      ...{ firstTokenMs: 0, tokenMs: 40 },
      keys: { mistral: OLD_KEY, codestral: OTHER_KEY },
    });
    await admin().answer(LONG);
    await admin().answerChat('word '.repeat(80));
    // Both services of the local server accept it.
    await set({ 'chat.model': 'codestral-latest' });
    host = await TestApp.build({ MISTRAL_API_KEY: OLD_KEY, CODESTRAL_API_KEY: OTHER_KEY });
    await host.showPanel();
  });

  afterEach(async () => {
    await host.end();
    await set({
      'services.mistral.url': urls.mistral,
      'completion.service': 'mistral',
      'chat.service': undefined,
      'chat.model': undefined,
    });
    await closeAll();
    await admin().reset();
  });

  /** Starts a completion and a chat answer that both stream from `service`. */
  async function bothStream(service: ServiceName): Promise<void> {
    const before = (await requests()).length;
    await host.ask('begin');
    await completionAsked('a');
    await until('both streams', async () => {
      const asked = (await requests()).slice(before).filter(isAnswer);
      return asked.length === 2 && asked.every(({ bytesSent }) => bytesSent > 0);
    });
    for (const request of (await requests()).slice(before).filter(isAnswer)) {
      assert.equal(request.service, service);
      assert.equal(request.closedAt, undefined);
    }
  }

  /** Requests a completion in a new document without waiting for it. */
  async function completionAsked(name: string): Promise<void> {
    const editor = await showDocument(`const ${name} = █\n`);
    const { Invoke } = vscode.InlineCompletionTriggerKind;
    const token = new vscode.CancellationTokenSource().token;
    void host.parts.completions.provider.provideInlineCompletionItems(
      editor.document,
      editor.selection.active,
      { triggerKind: Invoke, selectedCompletionInfo: undefined, requestUuid: name } as never,
      token,
    );
  }

  /** Checks that every key went to its own service, and requests after the switch to `to`. */
  async function assertSwitched(
    before: number,
    to: ServiceName,
    ended: 'done' | 'interrupted',
  ): Promise<void> {
    await until('the old completion to be let go', async () =>
      (await requests())
        .slice(0, before)
        .filter(isFim)
        .every(({ closedEarly }) => closedEarly),
    );
    await until(
      'the answer to end',
      () =>
        host.panel.state.session.turns.at(-1)?.role === 'assistant' &&
        stateOfLast() !== 'streaming',
    );
    assert.equal(stateOfLast(), ended);
    await host.ask('again');
    await completionAsked('b');
    await until(
      'the next requests',
      async () => (await requests()).slice(before).filter(isAnswer).length >= 2,
    );
    const after = (await requests()).slice(before);
    for (const { headers } of after) assert.equal(headers.authorization, `Bearer ${OTHER_KEY}`);
    for (const { service, valid } of after.filter(isAnswer)) {
      assert.deepEqual([service, valid], [to, true]);
    }
    await until('the second answer to end', () => stateOfLast() !== 'streaming');
    await host.ask('once more');
    assert.equal(host.status?.isBlocking, false, host.status?.title);
    assert.deepEqual(host.panel.state.notice, undefined);
  }

  function stateOfLast(): string | undefined {
    const last = host.panel.state.session.turns.at(-1);
    return last?.role === 'assistant' ? last.state : undefined;
  }

  it('follows the settings that choose the service', async () => {
    await bothStream('mistral');
    const before = (await requests()).length;
    await set({ 'completion.service': 'codestral', 'chat.service': 'codestral' });
    await assertSwitched(before, 'codestral', 'done');
  });

  it('follows a new key and URL', async () => {
    await bothStream('mistral');
    const before = (await requests()).length;
    await host.keys.store('mistral', OTHER_KEY);
    await set({ 'services.mistral.url': urls.codestral });
    // An answer ends with the key that it was requested with.
    await assertSwitched(before, 'codestral', 'interrupted');
  });
});

function isFim({ path }: RequestRecord): boolean {
  return path.endsWith('/fim/completions');
}

function isAnswer(request: RequestRecord): boolean {
  return isFim(request) || request.path.includes('/chat/');
}
