import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import type { PanelStrings } from '../../src/protocol/panelStrings.ts';
import type { UsageStrings } from '../../src/usage/page/usageStrings.ts';

/** The texts of the chat panel. */
export async function panelStrings(language: Language = 'en'): Promise<PanelStrings> {
  const folder = 'src/vscode/chat/panel';
  return (await hostStrings(folder, 'localizedPanelStrings', language)) as PanelStrings;
}

/** The texts of the usage page. */
export async function usageStrings(language: Language = 'en'): Promise<UsageStrings> {
  return (await hostStrings('src/vscode/usage', 'localizedUsageStrings', language)) as UsageStrings;
}

type Language = 'en' | 'fr';

/**
 * The strings that a file of `src/vscode` passes to a page: the result of its function, which has the same name, in
 * English or French. Of `vscode`, the file may use only `l10n`, `env.language` and
 * `workspace.isTrusted`, which is true.
 */
async function hostStrings(folder: string, name: string, language: Language): Promise<unknown> {
  const french = language === 'fr' ? readFileSync('l10n/bundle.l10n.fr.json', 'utf8') : '{}';
  // The page fills in placeholders without values.
  const vscode = `const texts = ${french};
    const filled = (text, values) => text.replaceAll(/\\{(\\d)\\}/g, (place, at) => values[at] ?? place);
    export const l10n = { t: (text, ...values) => filled(texts[text] ?? text, values) };
    export const env = { language: '${language}' };
    export const workspace = { isTrusted: true };`;
  const { outputFiles } = await build({
    entryPoints: [`${folder}/${name}.ts`],
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
