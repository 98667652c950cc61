import assert from 'node:assert/strict';
import { manifest, read, texts } from './manifest.ts';
import { sourcesUnder } from './sources.ts';
import { stringsIn } from './l10nStrings.ts';

const sources = sourcesUnder('src');
const english = texts('package.nls.json');
const french = texts('package.nls.fr.json');
const bundle = texts('l10n/bundle.l10n.fr.json');

function placeholders(text: string): string[] {
  return (text.match(/\{\d\}|`[^`]*`|\(command:.*?\)|\(https:.*?\)/g) ?? []).sort();
}

describe('manifest', () => {
  it('has every text in English and French', () => {
    const used = [...new Set(read('package.json').match(/(?<=")%[\w.]+%(?=")/g))].map((key) =>
      key.slice(1, -1),
    );
    assert.ok(used.length > 60);
    assert.deepEqual(Object.keys(english).sort(), used.sort());
    assert.deepEqual(Object.keys(french).sort(), used.sort());
  });

  it('has exactly the texts of the sources in French', () => {
    const words = sources.flatMap((source) => stringsIn(source));
    assert.ok(words.length > 100);
    assert.deepEqual(Object.keys(bundle).sort(), [...new Set(words)].sort());
  });

  it('does not synchronize URLs that receive keys', () => {
    const settings = JSON.parse(read('package.json')) as {
      contributes: { configuration: { properties: Record<string, Record<string, unknown>> }[] };
    };
    for (const { properties } of settings.contributes.configuration) {
      for (const [key, { scope, ignoreSync }] of Object.entries(properties)) {
        if (!key.endsWith('.url')) continue;
        assert.deepEqual([key, scope, ignoreSync], [key, 'application', true]);
      }
    }
  });

  it('has no empty text', () => {
    for (const [key, text] of [english, french, bundle].flatMap((each) => Object.entries(each))) {
      assert.ok(text.trim() !== '', key);
    }
  });

  it('keeps placeholders, links and setting names in translations', () => {
    const pairs = [
      ...Object.entries(bundle),
      ...Object.entries(english).map(([key, text]) => [text, french[key] ?? ''] as const),
    ];
    for (const [text, translated] of pairs) {
      assert.deepEqual(placeholders(translated), placeholders(text), text);
    }
  });

  it('follows French typography', () => {
    for (const text of [...Object.values(french), ...Object.values(bundle)]) {
      const prose = text.replace(/`[^`]*`|\]\(.*?\)|https?:\S*|\$\([\w~-]+\)/g, '');
      assert.doesNotMatch(prose, /\p{L}'\p{L}/u, `${text}: a typographic apostrophe belongs there`);
      assert.doesNotMatch(prose, /[\p{L}\d)»][;:!?](\s|$)/u, `${text}: a space belongs before it`);
      assert.doesNotMatch(
        prose,
        /« | [;:!?»](\s|$)/u,
        `${text}: the space must not break the line`,
      );
    }
  });

  it('declares the commands that are registered', () => {
    const all = sources.map(({ text }) => text).join('\n');
    for (const { command } of manifest.contributes.commands) {
      assert.ok(all.includes(`'${command}'`), `${command} is declared and not registered`);
    }
  });
});

describe('texts of the sources', () => {
  const wordsOf = (text: string) => stringsIn({ path: 'src/vscode/some.ts', text });

  it('are found in any notation', () => {
    const found = wordsOf(`
      const { t } = vscode.l10n;
      const more = [t('One.'), t("Two's."), vscode.l10n.t(\`Three.\`)];
      names.map((name) => vscode.l10n.t(
        'Four, {0} of {1} and {0}.', name, t('It\\'s five')
      ));`);
    assert.deepEqual(found, ['One.', "Two's.", 'Three.', 'Four, {0} of {1} and {0}.', "It's five"]);
  });

  for (const [name, text] of Object.entries({
    'a text that is not written there': 'vscode.l10n.t(text)',
    'a text made of pieces': 'const { t } = vscode.l10n; t(`Hello ${name}`)',
    'a choice between two': "const { t } = vscode.l10n; t(isOn ? 'On' : 'Off')",
    'an object': "vscode.l10n.t({ message: 'Hello', comment: [] })",
    'the function under another name': "const { t: say } = vscode.l10n; say('Hello')",
    'the function passed as a value': 'const { t } = vscode.l10n; words.map(t)',
    'the whole of l10n passed as a value': 'const texts = vscode.l10n;',
    'a placeholder without a value': "vscode.l10n.t('Hello {0}')",
    'a value without a placeholder': "vscode.l10n.t('Hello', name)",
    'a message that is only English': "void vscode.window.showErrorMessage('It failed.')",
    'a title that is only English': "const pick = { title: 'Choose one' }",
    'a label that is only English': 'pick.placeholder = `Choose one of ${count}`',
  })) {
    it(`reject ${name}`, () => {
      assert.throws(() => wordsOf(text), /some\.ts/);
    });
  }
});
