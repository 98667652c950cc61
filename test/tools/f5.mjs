// Runs before F5: writes user settings with the URLs of the local server (`npm run server`).
import { mkdirSync, writeFileSync } from 'node:fs';

const folder = new URL('../../.vscode-test/f5/User/', import.meta.url);
const settings = {
  'codestral.services.mistral.url': 'http://127.0.0.1:8110',
  'codestral.services.codestral.url': 'http://127.0.0.1:8111',
};
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('settings.json', folder), JSON.stringify(settings, null, 2));
