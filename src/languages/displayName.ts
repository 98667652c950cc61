/** An extension with its manifest, which may have any shape. */
export interface LanguageManifest {
  readonly packageJSON: unknown;
}

/** The display name of a language, such as `C++` for `cpp`; its ID if no extension names it. */
export function languageName(id: string, extensions: readonly LanguageManifest[]): string {
  for (const { packageJSON } of extensions) {
    const languages = listIn(fieldOf(fieldOf(packageJSON, 'contributes'), 'languages'));
    for (const language of languages) {
      if (fieldOf(language, 'id') !== id) continue;
      const [name] = listIn(fieldOf(language, 'aliases'));
      if (typeof name === 'string' && name.trim() !== '') return name;
    }
  }
  return id;
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[field]
    : undefined;
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
