import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LocalServer } from '../../server/server.ts';
import { startServer } from '../../server/server.ts';

const tool = fileURLToPath(new URL('../../tools/live.ts', import.meta.url));

/** Runs the tool; never rejects. */
function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly output: string }> {
  const { MISTRAL_API_KEY: _m, CODESTRAL_API_KEY: _c, ...clean } = process.env;
  return new Promise((resolve) => {
    const options = { env: { ...clean, ...env } };
    execFile(process.execPath, ['--import', 'tsx', tool, ...args], options, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, output: out + err });
    });
  });
}

describe('npm run test:live', () => {
  let server: LocalServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.close());
  const urls = () => ['--mistral', server.mistral.url, '--codestral', server.codestral.url];

  it('passes at services that behave as the extension expects', async () => {
    server.answer(['a + b']);
    const { mistral, codestral } = server;
    const env = { MISTRAL_API_KEY: mistral.key, CODESTRAL_API_KEY: codestral.key };
    const { code, output } = await run(urls(), env);
    assert.match(output, /\n10 passed, 0 failed, 0 skipped\n$/);
    assert.equal(code, 0);
    const refused = server.requests.filter(({ valid }) => !valid);
    assert.deepEqual(new Set(refused.map(({ status }) => status)), new Set([401]));
  });

  it('fails at a service that does not, and never prints the key', async () => {
    const key = 'a-key-that-is-wrong';
    const { code, output } = await run(urls(), { CODESTRAL_API_KEY: key });
    assert.match(output, /^not ok codestral accepts the key/m);
    assert.match(output, /\n1 passed, 3 failed, 1 skipped\n$/);
    assert.equal(code, 1);
    assert.ok(!output.includes(key));
  });

  it('checks nothing without a key, and says which ones to set', async () => {
    server.reset();
    const { code, output } = await run(urls(), {});
    assert.match(output, /Set MISTRAL_API_KEY, CODESTRAL_API_KEY or both/);
    assert.equal(code, 1);
    assert.deepEqual(server.requests, []);
  });
});
