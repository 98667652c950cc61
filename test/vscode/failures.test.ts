import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Fault } from '../server/faults.ts';
import { activated, admin, closeAll, completions, pause, show, type, until } from './support.ts';

/** What can go wrong with a service, and how often it may be asked before it is left alone. */
const failures: Readonly<Record<string, { readonly fault: Fault; readonly most: number }>> = {
  'a refused key': { fault: { kind: 'error', body: 'unauthorizedApp' }, most: 1 },
  'a key refused by the gateway': {
    fault: { kind: 'error', body: 'unauthorizedGateway' },
    most: 1,
  },
  'a spending limit': { fault: { kind: 'error', body: 'paymentRequired' }, most: 1 },
  'a forbidden model': { fault: { kind: 'error', body: 'forbidden' }, most: 1 },
  'a rate limit': { fault: { kind: 'error', body: 'rateLimitApp' }, most: 1 },
  'a rate limit with Retry-After': {
    fault: { kind: 'error', body: 'rateLimitApp', retryAfter: 30 },
    most: 1,
  },
  'a model without FIM': { fault: { kind: 'error', body: 'notFim' }, most: 1 },
  'a server error': { fault: { kind: 'error', body: 'internal' }, most: 1 },
  'a page in HTML': { fault: { kind: 'html200' }, most: 1 },
  'a redirect': {
    fault: { kind: 'redirect', status: 307, location: 'http://127.0.0.1:9/' },
    most: 1,
  },
  'a connection that is dropped': { fault: { kind: 'drop' }, most: 1 },
  'a stream that breaks': { fault: { kind: 'rst' }, most: 1 },
  'a stream without an end': { fault: { kind: 'eofWithoutFinish' }, most: 1 },
  'a stream of garbage': { fault: { kind: 'garbage' }, most: 1 },
  'an error within the stream': { fault: { kind: 'inBandError' }, most: 1 },
  // Nothing is wrong with an empty answer: every new text may be asked for.
  'an empty answer': { fault: { kind: 'emptyAnswer' }, most: 4 },
};

/** A changed setting ends every pause, as it does for users. */
async function renew(maxTokens: number): Promise<void> {
  const config = vscode.workspace.getConfiguration('codestral.completion');
  await config.update('maxTokens', maxTokens, vscode.ConfigurationTarget.Global);
}

describe('failures', () => {
  let turn = 0;

  before(activated);

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    turn += 1;
    await renew(200 + turn);
  });

  afterEach(closeAll);

  after(async () => {
    await admin().reset();
    await vscode.workspace
      .getConfiguration('codestral.completion')
      .update('maxTokens', undefined, vscode.ConfigurationTarget.Global);
  });

  for (const [name, { fault, most }] of Object.entries(failures)) {
    it(`${name}: the text is as typed, the service is left alone, nothing keeps running`, async () => {
      await admin().fault(fault, { times: Infinity });
      const editor = await show('const x =█\n');
      await type(' ');
      await until('a request', async () => (await completions()).length > 0);
      await admin().idle();
      for (const char of '42;') {
        await type(char);
        await pause(150);
      }
      await admin().idle();
      assert.equal(editor.document.getText(), 'const x = 42;\n');
      const asked = (await completions()).length;
      assert.ok(asked <= most, `${asked} requests`);
    });
  }

  it('goes on when a setting changes', async () => {
    await admin().fault({ kind: 'error', body: 'unauthorizedApp' });
    await show('const x =█\n');
    await type(' ');
    await until('a request', async () => (await completions()).length > 0);
    await renew(100);
    await type('4');
    await until('another request', async () => (await completions()).length > 1);
  });

  it('closes the socket of a service that says nothing, within the time-out', async function () {
    this.timeout(20_000);
    await admin().fault({ kind: 'stallAfterHeaders' });
    await show('const x =█\n');
    await type(' ');
    await until('a request', async () => (await completions()).length > 0);
    await until('the socket to close', async () => (await completions())[0]?.closedEarly === true);
  });
});
