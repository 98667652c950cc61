import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { Setting, SettingKey } from '../../../src/vscode/settingTable.ts';
import { SETTINGS, valueOf } from '../../../src/vscode/settingTable.ts';
import type { Declared } from '../manifest.ts';
import { declared, manifest, read, texts } from '../manifest.ts';

/** Who may decide about a setting. `off only` and `adds only` are the layers' doing, see completion/switches.ts. */
const WHO: Readonly<Record<SettingKey, 'application' | 'off only' | 'adds only' | 'restricted'>> = {
  'completion.enabled': 'off only',
  'completion.languages': 'off only',
  'completion.service': 'application',
  'completion.model': 'restricted',
  'completion.multiline': 'restricted',
  'completion.delay': 'restricted',
  'completion.maxTokens': 'restricted',
  'completion.temperature': 'restricted',
  'completion.context.openFiles': 'off only',
  'completion.context.recentEdits': 'off only',
  'completion.prefetch': 'application',
  'chat.service': 'application',
  'chat.model': 'restricted',
  'chat.temperature': 'restricted',
  'chat.maxTokens': 'restricted',
  'chat.topP': 'restricted',
  'chat.systemPrompt': 'application',
  'chat.reasoning': 'restricted',
  'privacy.exclude': 'adds only',
  'services.mistral.url': 'application',
  'services.codestral.url': 'application',
  'usage.monthlyBudget': 'application',
};

const all = Object.entries(SETTINGS) as [SettingKey, Setting<unknown>][];
/** Every word that is written in the table: one that is taken and not declared is among them. */
const written = [...read('src/vscode/settingTable.ts').matchAll(/'([\w-]+)'/g)].map(
  ([, word = '']) => word,
);
const nls = [texts('package.nls.json'), texts('package.nls.fr.json')];

/** Values that a settings file may hold, whatever it should hold. */
const anything = fc.oneof(
  fc.anything(),
  fc.double(),
  fc.integer({ min: -2, max: 140_000 }),
  fc.constantFrom<unknown>(null, '', ' ', '12', 'true', 'AUTO', 'x'.repeat(40_000), [], [null, 5]),
  fc.constantFrom<unknown>(NaN, Infinity, -0, 1e300, 15.5, {}, { '*': 'false' }, 'auto', true),
);

function declaredOf(key: SettingKey): Declared {
  const found = declared[`codestral.${key}`];
  assert.ok(found, `codestral.${key} is not declared`);
  return found;
}

/** Whether package.json allows a value, as VS Code judges it; wrong entries of lists and maps are our own affair. */
function isAllowed({ type, minimum, maximum, maxLength, ...others }: Declared, value: unknown) {
  const kind =
    value === null
      ? 'null'
      : Array.isArray(value)
        ? 'array'
        : Number.isInteger(value)
          ? 'integer'
          : typeof value;
  const types = [type].flat();
  return (
    (types.includes(kind) || (kind === 'integer' && types.includes('number'))) &&
    (typeof value !== 'number' || (value >= minimum! && value <= maximum!)) &&
    (typeof value !== 'string' || others.enum !== undefined || value.length <= maxLength!) &&
    (others.enum?.includes(value as string) ?? true)
  );
}

describe('vscode/settings', () => {
  it('has in code what package.json declares, with the same defaults', () => {
    assert.deepEqual(all.map(([key]) => `codestral.${key}`).sort(), Object.keys(declared).sort());
    for (const [key, { standard }] of all) assert.deepEqual(standard, declaredOf(key).default, key);
  });

  it('reads every setting', () => {
    const getters = read('src/vscode/settings.ts');
    for (const [key] of all) {
      const written = key.replace(/^completion\.context\.\w+$/, 'completion.context.${source}');
      const isRead = ['read', 'layersOf'].some((by) =>
        ["'", '`'].some((quote) => getters.includes(`${by}(${quote}${written}${quote}`)),
      );
      assert.ok(isRead, key);
    }
  });

  for (const [key, setting] of all) {
    it(`${key} takes what package.json allows, and nothing else`, () => {
      const schema = declaredOf(key);
      const { minimum, maximum } = schema;
      const edges = [minimum, maximum].flatMap((edge) =>
        edge === undefined ? [] : [edge, edge - 1, edge + 1, edge - 0.001, edge + 0.001],
      );
      const words = [...written, ...(schema.enum ?? []), 'x'.repeat(schema.maxLength ?? 1)];
      const judge = (value: unknown): void => {
        const isBlank = typeof value === 'string' && value.trim() === '' && setting.standard !== '';
        const isTaken = setting.read(value) !== undefined;
        assert.equal(isTaken, isAllowed(schema, value) && !isBlank, inspect(value).slice(0, 80));
        assert.ok(isAllowed(schema, valueOf(setting, { globalValue: value })));
      };
      for (const value of [...edges, ...words, ...words.map((word) => `${word}x`)]) judge(value);
      fc.assert(fc.property(anything, judge), { numRuns: 300 });
    });
  }

  it('keeps the right entries of a list or a map that has wrong ones', () => {
    assert.deepEqual(SETTINGS['privacy.exclude'].read(['**/*.secret', 5, null]), ['**/*.secret']);
    const map = { python: false, go: 'no', '*': null };
    assert.deepEqual(SETTINGS['completion.languages'].read(map), { python: false });
  });

  it('lets the layer below speak where one is wrong, and a language before all others', () => {
    const setting = SETTINGS['completion.maxTokens'];
    for (const [found, expected] of [
      [{}, 256],
      [{ workspaceValue: '99', globalValue: 99 }, 99],
      [{ workspaceValue: 98, globalValue: 99 }, 98],
      [{ workspaceFolderValue: 97, workspaceValue: 98 }, 97],
      [{ workspaceValue: 98, globalLanguageValue: 99 }, 99],
      [{ globalValue: 1e9, defaultValue: 100 }, 100],
      [{ workspaceFolderLanguageValue: 96, workspaceLanguageValue: 97 }, 96],
    ] as const) {
      assert.equal(valueOf(setting, found), expected, JSON.stringify(found));
    }
    const delay = SETTINGS['completion.delay'];
    assert.equal(valueOf(delay, { workspaceValue: null, globalValue: 10 }), null);
  });

  it('gives workspaces only what they may decide', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    for (const [key] of all) {
      const { scope } = declaredOf(key);
      assert.equal(scope === 'application', WHO[key] === 'application', key);
      assert.ok(['application', 'resource', 'language-overridable'].includes(scope), key);
      const isRestricted = restrictedConfigurations.includes(`codestral.${key}`);
      assert.equal(isRestricted, WHO[key] === 'restricted', key);
    }
    assert.equal(
      restrictedConfigurations.length,
      Object.values(WHO).filter((who) => who === 'restricted').length,
    );
  });

  it('stands in titled groups, in order', () => {
    const groups = manifest.contributes.configuration;
    assert.deepEqual(
      groups.map(({ order }) => order),
      groups.map((_, at) => at + 1),
    );
    for (const { title, properties } of groups) {
      assert.match(title, /^%settings\.\w+%$/);
      assert.deepEqual(
        Object.values(properties).map(({ order }) => order),
        Object.keys(properties).map((_, at) => at + 1),
      );
    }
  });

  it('is described in sentences, in both languages, with links that lead somewhere', () => {
    const commands = manifest.contributes.commands.map(({ command }) => command);
    for (const [key, setting] of Object.entries(declared)) {
      const words = setting.enum ?? [];
      assert.equal(setting.enumItemLabels?.length ?? 0, words.length, key);
      assert.equal(setting.markdownEnumDescriptions?.length ?? 0, words.length, key);
      for (const language of nls) {
        const wording = (name: string) => language[name.slice(1, -1)] ?? '';
        const description = wording(setting.markdownDescription);
        assert.match(description, /^(Controls|Détermine) .*\.$/, key);
        for (const text of setting.markdownEnumDescriptions ?? [])
          assert.match(wording(text), /\.$/, key);
        for (const text of setting.enumItemLabels ?? [])
          assert.match(wording(text), /\p{L}$/u, key);
        for (const [, to = ''] of description.matchAll(/`#(.*?)#`/g)) {
          assert.ok(to in declared && to !== key, `${key} links to ${to}`);
        }
        for (const [, to = ''] of description.matchAll(/\]\(command:(.*?)\)/g)) {
          assert.ok(commands.includes(to), `${key} links to ${to}`);
        }
      }
    }
  });

  it('stands in the README with its default', () => {
    const rows = [
      ...read('README.md').matchAll(/^\| `(codestral\.[\w.]+)` +\| (.*?) +\| (.*?) *\|$/gm),
    ];
    const cells = new Map(rows.map(([, key = '', shown = '']) => [key, shown]));
    assert.deepEqual([...cells.keys()].sort(), Object.keys(declared).sort());
    assert.equal(rows.length, cells.size, 'a setting stands there twice');
    for (const [key, shown] of cells) {
      const standard = declared[key]?.default;
      const isPlain = standard !== '' && (standard === null || typeof standard !== 'object');
      // What is long or empty is put in words there.
      const isInCode = /^`.*`$/.test(shown);
      assert.equal(isInCode, isPlain, `${key}: ${shown}`);
      const written = JSON.stringify(standard).replaceAll('"', '');
      if (isPlain) assert.equal(shown, `\`${written}\``, key);
    }
  });
});
