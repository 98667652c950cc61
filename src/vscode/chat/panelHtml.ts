import type { PanelWords } from '../../protocol/words.ts';

/** What the panel's page is made of. Addresses are those of `asWebviewUri`. */
export interface PanelPage {
  readonly script: string;
  readonly style: string;
  /** Where style sheets and images may come from: the webview's `cspSource`. */
  readonly source: string;
  /** A language tag, such as `fr`. */
  readonly language: string;
  readonly words: PanelWords;
}

/**
 * The panel's page. Its policy: one script by its nonce, style sheets and images of ours alone, no network, and
 * no HTML made of strings (Trusted Types without any policy).
 */
export function panelHtml({ script, style, source, language, words }: PanelPage): string {
  const nonce = crypto.randomUUID();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `img-src ${source} data:`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<script type="application/json" id="words">${JSON.stringify(words).replaceAll('<', '\\u003c')}</script>
<script nonce="${nonce}" src="${escaped(script)}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
