import assert from 'node:assert/strict';
import { manifest, texts } from './manifest.ts';

const { commands, menus, submenus } = manifest.contributes;
const english = texts('package.nls.json');

/** What the palette calls each command; the rest of the product relies on these. */
const TITLES: Readonly<Record<string, string>> = {
  'codestral.setMistralKey': 'Set Mistral API Key',
  'codestral.setCodestralKey': 'Set Codestral API Key',
  'codestral.manageKeys': 'Manage API Keys',
  'codestral.selectCompletionModel': 'Select Completion Model',
  'codestral.selectChatModel': 'Select Chat Model',
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
  'codestral.suggestName': 'Suggest a Better Name',
  'codestral.showUsage': 'Show Usage',
  'codestral.showMenu': 'Show Menu',
  'codestral.showLog': 'Show Log',
  'codestral.copyDiagnostics': 'Copy Diagnostic Report',
};

/** The keys that a condition may ask for: VS Code's own, those of its git extension, and ours. */
const KEYS: ReadonlySet<string> = new Set([
  ...['activeEditor', 'editorHasRenameProvider', 'editorIsOpen', 'editorLangId', 'editorReadonly'],
  ...['isWorkspaceTrusted', 'notebookEditable', 'resource', 'resourceScheme'],
  ...['scmProvider', 'scmProviderRootUri', 'view'],
  ...['gitOpenRepositoryCount'],
  ...['codestral.growingEdits', 'codestral.isOpen', 'codestral.writingCommits'],
  'codestral.isWritingCommit',
]);

/** The parts of a condition that stand between `&&` and `||`; throws where it has not that form. */
function atomsOf(condition: string): string[] {
  assert.doesNotMatch(condition, /['"]/, 'quotes are not needed so far');
  // Brackets around parts that are right in themselves say nothing more.
  const inner = /\(([^()]*)\)/.exec(condition);
  if (inner) return [...atomsOf(inner[1] ?? ''), ...atomsOf(condition.replace(inner[0], 'false'))];
  assert.doesNotMatch(condition, /[()]/, 'a bracket is alone');
  return condition.split(/&&|\|\|/).map((atom) => atom.trim());
}

/** The keys that a part of a condition asks for. */
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

describe('the menus', () => {
  const entries = Object.values(menus).flat();

  it('have every command of the product, under its name', () => {
    const own = commands.filter(({ command }) => !command.startsWith('codestral.internal.'));
    const titles = own.map(({ command, title }) => [command, english[title.slice(1, -1)]] as const);
    assert.deepEqual(Object.fromEntries(titles), TITLES);
    assert.ok(commands.every(({ category }) => category === 'Codestral'));
  });

  it('lead to commands and menus that are declared', () => {
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

  it('keep internal commands out of the palette where they mean nothing', () => {
    const palette = menus['commandPalette'] ?? [];
    for (const { command } of commands) {
      if (!command.startsWith('codestral.internal.')) continue;
      const when = palette.find((entry) => entry.command === command)?.when;
      assert.ok(when === 'false' || when?.startsWith('resourceScheme == codestral-edit'), command);
    }
  });

  it('have conditions that VS Code understands, of keys that somebody sets', () => {
    const conditions = entries.flatMap(({ when }) => when ?? []);
    assert.ok(conditions.length > 20);
    const asked = new Set(conditions.flatMap((when) => atomsOf(when).flatMap(keysOf)));
    assert.deepEqual([...asked].sort(), [...KEYS].sort());
  });

  for (const wrong of ['a &&', 'a = b', 'a b', '!a == b', 'a not in', '(a || b', 'a & b']) {
    it(`take ${wrong} for no condition`, () => {
      assert.throws(() => atomsOf(wrong).flatMap(keysOf));
    });
  }

  it('offer what is for code in the editor’s own menu, in this order', () => {
    const groups = (menus['codestral.editor'] ?? []).map(({ command = '', group = '' }) => [
      group,
      command.replace('codestral.', ''),
    ]);
    assert.deepEqual(
      groups.sort().map(([, command]) => command),
      ['explain', 'fix', 'generateTests', 'document', 'edit', 'suggestName', 'addToChat'],
    );
  });

  it('hide the commit message where the workspace is not trusted', () => {
    const offers = entries.filter(({ command }) => command === 'codestral.generateCommitMessage');
    assert.equal(offers.length, 2);
    for (const { when = '' } of offers) assert.ok(atomsOf(when).includes('isWorkspaceTrusted'));
  });

  it('offer to accept a change once all of it is there', () => {
    const accept = entries.filter(({ command }) => command?.includes('.acceptEdit'));
    assert.equal(accept.length, 4);
    for (const { when = '' } of accept) {
      assert.ok(atomsOf(when).includes('resource not in codestral.growingEdits'));
    }
  });
});
