import assert from 'node:assert/strict';
import { importedModules } from '../../../../src/outline/importedNames.ts';
import { moduleFiles } from '../../../../src/outline/modules/moduleFiles.ts';
import { relatedPaths } from '../../../../src/outline/modules/relatedPaths.ts';
import { languageIdOf } from '../../../../src/languages/fenceLanguages.ts';
import { MemoryProject } from '../../../support/memoryProject.ts';

async function targets(
  files: readonly string[],
  from: string,
  text: string,
  more: Readonly<Record<string, string>> = {},
) {
  const project = new MemoryProject({
    ...Object.fromEntries(files.map((path) => [path, ''])),
    ...more,
  });
  const lines = text.split('\n');
  const languageId = languageIdOf(from.slice(from.lastIndexOf('.') + 1)) ?? '';
  const imports = importedModules(
    { count: lines.length, at: (line) => lines[line] ?? '' },
    languageId,
  );
  const found = await Promise.all(
    imports.map((each) => moduleFiles(each, { path: `/p/${from}`, languageId }, project)),
  );
  return found.flat().map((path) => path.slice(3));
}

describe('moduleFiles', () => {
  for (const [title, files, from, text, expected] of [
    ['a relative module', ['a/b.ts'], 'a/c.ts', "import { b } from './b';", ['a/b.ts']],
    ['another extension than written', ['a/b.ts'], 'a/c.ts', "import b from './b.js';", ['a/b.ts']],
    [
      'an index',
      ['b/index.tsx'],
      'a/c.ts',
      "import {\n  b,\n  type d as e,\n} from '../b';",
      ['b/index.tsx'],
    ],
    [
      'a required module',
      ['lib/x.js'],
      'a.js',
      "const {\n  x,\n} = require('./lib/x');",
      ['lib/x.js'],
    ],
    [
      'a package of the workspace',
      ['packages/core/src/index.ts'],
      'packages/app/a.ts',
      "import c from '@me/core';",
      ['packages/core/src/index.ts'],
    ],
    [
      'a relative module of Python',
      ['p/x.py'],
      'p/q/a.py',
      'from ..x import (\n    b,\n    c,\n)',
      ['p/x.py'],
    ],
    [
      'modules of a package of Python',
      ['p/__init__.py', 'p/x.py'],
      'p/a.py',
      'from . import x',
      ['p/__init__.py', 'p/x.py'],
    ],
    [
      'an absolute module of Python',
      ['src/p/x/__init__.py'],
      'src/p/a.py',
      'import p.x as y',
      ['src/p/x/__init__.py'],
    ],
    [
      'a package of Go',
      ['store/a.go', 'store/a_test.go', 'go.mod'],
      'cmd/main.go',
      'import (\n\t"fmt"\n\ts "example.com/x/store"\n)',
      ['store/a.go'],
    ],
    [
      'a class of Java',
      ['src/main/java/a/b/C.java'],
      'src/test/java/a/T.java',
      'import a.b.C;',
      ['src/main/java/a/b/C.java'],
    ],
    [
      'a module of Rust',
      ['src/a/mod.rs', 'src/a/b.rs'],
      'src/main.rs',
      'use crate::a::{self, b::{C, D as E}};',
      ['src/a/mod.rs', 'src/a/b.rs', 'src/a/b.rs'],
    ],
    [
      'a header of C',
      ['include/q.h'],
      'src/a.c',
      '#include <stdio.h>\n#include "q.h"',
      ['include/q.h'],
    ],
    [
      'nothing outside of the project',
      [],
      'a.ts',
      "import x from '../../etc/passwd';\nimport y from 'react';",
      [],
    ],
  ] as const) {
    it(`finds ${title}`, async () => {
      const found = await targets(files, from, text);
      assert.deepEqual(found, expected);
    });
  }

  it('follows the path mappings of TypeScript, with comments and through extended configurations', async () => {
    const config = {
      'tsconfig.base.json':
        '{ "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["src/lib/*"], } } }',
      'app/tsconfig.json': '// comment\n{ "extends": "../tsconfig.base.json", /* "paths": {} */ }',
    };
    const files = ['src/lib/x.ts'];
    assert.deepEqual(await targets(files, 'app/a.ts', "import x from '@lib/x';", config), files);
    const circular = { 'tsconfig.json': '{ "extends": "./tsconfig.json" }' };
    assert.deepEqual(await targets(files, 'a.ts', "import x from '@lib/x';", circular), []);
    const broken = {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@lib/*": 5, "x": [7] } } }',
    };
    assert.deepEqual(await targets(files, 'a.ts', "import x from '@lib/x';", broken), []);
  });
});

describe('relatedPaths', () => {
  for (const [path, other] of [
    ['src/a.c', 'src/a.h'],
    ['include/a.h', 'include/a.cpp'],
    ['src/a.test.ts', 'src/a.ts'],
    ['test/unit/a.test.ts', 'src/unit/a.ts'],
    ['tests/test_a.py', 'a.py'],
    ['a_test.go', 'a.go'],
    ['src/test/java/p/ATest.java', 'src/main/java/p/A.java'],
  ] as const) {
    it(`finds ${other} for ${path}`, async () => {
      const project = new MemoryProject({ [path]: '', [other]: '' });
      assert.deepEqual(await relatedPaths(`/p/${path}`, project), [`/p/${other}`]);
    });
  }
});
