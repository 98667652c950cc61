/** A grammar of a language. */
export interface GrammarEntry {
  readonly scope: string;
  /** Selectors of scopes that are code in spite of their names, by vscode-textmate's number of the token type. */
  readonly tokenTypes: Readonly<Record<string, number>>;
  readonly balanced: readonly string[];
  readonly unbalanced: readonly string[];
}

/** An installed extension. */
export interface GrammarExtension {
  /** The path of its folder, or its URI. */
  readonly folder: string;
  /** Its manifest's `contributes.grammars`, which may be anything. */
  readonly grammars: unknown;
}

const TOKEN_TYPES: Readonly<Record<string, number>> = { other: 0, comment: 1, string: 2, regex: 3 };

/** The grammars that extensions contribute, by scope and language. What is not valid is left out. */
export class GrammarCatalogue {
  readonly #paths = new Map<string, string>();
  readonly #byLanguage = new Map<string, GrammarEntry>();
  readonly #injections = new Map<string, string[]>();

  constructor(extensions: readonly GrammarExtension[]) {
    for (const { folder, grammars } of extensions) {
      for (const grammar of Array.isArray(grammars) ? (grammars as unknown[]) : [])
        this.#add(folder, grammar);
    }
  }

  /** The grammar of a language. The last extension that contributes one wins, as in VS Code. */
  grammarOf(languageId: string): GrammarEntry | undefined {
    return this.#byLanguage.get(languageId);
  }

  /** The file of a grammar. */
  pathOf(scope: string): string | undefined {
    return this.#paths.get(scope);
  }

  /** The grammars that add to a grammar; for `a.b.c`, also those that add to `a.b` and `a`. */
  injectionsInto(scope: string): readonly string[] {
    const parts = scope.split('.');
    return parts.flatMap(
      (_, index) => this.#injections.get(parts.slice(0, index + 1).join('.')) ?? [],
    );
  }

  #add(folder: string, grammar: unknown): void {
    if (typeof grammar !== 'object' || grammar === null) return;
    const fields = grammar as Readonly<Record<string, unknown>>;
    const { language, scopeName, path } = fields;
    if (typeof scopeName !== 'string' || typeof path !== 'string') return;
    this.#paths.set(scopeName, `${folder}/${path.replace(/^\.?\//, '')}`);
    for (const target of textsOf(fields['injectTo'])) {
      this.#injections.set(target, [...(this.#injections.get(target) ?? []), scopeName]);
    }
    if (typeof language !== 'string') return;
    const balanced = textsOf(fields['balancedBracketScopes']);
    this.#byLanguage.set(language, {
      scope: scopeName,
      tokenTypes: tokenTypesOf(fields['tokenTypes']),
      balanced: balanced.length > 0 ? balanced : ['*'],
      unbalanced: textsOf(fields['unbalancedBracketScopes']),
    });
  }
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Without the entries that make whole strings code, which VS Code needs for its list of suggestions. */
function tokenTypesOf(value: unknown): Record<string, number> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).flatMap(([selector, name]) => {
    const type = TOKEN_TYPES[String(name)];
    return type === undefined || selector.includes('string.quoted') ? [] : [[selector, type]];
  });
  return Object.fromEntries(entries) as Record<string, number>;
}
