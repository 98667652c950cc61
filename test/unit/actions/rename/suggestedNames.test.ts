import assert from 'node:assert/strict';
import { inStyle, splitName, namingStyleOf } from '../../../../src/actions/rename/nameStyle.ts';
import type { NameStyle } from '../../../../src/actions/rename/nameStyle.ts';
import { readNames } from '../../../../src/actions/rename/suggestedNames.ts';

/** The names in an answer, as `name`, or `name!` if the file already contains it. */
function read(
  answer: string,
  old = 'total',
  languageId = 'typescript',
  style: NameStyle = 'camelCase',
  text = '',
): string[] {
  const found = readNames(answer, { old, languageId, style, text });
  return found.map(({ name, isUsedInFile }) => (isUsedInFile ? `${name}!` : name));
}

function listed(...names: readonly string[]): string {
  return JSON.stringify({ names: names.map((name) => ({ name, reason: 'Because.' })) });
}

describe('readNames', () => {
  const two = listed('cartTotal', 'sumOfPrices');
  for (const [what, answer, expected] of [
    ['as it should be', two, ['cartTotal', 'sumOfPrices']],
    [
      'in a fence with prose',
      `Sure!\n\`\`\`json\n${two}\n\`\`\`\nDone.`,
      ['cartTotal', 'sumOfPrices'],
    ],
    ['in prose', `Here: ${two} I hope it helps.`, ['cartTotal', 'sumOfPrices']],
    ['a bare list', '["cartTotal", "sumOfPrices"]', ['cartTotal', 'sumOfPrices']],
    ['a list in prose', 'Names: ["cartTotal"].', ['cartTotal']],
    ['under another key', '{"suggestions": [{"name": "cartTotal"}]}', ['cartTotal']],
    ['cut', two.slice(0, -20), ['cartTotal']],
    ['cut in the first name', '{"names": [{"name": "car', []],
    ['mixed', '{"names": [null, 7, "cartTotal", {"name": 1}, {"reason": "x"}, []]}', ['cartTotal']],
    ['of another kind', '{"names": {"name": "cartTotal"}}', ['cartTotal']],
    ['null', 'null', []],
    ['a number', '42', []],
    ['prose', 'I would keep the name.', []],
    ['nothing', '', []],
    ['one endless name', listed(`a${'-'.repeat(9_000)}a!`, 'cartTotal'), ['cartTotal']],
    ['a refusal in JSON', '{"error": "no"}', []],
  ] as const) {
    it(`reads an answer that is ${what}`, () => {
      assert.deepEqual(read(answer), expected);
    });
  }

  for (const [what, expected, names, ...where] of [
    ['is the old name', ['sum'], ['total', 'sum']],
    ['comes twice, written otherwise', ['cartTotal'], ['cartTotal', 'cart_total', 'CartTotal']],
    ['is a reserved word', ['sum'], ['class', 'sum', 'await']],
    ['is reserved elsewhere', ['lambda'], ['lambda']],
    [
      'is no name',
      [],
      ['', ' ', '1', 'a b', 'a.b', 'rm -rf /', '<b>a</b>', 'a\u202eb', '😀', 'a"b'],
    ],
    ['is far too long', [], ['a'.repeat(61)]],
    ['is the sixth', ['a1', 'a2', 'a3', 'a4', 'a5'], ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']],
    ['is written as a call', ['cartTotal'], ['cartTotal()']],
    ['has letters of any language', ['größe', '合計'], ['größe', '合計']],
    ['is reserved, but for a sign', ['$class'], ['class'], '$sum', 'php'],
    ['has lost its underscore', ['_cartTotal'], ['cartTotal'], '_total'],
    ['has an underscore too many', ['cartTotal'], ['_cartTotal']],
    ['asks, in Ruby', ['is_empty?'], ['is_empty'], 'none?', 'ruby', 'snake_case'],
    ['belongs to an instance', ['@cart_total'], ['@cartTotal'], '@total', 'ruby', 'snake_case'],
    ['is a property of CSS', ['--main-color'], ['mainColor'], '--c', 'css', 'kebab-case'],
    ['has a minus where there is none', [], ['cart-total'], 'Ab_C', 'c', 'free'],
    ['is caseless', ['clone'], ['Class', 'clone'], 'total', 'dart'],
    ['is there already', ['sum!', 'su'], ['sum', 'su'], 'total', 'go', 'camelCase', 'a = sum(su2)'],
  ] as const) {
    it(`filters a name that ${what}`, () => {
      const [old, languageId, style, text] = where as readonly string[];
      assert.deepEqual(read(listed(...names), old, languageId, style as NameStyle, text), expected);
    });
  }

  it('keeps reasons on one line and drops invalid ones', () => {
    const answer = JSON.stringify([
      { name: 'a1', reason: ' two\n lines\u0000 ' },
      { name: 'a2', reason: 5 },
      { name: 'a3', reason: 'x'.repeat(1_000) },
    ]);
    const wanted = { old: 'b', languageId: 'go', style: 'camelCase', text: '' } as const;
    const reasons = readNames(answer, wanted).map(({ reason }) => reason);
    assert.deepEqual(reasons, ['two lines', '', 'x'.repeat(200)]);
  });

  it('finds no names in unfinished and nested JSON', () => {
    for (const piece of ['{', '[', '{"', '```\n', '}{', '{"names":[']) {
      assert.deepEqual(read(piece.repeat(20_000 / piece.length)), []);
    }
  });
});

describe('styleOf', () => {
  for (const [name, languageId, near, expected] of [
    ['cartTotal', 'python', '', 'camelCase'],
    ['CartTotal', 'go', '', 'PascalCase'],
    ['T', 'typescript', '', 'PascalCase'],
    ['cart_total', 'typescript', '', 'snake_case'],
    ['CART_TOTAL', 'typescript', '', 'SCREAMING_SNAKE_CASE'],
    ['MAX', 'typescript', '', 'SCREAMING_SNAKE_CASE'],
    ['cart-total', 'css', '', 'kebab-case'],
    ['Cart_Total', 'c', '', 'free'],
    ['合計', 'python', '', 'free'],
    ['total', 'typescript', '', 'camelCase'],
    ['total', 'python', '', 'snake_case'],
    ['total', 'css', '', 'kebab-case'],
    ['total', 'typescript', 'a_b = c_d', 'snake_case'],
    ['total', 'python', 'cartTotal = sumOf(x)', 'camelCase'],
  ] as const) {
    it(`detects ${expected} for ${name} in ${languageId}${near && ` near ${near}`}`, () => {
      assert.equal(namingStyleOf(name, languageId, near), expected);
    });
  }

  for (const [core, style, expected] of [
    ['parseURL', 'camelCase', 'parseURL'],
    ['HTTPServer_name', 'camelCase', 'httpServerName'],
    ['HTTPServer', 'snake_case', 'http_server'],
    ['cart_total', 'PascalCase', 'CartTotal'],
    ['cartTotal2', 'SCREAMING_SNAKE_CASE', 'CART_TOTAL2'],
    ['cartTotal', 'kebab-case', 'cart-total'],
    ['Cart_total', 'free', 'Cart_total'],
    ['éTé', 'snake_case', 'é_té'],
  ] as const) {
    it(`writes ${core} in ${style} as ${expected}`, () => {
      assert.equal(inStyle(core, style), expected);
    });
  }

  it('returns a valid name for any name and is idempotent', () => {
    const signs = 'a Z é 9 _ - ß ǅ 合 ŉ İ $ @ ?'.split(' ');
    let seed = 1;
    const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    let tried = 0;
    for (let round = 0; round < 5_000; round += 1) {
      const name = Array.from({ length: 1 + next(8) }, () => signs[next(signs.length)]).join('');
      const parts = splitName(name);
      if (!parts) continue;
      tried += 1;
      assert.equal(parts.before + parts.core + parts.after, name);
      const styles = ['camelCase', 'PascalCase', 'snake_case', 'kebab-case', 'free'] as const;
      for (const style of [...styles, 'SCREAMING_SNAKE_CASE'] as const) {
        const styled = inStyle(parts.core, style);
        const [core] = [splitName(styled)?.core];
        assert.equal(core, styled, `${name} in ${style} is no name: ${styled}`);
        assert.equal(inStyle(styled, style), styled, `${name} in ${style}`);
      }
    }
    assert.ok(tried > 1_000);
  });
});
