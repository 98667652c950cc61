import assert from 'node:assert/strict';
import { packageExtension } from '../tools/packageExtension.ts';

describe('the package', () => {
  // Written where the suites in VS Code install it from, so that one production build serves the whole run.
  it('contains what it needs and nothing else, in at most 900 kB', async () => {
    const { bytes, files } = await packageExtension('codestral.vsix');
    console.log(`      codestral.vsix: ${(bytes / 1000).toFixed(1)} kB`);
    assert.ok(bytes <= 900_000);
    const others = files.filter((file) => !/^dist\/chunks\/[\w-]+\.js$/.test(file));
    assert.deepEqual(others.sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/LICENSES.txt',
      'dist/extension.js',
      'dist/mistral-sdk.js',
      'dist/onig.wasm',
      'dist/webview/highlighting.js',
      'dist/webview/math.js',
      'dist/webview/panel.css',
      'dist/webview/panel.js',
      'dist/webview/usage.js',
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
  });
});
