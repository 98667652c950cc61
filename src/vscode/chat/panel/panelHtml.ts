import type { PanelStrings } from '../../../protocol/panelStrings.ts';

/** The variable parts of the panel's page. URLs come from `asWebviewUri`. */
export interface PanelPage {
  readonly script: string;
  readonly style: string;
  /** Where style sheets and images may come from: the webview's `cspSource`. */
  readonly source: string;
  /** A language tag, such as `fr`. */
  readonly language: string;
  /** The title of the document, which screen readers announce. */
  readonly title: string;
  readonly strings: PanelStrings;
}

/**
 * The panel's page. Its policy allows one script by its nonce and the extension's style sheets and images, no
 * network, and no HTML created from strings (Trusted Types without any policy).
 */
export function panelHtml({ script, style, source, language, title, strings }: PanelPage): string {
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
<title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escaped(style)}">
</head>
<body>
<script type="application/json" id="strings">${JSON.stringify(strings).replaceAll('<', '\\u003c')}</script>
<script nonce="${nonce}" src="${escaped(script)}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
