/** Another extension that provides ghost text. */
export interface OtherProvider {
  readonly name: string;
  /** The ID of the installed extension. */
  readonly id: string;
  /** The setting that turns its suggestions off, if known. */
  readonly setting: string | undefined;
}

interface KnownProvider {
  readonly name: string;
  /** The IDs of its extensions in the Marketplace. */
  readonly ids: readonly string[];
  /** A boolean, or a map of languages with `*` for all. */
  readonly setting?: string;
}

/** As the marketplaces list them (November 2026). */
const KNOWN_PROVIDERS: readonly KnownProvider[] = [
  {
    name: 'GitHub Copilot',
    ids: ['github.copilot', 'github.copilot-chat'],
    setting: 'github.copilot.enable',
  },
  { name: 'Supermaven', ids: ['supermaven.supermaven'] },
  { name: 'Windsurf', ids: ['codeium.codeium', 'codeium.windsurfpyright'] },
  { name: 'Tabnine', ids: ['tabnine.tabnine-vscode'] },
  { name: 'Continue', ids: ['continue.continue'], setting: 'continue.enableTabAutocomplete' },
  { name: 'Tabby', ids: ['tabbyml.vscode-tabby'] },
  { name: 'Cody', ids: ['sourcegraph.cody-ai'], setting: 'cody.autocomplete.enabled' },
  { name: 'Gemini Code Assist', ids: ['google.geminicodeassist'] },
];

/** Looks up extensions and settings. */
export interface InstalledExtensions {
  /** Whether an extension is installed and enabled. */
  readonly has: (id: string) => boolean;
  /** The value of a setting, of any type. */
  readonly setting: (key: string) => unknown;
}

/** Active providers of ghost text, without those that are turned off. */
export function otherProviders({ has, setting }: InstalledExtensions): readonly OtherProvider[] {
  return KNOWN_PROVIDERS.flatMap(({ name, ids, setting: key }) => {
    const id = ids.find(has);
    const isOff = key !== undefined && isSwitchedOff(setting(key));
    return id === undefined || isOff ? [] : [{ name, id, setting: key }];
  });
}

function isSwitchedOff(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === false;
  const languages = Object.values(value);
  const all: unknown = (value as Readonly<Record<string, unknown>>)['*'];
  return all === false && !languages.includes(true);
}
