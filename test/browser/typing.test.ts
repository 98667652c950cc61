import assert from 'node:assert/strict';
import { ANSWER, useCompletionEditor, type TestEditor } from '../support/testEditor.ts';

describe('suggestions while typing', () => {
  let editor: TestEditor;

  useCompletionEditor((shared) => {
    editor = shared;
  });

  it('keeps a suggestion while it is typed without a request', async () => {
    await editor.write('through.js', 'const total =');
    await editor.waitForSuggestion(' ', /^price \* quantity;$/);
    const watch = await editor.session.watchGhostText();
    await editor.session.type('price * quant', 60);
    await editor.session.waitForGhostText({ matching: /^ity;$/ });
    const seen = await watch.end();
    assert.deepEqual(
      seen.filter((text, index) => index > 0 && (text === '' || !seen[index - 1]!.endsWith(text))),
      [],
      `drawn: ${seen.join(' | ')}`,
    );
    assert.ok(seen.length > 8, `drawn: ${seen.join(' | ')}`);
    await editor.expectOneRequestFor('!', 1);
  });

  it('shows it again after Backspace without a request', async () => {
    await editor.write('back.py', 'total =');
    await editor.waitForSuggestion(' ', /^price \* quantity;$/);
    await editor.session.type('pri');
    await editor.session.waitForGhostText({ matching: /^ce \* quantity;$/ });
    await editor.session.press('Backspace');
    await editor.session.waitForGhostText({ matching: /^ice \* quantity;$/ });
    for (let key = 0; key < 3; key += 1) await editor.session.press('Backspace');
    await editor.session.waitForGhostText({ matching: /^ price \* quantity;$/ });
    await editor.expectOneRequestFor('!', 1);
  });

  it('reuses the request in flight for later keystrokes', async () => {
    await editor.server.configure({ firstTokenMs: 1_500 });
    await editor.write('join.py', 'total =');
    await editor.session.type(' ');
    await editor.waitForRequests(1);
    // Ends with a space: within a word VS Code waits 750 ms and then lists words instead.
    await editor.session.type('price ');
    assert.equal(editor.requests[0]?.firstByteAt, undefined, 'the answer came too early');
    await editor.session.waitForGhostText({ matching: /^\* quantity;$/ });
    assert.equal(editor.requests.length, 1);
  });

  it('shows a late answer within a word', async () => {
    // Long after VS Code has given up waiting, which it does 750 ms after the last key.
    await editor.server.configure({ firstTokenMs: 4_000 });
    // A language of no other file: words of other open files would be listed.
    await editor.write('late.rb', 'total =');
    await editor.session.type(' ');
    await editor.waitForRequests(1);
    await editor.session.type('pri');
    await editor.session.waitForGhostText({ matching: /^ce \* quantity;$/ });
    assert.equal(editor.requests.length, 1);
  });

  it('closes the stream and requests again when a key contradicts the answer', async () => {
    await editor.server.configure({ tokenMs: 100 });
    editor.server.answer(({ prompt }) =>
      prompt.endsWith('= z') ? 'ero;' : 'one + two + three + four + five + six + seven + eight',
    );
    await editor.write('against.py', 'total =');
    await editor.session.type(' ');
    await editor.until('some text', () => (editor.requests[0]?.bytesSent ?? 0) > 400);
    await editor.session.type('z');
    await editor.until('the stream to be closed', () => editor.requests[0]?.closedEarly === true);
    await editor.session.waitForGhostText({ matching: /^ero;$/ });
    assert.equal(editor.requests.length, 2);
  });

  it('shows the next lines after Tab and Enter without a request', async () => {
    editor.server.answer([`${ANSWER}\nconst shipping = 5;\nconst sum = total + shipping;\n`]);
    await editor.write('continue.js', 'const total =');
    await editor.waitForSuggestion(' ', /^price \* quantity;$/);
    await editor.session.press('Tab');
    await editor.session.press('Enter');
    await editor.session.waitForGhostText({ matching: /^const shipping = 5;$/ });
    assert.equal(editor.requests.length, 1);
    await editor.session.press('Tab');
    assert.equal(
      await editor.session.editorText(),
      'const total = price * quantity;\nconst shipping = 5;',
    );
  });

  it('keeps the rest after a word is accepted', async () => {
    await editor.write('word.py', 'total =');
    await editor.waitForSuggestion(' ', /^price \* quantity;$/);
    await editor.session.press('ControlOrMeta+ArrowRight');
    await editor.session.waitForGhostText({ matching: /^ \* quantity;$/ });
    assert.equal(await editor.session.editorText(), 'total = price');
    await editor.expectOneRequestFor('!', 1);
    await editor.session.press('Backspace');
    await editor.session.waitForGhostText({ matching: /^ \* quantity;$/ });
    await editor.session.press('Tab');
    assert.equal(await editor.session.editorText(), 'total = price * quantity;');
  });

  it('suggests nothing after undo, but after the next key', async () => {
    await editor.write('undo.py', 'total =');
    await editor.waitForSuggestion(' ', /^price \* quantity;$/);
    await editor.session.press('ControlOrMeta+z');
    await editor.until('nothing drawn', async () => (await editor.session.ghostText()) === '');
    const watch = await editor.session.watchGhostText();
    // VS Code saves after it has asked for suggestions.
    assert.equal(await editor.session.editorText(), 'total =');
    assert.deepEqual(await watch.end(), ['']);
    await editor.waitForSuggestion(' ', /^price \* quantity;$/);
  });

  it('requests nothing after a large paste, but after the next key', async () => {
    await editor.write('paste.js', `// ${'a long comment '.repeat(12)}\nconst total =`);
    await editor.session.press('ControlOrMeta+a');
    await editor.session.press('ControlOrMeta+c');
    await editor.session.press('ControlOrMeta+End');
    await editor.session.press('ControlOrMeta+v');
    await editor.until('the paste', async () => (await editor.session.editorText()).length > 350);
    await editor.waitForSuggestion(' ', /^price \* quantity;$/);
    assert.equal(editor.requests.length, 1);
  });

  it('includes a bracket that the editor closes', async () => {
    editor.server.answer('Math.max(width, height);');
    await editor.write('bracket.js', 'const size =');
    await editor.waitForSuggestion(' ', /^Math\.max\(width, height\);$/);
    await editor.session.type('Math.max(');
    await editor.session.waitForGhostText({ matching: /^width, height/ });
    await editor.expectOneRequestFor('!', 1);
    await editor.session.press('Backspace');
    await editor.session.waitForGhostText({ matching: /^width, height/ });
    await editor.session.press('Tab');
    assert.equal(await editor.session.editorText(), 'const size = Math.max(width, height);');
  });

  it('continues after the selected item of the suggestion list', async () => {
    editor.server.answer(({ prompt }) => (prompt.endsWith('\nunitPrice') ? ' * 2' : ''));
    await editor.write('widget.py', 'unitPrice = 1\n');
    await editor.session.type('uni');
    await editor.session.press('Control+Space');
    await editor.session.page
      .locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: 'unitPrice' })
      .waitFor();
    await editor.session.waitForGhostText({ matching: /^tPrice \* 2$/ });
    await editor.session.press('Tab');
    await editor.session.waitForGhostText({ matching: /^ \* 2$/ });
    await editor.session.press('Tab');
    assert.equal(await editor.session.editorText(), 'unitPrice = 1\nunitPrice * 2');
  });
});
