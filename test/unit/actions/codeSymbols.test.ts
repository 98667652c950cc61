import assert from 'node:assert/strict';
import { innermostAt } from '../../../src/actions/codeSymbols.ts';
import type { CodeSymbol } from '../../../src/actions/codeSymbols.ts';

/** A symbol that spans these lines; variables are not whole. */
function symbol(
  name: string,
  first: number,
  last: number,
  children: readonly CodeSymbol[] = [],
): CodeSymbol {
  const start = { line: first, character: 0 };
  const end = { line: last, character: 80 };
  return { name, isStandalone: !name.startsWith('$'), start, end, children };
}

const nested = [
  symbol('Cart', 2, 20, [
    symbol('$items', 3, 3),
    symbol('add', 5, 9, [symbol('$item', 6, 8, [symbol('sum', 7, 7)])]),
    symbol('total', 11, 19, [symbol('$rest', 12, 12)]),
  ]),
  symbol('$options', 22, 30),
];
const flat = (symbols: readonly CodeSymbol[]): CodeSymbol[] =>
  symbols.flatMap((each) => [...flat(each.children), { ...each, children: [] }]);

describe('innermostAt', () => {
  const cases: readonly (readonly [string, number, string | undefined])[] = [
    ['above all of them', 0, undefined],
    ['on the first line of a class', 2, 'Cart'],
    ['in a property of a class', 3, 'Cart'],
    ['between two methods', 10, 'Cart'],
    ['on the first line of a method', 5, 'add'],
    ['on the last line of a method', 9, 'add'],
    ['in a variable of a method', 12, 'total'],
    ['in a variable beside a function in it', 6, 'add'],
    ['in a function of one line, in a variable', 7, 'sum'],
    ['between two symbols', 21, undefined],
    ['in a top-level variable', 25, undefined],
    ['below all of them', 1_000, undefined],
  ];
  const lists: readonly (readonly [string, readonly CodeSymbol[]])[] = [
    ['a tree', nested],
    ['a flat list', flat(nested)],
    ['a flat list backwards', flat(nested).reverse()],
  ];
  for (const [form, symbols] of lists) {
    for (const [place, line, name] of cases) {
      it(`finds ${name ?? 'no symbol'} ${place}, in ${form}`, () => {
        assert.equal(innermostAt(symbols, line)?.name, name);
      });
    }
  }

  it('prefers the narrower of two symbols on the same lines, in any order', () => {
    const outer = symbol('Empty', 4, 4);
    const inner = { ...symbol('clear', 4, 4), start: { line: 4, character: 14 } };
    assert.equal(innermostAt([outer, inner], 4)?.name, 'clear');
    assert.equal(innermostAt([inner, outer], 4)?.name, 'clear');
  });

  it('returns undefined without symbols', () => {
    assert.equal(innermostAt([], 0), undefined);
  });

  it('handles a hundred thousand symbols', () => {
    const many = Array.from({ length: 100_000 }, (_, at) => symbol(`f${at}`, at * 2, at * 2 + 1));
    const file = [symbol('all', 0, 200_000, many)];
    assert.equal(innermostAt(file, 123_457)?.name, 'f61728');
    assert.equal(innermostAt([...file, ...many], 200_000)?.name, 'all');
  });

  it('handles a deep tree', () => {
    let tree = symbol('f0', 0, 10);
    for (let depth = 1; depth < 2_000; depth += 1) tree = symbol(`f${depth}`, 0, 10, [tree]);
    assert.equal(innermostAt([tree], 5)?.name, 'f0');
  });
});
