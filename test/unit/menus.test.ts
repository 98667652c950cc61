import assert from 'node:assert/strict';
import { manifest, texts } from './manifest.ts';

const { commands, menus, submenus } = manifest.contributes;
const english = texts('package.nls.json');

/** The palette title of each command, on which the rest of the product relies. */
const TITLES: Readonly<Record<string, string>> = {
  'codestral.setMistralKey': 'Set Mistral API Key',
  'codestral.setCodestralKey': 'Set Codestral API Key',
  'codestral.manageKeys': 'Manage API Keys',
  'codestral.selectCompletionModel': 'Select Completion Model',
  'codestral.selectChatModel': 'Select Chat Model',
  'codestral.selectTools': 'Select Chat Tools',
  'codestral.searchCodebase': 'Search Codebase',
  'codestral.indexCodebase': 'Index Codebase',
  'codestral.deleteIndex': 'Delete Codebase Index',
  'codestral.toggleCompletions': 'Toggle Completions',
  'codestral.toggleCompletionsForLanguage': 'Toggle Completions for This Language',
  'codestral.explainLastCompletion': 'Explain the Last Completion',
  'codestral.openChat': 'Open Chat',
  'codestral.newChat': 'New Chat',
  'codestral.addToChat': 'Add to Chat',
  'codestral.explain': 'Explain',
  'codestral.fix': 'Fix',
  'codestral.generateTests': 'Generate Tests',
  'codestral.document': 'Write Documentation',
  'codestral.edit': 'Edit with Instructions',
  'codestral.generateCommitMessage': 'Generate Commit Message',
  'codestral.reviewChanges': 'Review Changes',
  'codestral.suggestName': 'Suggest a Better Name',
  'codestral.showUsage': 'Show Usage',
  'codestral.showMenu': 'Show Menu',
  'codestral.showLog': 'Show Log',
  'codestral.copyDiagnostics': 'Copy Diagnostic Report',
};

/** The context keys that a condition may use: VS Code's own, those of its Git extension, and ours. */
const KEYS: ReadonlySet<string> = new Set([
  ...['activeEditor', 'editorHasRenameProvider', 'editorIsOpen', 'editorLangId', 'editorReadonly'],
  ...['isWorkspaceTrusted', 'notebookEditable', 'resource', 'resourceScheme'],
  ...['scmProvider', 'scmProviderRootUri', 'view'],
  ...['commentController', 'commentThread', 'gitOpenRepositoryCount'],
  ...['codestral.streamingEdits', 'codestral.isAvailable', 'codestral.generatingCommitMessages'],
  'codestral.isGeneratingCommitMessage',
]);

/** The parts of a condition between `&&` and `||`; throws if it has another form. */
function atomsOf(condition: string): string[] {
  assert.doesNotMatch(condition, /['"]/, 'quotes are not needed so far');
  // Parentheses around valid parts are ignored.
  const inner = /\(([^()]*)\)/.exec(condition);
  if (inner) return [...atomsOf(inner[1] ?? ''), ...atomsOf(condition.replace(inner[0], 'false'))];
  assert.doesNotMatch(condition, /[()]/, 'a bracket is alone');
  return condition.split(/&&|\|\|/).map((atom) => atom.trim());
}

/** The context keys of a part of a condition. */
function keysOf(atom: string): string[] {
  const name = String.raw`[A-Za-z][\w.]*`;
  const value = String.raw`[\w.-]+`;
  if (atom === 'false') return [];
  const [, alone] = new RegExp(`^!?(${name})$`).exec(atom) ?? [];
  if (alone !== undefined) return [alone];
  const [, key] = new RegExp(`^(${name}) (?:==|!=|>) ${value}$`).exec(atom) ?? [];
  if (key !== undefined) return [key];
  const [, one = '', list = ''] = new RegExp(`^(${name}) (?:not )?in (${name})$`).exec(atom) ?? [];
  assert.ok(list !== '', `no condition: ${atom}`);
  return [one, list];
}

describe('menus', () => {
  const entries = Object.values(menus).flat();

  it('contain each command under its title', () => {
    const own = commands.filter(({ command }) => !command.startsWith('codestral.internal.'));
    const titles = own.map(({ command, title }) => [command, english[title.slice(1, -1)]] as const);
    assert.deepEqual(Object.fromEntries(titles), TITLES);
    assert.ok(commands.every(({ category }) => category === 'Codestral'));
  });

  it('refer to declared commands and menus', () => {
    const ids = new Set(commands.map(({ command }) => command));
    for (const { command, submenu } of entries) {
      if (command !== undefined) assert.ok(ids.has(command), command);
      else
        assert.ok(
          submenus.some(({ id }) => id === submenu),
          submenu,
        );
    }
    assert.ok(submenus.every(({ id }) => (menus[id] ?? []).length > 0));
  });

  it('hide internal commands from the palette', () => {
    const palette = menus['commandPalette'] ?? [];
    for (const { command } of commands) {
      if (!command.startsWith('codestral.internal.')) continue;
      const when = palette.find((entry) => entry.command === command)?.when;
      assert.ok(when === 'false' || when?.startsWith('resourceScheme == codestral-edit'), command);
    }
  });

  it('use valid conditions on context keys that are set', () => {
    const conditions = entries.flatMap(({ when }) => when ?? []);
    assert.ok(conditions.length > 20);
    const asked = new Set(conditions.flatMap((when) => atomsOf(when).flatMap(keysOf)));
    assert.deepEqual([...asked].sort(), [...KEYS].sort());
  });

  for (const wrong of ['a &&', 'a = b', 'a b', '!a == b', 'a not in', '(a || b', 'a & b']) {
    it(`reject the condition ${wrong}`, () => {
      assert.throws(() => atomsOf(wrong).flatMap(keysOf));
    });
  }

  it('offer code actions in the editor menu, in this order', () => {
    const groups = (menus['codestral.editor'] ?? []).map(({ command = '', group = '' }) => [
      group,
      command.replace('codestral.', ''),
    ]);
    assert.deepEqual(
      groups.sort().map(([, command]) => command),
      ['explain', 'fix', 'generateTests', 'document', 'edit', 'suggestName', 'addToChat'],
    );
  });

  for (const name of ['generateCommitMessage', 'reviewChanges']) {
    it(`hide ${name} in an untrusted workspace`, () => {
      const offers = entries.filter(({ command }) => command === `codestral.${name}`);
      assert.equal(offers.length, 2);
      for (const { when = '' } of offers) assert.ok(atomsOf(when).includes('isWorkspaceTrusted'));
    });
  }

  it('offer to accept a change once it is complete', () => {
    const accept = entries.filter(({ command }) => command?.includes('.acceptEdit'));
    assert.equal(accept.length, 4);
    for (const { when = '' } of accept) {
      assert.ok(atomsOf(when).includes('resource not in codestral.streamingEdits'));
    }
  });
});
