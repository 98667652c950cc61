import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { FREE_TIER } from './limiter.ts';
import { startServer } from './server.ts';

const usage = `Starts the local Mistral-protocol server and runs until Ctrl+C.

  --folder DIR   folder whose files the model learns (default: the current folder)
  --port N       first of three consecutive ports: mistral, codestral, admin (default: 8110)
  --seed N       seed of the random generator (default: 1)
  --keyless      accepts requests without a key
  --free         applies the rate limits of the free plan to each service`;

/** A delay that resembles the real service. */
const pace = { firstTokenMs: 120, tokenMs: 12, jitterMs: 6 };

const wholeNumber = (name: string, text: string, most: number): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most)
    throw new Error(`--${name} ${text}: not a number from 0 to ${most}`);
  return value;
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string', default: process.cwd() },
      port: { type: 'string', default: '8110' },
      seed: { type: 'string', default: '1' },
      keyless: { type: 'boolean', default: false },
      free: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const { folder, keyless, free } = values;
  if (!(await stat(folder)).isDirectory()) throw new Error(`--folder ${folder}: not a folder`);
  const port = wholeNumber('port', values.port, 65_533);
  const seed = wholeNumber('seed', values.seed, 2 ** 32 - 1);
  const ports = port === 0 ? {} : { mistral: port, codestral: port + 1, admin: port + 2 };
  const rateLimits = free ? { mistral: FREE_TIER, codestral: FREE_TIER } : {};
  const server = await startServer({ folder, keyless, seed, ports, rateLimits, ...pace });
  const { mistral, codestral, adminUrl } = server;
  console.log(`mistral    ${mistral.url}  key ${mistral.key}`);
  console.log(`codestral  ${codestral.url}  key ${codestral.key}`);
  console.log(`admin      ${adminUrl}  (GET /requests)`);
  console.log(`learned    ${folder}`);
  const stop = (): void => void server.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
