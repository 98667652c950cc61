import assert from 'node:assert/strict';
import type { PanelStrings } from '../../../../src/protocol/panelStrings.ts';
import { panelHtml } from '../../../../src/vscode/chat/panel/panelHtml.ts';

describe('panelHtml', () => {
  const html = panelHtml({
    script: 'https://files/panel.js',
    style: 'https://files/panel.css',
    source: 'https://files',
    language: 'fr',
    title: 'A <b> & "C"',
    strings: { copy: '</script>' } as PanelStrings,
  });

  it('has a language and a title, which is escaped', () => {
    assert.match(html, /<html lang="fr">/);
    assert.match(html, /<title>A &lt;b> &amp; &quot;C&quot;<\/title>/);
  });

  it('keeps texts inside of their script element', () => {
    assert.equal(html.match(/<\/script>/g)?.length, 2);
  });
});
