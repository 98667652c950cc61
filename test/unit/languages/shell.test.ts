import assert from 'node:assert/strict';
import { asOneCommand, isShell, readCommand, reviewText } from '../../../src/languages/shell.ts';

describe('readCommand', () => {
  it('recognizes shell languages', () => {
    const shells = [
      ...[
        'sh',
        'bash',
        'zsh',
        'ksh',
        'mksh',
        'dash',
        'ash',
        'csh',
        'tcsh',
        'fish',
        'nu',
        'nushell',
      ],
      ...[
        'shell',
        'Shell',
        'shellscript',
        'shell-script',
        'powershell',
        'PowerShell',
        'pwsh',
        'ps',
      ],
      ...['ps1', 'cmd', 'bat', 'batch', 'BAT', 'dos', 'console', 'terminal', 'shell-session'],
      ...['shellsession', 'shell_session', 'sh-session', 'bash-session', 'pwsh-session', 'doscon'],
    ];
    for (const language of shells) {
      assert.ok(isShell(language), language);
      assert.deepEqual(readCommand('npm test', language), { lines: ['npm test'] }, language);
    }
    const others = [
      'python',
      'typescript',
      '',
      'text',
      'makefile',
      'dockerfile',
      'awk',
      'constructor',
    ];
    for (const language of others) {
      assert.ok(!isShell(language), language);
      assert.equal(readCommand('npm test', language), 'not a shell', language);
    }
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
    ['a variable, which is not a prompt', 'bash', '$HOME/bin/a\nb', ['$HOME/bin/a', 'b']],
    ['PowerShell', 'powershell', 'PS C:\\x> ls\nout\nPS> dir', ['ls', 'dir']],
    ['the prompt of Windows', 'cmd', 'C:\\Users\\me>dir\nout', ['dir']],
    ['a prompt without a sign of a shell', 'console', '> ls\nout\n> pwd', ['ls', 'pwd']],
    ['the prompt of a theme', 'shell-session', '❯ ls\nout', ['ls']],
    ['output that is redirected', 'sh', '> a.txt\nls', ['> a.txt', 'ls']],
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

  it('joins lines into one command as the shell does', () => {
    const lines = { lines: ['a', 'b'] };
    assert.equal(asOneCommand(lines, 'bash'), '{\na\nb\n}');
    assert.equal(asOneCommand(lines, 'fish'), 'begin\na\nb\nend');
    assert.equal(asOneCommand(lines, 'pwsh'), '. {\na\nb\n}');
    assert.equal(asOneCommand(lines, 'cmd'), 'a\nb');
    assert.equal(asOneCommand(lines, undefined), 'a\nb');
    assert.equal(asOneCommand({ lines: ['a'] }, 'bash'), 'a');
  });

  it('shows a command in full or not at all', () => {
    const lines = (count: number, line = 'echo') => ({ lines: Array<string>(count).fill(line) });
    assert.equal(reviewText(lines(25)), lines(25).lines.join('\n'));
    assert.equal(reviewText(lines(26)), undefined);
    assert.equal(reviewText({ lines: ['a'.repeat(25 * 80)] })?.length, 25 * 80);
    assert.equal(reviewText({ lines: ['a'.repeat(25 * 80 + 1)] }), undefined);
    assert.equal(reviewText({ lines: [`ls${' '.repeat(3_000)}; rm -r x`] }), undefined);
  });

  it('shows the hidden characters of a command', () => {
    assert.equal(
      reviewText({ lines: ['curl a\u202eb\u200bc', 'x\u00a0y \u00ad\u3164 ✔\ufe0f é 漢'] }),
      'curl a[U+202E]b[U+200B]c\nx[U+00A0]y [U+00AD][U+3164] ✔\ufe0f é 漢',
    );
    assert.equal(reviewText({ lines: ['\u{e0041}'.repeat(300)] }), undefined);
  });
});
