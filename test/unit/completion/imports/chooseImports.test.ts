import assert from 'node:assert/strict';
import type { QuickFix } from '../../../../src/completion/imports/chooseImports.ts';
import { importsToAdd } from '../../../../src/completion/imports/chooseImports.ts';

const LINES = ["import { A } from './a';", "import type { T } from './t';", 'new Store(cart);'];
const source = { count: LINES.length, at: (line: number) => LINES[line]! };

/** A fix that writes text at a position, in place of some characters. */
function write(line: number, character: number, newText: string, replaced = 0) {
  const at = { startLine: line, startCharacter: character, endLine: line };
  return { ...at, endCharacter: character + replaced, newText };
}

/** A fix that adds an import of a module at the top. */
function add(names: string, module: string): QuickFix {
  const newText = `import { ${names} } from '${module}';\n`;
  return { title: `Add import from "${module}"`, edits: [write(0, 0, newText)] };
}

/** A fix that adds a name to the first import. */
function extend(name: string): QuickFix {
  return { title: 'Update import from "./a"', edits: [write(0, 10, `, ${name}`)] };
}

const unrelated: QuickFix = {
  title: "Change spelling to 'Stove'",
  edits: [write(2, 4, 'Stove', 5)],
};
const elsewhere: QuickFix = { title: 'Move to a new file', edits: [] };

const CASES: readonly (readonly [
  title: string,
  fixes: Readonly<Record<string, readonly QuickFix[]>>,
  texts: readonly string[],
])[] = [
  ['adds the only import', { Store: [add('Store', './s')] }, ["import { Store } from './s';\n"]],
  [
    'ignores fixes that do something else',
    { Store: [unrelated, add('Store', './s'), elsewhere] },
    ["import { Store } from './s';\n"],
  ],
  ['adds nothing for two modules', { Store: [add('Store', './s'), add('Store', './z')] }, []],
  [
    'adds nothing if an import could also be extended',
    { Store: [extend('Store'), add('Store', './z')] },
    [],
  ],
  ['counts the same fix once', { Store: [extend('Store'), extend('Store')] }, [', Store']],
  [
    'adds nothing next to a fix with unknown changes that names it',
    { Store: [add('Store', './s'), { title: 'Import Store from ./z', edits: undefined }] },
    [],
  ],
  [
    'ignores fixes for all names',
    { Store: [extend('Store'), { title: 'Add all missing imports', edits: undefined }] },
    [', Store'],
  ],
  [
    'ignores a fix that imports another missing name as well',
    { Store: [add('Store', './s'), add('Store, cart', './z')], cart: [] },
    ["import { Store } from './s';\n"],
  ],
  [
    'adds nothing next to another change of an import',
    { Store: [add('Store', './s'), { title: '', edits: [write(0, 19, 'b', 1)] }] },
    [],
  ],
  [
    'decides on each name',
    { Store: [add('Store', './s'), add('Store', './z')], cart: [add('cart', './c')] },
    ["import { cart } from './c';\n"],
  ],
  [
    'imports two names of a module together',
    { Store: [add('Store', './s')], cart: [add('cart', './s')] },
    ["import { Store, cart } from './s';\n"],
  ],
  [
    'keeps modules with the names of what they export apart',
    { Store: [add('Store', './Store')], cart: [add('cart', './cart')] },
    ["import { Store } from './Store';\n", "import { cart } from './cart';\n"],
  ],
  [
    'extends an import twice',
    { Store: [extend('Store')], cart: [extend('cart')] },
    [', Store', ', cart'],
  ],
  [
    'changes the same import of types once',
    {
      Store: [{ title: '', edits: [write(1, 6, '', 5), write(1, 14, 'Store, type ')] }],
      cart: [{ title: '', edits: [write(1, 6, '', 5), write(1, 14, 'cart, type ')] }],
    },
    ['', 'Store, type '],
  ],
  ['adds nothing without fixes', { Store: [] }, []],
];

describe('importsToAdd', () => {
  for (const [title, fixes, texts] of CASES) {
    it(title, () => {
      const names = Object.entries(fixes).map(([name, fixes]) => ({ name, fixes }));
      assert.deepEqual(
        importsToAdd(names, source).map(({ text }) => text),
        texts,
      );
    });
  }
});
