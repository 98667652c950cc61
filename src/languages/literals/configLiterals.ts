import * as shared from './sharedRules.ts';
import type { LiteralRow } from './literalRow.ts';
import { doubled, quoted, raw } from './literalRule.ts';
import { bracketComment, LUA_LONG, MULTILINE, SLASH_STAR } from './sharedRules.ts';

/** Rows for markup, styles, data, configuration and diagrams. To add a language, add a row. */
export const CONFIG_LITERALS: readonly LiteralRow[] = [
  {
    ids: 'html xml xsl handlebars blade django-html ejs erb html-eex jinja jinja-html jinja2 liquid mustache njk nunjucks phoenix-heex svg twig',
    literals: [quoted("'", { open: /(?<==)'/y })],
  },
  { ids: 'css scss less sass', literals: [shared.CSS_URL] },
  { ids: 'yaml dockercompose', quotes: '"', literals: [doubled("'", { open: /(?<![\w)\]}])'/y })] },
  {
    ids: 'toml',
    quotes: '"',
    multilineQuotes: ['"""'],
    literals: [raw("'''", MULTILINE), raw("'")],
  },
  {
    ids: 'pug jade',
    lineComments: ['//'],
    blockComments: [],
    literals: [quoted("'", { open: /(?<=[=(,:[]\s?)'/y })],
  },
  { ids: 'nsis', lineComments: [';', '#'], literals: [] },
  { ids: 'csv tsv', quotes: '', multilineQuotes: [], lineComments: [], literals: [doubled('"')] },
  { ids: 'haml', lineComments: ['-#'], blockComments: [], literals: [] },
  { ids: 'slim', lineComments: ['/'], blockComments: [], literals: [] },
  { ids: 'mermaid', quotes: '"', lineComments: ['%%'], blockComments: [], literals: [] },
  {
    ids: 'plantuml',
    quotes: '"',
    lineComments: ["'"],
    blockComments: [["/'", "'/"]],
    literals: [],
  },
  { ids: 'jq', quotes: '"', literals: [] },
  { ids: 'jsonnet', literals: [raw('|||', MULTILINE)] },
  { ids: 'rego', quotes: '"', literals: [raw('`', MULTILINE)] },
  { ids: 'bicep', literals: [raw("'''", MULTILINE)] },
  { ids: 'meson', quotes: "'", multilineQuotes: ["'''"], literals: [] },
  {
    ids: 'terraform hcl',
    quotes: '"',
    lineComments: ['#', '//'],
    blockComments: [SLASH_STAR],
    literals: [shared.SHELL_HEREDOC],
  },
  { ids: 'dockerfile', literals: [shared.SHELL_HEREDOC] },
  {
    ids: 'nix',
    quotes: '"',
    blockComments: [SLASH_STAR],
    literals: [raw("''", { ...MULTILINE, escapedBy: "$'\\" })],
  },
  {
    ids: 'cmake',
    quotes: '"',
    blockComments: [['#[[', ']]']],
    literals: [bracketComment(/#\[(=*)\[/y), LUA_LONG],
  },
];
