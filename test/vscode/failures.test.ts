import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Fault } from '../server/faults.ts';
import {
  activated,
  admin,
  closeAll,
  completionRequests,
  showDocument,
  typeText,
  typeUntilAsked,
  until,
} from '../support/extensionHost.ts';

/** Faults of a service, and the maximum number of requests before it is paused. */
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
  // An empty answer is valid: every new text may be requested.
  'an empty answer': { fault: { kind: 'emptyAnswer' }, most: 4 },
};

/** Ends every pause by changing a setting. */
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
    it(`limits requests after ${name} and leaves the text as typed`, async () => {
      await admin().fault(fault, { times: Infinity });
      const editor = await showDocument('const x =█\n');
      await typeText(' ');
      await until('a request', async () => (await completionRequests()).length > 0);
      await admin().idle();
      for (const char of '42;') {
        await typeUntilAsked(char);
      }
      await admin().idle();
      assert.equal(editor.document.getText(), 'const x = 42;\n');
      const asked = (await completionRequests()).length;
      assert.ok(asked <= most, `${asked} requests`);
    });
  }

  it('resumes when a setting changes', async () => {
    await admin().fault({ kind: 'error', body: 'unauthorizedApp' });
    await showDocument('const x =█\n');
    await typeText(' ');
    await until('a request', async () => (await completionRequests()).length > 0);
    await renew(100);
    await typeText('4');
    await until('another request', async () => (await completionRequests()).length > 1);
  });

  it('closes the connection of a silent service within the timeout', async () => {
    await admin().fault({ kind: 'stallAfterHeaders' });
    await showDocument('const x =█\n');
    await typeText(' ');
    await until('a request', async () => (await completionRequests()).length > 0);
    await until(
      'the socket to close',
      async () => (await completionRequests())[0]?.closedEarly === true,
    );
  });
});
