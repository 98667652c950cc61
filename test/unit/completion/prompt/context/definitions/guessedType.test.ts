import assert from 'node:assert/strict';
import {
  guessedType,
  isNamedAfter,
} from '../../../../../../src/completion/prompt/context/definitions/guessedType.ts';

/** The type of `name` in the last line of a text. */
function typeOf(name: string, text: string): string | undefined {
  const lines = text.split('\n');
  const source = { count: lines.length, at: (line: number) => lines[line] ?? '' };
  return guessedType(source, lines.length - 1, name);
}

describe('guessedType', () => {
  const rows: readonly [string, string, string, string | undefined][] = [
    ['an annotation', 'client', 'function f(client: Client) {\n  client.', 'Client'],
    ['a constructor', 'client', 'const client = new Client();\nclient.', 'Client'],
    ['a factory of Go', 'client', 'client := http.NewClient()\nclient.', 'Client'],
    ['a declaration of Java', 'client', 'Client client;\nclient.', 'Client'],
    ['a field of Python', '_client', '    self._client = Client(url)\n    self._client.', 'Client'],
    ['a field of JavaScript', 'client', 'this.client = new Client();\nthis.client.', 'Client'],
    ['a field of another object', 'client', 'other.client = Client()\nclient.', undefined],
    ['no value', 'client', 'client = None\nclient.', undefined],
    ['a value without a type', 'client', 'client = make()\nclient.', undefined],
  ];
  for (const [title, name, text, expected] of rows) {
    it(`reads ${title}`, () => {
      assert.equal(typeOf(name, text), expected);
    });
  }
});

describe('isNamedAfter', () => {
  for (const [variable, type, expected] of [
    ['future', 'Future', true],
    ['fut', 'Future', true],
    ['write_transport', '_SelectorTransport', true],
    ['httpClient', 'Client', true],
    ['sock', 'TransportSocket', true],
    ['loop', 'AbstractEventLoop', true],
    ['e', 'Event', false],
    ['futures', 'Future', false],
    ['socket', 'Transport', false],
  ] as const) {
    it(`${expected ? 'relates' : 'does not relate'} ${variable} to ${type}`, () => {
      assert.equal(isNamedAfter(variable, type), expected);
    });
  }
});
