import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import type { PanelWords } from '../../../src/protocol/words.ts';

/** The panel's words as the host hands them over, in English or French. */
export async function loadWords(language: 'en' | 'fr' = 'en'): Promise<PanelWords> {
  const french = language === 'fr' ? readFileSync('l10n/bundle.l10n.fr.json', 'utf8') : '{}';
  const { outputFiles } = await build({
    entryPoints: ['src/vscode/chat/panelWords.ts'],
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [
      {
        name: 'vscode-words',
        setup(building) {
          building.onResolve({ filter: /^vscode$/ }, () => ({
            path: 'vscode',
            namespace: 'words',
          }));
          building.onLoad({ filter: /.*/, namespace: 'words' }, () => ({
            contents: `const texts = ${french}; export const l10n = { t: (text) => texts[text] ?? text }; export const workspace = { isTrusted: true };`,
          }));
        },
      },
    ],
  });
  const code = Buffer.from(outputFiles[0]!.contents).toString('base64');
  const words = (await import(`data:text/javascript;base64,${code}`)) as {
    panelWords: () => PanelWords;
  };
  return words.panelWords();
}
