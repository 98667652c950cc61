import assert from 'node:assert/strict';
import { visible } from '../../../src/code/hidden.ts';
import { asOneCommand, isShell, readCommand } from '../../../src/code/shell.ts';

describe('code/shell', () => {
  it('knows the languages of commands', () => {
    for (const language of ['bash', 'sh', 'Shell', 'zsh', 'console', 'powershell', 'cmd']) {
      assert.ok(isShell(language), language);
    }
    for (const language of ['python', 'typescript', '', 'text']) assert.ok(!isShell(language));
  });

  for (const [name, language, code, expected] of [
    ['a line', 'bash', 'npm test\n', ['npm test']],
    ['lines', 'sh', '\nif a; then\n  b\nfi\n', ['if a; then', '  b', 'fi']],
    ['CRLF', 'sh', 'a\r\nb\r\n', ['a', 'b']],
    ['a tab, which would complete', 'sh', 'a\tb\n\tc', ['a b', ' c']],
    ['prompts, without what was answered', 'console', '$ a\nout\n$ b\n', ['a', 'b']],
    ['prompts in other blocks', 'bash', '# first\n$ a\nout', ['a']],
    [
      'a command over lines',
      'console',
      '$ a \\\n  --b \\\n> --c\nout',
      ['a \\', '  --b \\', '--c'],
    ],
    ['output that looks like a prompt for more', 'console', '$ npm i\n> a@1 build', ['npm i']],
    [
      'a prompt with a name',
      'console',
      '(venv) $ a\nme@box:~/x$ b\nroot@box:/# c',
      ['a', 'b', 'c'],
    ],
    ['a variable is no prompt', 'bash', '$HOME/bin/a\nb', ['$HOME/bin/a', 'b']],
    ['PowerShell', 'powershell', 'PS C:\\x> ls\nout\nPS> dir', ['ls', 'dir']],
    ['the prompt of Windows', 'cmd', 'C:\\Users\\me>dir\nout', ['dir']],
    ['a transcript without prompts', 'console', 'a\nb', ['a', 'b']],
  ] as const) {
    it(`reads ${name}`, () => {
      assert.deepEqual(readCommand(code, language), { lines: expected });
    });
  }

  for (const [name, language, code, expected] of [
    ['other languages', 'python', 'a', 'not a shell'],
    ['nothing', 'sh', ' \n\n', 'empty'],
    ['a transcript with nothing typed', 'console', '$ \nout', 'empty'],
    ['a whole program', 'sh', 'a'.repeat(20_001), 'too long'],
    ['an escape', 'sh', 'a\u001b[1A', 'controls'],
    ['a carriage return', 'sh', 'rm -rf x\recho hello', 'controls'],
    ['a backspace', 'sh', 'a\b', 'controls'],
    ['an interrupt', 'sh', 'a\u0003b', 'controls'],
    ['a control of eight bits', 'sh', 'a\u009b1A', 'controls'],
    ['half a character', 'sh', 'a\ud800', 'controls'],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.equal(readCommand(code, language), expected);
    });
  }

  it('is quick with a long line that is almost a prompt', () => {
    const startedAt = performance.now();
    readCommand(`me@box:${'a/'.repeat(9_000)}`, 'console');
    readCommand(`${'a'.repeat(19_000)}@b`, 'console');
    assert.ok(performance.now() - startedAt < 200);
  });

  it('makes one command of many lines, as the shell has it', () => {
    const lines = { lines: ['a', 'b'] };
    assert.equal(asOneCommand(lines, 'bash'), '{\na\nb\n}');
    assert.equal(asOneCommand(lines, 'fish'), 'begin\na\nb\nend');
    assert.equal(asOneCommand(lines, 'pwsh'), '. {\na\nb\n}');
    assert.equal(asOneCommand(lines, 'cmd'), 'a\nb');
    assert.equal(asOneCommand(lines, undefined), 'a\nb');
    assert.equal(asOneCommand({ lines: ['a'] }, 'bash'), 'a');
  });
});

describe('code/hidden', () => {
  it('makes to be seen what is not', () => {
    assert.equal(
      visible('a\u202eb\u200bc\u00a0d\u2028e f'),
      'a\\u{202e}b\\u{200b}c\\u{a0}d\\u{2028}e f',
    );
    assert.equal(visible('\u{e0041}\u3164\u00ad'), '\\u{e0041}\\u{3164}\\u{ad}');
    assert.equal(visible('✔\ufe0f é 漢 שלום'), '✔\ufe0f é 漢 שלום');
  });
});
