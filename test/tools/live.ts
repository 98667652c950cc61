import { parseArgs } from 'node:util';
import { normalizeServiceUrl } from '../../src/mistral/http/serviceUrl.ts';
import { DEFAULT_URLS } from '../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../src/mistral/serviceName.ts';
import { SERVICES } from '../../src/mistral/serviceName.ts';
import { runContractChecks } from '../support/contractChecks.ts';
import { realClock } from '../support/fakeClock.ts';
import { clientWith } from '../support/mistralClient.ts';

// `npm run test:live`: checks at the real services what the extension expects of them. Only services whose key is in the
// environment are checked; the requests cost less than a cent. `-- --mistral URL` and `-- --codestral URL` check others.

const { values } = parseArgs({
  options: { mistral: { type: 'string' }, codestral: { type: 'string' } },
});
const keys: Readonly<Record<ServiceName, string | undefined>> = {
  mistral: process.env.MISTRAL_API_KEY,
  codestral: process.env.CODESTRAL_API_KEY,
};
// The SDK would use these itself.
delete process.env.MISTRAL_API_KEY;
delete process.env.CODESTRAL_API_KEY;

const { client } = clientWith(realClock());
let passed = 0;
let failed = 0;
let skipped = 0;
for (const name of SERVICES) {
  const key = keys[name]?.trim();
  if (!key) {
    console.log(`skip ${name}: ${name.toUpperCase()}_API_KEY is not set`);
    skipped += 1;
    continue;
  }
  const url = normalizeServiceUrl(values[name] ?? DEFAULT_URLS[name]);
  if (!url.ok) {
    console.log(`not ok ${name}: the URL is not valid`);
    failed += 1;
    continue;
  }
  const isDefaultUrl = url.url === DEFAULT_URLS[name];
  console.log(`-- ${name}: ${url.url}`);
  const service = { name, key, url: url.url, isDefaultUrl };
  const counts = await runContractChecks(client, service, (line) => {
    // A service may repeat the key in an error message.
    console.log(line.replaceAll(key, '***'));
  });
  passed += counts.passed;
  failed += counts.failed;
}
if (skipped === SERVICES.length) {
  console.log('Set MISTRAL_API_KEY, CODESTRAL_API_KEY or both to your keys, and run it again.');
}
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
// Without a key nothing was checked, which is not a success.
process.exitCode = failed > 0 || skipped === SERVICES.length ? 1 : 0;
