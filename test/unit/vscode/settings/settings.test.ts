import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type {
  SettingDefinition,
  SettingKey,
} from '../../../../src/vscode/settings/settingDefinitions.ts';
import {
  SETTING_DEFINITIONS,
  resolveSetting,
} from '../../../../src/vscode/settings/settingDefinitions.ts';
import type { Declared } from '../../manifest.ts';
import { declared, manifest, read, texts } from '../../manifest.ts';

/**
 * Which settings a workspace may change. `off only` and `adds only` are implemented in completion/layeredSettings.ts.
 */
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
  'completion.addMissingImports': 'restricted',
  'completion.context.definitions': 'off only',
  'completion.prefetch': 'application',
  'chat.service': 'application',
  'chat.model': 'restricted',
  'chat.temperature': 'restricted',
  'chat.maxTokens': 'restricted',
  'chat.topP': 'restricted',
  'chat.systemPrompt': 'application',
  'chat.reasoning': 'restricted',
  'chat.attachCurrentFile': 'off only',
  'chat.instructionFiles': 'off only',
  'actions.model': 'restricted',
  'chat.tools.enabled': 'off only',
  'chat.tools.disabled': 'adds only',
  'chat.tools.external': 'application',
  'chat.tools.maxSteps': 'restricted',
  'privacy.exclude': 'adds only',
  'services.mistral.url': 'application',
  'services.codestral.url': 'application',
  'search.embeddings': 'off only',
  'usage.monthlyBudget': 'application',
};

const all = Object.entries(SETTING_DEFINITIONS) as [SettingKey, SettingDefinition<unknown>][];
/** All words in the table, so that an accepted but undeclared value is among them. */
const written = [...read('src/vscode/settings/settingDefinitions.ts').matchAll(/'([\w-]+)'/g)].map(
  ([, word = '']) => word,
);
const nls = [texts('package.nls.json'), texts('package.nls.fr.json')];

/** Values that a settings file may contain. */
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

/**
 * Whether package.json allows a value, as VS Code decides; invalid entries of lists and maps are handled by the
 * extension.
 */
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

describe('settings', () => {
  it('match package.json, defaults included', () => {
    assert.deepEqual(all.map(([key]) => `codestral.${key}`).sort(), Object.keys(declared).sort());
    for (const [key, { defaultValue: standard }] of all)
      assert.deepEqual(standard, declaredOf(key).default, key);
  });

  it('are all read', () => {
    const getters = read('src/vscode/settings/settings.ts');
    for (const [key] of all) {
      const written = key.replace(/^completion\.context\.\w+$/, 'completion.context.${source}');
      const isRead = ['read', 'layersOf'].some((by) =>
        ["'", '`'].some((quote) => getters.includes(`${by}(${quote}${written}${quote}`)),
      );
      assert.ok(isRead, key);
    }
  });

  for (const [key, setting] of all) {
    it(`${key}: accepts only values that package.json allows`, () => {
      const schema = declaredOf(key);
      const { minimum, maximum } = schema;
      const edges = [minimum, maximum].flatMap((edge) =>
        edge === undefined ? [] : [edge, edge - 1, edge + 1, edge - 0.001, edge + 0.001],
      );
      const words = [...written, ...(schema.enum ?? []), 'x'.repeat(schema.maxLength ?? 1)];
      const judge = (value: unknown): void => {
        const isBlank =
          typeof value === 'string' && value.trim() === '' && setting.defaultValue !== '';
        const isTaken = setting.read(value) !== undefined;
        assert.equal(isTaken, isAllowed(schema, value) && !isBlank, inspect(value).slice(0, 80));
        assert.ok(isAllowed(schema, resolveSetting(setting, { globalValue: value })));
      };
      for (const value of [...edges, ...words, ...words.map((word) => `${word}x`)]) judge(value);
      fc.assert(fc.property(anything, judge), { numRuns: 300 });
    });
  }

  it('keep the valid entries of a list or map', () => {
    assert.deepEqual(SETTING_DEFINITIONS['privacy.exclude'].read(['**/*.secret', 5, null]), [
      '**/*.secret',
    ]);
    const map = { python: false, go: 'no', '*': null };
    assert.deepEqual(SETTING_DEFINITIONS['completion.languages'].read(map), { python: false });
  });

  it('fall back to the next layer for an invalid value, language settings first', () => {
    const setting = SETTING_DEFINITIONS['completion.maxTokens'];
    for (const [found, expected] of [
      [{}, 256],
      [{ workspaceValue: '99', globalValue: 99 }, 99],
      [{ workspaceValue: 98, globalValue: 99 }, 98],
      [{ workspaceFolderValue: 97, workspaceValue: 98 }, 97],
      [{ workspaceValue: 98, globalLanguageValue: 99 }, 99],
      [{ globalValue: 1e9, defaultValue: 100 }, 100],
      [{ workspaceFolderLanguageValue: 96, workspaceLanguageValue: 97 }, 96],
    ] as const) {
      assert.equal(resolveSetting(setting, found), expected, JSON.stringify(found));
    }
    const delay = SETTING_DEFINITIONS['completion.delay'];
    assert.equal(resolveSetting(delay, { workspaceValue: null, globalValue: 10 }), null);
  });

  it('apply workspace values only where allowed', () => {
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

  it('are in titled groups, in order', () => {
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

  it('have descriptions in both languages with valid links', () => {
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
          assert.ok(
            (to in declared && to !== key) || to === 'files.exclude',
            `${key} links to ${to}`,
          );
        }
        for (const [, to = ''] of description.matchAll(/\]\(command:(.*?)\)/g)) {
          assert.ok(commands.includes(to), `${key} links to ${to}`);
        }
      }
    }
  });
});
