import assert from 'node:assert/strict';
import type { FixEdit } from '../../../../src/completion/imports/importEdit.ts';
import { importEditsOf } from '../../../../src/completion/imports/importEdit.ts';

/**
 * A document and what a quick fix does to it: `⟦old→new⟧` marks a replacement. The name to import is `Store` unless
 * another one is given.
 */
interface Case {
  readonly title: string;
  readonly marked: string;
  readonly name?: string;
  readonly others?: readonly string[];
}

const ACCEPTED: readonly Case[] = [
  { title: 'a first import', marked: "⟦→import { Store } from './store';\n⟧const a = 1;" },
  { title: 'a next import', marked: "import a from 'a';\n⟦→import { Store } from './store';\n⟧" },
  {
    title: 'an import after a line',
    marked: "import a from 'a';⟦→\nimport { Store } from 'b';⟧\n",
  },
  { title: 'a default import', marked: "⟦→import Store from './store';\n\n⟧x" },
  { title: 'a namespace', marked: "⟦→import * as Store from 'store';\n⟧x" },
  { title: 'a type', marked: "⟦→import type { Store } from './store';\n⟧x" },
  { title: 'one more name', marked: "import { A⟦→, Store⟧ } from './store';" },
  { title: 'one more name before', marked: "import { ⟦→Store, ⟧Zoo } from './store';" },
  { title: 'names after a default', marked: "import A⟦→, { Store }⟧ from './store';" },
  { title: 'a name in a long list', marked: "import {\n  A,\n  B,⟦→\n  Store,⟧\n} from 'a';" },
  { title: 'a name at the end of a list', marked: "import {\n  A,\n  B⟦→, Store⟧ } from 'a';" },
  { title: 'a replacement of itself', marked: "⟦import { A }→import { A, Store }⟧ from 'a';" },
  {
    title: 'a value from a module of types',
    marked: "import⟦ type→⟧ { ⟦→Store, type ⟧A } from 'a';",
  },
  { title: 'CommonJS', marked: '⟦→const { Store } = require("./store");\n⟧x' },
  { title: 'Python', marked: '⟦→from shop.store import Store\n⟧x' },
  { title: 'a Python alias', marked: '⟦→import numpy as np\n⟧x', name: 'np' },
  { title: 'one more name in Python', marked: 'from shop import A⟦→, Store⟧\n' },
  { title: 'a Python list', marked: 'from shop import (\n    A,⟦→\n    Store,⟧\n)' },
  { title: 'Java', marked: 'package a;\n\n⟦→import shop.Store;\n⟧' },
  { title: 'Rust', marked: 'use a::b;⟦→\nuse shop::Store;⟧' },
  { title: 'a Rust list', marked: 'use shop::⟦A→{A, Store}⟧;' },
  { title: 'Go', marked: 'package a\n⟦→\nimport "fmt"\n⟧', name: 'fmt' },
  { title: 'a Go list', marked: 'import (\n\t"errors"⟦→\n\t"fmt"⟧\n)', name: 'fmt' },
  { title: 'C++', marked: '#include <map>\n⟦→#include <vector>\n⟧', name: 'sort' },
  { title: 'C#', marked: '⟦→using System.Collections.Generic;\n⟧', name: 'List' },
  { title: 'CRLF', marked: "⟦→import { Store } from './store';\r\n⟧x" },
  {
    title: 'a path with another missing name',
    marked: "⟦→import { Store } from './Cart';\n⟧",
    others: ['Cart'],
  },
];

const OTHER: readonly Case[] = [
  { title: 'nothing', marked: 'x' },
  { title: 'a spelling', marked: 'new ⟦Store→Stove⟧()' },
  { title: 'a declaration', marked: 'x\n⟦→\nfunction Store() {}\n⟧' },
  {
    title: 'a declaration with its imports',
    marked: "⟦→import { A } from 'a';\n⟧x\n⟦→function Store(): A {}\n⟧",
  },
  { title: 'code that only mentions an import', marked: "x\n⟦→console.log('import Store');⟧" },
  { title: 'a dynamic import', marked: "⟦→import('./store').then((Store) => Store);\n⟧x" },
  { title: 'an import and code', marked: "⟦→import { Store } from 's';\nnew Store();\n⟧x" },
  { title: 'a list that is no import', marked: 'const a = [\n  A,⟦→\n  Store,⟧\n];' },
  {
    title: 'two missing names',
    marked: "⟦→import { Store, Cart } from './a';\n⟧",
    others: ['Store', 'Cart'],
  },
];

const UNCLEAR: readonly Case[] = [
  { title: 'another name', marked: "⟦→import { Stove } from './store';\n⟧x" },
  { title: 'a changed module', marked: "import { Store } from './⟦old→store⟧';" },
  { title: 'a changed name', marked: "import { ⟦Shop→Store⟧ } from './store';" },
  { title: 'a longer path', marked: "import { Store } from './⟦old→older⟧';" },
  { title: 'a removed name', marked: "import { A⟦, B→⟧, ⟦→Store, ⟧C } from './store';" },
];

/** The document and the edits of a marked text. */
function read(marked: string): { readonly lines: readonly string[]; readonly edits: FixEdit[] } {
  const edits: FixEdit[] = [];
  let text = '';
  const at = (all: string) => ({
    line: all.split('\n').length - 1,
    character: all.length - all.lastIndexOf('\n') - 1,
  });
  for (const part of marked.split(/(⟦[^⟧]*⟧)/)) {
    const found = /^⟦([^→]*)→([^⟧]*)⟧$/.exec(part);
    const start = at(text);
    text += found ? found[1]! : part;
    if (!found) continue;
    const end = at(text);
    edits.push({
      ...{ startLine: start.line, startCharacter: start.character },
      ...{ endLine: end.line, endCharacter: end.character, newText: found[2]! },
    });
  }
  return { lines: text.split('\n'), edits };
}

function judge({ marked, name = 'Store', others = [] }: Case) {
  const { lines, edits } = read(marked);
  const source = { count: lines.length, at: (line: number) => lines[line]! };
  return importEditsOf(edits, source, name, new Set(others));
}

describe('importEditsOf', () => {
  for (const each of ACCEPTED) {
    it(`accepts ${each.title}`, () => {
      assert.ok(Array.isArray(judge(each)), JSON.stringify(judge(each)));
    });
  }

  for (const [table, verdict] of [
    [OTHER, 'other'],
    [UNCLEAR, 'unclear'],
  ] as const) {
    for (const each of table) {
      it(`finds ${each.title} ${verdict}`, () => {
        assert.equal(judge(each), verdict);
      });
    }
  }

  it('reduces an edit to what it changes', () => {
    const marked = 'use a;\nuse shop::⟦A;\nuse z→{A, Store};\nuse z⟧;';
    assert.deepEqual(judge({ title: '', marked }), [
      { line: 1, character: 10, replaced: 1, text: '{A, Store}' },
    ]);
    assert.deepEqual(judge({ title: '', marked: "⟦import { A }→import { A, Store }⟧ from 'a';" }), [
      { line: 0, character: 10, replaced: 0, text: ', Store' },
    ]);
  });

  it('ignores edits outside the document, and huge ones', () => {
    const source = { count: 1, at: () => '' };
    const edit = { startLine: 0, startCharacter: 0, endLine: 0, endCharacter: 0, newText: '' };
    for (const wrong of [
      { ...edit, endLine: 9_000_000, newText: 'import Store' },
      { ...edit, startLine: 5, endLine: 5, newText: 'import Store' },
      { ...edit, startLine: 1, newText: 'import Store' },
      { ...edit, newText: `import Store${' '.repeat(3_000)}` },
    ]) {
      assert.equal(importEditsOf([wrong], source, 'Store'), 'other');
    }
    const many = Array.from({ length: 1_000 }, () => ({ ...edit, newText: 'import Store' }));
    assert.equal(importEditsOf(many, source, 'Store'), 'other');
  });
});
