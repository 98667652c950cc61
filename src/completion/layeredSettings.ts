/** The values of a setting in each scope; undefined if not set or of the wrong type. */
export interface Layers<T> {
  readonly defaultValue: T;
  readonly user: T | undefined;
  /** The values of the workspace and the folder, in any order. */
  readonly workspace: readonly (T | undefined)[];
}

/** Values by language ID; `*` is for all other languages. */
export type LanguageToggles = Readonly<Record<string, boolean>>;

/** Whether a setting is on. A workspace can turn it off, but not on: a repository must not start requests. */
export function isOn(layers: Layers<boolean>): boolean {
  return (layers.user ?? layers.defaultValue) && !layers.workspace.includes(false);
}

/** Whether a language is on. User values override the defaults; a workspace can only turn languages off. */
export function isLanguageOn(languageId: string, layers: Layers<LanguageToggles>): boolean {
  const own = { ...layers.defaultValue, ...layers.user };
  return (
    entry(own, languageId) !== false &&
    layers.workspace.every((map) => map === undefined || entry(map, languageId) !== false)
  );
}

function entry(map: LanguageToggles, languageId: string): boolean | undefined {
  return Object.hasOwn(map, languageId) ? map[languageId] : map['*'];
}
