/** Another extension that suggests code as ghost text. */
export interface OtherProvider {
  readonly name: string;
  /** The extension that was found. */
  readonly id: string;
  /** Its setting that switches suggestions off, where one is known. */
  readonly setting: string | undefined;
}

interface Known {
  readonly name: string;
  /** Its extensions, under the names of the marketplace. */
  readonly ids: readonly string[];
  /** A boolean, or a map of languages with `*` for all. */
  readonly setting?: string;
}

/** As the marketplaces list them (November 2026). */
const KNOWN: readonly Known[] = [
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

/** Where extensions and settings are looked up. */
export interface Installed {
  /** Whether an extension is there and not disabled. */
  readonly has: (id: string) => boolean;
  /** The value of a setting, of any type. */
  readonly setting: (key: string) => unknown;
}

/** The other providers that may suggest at the same places. Those that are switched off do not count. */
export function otherProviders({ has, setting }: Installed): readonly OtherProvider[] {
  return KNOWN.flatMap(({ name, ids, setting: key }) => {
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
