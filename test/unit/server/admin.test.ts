import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { connectAdmin } from '../../server/admin.ts';
import { send, servers, textOf } from '../../support/localServers.ts';

describe('admin port of the local server', () => {
  const start = servers();
  const ask = async (server: Parameters<typeof send>[0]): Promise<string> =>
    textOf(await (await send(server)).text());

  it('offers all controls', async () => {
    const server = await start();
    const admin = connectAdmin(server.adminUrl);
    await admin.learn('a.ts', 'const a = 6 * 7;\n');
    assert.equal(await ask(server), ' 6 * 7;');
    await admin.answer(['scripted', ' 1']);
    assert.equal(await ask(server), 'scripted 1');
    await admin.answer(undefined);
    assert.equal(await ask(server), ' 6 * 7;');
    await admin.answerChat('said');
    assert.equal(textOf(await (await send(server, { route: 'chat' })).text()), 'said');
    await admin.answerNextChats([{ text: 'next', thinking: 'hm' }]);
    assert.equal(textOf(await (await send(server, { route: 'chat' })).text()), 'next');
    await admin.fault({ kind: 'error', body: 'unavailable' }, { times: Infinity });
    assert.equal((await send(server)).status, 503);
    assert.equal((await send(server)).status, 503);
    await admin.idle();
    assert.deepEqual(await admin.requests(), JSON.parse(JSON.stringify(server.requests)));
    await admin.reset();
    assert.deepEqual(await admin.requests(), []);
    await admin.configure({ keys: { mistral: 'new', codestral: 'too' } });
    assert.equal(server.mistral.key, 'new');
    assert.equal((await send(server)).status, 200);
  });

  it('reports unknown calls', async () => {
    const server = await start();
    assert.equal((await fetch(`${server.adminUrl}/nothing`)).status, 404);
    const malformed = await fetch(`${server.adminUrl}/fault`, { method: 'POST', body: '{' });
    assert.equal(malformed.status, 400);
  });

  it('runs as a command until stopped', async () => {
    const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
    const folder = fileURLToPath(new URL('../../server', import.meta.url));
    const options = ['--folder', folder, '--port', '0', '--seed', '3', '--free'];
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...options]);
    const exit = once(child, 'exit');
    try {
      const lines: string[] = [];
      for await (const line of createInterface(child.stdout)) {
        lines.push(line);
        if (line.startsWith('learned')) break;
      }
      const [, url, key] = /^mistral +(\S+) +key (\S+)$/.exec(lines[0]!)!;
      const headers = { authorization: `Bearer ${key!}` };
      assert.equal((await fetch(`${url!}/v1/models`, { headers })).status, 200);
      const asked = await fetch(`${url!}/v1/fim/completions`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'codestral-latest', prompt: 'const a =' }),
      });
      assert.equal(asked.headers.get('x-ratelimit-limit-tokens-minute'), '50000');
    } finally {
      child.kill('SIGINT');
    }
    assert.deepEqual(await exit, [0, null]);
  });

  it('reports an invalid option', async () => {
    const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', main, '--port', 'x']);
    const exit = once(child, 'exit');
    assert.match(await text(child.stderr), /^--port x:/);
    assert.deepEqual(await exit, [1, null]);
  });
});
