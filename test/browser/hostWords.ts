import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

/**
 * The words that a file of `src/vscode` hands to a page, as it makes them in VS Code: what its function `name`
 * gives, in English or French. The file may use `vscode.l10n` and whether the workspace is trusted; it is.
 */
export async function wordsOfHost(
  file: string,
  name: string,
  language: 'en' | 'fr',
): Promise<unknown> {
  const french = language === 'fr' ? readFileSync('l10n/bundle.l10n.fr.json', 'utf8') : '{}';
  // Words without values are filled in by the page.
  const vscode = `const texts = ${french};
    const filled = (text, values) => text.replaceAll(/\\{(\\d)\\}/g, (place, at) => values[at] ?? place);
    export const l10n = { t: (text, ...values) => filled(texts[text] ?? text, values) };
    export const workspace = { isTrusted: true };`;
  const { outputFiles } = await build({
    entryPoints: [file],
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
          building.onLoad({ filter: /.*/, namespace: 'words' }, () => ({ contents: vscode }));
        },
      },
    ],
  });
  const code = Buffer.from(outputFiles[0]!.contents).toString('base64');
  const module = (await import(`data:text/javascript;base64,${code}`)) as Record<
    string,
    () => unknown
  >;
  return module[name]!();
}
