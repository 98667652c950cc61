import { asRecord } from '../base/json.ts';

/** An extension with its manifest, which may have any shape. */
export interface LanguageManifest {
  readonly packageJSON: unknown;
}

/** The display name of a language, such as `C++` for `cpp`; its ID if no extension names it. */
export function languageName(id: string, extensions: readonly LanguageManifest[]): string {
  for (const { packageJSON } of extensions) {
    const languages = listIn(asRecord(asRecord(packageJSON).contributes).languages);
    for (const language of languages) {
      if (asRecord(language).id !== id) continue;
      const [name] = listIn(asRecord(language).aliases);
      if (typeof name === 'string' && name.trim() !== '') return name;
    }
  }
  return id;
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
