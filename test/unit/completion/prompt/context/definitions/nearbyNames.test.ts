import assert from 'node:assert/strict';
import { nearbyNames } from '../../../../../../src/completion/prompt/context/definitions/nearbyNames.ts';

/** The names around `█`, with their reasons. */
function namesAt(text: string, languageId = 'typescript'): string[] {
  const [before = '', after = ''] = text.split('█');
  const lines = (before + after).split('\n');
  const line = before.split('\n').length - 1;
  const column = before.length - (before.lastIndexOf('\n') + 1);
  const source = { count: lines.length, at: (at: number) => lines[at] ?? '' };
  return nearbyNames(source, { line, column }, languageId).map(
    ({ name, reason, line: at, column: start }) => {
      assert.equal((lines[at] ?? '').slice(start, start + name.length), name);
      return `${reason} ${name}`;
    },
  );
}

describe('nearbyNames', () => {
  for (const [title, text, first] of [
    ['a receiver', 'client.█', ['receiver client']],
    ['a chain', 'client.orders(a, [1]).lines?.se█', ['receiver lines']],
    ['the result of a call', 'makeClient(a.b).█', ['receiver makeClient']],
    ['a scope operator', 'let a = Account::█', ['receiver Account']],
    ['an open call over lines', 'send(first,\n  second(1),\n  █', ['call send']],
    ['the type of an object', 'const a: Options = {\n  one: 1,\n  █', ['call Options']],
    ['a type literal', 'x := &Parcel{\n  █', ['call Parcel']],
    [
      'the base of the enclosing type',
      'class Alpha extends Base {\n  run() {\n    █',
      ['base Alpha', 'base Base'],
    ],
    [
      'the members of the object itself',
      'class Alpha extends Base {\n  run() {\n    this.█',
      ['receiver this', 'receiver Alpha', 'receiver Base'],
    ],
  ] as const) {
    it(`starts with ${title}`, () => {
      assert.deepEqual(
        namesAt(text, text.includes(':=') ? 'go' : 'typescript').slice(0, first.length),
        first,
      );
    });
  }

  it('lists other names by distance, without keywords, strings and comments', () => {
    assert.deepEqual(namesAt('far();\n\nconst near = "text"; // words\nif (█'), [
      'nearby near',
      'nearby far',
    ]);
  });

  it('is bounded', () => {
    const line = Array.from({ length: 4_000 }, (_, at) => `name${at}`).join(' ');
    assert.ok(namesAt(`${`${line}\n`.repeat(500)}█`).length <= 60);
  });
});
