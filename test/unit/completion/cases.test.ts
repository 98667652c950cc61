import assert from 'node:assert/strict';
import { replay } from '../../tools/replayLine.ts';

/** Name, language, document and answer as the model gives it, and the document after accepting; `█` is the cursor. */
type Case = readonly [
  name: string,
  languageId: string,
  document: string,
  answer: string,
  after: string,
];

const sameLine: readonly Case[] = [
  ['a balanced answer leaves the closer alone', 'python', 'print(█)', 'len(xs)', 'print(len(xs)█)'],
  ['a closer that is there is covered', 'python', 'print(█)', 'len(xs))', 'print(len(xs))█'],
  [
    'an arrow function in a call',
    'typescript',
    'items.map(█)',
    '(i) => i.id',
    'items.map((i) => i.id█)',
  ],
  ['an index in a list', 'typescript', 'const x = [█]', 'f[0], 1', 'const x = [f[0], 1█]'],
  [
    'an object keeps the closer behind it',
    'typescript',
    'foo(█)',
    '{\n  a: 1,\n}',
    'foo({\n  a: 1,\n}█)',
  ],
  ['an object with the closer', 'typescript', 'foo(█)', '{\n  a: 1,\n})', 'foo({\n  a: 1,\n})█'],
  [
    'quote and closer are covered',
    'typescript',
    'console.log("█")',
    'x:", x)',
    'console.log("x:", x)█',
  ],
  ['arguments', 'typescript', 'foo(█)', '"argument1", true', 'foo("argument1", true█)'],
  ['a template literal', 'typescript', 'const s = `${█}`', 'name', 'const s = `${name█}`'],
  [
    'a semicolon is not doubled',
    'typescript',
    'console.log(█;',
    '"Hello");',
    'console.log("Hello")█;',
  ],
  ['the rest of the line is not repeated', 'typescript', 'sum(█, b);', 'a, b);', 'sum(a█, b);'],
  ['the head of a block is covered', 'javascript', 'if (█) {\n}', 'x > 0) {', 'if (x > 0) {█\n}'],
  ['text that only looks alike stays', 'typescript', 'foo(█, bar)', 'baz', 'foo(baz█, bar)'],
  ['a stray closer is cut', 'typescript', 'const x = █;', 'f(1));', 'const x = f(1)█;'],
  ['two closers', 'typescript', 'f(g(█))', 'x))', 'f(g(x))█'],
  ['nothing but closers that are there', 'typescript', 'f(g(█))', '))', 'f(g(█))'],
  ['closers that are missing', 'python', 'foo(bar█', '(1))', 'foo(bar(1))█'],
  ['one character', 'python', 'x = █', '8', 'x = 8█'],
  [
    'a URL is no comment',
    'javascript',
    'const u = █',
    '"https://x.dev/src/app.ts"',
    'const u = "https://x.dev/src/app.ts"█',
  ],
  ['right-to-left text', 'typescript', 'say("█")', 'שלום', 'say("שלום█")'],
  ['emoji', 'typescript', 'say("👋 █")', '🌍")', 'say("👋 🌍")█'],
  [
    'a return type in front of a colon',
    'python',
    'def f(█):\n    return a',
    'a, b=1) -> int:\n    return a',
    'def f(a, b=1) -> int:█\n    return a',
  ],
  [
    'more of the expression in front of a semicolon',
    'typescript',
    'a(b(c(█)));',
    'd))) || e;',
    'a(b(c(d))) || e;█',
  ],
  [
    'a string that closes and opens again',
    'python',
    'x = d["█"]',
    'key"]["other',
    'x = d["key"]["other█"]',
  ],
  [
    'a JSON pair from within a string',
    'json',
    '{"a": "█"}',
    'b", "c": "d',
    '{"a": "b", "c": "d█"}',
  ],
  [
    'an attribute from within another',
    'html',
    '<a href="█">x</a>',
    'https://a.dev" class="b',
    '<a href="https://a.dev" class="b█">x</a>',
  ],
  ['a doubled quote', 'sql', "WHERE name = '█'", "O''Brien", "WHERE name = 'O''Brien█'"],
  [
    'a Go tag keeps its backtick',
    'go',
    'type A struct {\n\tName string `json:"█"`\n}',
    'name"`\n\tAge int `json:"age"`\n}',
    'type A struct {\n\tName string `json:"name█"`\n}',
  ],
  [
    'the rest of a template literal',
    'typescript',
    'const s = `hello ${█} world`;',
    'user.name} world`;',
    'const s = `hello ${user.name█} world`;',
  ],
  ['one closer too many on an open call', 'typescript', 'foo(a█', '))', 'foo(a)█'],
  ['three closers too many on an open call', 'typescript', 'foo(█', 'bar))));', 'foo(bar)█'],
  ['closers too many in front of one', 'typescript', 'foo(█);', 'bar))));', 'foo(bar)█;'],
  ['a blank in front of the closer', 'typescript', 'foo(█ );', 'a);', 'foo(a█ );'],
];

const blocks: readonly Case[] = [
  [
    'a Python body with a blank line, before a second function',
    'python',
    'def f(x):\n    █',
    'a = 1\n\n    return a\n\n\ndef g():\n    pass\n',
    'def f(x):\n    a = 1\n\n    return a█',
  ],
  [
    'an if chain, before a statement',
    'python',
    'def f(x):\n    if x:\n        █',
    'return 1\n    elif y:\n        return 2\n    else:\n        return 3\n    print(x)\n',
    'def f(x):\n    if x:\n        return 1\n    elif y:\n        return 2\n    else:\n        return 3█',
  ],
  [
    'a signature and body whose brace is there',
    'javascript',
    'function bubbleSort(█) {\n\n}',
    'arr) {\n  for (const a of arr) {\n    swap(a);\n  }\n  return arr;\n}',
    'function bubbleSort(arr) {\n  for (const a of arr) {\n    swap(a);\n  }\n  return arr;█\n\n}',
  ],
  [
    'a callback whose end is there',
    'javascript',
    "it('x', () => {\n  █\n});\n",
    'foo();\n});',
    "it('x', () => {\n  foo();█\n});\n",
  ],
  ['a brace that is there', 'javascript', 'if (check) {\n    █\n}', '}', 'if (check) {\n    █\n}'],
  [
    'YAML ends where the key below comes',
    'yaml',
    'host: a\n█\nport: 9090\n',
    'user: bob\nport: 8080\n',
    'host: a\nuser: bob█\nport: 9090\n',
  ],
  [
    'CRLF, and only the first method',
    'java',
    'class A {\r\n  void a() {\r\n    █\r\n',
    'x();\n  }\n\n  void b() {\n    y();\n  }\n}',
    'class A {\r\n  void a() {\r\n    x();\r\n  }█\r\n',
  ],
  [
    'a whole function at the end of a file',
    'typescript',
    'const a = 1;\n\n█',
    'function f() {\n  return a;\n}\n\nfunction g() {\n  return 2;\n}\n',
    'const a = 1;\n\nfunction f() {\n  return a;\n}█',
  ],
  [
    'one statement between others',
    'typescript',
    'function f() {\n  a();\n  █\n  c();\n}',
    'b();\n  c();\n}',
    'function f() {\n  a();\n  b();█\n  c();\n}',
  ],
  [
    'one whole block between others',
    'typescript',
    'function f() {\n  a();\n  █\n  c();\n}',
    'if (a) {\n    b();\n  }\n  d();',
    'function f() {\n  a();\n  if (a) {\n    b();\n  }█\n  c();\n}',
  ],
  [
    'else if and else belong to the block',
    'typescript',
    'if (a) {█',
    '\n  b();\n} else {\n  c();\n}\nd();\n',
    'if (a) {\n  b();\n} else {\n  c();\n}█',
  ],
  [
    'Ruby closes with a word',
    'ruby',
    'def f(x)\n  █\n',
    'y = x\n  y + 1\nend\n\ndef g\nend\n',
    'def f(x)\n  y = x\n  y + 1\nend█\n',
  ],
  [
    'a comment is one line',
    'typescript',
    '// sort the █\nfoo();',
    'list by name\nlist.sort();',
    '// sort the list by name█\nfoo();',
  ],
  [
    'arguments over lines end with their bracket',
    'python',
    'x = foo(█',
    'a,\n    b)\ny = 2\n',
    'x = foo(a,\n    b)█',
  ],
  [
    'a finished line goes on below',
    'typescript',
    'const a = 1;█',
    '\nconst b = 2;\nconst c = 3;\n',
    'const a = 1;\nconst b = 2;█',
  ],
  [
    'a whole argument in front of others',
    'typescript',
    'const fn = useCallback(█, [dep]);',
    '() => {\n  run(dep);\n}, [dep]);',
    'const fn = useCallback(() => {\n  run(dep);\n}█, [dep]);',
  ],
  [
    'an opener in front of the rest of the line is worse than nothing',
    'typescript',
    'const x = █ + rest;',
    'foo(',
    'const x = █ + rest;',
  ],
  [
    'the end of a class that began before the window',
    'java',
    `class A {\n${'  void a() {\n  }\n'.repeat(900)}█`,
    '}',
    `class A {\n${'  void a() {\n  }\n'.repeat(900)}}█`,
  ],
  ['Markdown: a fenced block', 'markdown', '█', '```js\nfoo()\n```\nmore', '```js\nfoo()\n```█'],
  ['Markdown: a line', 'markdown', 'Hello █', 'world.\nMore.', 'Hello world.█'],
  [
    'a documented function above a documented one',
    'typescript',
    'import a;\n█\n/**\n * B\n */\nfunction b() {}',
    '/**\n * A\n */\nfunction a() {\n  return 1;\n}\n',
    'import a;\n/**\n * A\n */\nfunction a() {\n  return 1;\n}█\n/**\n * B\n */\nfunction b() {}',
  ],
  [
    'the documented function below said again',
    'typescript',
    'import a;\n█\n/**\n * B\n */\nfunction b() {}',
    '/**\n * B\n */\nfunction b() {}',
    'import a;\n█\n/**\n * B\n */\nfunction b() {}',
  ],
  ['an empty first line', 'python', '█\nimport os\n', 'import os\nimport sys', '█\nimport os\n'],
  [
    'the end of a long class',
    'java',
    `class A {\n${'  void a() {\n  }\n'.repeat(250)}█`,
    '}',
    `class A {\n${'  void a() {\n  }\n'.repeat(250)}}█`,
  ],
  [
    'a Lua function in a call',
    'lua',
    'foo(function()█)',
    '\n  bar()\nend',
    'foo(function()\n  bar()\nend█)',
  ],
];

const shaping: readonly Case[] = [
  [
    "the line's own beginning",
    'javascript',
    'const total = █',
    'const total = 42',
    'const total = 42█',
  ],
  ['a header of our prompt', 'python', 'x = █\n', '1\n+++++ other.py\nimport a', 'x = 1█\n'],
  ['a sentinel', 'python', 'x = █\n', '1[SUFFIX]\nfoo', 'x = 1█\n'],
  ['a space too many', 'typescript', 'const x = █;', ' 42', 'const x = 42█;'],
  ['a Markdown fence in code', 'python', 'x = █', '```python\n42\n```\n', 'x = 42█'],
  ['chat prose in code', 'python', 'x = █', 'Here is the code:\n```python\n42\n```\n', 'x = 42█'],
  ['a line above said again', 'python', 'foo(1)\n█', 'foo(1)', 'foo(1)\n█'],
  [
    'tabs where the document has tabs',
    'go',
    'func f() {\n\tif a {\n\t\tb()\n\t}\n\t█',
    'if c {\n        d()\n    }\n}',
    'func f() {\n\tif a {\n\t\tb()\n\t}\n\tif c {\n\t\td()\n\t}\n}█',
  ],
  [
    'a loop is cut after its first round',
    'python',
    'def f():\n    █',
    'a = 1\n    b = 2\n    a = 1\n    b = 2\n    a = 1\n    b = 2\n    a = 1\n',
    'def f():\n    a = 1\n    b = 2█',
  ],
  [
    'a loop within a line is cut after its first round',
    'typescript',
    'const x = [█',
    '"ab", "ab", '.repeat(300),
    'const x = ["ab",█',
  ],
  ['blanks alone are nothing', 'python', 'x = 1█\n', '   \n  \n', 'x = 1█\n'],
  [
    'the line below said again',
    'typescript',
    'a();\n█\nsum(a, b);',
    'sum(a,  b);',
    'a();\n█\nsum(a, b);',
  ],
  [
    'indentation that is typed',
    'python',
    'def f():\n    █',
    '    return 1',
    'def f():\n    return 1█',
  ],
  ['an access begun anew', 'typescript', 'return this.█', 'this.name;', 'return this.name;█'],
  [
    'rows that are alike are no loop',
    'python',
    'x = [\n    █',
    '0,\n    0,\n    0,\n    1,\n]\n',
    'x = [\n    0,\n    0,\n    0,\n    1,\n]█',
  ],
  [
    'columns that are alike are no loop',
    'css',
    '.a { grid-template: █',
    '1fr 1fr 1fr 1fr 1fr 1fr;',
    '.a { grid-template: 1fr 1fr 1fr 1fr 1fr 1fr;█',
  ],
  [
    'tabs where only the cursor has one',
    'go',
    'func f() {\n\t█\n}',
    'if a {\n\t\tb()\n\t}',
    'func f() {\n\tif a {\n\t\tb()\n\t}█\n}',
  ],
  [
    'a recipe in a new Makefile',
    'makefile',
    'all:\n\t█',
    'echo a\n\techo b\n\nclean:\n\trm',
    'all:\n\techo a\n\techo b█',
  ],
  [
    'an indentation that is typed, behind a line break',
    'typescript',
    'function f() {\n  █\n}',
    '\n  return 1;',
    'function f() {\n  return 1;█\n}',
  ],
];

it('completion: no surrogate pair in the range, which VS Code would not draw', () => {
  const { insertText, replaceBefore } = replay({
    languageId: 'typescript',
    path: 'file',
    document: 'say("👋 a█")',
    answer: 'b',
  });
  assert.deepEqual([insertText, replaceBefore], [' ab', 2]);
});

for (const [title, cases] of Object.entries({ 'same line': sameLine, blocks, shaping })) {
  describe(`completion: ${title}`, () => {
    for (const [name, languageId, document, answer, after] of cases) {
      it(name, () => {
        assert.equal(replay({ languageId, path: 'file', document, answer }).after, after);
      });
      it(`${name}, character by character`, () => {
        const pieces = Array.from(answer);
        assert.equal(replay({ languageId, path: 'file', document, answer: pieces }).after, after);
      });
    }
  });
}
