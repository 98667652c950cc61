import { rmSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHost } from '../host/host.ts';
import { atExit } from '../host/processes.ts';
import { startServer } from '../server/server.ts';
import { check } from './check.ts';
import { packageExtension } from './packageExtension.ts';

// `npm start`: opens a real VS Code with the extension on a sample workspace; with `--check`, runs unattended.

const log = (line: string) => {
  console.log(line);
};
const isCheck = process.argv.includes('--check');
const { MISTRAL_API_KEY = '', CODESTRAL_API_KEY = '' } = process.env;
const hasKey = (MISTRAL_API_KEY + CODESTRAL_API_KEY).trim() !== '';
const folder = await mkdtemp(join(tmpdir(), 'codestral-start-'));
const workspace = join(folder, 'shop');
atExit(() => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

if (isCheck) {
  // An unattended run never uses a real key.
  delete process.env.MISTRAL_API_KEY;
  delete process.env.CODESTRAL_API_KEY;
}
await cp('test/fixtures/workspace', workspace, { recursive: true });
log('building the package');
const { path: vsix } = await packageExtension(join(folder, 'codestral.vsix'));
const host = await findHost(log);
if (!isCheck) log('open src/cart.ts and type at its end; Tab accepts a suggestion');
if (isCheck) {
  const failed = await check({ host, vsix, log });
  process.exitCode = failed === 0 ? 0 : 1;
} else if (hasKey) {
  log('using the real service with the key in the environment');
  await host.openForUser({ workspace, vsix, env: { MISTRAL_API_KEY, CODESTRAL_API_KEY } });
} else {
  const server = await startServer({ folder: workspace, firstTokenMs: 150, tokenMs: 8 });
  log(`no key is set: using the local server at ${server.mistral.url}`);
  await host.openForUser({
    workspace,
    vsix,
    settings: {
      'codestral.services.mistral.url': server.mistral.url,
      'codestral.services.codestral.url': server.codestral.url,
    },
    env: { MISTRAL_API_KEY: server.mistral.key, CODESTRAL_API_KEY: server.codestral.key },
  });
  await server.close();
}
