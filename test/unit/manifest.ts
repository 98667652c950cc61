import { readFileSync } from 'node:fs';

/** A setting as declared in package.json. */
export interface Declared {
  readonly type: string | readonly string[];
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly order: number;
  readonly scope: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly enum?: readonly string[];
  readonly enumItemLabels?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
}

/** A menu item or button. */
interface MenuEntry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}

/** A keybinding as declared in package.json. */
interface Keybinding {
  readonly command: string;
  readonly key: string;
  readonly mac?: string;
  readonly when: string;
}

/** The parts of package.json that tests read. */
export interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
    }[];
    readonly keybindings: readonly Keybinding[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly submenus: readonly { readonly id: string }[];
    readonly configuration: readonly {
      readonly title: string;
      readonly order: number;
      readonly properties: Readonly<Record<string, Declared>>;
    }[];
  };
}

/** The text of a file of the repository. */
export function read(path: string): string {
  return readFileSync(path, 'utf8');
}

/** A file of texts by key. */
export function texts(path: string): Readonly<Record<string, string>> {
  return JSON.parse(read(path)) as Readonly<Record<string, string>>;
}

/** package.json. */
export const manifest = JSON.parse(read('package.json')) as Manifest;

/** All declared settings by key. */
export const declared: Readonly<Record<string, Declared>> = Object.fromEntries(
  manifest.contributes.configuration.flatMap(({ properties }) => Object.entries(properties)),
);
