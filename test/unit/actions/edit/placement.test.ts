import assert from 'node:assert/strict';
import { soleDeclaration } from '../../../../src/actions/edit/placement/codeDeclarations.ts';
import { topLevelName } from '../../../../src/actions/edit/placement/topLevelName.ts';
import { placeDiff } from '../../../../src/actions/edit/placement/unifiedDiff.ts';
import {
  placeCode,
  type PlacementInput,
} from '../../../../src/actions/edit/placement/placement.ts';
import type { LineEdit } from '../../../../src/actions/edit/placement/lineEdits.ts';

const indent = { languageId: 'typescript', unit: '  ', tabSize: 2 };

/** The document after a change. */
function applied(document: string, edit: LineEdit | string): string {
  if (typeof edit === 'string') return edit;
  const lines = document.split('\n');
  lines.splice(edit.first, edit.last - edit.first + 1, ...edit.lines);
  return lines.join('\n');
}

const CART = `import { sum } from './sum';

/** A cart. */
export class Cart {
  lines = [];

  /** Its total. */
  total() {
    return sum(this.lines);
  }

  clear() {
    this.lines = [];
  }
}

export function empty() {
  return new Cart();
}
`;

interface Case {
  readonly name: string;
  readonly document?: string;
  readonly code: string;
  readonly more?: Partial<PlacementInput>;
  /** Replaces a part of the document, or is a failure. */
  readonly result: readonly [old: string, now: string] | string;
}

const CASES: readonly Case[] = [
  {
    name: 'the whole file, with a comment above its imports',
    code: `// Checked.\n${CART.replace('this.lines = [];\n  }', 'this.lines = [];\n    check();\n  }')}`,
    result: [
      CART.trimEnd(),
      `// Checked.\n${CART.replace('this.lines = [];\n  }', 'this.lines = [];\n    check();\n  }').trimEnd()}`,
    ],
  },
  {
    name: 'a function of the same name',
    code: 'export function empty(): Cart {\n    return new Cart();\n}',
    result: ['export function empty() {', 'export function empty(): Cart {'],
  },
  {
    name: 'a method, indented like the document, whose comment stays',
    code: 'async total() {\n  return 0;\n}',
    result: ['  total() {\n    return sum(this.lines);', '  async total() {\n    return 0;'],
  },
  {
    name: 'a method with a new comment',
    code: '/** The sum. */\ntotal() {\n  return 0;\n}',
    result: [
      '  /** Its total. */\n  total() {\n    return sum(this.lines);',
      '  /** The sum. */\n  total() {\n    return 0;',
    ],
  },
  {
    name: 'two functions, of which one is new',
    code: 'export function empty() {\n  return filled([]);\n}\n\nexport function filled(lines) {\n  return lines;\n}',
    result: [
      '  return new Cart();\n}',
      '  return filled([]);\n}\n\nexport function filled(lines) {\n  return lines;\n}',
    ],
  },
  {
    name: 'a function with a new import',
    code: "import { sum } from './sum';\nimport { log } from './log';\n\nexport function empty() {\n  log();\n}",
    result: 'import',
  },
  {
    name: 'the whole file',
    code: CART.replaceAll('lines', 'rows'),
    result: 'whole',
  },
  {
    name: 'lines between unchanged neighbors',
    code: 'lines = [];\nowner = 1;\n\n/** Its total. */',
    result: ['  lines = [];\n', '  lines = [];\n  owner = 1;\n'],
  },
  {
    name: 'the attached lines, for a command that replaces them',
    code: 'this.lines.length = 0;',
    more: { attached: { first: 12, last: 12 }, isReplacement: true },
    result: ['    this.lines = [];\n  }', '    this.lines.length = 0;\n  }'],
  },
  {
    name: 'the attached lines, if the code resembles them',
    code: 'lines = [];\nowner = 1;',
    more: { attached: { first: 4, last: 4 } },
    result: ['  lines = [];\n', '  lines = [];\n  owner = 1;\n'],
  },
  {
    name: 'a method of the attached class',
    code: 'clear() {\n  this.lines.length = 0;\n}',
    more: { attached: { first: 2, last: 14 } },
    result: ['this.lines = [];\n  }', 'this.lines.length = 0;\n  }'],
  },
  { name: 'code of another file', code: 'function other() {\n  return 1;\n}', result: 'nowhere' },
  { name: 'a statement that is not there', code: 'other();', result: 'nowhere' },
  { name: 'nothing', code: '\n \n', result: 'nowhere' },
  {
    name: 'code that leaves parts out',
    code: 'export class Cart {\n  // ... existing code ...\n  clear() {}\n}',
    result: 'incomplete',
  },
  {
    name: 'one of two methods of the same name, by its lines',
    document: 'class A {\n  run() {\n    a();\n  }\n}\nclass B {\n  run() {\n    b();\n  }\n}\n',
    code: 'run() {\n  b();\n  c();\n}',
    result: ['    b();\n', '    b();\n    c();\n'],
  },
  {
    name: 'one of two equal methods',
    document: 'class A {\n  run() {\n    a();\n  }\n}\nclass B {\n  run() {\n    a();\n  }\n}\n',
    code: 'run() {\n  b();\n}',
    result: 'ambiguous',
  },
  {
    name: 'a Python function with its decorator',
    document: '@cached\ndef area(r):\n    return r * r\n\n\nprint(area(2))\n',
    code: '@cached\ndef area(r: float) -> float:\n    return 3.14 * r * r',
    more: { indent: { languageId: 'python', unit: '    ', tabSize: 4 } },
    result: [
      'def area(r):\n    return r * r',
      'def area(r: float) -> float:\n    return 3.14 * r * r',
    ],
  },
  {
    name: 'a Go method',
    document:
      'package cart\n\nfunc (c *Cart) Total() int {\n\treturn 1\n}\n\nfunc New() *Cart {\n\treturn nil\n}\n',
    code: 'func (c *Cart) Total() int {\n\treturn 2\n}',
    more: { indent: { languageId: 'go', unit: '\t', tabSize: 4 } },
    result: ['return 1', 'return 2'],
  },
];

describe('placeCode', () => {
  for (const { name, document = CART, code, more, result } of CASES) {
    it(`places ${name}`, () => {
      const now = applied(document, placeCode({ code, document, indent, ...more }));
      if (typeof result !== 'string') assert.equal(now, document.replace(result[0], result[1]));
      else if (result === 'whole') assert.equal(now, document.replaceAll('lines', 'rows'));
      else if (result === 'import') {
        const log = "import { sum } from './sum';\nimport { log } from './log';\n";
        const expected = document.replace("import { sum } from './sum';\n", log);
        assert.equal(now, expected.replace('return new Cart()', 'log()'));
      } else assert.equal(now, result);
    });
  }
});

describe('declaredName', () => {
  const names: readonly [string, string | undefined][] = [
    ['export default async function* load<T>(a) {', 'load'],
    ['export const total = (a: number) => {', 'total'],
    ['  private static int sum(int a, int b) {', 'sum'],
    ['pub(crate) fn area(&self) -> f64 {', 'area'],
    ['impl Shape for Circle {', 'Circle'],
    ['func (c *Cart) Total() int {', 'Total'],
    ['def total(self):', 'total'],
    ['std::string Cart::name() const {', 'name'],
    ['class Cart extends Base {', 'Cart'],
    ['fun total(): Int {', 'total'],
    ['if (a) {', undefined],
    ['} else if (b) {', undefined],
    ['return total(a);', undefined],
    ['total(a);', undefined],
    ['const = 1', undefined],
    ['items.map((item) => {', undefined],
    ['', undefined],
  ];
  for (const [line, name] of names) {
    it(`of ${JSON.stringify(line)} is ${name ?? 'none'}`, () => {
      assert.equal(topLevelName(line), name);
    });
  }
});

describe('soleDeclaration', () => {
  const texts: readonly [string, string | undefined][] = [
    ['function a() {\n  b();\n}\n', 'a'],
    ['/** A. */\nclass A {\n  b() {\n  }\n}', 'A'],
    ['function a() {\n}\nfunction b() {\n}', undefined],
    ['a();\nfunction b() {\n}', undefined],
    ['  return 1;', undefined],
    ['', undefined],
  ];
  for (const [text, name] of texts) {
    it(`of ${JSON.stringify(text)} is ${name ?? 'none'}`, () => {
      assert.equal(soleDeclaration(text.split('\n')), name);
    });
  }
});

describe('placeDiff', () => {
  const diff = (hunk: string) => `--- a/cart.ts\n+++ b/cart.ts\n${hunk}`;
  const cases: readonly [name: string, diff: string, result: Case['result']][] = [
    [
      'a hunk with its context',
      diff('@@ -1,3 +1,3 @@\n   total() {\n-    return sum(this.lines);\n+    return 0;\n   }\n'),
      ['return sum(this.lines)', 'return 0'],
    ],
    [
      'two hunks',
      '@@\n-  lines = [];\n+  lines = [1];\n@@\n-    this.lines = [];\n+    this.lines = [1];\n',
      'both',
    ],
    [
      'a hunk without a header',
      '-  return new Cart();\n+  return undefined;',
      ['new Cart()', 'undefined'],
    ],
    ['lines that are not there', '-  nothing();\n+  something();', 'nowhere'],
    ['lines that occur twice', '-  }\n+  };', 'ambiguous'],
    ['no lines', '', 'nowhere'],
  ];
  for (const [name, text, result] of cases) {
    it(`places ${name}`, () => {
      const now = applied(CART, placeDiff(text, CART));
      if (typeof result !== 'string') assert.equal(now, CART.replace(result[0], result[1]));
      else if (result === 'both') assert.equal(now, CART.replaceAll('lines = []', 'lines = [1]'));
      else assert.equal(now, result);
    });
  }
});
