import assert from 'node:assert/strict';
import { manifest, read } from './manifest.ts';

type System = 'win' | 'linux' | 'mac';

/** Written by test/tools/defaultKeybindings.ts: commands by keystrokes, by system. */
const defaults = JSON.parse(read('test/fixtures/defaultKeybindings.json')) as Readonly<
  Record<System, Readonly<Record<string, string>>>
>;

/** Defaults of the desktop build, which the fixture's editor does not have; see VS Code's keyboard reference. */
const DESKTOP_ONLY: Readonly<Record<System, readonly string[]>> = {
  win: ['ctrl+k r', 'ctrl+r', 'ctrl+shift+i', 'ctrl+shift+n', 'alt+f4', 'ctrl+q'],
  linux: ['ctrl+k r', 'ctrl+r', 'ctrl+shift+i', 'ctrl+shift+n', 'alt+f4', 'ctrl+q'],
  mac: ['cmd+k r', 'ctrl+r', 'ctrl+w', 'alt+cmd+i', 'cmd+shift+n', 'cmd+q', 'cmd+h', 'cmd+m'],
};

/**
 * Defaults that are the first key of one of our chords; none of them applies while the editor's text has the focus.
 */
const FIRST_KEYS: ReadonlySet<string> = new Set([
  'markdown.editor.deleteLineRight',
  'workbench.action.terminal.clear',
  'workbench.debug.panel.action.clearReplAction',
]);

/** The bindings that apply everywhere, and those of the preview of an edit. */
const all = manifest.contributes.keybindings;
const isOfPreview = ({ command }: { command: string }) => command.startsWith('codestral.internal.');
const keybindings = all.filter((each) => !isOfPreview(each));
const ofPreview = all.filter(isOfPreview);
const ours = keybindings.flatMap(({ command, key, mac }) =>
  (['win', 'linux', 'mac'] as const).map((system) => {
    return { command, system, key: system === 'mac' ? (mac ?? key) : key };
  }),
);

describe('default keybindings', () => {
  it('open the chat and edit with instructions', () => {
    assert.deepEqual(
      keybindings.map(({ command }) => command),
      ['codestral.openChat', 'codestral.edit'],
    );
  });

  it('are compared with the defaults of three systems', () => {
    for (const [system, copy, addLine] of [
      ['win', 'ctrl+c', 'ctrl+k ctrl+c'],
      ['linux', 'ctrl+c', 'ctrl+k ctrl+c'],
      ['mac', 'cmd+c', 'cmd+k cmd+c'],
    ] as const) {
      assert.match(defaults[system][copy] ?? '', /clipboardCopyAction/);
      assert.match(defaults[system][addLine] ?? '', /addCommentLine/);
      assert.ok(Object.keys(defaults[system]).length > 350, system);
    }
  });

  for (const { command, system, key } of ours) {
    it(`${command}: ${key} is not a default of VS Code on ${system}`, () => {
      assert.equal(defaults[system][key], undefined);
      assert.ok(!DESKTOP_ONLY[system].includes(key));
    });

    it(`${command}: ${key} starts with the key that VS Code's own chords start with on ${system}`, () => {
      const [first = '', second = ''] = key.split(' ');
      assert.equal(first, system === 'mac' ? 'cmd+k' : 'ctrl+k');
      // A letter is the same key on each keyboard layout; with Ctrl+Alt it could be a character of the layout.
      assert.match(second, /^[a-z]$/);
      const shadowed = (defaults[system][first] ?? '').split(', ').filter(Boolean);
      for (const each of shadowed) assert.ok(FIRST_KEYS.has(each), each);
    });
  }

  for (const { command, when } of keybindings) {
    it(`${command}: applies in the text of an editor, not in a terminal or the debug console`, () => {
      assert.match(when, /^editorTextFocus && !inDebugRepl/);
    });
  }
});

describe('keybindings of the preview', () => {
  it('accept, discard and save', () => {
    assert.deepEqual(
      ofPreview.map(({ command, key, mac }) => [command, key, mac]),
      [
        ['codestral.internal.acceptEdit', 'ctrl+enter', 'cmd+enter'],
        ['codestral.internal.discardEdit', 'escape', undefined],
        ['codestral.internal.saveEdit', 'ctrl+s', 'cmd+s'],
      ],
    );
  });

  for (const { command, when } of ofPreview) {
    it(`${command}: applies only in the text of the active preview`, () => {
      assert.match(when, /^codestral\.isPreviewActive && isInDiffEditor && editorTextFocus\b/);
      assert.doesNotMatch(when, /\|\|/);
    });
  }

  for (const key of [
    ...['findWidgetVisible', 'suggestWidgetVisible', 'parameterHintsVisible'],
    ...['editorHasSelection', 'editorHasMultipleSelections', 'referenceSearchVisible'],
    ...['markersNavigationVisible', 'messageVisible', 'codeActionMenuVisible', 'isComposing'],
  ]) {
    it(`leave Escape to the editor while ${key} is set`, () => {
      const escape = ofPreview.find(({ key }) => key === 'escape');
      assert.ok(escape?.when.split(' && ').includes(`!${key}`));
    });
  }
});
