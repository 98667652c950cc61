/** A setting as its layers hold it; what is not set, or is not of the right type, is undefined. */
export interface Layers<T> {
  readonly standard: T;
  readonly user: T | undefined;
  /** The workspace's and the folder's values, in any order. */
  readonly workspace: readonly (T | undefined)[];
}

/** Languages by their ids, and `*` for all others. */
export type LanguageSwitches = Readonly<Record<string, boolean>>;

/** A switch that a workspace may turn off and never on: a repository is not to start requests by itself. */
export function isOn(layers: Layers<boolean>): boolean {
  return (layers.user ?? layers.standard) && !layers.workspace.includes(false);
}

/** The same for a map of languages: the user's entries lie over the standard ones, workspaces only take away. */
export function isLanguageOn(languageId: string, layers: Layers<LanguageSwitches>): boolean {
  const own = { ...layers.standard, ...layers.user };
  return (
    entry(own, languageId) !== false &&
    layers.workspace.every((map) => map === undefined || entry(map, languageId) !== false)
  );
}

function entry(map: LanguageSwitches, languageId: string): boolean | undefined {
  return Object.hasOwn(map, languageId) ? map[languageId] : map['*'];
}
