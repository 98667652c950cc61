import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatEvent, ChatMessage } from '../../../../src/mistral/chat.ts';
import { PrefixEcho, withoutEcho } from '../../../../src/mistral/http/prefixEcho.ts';

/** The text returned for each piece and at the end. */
function through(prefix: string, pieces: readonly string[]): string[] {
  const echo = new PrefixEcho(prefix);
  return [...pieces.map((piece) => echo.push(piece)), echo.end()];
}

describe('PrefixEcho', () => {
  const table: [string, string, string[], string[]][] = [
    ['each piece at once without a prefix', '', ['a', 'b'], ['a', 'b', '']],
    ['a repetition in one piece', 'ab', ['ab', 'c'], ['', 'c', '']],
    ['a repetition over several pieces', 'abcd', ['a', 'bc', 'd', 'e'], ['', '', '', 'e', '']],
    ['a repetition and what is new in one piece', 'ab', ['abc'], ['c', '']],
    ['a piece across the end of the repetition', 'abc', ['ab', 'cd', 'e'], ['', 'd', 'e', '']],
    ['nothing but the repetition', 'ab', ['a', 'b'], ['', '', '']],
    ['no repetition', 'ab', ['x', 'ab'], ['x', 'ab', '']],
    ['text that starts like a repetition', 'abc', ['a', 'bx', 'y'], ['', 'abx', 'y', '']],
    ['text that ends within a repetition', 'abc', ['a', 'b'], ['', '', 'ab']],
    ['the prefix once more after the repetition', 'ab', ['ab', 'ab'], ['', 'ab', '']],
    ['empty pieces', 'ab', ['', 'ab', '', 'c'], ['', '', '', 'c', '']],
    ['nothing', 'ab', [], ['']],
    ['half a character at a split', '🙂', ['\ud83d', '\ude42', 'c'], ['', '', 'c', '']],
  ];
  for (const [name, prefix, pieces, expected] of table) {
    it(`reads ${name}`, () => {
      assert.deepEqual(through(prefix, pieces), expected);
    });
  }

  it('removes only the repetition, wherever it is split', () => {
    const pieces = fc.array(fc.string({ maxLength: 4, unit: fc.constantFrom('a', 'b') }));
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b') }), pieces, (prefix, given) => {
        const whole = given.join('');
        const expected = whole.startsWith(prefix) ? whole.slice(prefix.length) : whole;
        assert.equal(through(prefix, given).join(''), expected);
      }),
    );
  });

  async function answer(last: ChatMessage, ...events: ChatEvent[]): Promise<ChatEvent[]> {
    const source = (async function* () {
      yield* events;
    })();
    const given: ChatEvent[] = [];
    for await (const event of withoutEcho(source, [{ role: 'user', content: 'Hi' }, last])) {
      given.push(event);
    }
    return given;
  }

  it('does nothing unless the last message is a prefix', async () => {
    const events = [{ text: 'Hi' }, { text: ' there' }, { end: 'stop' }];
    const said = { role: 'assistant', content: 'Hi' } as const;
    assert.deepEqual(await answer(said, ...events), events);
    assert.deepEqual(await answer({ role: 'user', content: 'Hi' }, ...events), events);
    assert.deepEqual(await answer({ ...said, prefix: true }, ...events), events.slice(1));
  });

  it('handles reasoning and text separately, and yields held text before the end', async () => {
    const content = [
      { type: 'thinking', text: 'Hm.' },
      { type: 'text', text: 'Yes, sir' },
    ] as const;
    const last = { role: 'assistant', content, prefix: true } as const;
    assert.deepEqual(
      await answer(
        last,
        { thinking: 'Hm' },
        { thinking: '. So' },
        { text: 'Yes' },
        { end: 'stop' },
      ),
      [{ thinking: ' So' }, { text: 'Yes' }, { end: 'stop' }],
    );
    assert.deepEqual(
      await answer(last, { thinking: 'H' }, { text: 'Yes, sir.' }, { end: 'length' }),
      [{ thinking: 'H' }, { text: '.' }, { end: 'length' }],
    );
  });
});
