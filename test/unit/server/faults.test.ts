import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { errorNames } from '../../server/errorBodies.ts';
import type { Fault } from '../../server/faults.ts';
import type { LocalServer } from '../../server/server.ts';
import { codeOf, eventsOf, readAll, send, servers, textOf } from '../../support/localServers.ts';
import type { TestRequest } from '../../support/localServers.ts';

describe('local server: faults', () => {
  const start = servers();
  const faulty = async (fault: Fault): Promise<LocalServer> => {
    const server = await start();
    server.answer(['one', ' two', ' three']);
    server.fault(fault);
    return server;
  };
  const streamWith = async (fault: Fault): Promise<{ text: string; error: unknown }> =>
    readAll(await send(await faulty(fault)));

  it('drops the connection before the headers', async () => {
    const server = await faulty({ kind: 'drop' });
    await assert.rejects(send(server), (error) => codeOf(error) === 'UND_ERR_SOCKET');
    await server.idle();
    const [record] = server.requests;
    assert.deepEqual([record?.status, record?.closedEarly], [undefined, false]);
  });

  const breaks = { fin: 'UND_ERR_SOCKET', rst: 'ECONNRESET' } as const;
  for (const [kind, code] of Object.entries(breaks) as [keyof typeof breaks, string][]) {
    it(`ends within the answer with ${kind}`, async () => {
      const { text, error } = await streamWith({ kind, after: 2 });
      assert.equal(textOf(text), 'one two');
      assert.equal(codeOf(error), code);
    });
  }

  it('ends without a finish reason', async () => {
    const { text, error } = await streamWith({ kind: 'eofWithoutFinish' });
    assert.equal(error, undefined);
    assert.equal(textOf(text), 'one');
    assert.doesNotMatch(text, /DONE|"finish_reason":"/);
  });

  it('ends without the last blank line', async () => {
    const { text, error } = await streamWith({ kind: 'missingFinalBlankLine' });
    assert.equal(error, undefined);
    assert.match(text, /"finish_reason":"stop".*\}$/);
  });

  it('sends an invalid JSON chunk among valid ones', async () => {
    const { text } = await streamWith({ kind: 'malformedChunk' });
    const events = text.split('\n\n').slice(0, -2);
    const broken = events.filter((event) => {
      try {
        JSON.parse(event.slice('data: '.length));
        return false;
      } catch {
        return true;
      }
    });
    assert.equal(broken.length, 1);
    assert.equal(events.indexOf(broken[0]!), 2);
  });

  it('sends an error object within the stream, and no more', async () => {
    const { text } = await streamWith({ kind: 'inBandError', error: { object: 'error', x: 1 } });
    assert.ok(text.endsWith('data: {"object":"error","x":1}\n\n'));
    assert.match((await streamWith({ kind: 'inBandError' })).text, /Service unavailable/);
  });

  it('sends a chunk without choices and with usage null', async () => {
    const [, empty, ...others] = eventsOf((await streamWith({ kind: 'emptyChoices' })).text);
    assert.deepEqual([empty?.choices, empty?.usage], [[], null]);
    assert.equal(others.length, 4);
  });

  it('sends usage null on every chunk but the last', async () => {
    const events = eventsOf((await streamWith({ kind: 'usageNull' })).text);
    assert.ok(events.slice(0, -1).every(({ usage }) => usage === null));
    assert.ok(events.at(-1)?.usage);
  });

  it('omits finish_reason instead of sending null', async () => {
    const events = eventsOf((await streamWith({ kind: 'missingFinishReason' })).text);
    const reasons = events.map(({ choices: [choice] }) => choice?.finish_reason);
    assert.deepEqual(reasons, [undefined, undefined, undefined, undefined, 'stop']);
  });

  it('invents a finish reason', async () => {
    const { text } = await streamWith({ kind: 'finishReason', value: 'bored' });
    assert.equal(eventsOf(text).at(-1)?.choices[0]?.finish_reason, 'bored');
  });

  it('omits id or model', async () => {
    const withoutId = eventsOf((await streamWith({ kind: 'missingId' })).text);
    assert.ok(withoutId.every((event) => !('id' in event) && event.model));
    const withoutModel = eventsOf((await streamWith({ kind: 'missingModel' })).text);
    assert.ok(withoutModel.every((event) => !('model' in event) && event.id));
  });

  it('sends null content in empty chunks', async () => {
    const events = eventsOf((await streamWith({ kind: 'contentNull' })).text);
    const contents = events.map(({ choices: [choice] }) => choice?.delta.content);
    assert.deepEqual(contents, [null, 'one', ' two', ' three', null]);
  });

  it('sends an empty answer', async () => {
    const { text } = await streamWith({ kind: 'emptyAnswer' });
    assert.equal(textOf(text), '');
    assert.match(text, /"finish_reason":"stop"[^]*DONE/);
  });

  it('sends a lone surrogate or invalid UTF-8', async () => {
    const { text } = await streamWith({ kind: 'brokenUtf8' });
    assert.equal(textOf(text), 'one\ufffd two three');
    assert.match((await streamWith({ kind: 'garbage' })).text, /\n\ndata: \ufffd/);
  });

  it('answers JSON or a web page instead of a stream', async () => {
    const json = await send(await faulty({ kind: 'json200' }));
    assert.equal(json.headers.get('content-type'), 'application/json');
    const page = await send(await faulty({ kind: 'html200' }));
    assert.deepEqual([page.status, (await page.text()).slice(0, 15)], [200, '<!DOCTYPE html>']);
  });

  for (const status of [301, 302, 307, 308] as const) {
    it(`redirects with ${status}`, async () => {
      const location = 'http://127.0.0.1:9/elsewhere';
      const response = await send(await faulty({ kind: 'redirect', status, location }));
      assert.equal(response.status, status);
      assert.equal(response.headers.get('location'), location);
    });
  }

  for (const body of errorNames) {
    it(`answers the error ${body}, under any status`, async () => {
      const server = await faulty({ kind: 'error', body });
      const plain = await send(server);
      assert.ok(plain.status >= 400);
      assert.ok(plain.headers.get('mistral-correlation-id'));
      assert.ok((await plain.text()).length > 0);
      server.fault({ kind: 'error', body, status: 418 });
      assert.equal((await send(server)).status, 418);
    });
  }

  it('sends Retry-After as seconds, a date, any text, or not at all', async () => {
    const after = async (retryAfter?: number | { dateInSeconds: number } | string) => {
      const fault = { kind: 'error', body: 'rateLimitApp' } as const;
      const given = retryAfter === undefined ? fault : { ...fault, retryAfter };
      return (await send(await faulty(given))).headers.get('retry-after');
    };
    assert.equal(await after(7), '7');
    assert.equal(await after('soon'), 'soon');
    assert.equal(await after(), null);
    const date = Date.parse((await after({ dateInSeconds: 3600 }))!) - Date.now();
    assert.ok(date > 3_590_000 && date < 3_601_000);
  });

  const endless: readonly (readonly [Fault, string])[] = [
    [{ kind: 'endless' }, 'one two threeone two threeone'],
    [{ kind: 'endlessError', status: 503 }, 'Internal server error. '.repeat(9)],
  ];
  for (const [fault, said] of endless) {
    it(`never ends: ${fault.kind}`, async () => {
      const server = await faulty(fault);
      const abort = new AbortController();
      const response = await send(server, { signal: abort.signal });
      let all = '';
      const decoder = new TextDecoder();
      await assert.rejects(async () => {
        for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
          all += decoder.decode(bytes, { stream: true });
          if (textOf(all.slice(0, all.lastIndexOf('\n\n') + 2)).includes(said)) abort.abort();
          if (!all.startsWith('data:') && all.includes(said)) abort.abort();
        }
      });
      assert.ok(abort.signal.aborted);
      await server.idle();
      assert.equal(server.requests[0]?.closedEarly, true);
    });
  }

  const stalls: readonly (readonly [Fault, number | undefined, string])[] = [
    [{ kind: 'stallBeforeHeaders' }, undefined, ''],
    [{ kind: 'stallAfterHeaders' }, 200, ''],
    [{ kind: 'stall', after: 2 }, 200, 'one two'],
  ];
  for (const [fault, status, said] of stalls) {
    it(`stalls: ${fault.kind}`, async () => {
      const server = await faulty(fault);
      const abort = new AbortController();
      const reading = send(server, { signal: abort.signal }).then(readAll);
      const isWaiting = (): boolean => {
        const [record] = server.requests;
        return (
          record?.status === status &&
          record !== undefined &&
          (said === '' || record.bytesSent > 600)
        );
      };
      while (!isWaiting()) await new Promise(setImmediate);
      abort.abort();
      const outcome = await reading.catch(() => ({ text: '' }));
      assert.equal(textOf(outcome.text), said);
      await server.idle();
      assert.equal(server.requests[0]?.closedEarly, true);
    });
  }

  it('drips byte by byte', async () => {
    const server = await faulty({ kind: 'slowDrip', everyMs: 1, bytes: 400 });
    assert.equal(textOf(await (await send(server)).text()), 'one two three');
    const [record] = server.requests;
    assert.ok(record!.endedAt! - record!.receivedAt >= 2);
  });

  it("announces a model's retirement", async () => {
    const response = await send(await faulty({ kind: 'deprecated', date: '2099-01-31T12:00:00Z' }));
    assert.equal(response.headers.get('x-model-deprecation-timestamp'), '2099-01-31T12:00:00Z');
    assert.equal(textOf(await response.text()), 'one two three');
  });

  it('affects JSON bodies as well', async () => {
    const server = await start();
    const call: TestRequest = { route: 'models' };
    server.fault({ kind: 'fin' });
    assert.equal(codeOf((await readAll(await send(server, call))).error), 'UND_ERR_SOCKET');
    server.fault({ kind: 'garbage' });
    assert.match(await (await send(server, call)).text(), /\ufffd/);
    assert.equal((await send(server, call)).status, 200);
  });

  it('affects matching requests, as often as configured', async () => {
    const server = await start();
    const fault = { kind: 'error', body: 'unavailable' } as const;
    const status = async (call: TestRequest = {}): Promise<number> =>
      (await send(server, call)).status;
    server.fault(fault, { service: 'codestral' });
    server.fault(fault, { path: 'chat', times: 2 });
    assert.equal(await status(), 200);
    assert.equal(await status({ route: 'chat' }), 503);
    assert.equal(await status({ service: 'codestral' }), 503);
    assert.equal(await status({ service: 'codestral' }), 200);
    assert.equal(await status({ route: 'chat' }), 503);
    assert.equal(await status({ route: 'chat' }), 200);
    server.fault(fault, { times: Infinity });
    for (let times = 0; times < 3; times += 1) assert.equal(await status(), 503);
    server.reset();
    assert.equal(await status(), 200);
    assert.equal(server.requests.length, 1);
  });

  it('waits for a valid request unless it precedes the key check', async () => {
    const server = await start();
    const wrong: TestRequest = { authorization: 'Bearer x' };
    server.fault({ kind: 'error', body: 'unavailable' });
    assert.equal((await send(server, wrong)).status, 401);
    assert.equal((await send(server)).status, 503);
    server.fault({ kind: 'error', body: 'unavailable' }, { beforeAuth: true });
    assert.equal((await send(server, wrong)).status, 503);
    assert.equal(server.requests[2]?.valid, false);
  });

  it('waits for a stream if only a stream can show it', async () => {
    const server = await start();
    server.answer('x');
    server.fault({ kind: 'finishReason', value: 'bored' });
    assert.equal((await send(server, { route: 'models' })).status, 200);
    assert.match(await (await send(server)).text(), /bored/);
  });

  it('uses TLS with an untrusted certificate', async () => {
    const server = await start({ tls: true });
    assert.match(server.mistral.url, /^https:/);
    await assert.rejects(send(server), (e) => codeOf(e) === 'DEPTH_ZERO_SELF_SIGNED_CERT');
    assert.equal(server.requests.length, 0);
    const ca = readFileSync(new URL('../../fixtures/tls/certificate.pem', import.meta.url));
    const headers = { authorization: `Bearer ${server.mistral.key}` };
    const answer = await new Promise<string>((resolve, reject) => {
      httpsRequest(`${server.mistral.url}/v1/models`, { ca, headers }, (response) => {
        resolve(text(response));
      })
        .on('error', reject)
        .end();
    });
    assert.match(answer, /codestral-latest/);
  });
});
