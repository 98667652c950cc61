import assert from 'node:assert/strict';
import { rankTests, testGlobs } from '../../../../src/actions/tests/relatedTests.ts';

/** The file, its language, the results of a search, and the tests among them in their order. */
const CASES: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  // The test of the same file comes first, wherever it is.
  [
    'src/shop/cart.ts',
    'typescript',
    ['src/shop/orders.test.ts', 'test/unit/shop/cart.test.ts', 'src/shop/cart.ts'],
    ['test/unit/shop/cart.test.ts', 'src/shop/orders.test.ts'],
  ],
  // Then one next to it, then the nearest, mirrored folders included.
  [
    'src/shop/cart.ts',
    'typescript',
    ['src/a/b/c.test.ts', 'test/shop/menu.test.ts', 'src/shop/orders.spec.tsx', 'x.test.js'],
    ['src/shop/orders.spec.tsx', 'test/shop/menu.test.ts', 'x.test.js', 'src/a/b/c.test.ts'],
  ],
  // A common file name means nothing in a distant folder.
  [
    'packages/a/index.ts',
    'typescript',
    ['packages/b/index.test.ts', 'packages/a/menu.test.ts'],
    ['packages/a/menu.test.ts', 'packages/b/index.test.ts'],
  ],
  // Helpers and other languages are not tests. In a test folder, a test may have the plain name.
  [
    'lib/cart.js',
    'javascript',
    ['test/support.js', 'test/cart.js', 'test/test_cart.py', 'lib/contest.js', 'lib/latest.js'],
    ['test/cart.js'],
  ],
  [
    'a/cart.js',
    'javascript',
    ['a/__tests__/cart.js', 'a/cart-test.js'],
    ['a/cart-test.js', 'a/__tests__/cart.js'],
  ],
  [
    'shop/cart.go',
    'go',
    ['shop/menu_test.go', 'shop/cart_test.go', 'shop/menu.go'],
    ['shop/cart_test.go', 'shop/menu_test.go'],
  ],
  [
    'shop/cart.py',
    'python',
    ['tests/conftest.py', 'tests/test_menu.py', 'tests/test_cart.py', 'shop/menu_test.py'],
    ['tests/test_cart.py', 'shop/menu_test.py', 'tests/test_menu.py'],
  ],
  [
    'src/main/java/shop/Cart.java',
    'java',
    [
      'src/test/java/shop/MenuTest.java',
      'src/test/java/shop/CartTest.java',
      'src/main/java/shop/Latest.java',
    ],
    ['src/test/java/shop/CartTest.java', 'src/test/java/shop/MenuTest.java'],
  ],
  [
    'Shop/Cart.cs',
    'csharp',
    ['Shop.Tests/CartTests.cs', 'Shop/Menu.cs'],
    ['Shop.Tests/CartTests.cs'],
  ],
  ['lib/cart.rb', 'ruby', ['spec/spec_helper.rb', 'spec/cart_spec.rb'], ['spec/cart_spec.rb']],
  ['src/Cart.php', 'php', ['tests/CartTest.php', 'tests/Pest.php'], ['tests/CartTest.php']],
  ['src/cart.rs', 'rust', ['tests/cart.rs', 'tests/common.rs'], ['tests/cart.rs']],
  ['src/cart.cpp', 'cpp', ['tests/test_cart.cpp', 'tests/main.cpp'], ['tests/test_cart.cpp']],
  // A test is not an example for itself.
  ['a.test.ts', 'typescript', ['a.test.ts', 'b.test.ts'], ['b.test.ts']],
  ['a.cob', 'cobol', ['a.test.cob'], []],
  ['cart.ts', 'typescript', [], []],
];

describe('sibling tests', () => {
  for (const [path, language, candidates, expected] of CASES) {
    it(`ranks the tests of ${path} among ${candidates.join(', ')}`, () => {
      assert.deepEqual(rankTests(path, language, candidates), expected);
      assert.deepEqual(rankTests(path, language, candidates.toReversed()), expected);
    });
  }

  it('searches for test files next to the file and in test folders', () => {
    assert.deepEqual(testGlobs('shop/cart_test.go', 'go'), [
      '**/*cart*.go',
      '**/{*[._-]test,*[._-]tests,*[._-]spec,test_*,*Test,*Tests,*Spec,Test*}.go',
    ]);
  });

  it('escapes or skips names with glob characters', () => {
    const [own] = testGlobs('a/{x,**}[!b]*.ts', 'typescript');
    assert.equal(own, '**/*?x??????b??*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}');
  });

  it('has no globs for an unknown language', () => {
    assert.deepEqual(testGlobs('a.cob', 'cobol'), []);
  });
});
