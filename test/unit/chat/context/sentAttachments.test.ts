import assert from 'node:assert/strict';
import { isAlreadySent } from '../../../../src/chat/context/sentAttachments.ts';
import { answer, file, question, image } from '../../../support/chatTurns.ts';

const CART = file('cart.ts', 'let a;');

describe('isAlreadySent', () => {
  const cases: readonly [
    name: string,
    turns: Parameters<typeof isAlreadySent>[1],
    sent: boolean,
  ][] = [
    ['an empty chat', [], false],
    ['the same file', [question('q', CART), answer('q')], true],
    ['the same file under another id', [question('q', { ...CART, id: 'x' })], true],
    ['a changed file', [question('q', file('cart.ts', 'let b;'))], false],
    ['another file', [question('q', file('other.ts', 'let a;'))], false],
    [
      'a selection of the file',
      [question('q', file('cart.ts', 'let a;', { kind: 'selection' }))],
      false,
    ],
    ['an image of that name', [question('q', image('cart.ts'))], false],
    [
      'a question that was dropped',
      [
        question('q', CART),
        answer('a'),
        question('r'),
        answer('b', { leftOut: { turns: 2, images: 0, cuts: [] } }),
      ],
      false,
    ],
    [
      'a question after those that were dropped',
      [
        question('q'),
        answer('a'),
        question('r', CART),
        answer('b', { leftOut: { turns: 2, images: 0, cuts: [] } }),
      ],
      true,
    ],
  ];
  for (const [name, turns, sent] of cases) {
    it(`is ${sent} for ${name}`, () => {
      assert.equal(isAlreadySent(CART, turns), sent);
    });
  }
});
