import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageExtension } from '../tools/packageExtension.ts';

describe('the package', () => {
  it('holds what it needs and nothing else, in at most 400 kB', async function () {
    this.timeout(60_000);
    const folder = await mkdtemp(join(tmpdir(), 'codestral-package-'));
    try {
      const { bytes, files } = await packageExtension(join(folder, 'codestral.vsix'));
      console.log(`      codestral.vsix: ${(bytes / 1000).toFixed(1)} kB`);
      assert.ok(bytes <= 400_000);
      const others = files.filter((file) => !/^dist\/chunks\/[\w-]+\.js$/.test(file));
      assert.deepEqual(others.sort(), [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'dist/LICENCES.txt',
        'dist/extension.js',
        'dist/mistral-sdk.js',
        'dist/webview/panel.css',
        'dist/webview/panel.js',
        'l10n/bundle.l10n.fr.json',
        'media/chat.svg',
        'media/icon.png',
        'media/usage.css',
        'media/walkthrough/chat.svg',
        'media/walkthrough/key.svg',
        'media/walkthrough/models.svg',
        'media/walkthrough/suggestion.svg',
        'package.json',
        'package.nls.fr.json',
        'package.nls.json',
      ]);
      assert.ok(files.length > others.length, 'the chunks are missing');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
