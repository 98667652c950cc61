import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { sourcesUnder } from './sources.ts';

interface Setting {
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly order: number;
  readonly scope?: string;
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
  };
}

const read = (path: string): string => readFileSync(path, 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const texts = Object.fromEntries(
  ['package.nls.json', 'package.nls.fr.json', 'l10n/bundle.l10n.fr.json'].map((path) => [
    path,
    JSON.parse(read(path)) as Readonly<Record<string, string>>,
  ]),
);
const settings = Object.assign(
  {},
  ...manifest.contributes.configuration.map(({ properties }) => properties),
) as Readonly<Record<string, Setting>>;

const sources = sourcesUnder('src')
  .map(({ text }) => text)
  .join('\n');

/** The English texts that the sources hand to `l10n.t`. */
function wordsInSources(): string[] {
  const calls = sources.matchAll(/\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g);
  return [...calls].map(([, single, double]) => (single ?? double ?? '').replace(/\\(.)/g, '$1'));
}

function placeholders(text: string): string[] {
  return (text.match(/\{\d\}|`[^`]*`/g) ?? []).sort();
}

describe('the manifest', () => {
  it('has every text in English and French', () => {
    const used = [...new Set(read('package.json').match(/(?<=")%[\w.]+%(?=")/g))].map((key) =>
      key.slice(1, -1),
    );
    for (const path of ['package.nls.json', 'package.nls.fr.json']) {
      assert.deepEqual(Object.keys(texts[path] ?? {}).sort(), used.sort(), path);
    }
  });

  it('has every word of the sources in French, and no others', () => {
    const words = [...new Set(wordsInSources())].sort();
    assert.ok(words.length > 40);
    assert.deepEqual(Object.keys(texts['l10n/bundle.l10n.fr.json'] ?? {}).sort(), words);
  });

  it('keeps placeholders and setting names in translations', () => {
    const pairs = [
      ...Object.entries(texts['l10n/bundle.l10n.fr.json'] ?? {}),
      ...Object.entries(texts['package.nls.json'] ?? {}).map(
        ([key, english]) => [english, texts['package.nls.fr.json']?.[key] ?? ''] as const,
      ),
    ];
    for (const [english, french] of pairs) {
      assert.deepEqual(placeholders(french), placeholders(english), english);
    }
  });

  it('declares the commands that are registered', () => {
    const declared = manifest.contributes.commands.map(({ command }) => command);
    for (const command of declared) {
      assert.ok(sources.includes(`'${command}'`), `${command} is declared and not registered`);
    }
  });

  it('declares the settings that are read, and describes them in the README', () => {
    const readme = read('README.md');
    for (const [key, { order }] of Object.entries(settings)) {
      const name = key.replace('codestral.', '');
      const isRead =
        sources.includes(`'${name}'`) ||
        sources.includes(`'${name.split('.').at(-1) ?? ''}'`) ||
        name.startsWith('services.');
      assert.ok(isRead, `${key} is declared and not read`);
      assert.ok(readme.includes(`\`${key}\``), `${key} is not in the README`);
      assert.ok(order > 0, key);
    }
  });

  it('keeps what may redirect requests out of a workspace’s hands', () => {
    for (const key of [
      'codestral.completion.service',
      'codestral.chat.service',
      'codestral.chat.systemPrompt',
      'codestral.services.mistral.url',
      'codestral.services.codestral.url',
    ]) {
      assert.equal(settings[key]?.scope, 'application', key);
    }
  });
});
