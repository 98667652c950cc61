import assert from 'node:assert/strict';
import { readMessage } from '../../../../src/actions/commit/commitMessage.ts';

const MESSAGE = 'Add a cart\n\nIt holds what is to be bought:\n- lines\n- prices';

/** Answers, and the message in each of them. */
const CASES: Readonly<Record<string, readonly [string, string]>> = {
  'the message alone': [MESSAGE, MESSAGE],
  'in a fence': [`\`\`\`\n${MESSAGE}\n\`\`\``, MESSAGE],
  'in a fence with a language': [`\`\`\`text\n${MESSAGE}\n\`\`\`\n`, MESSAGE],
  'in a longer fence': ['````\nAdd\n\n```sh\nls\n```\n````', 'Add\n\n```sh\nls\n```'],
  'in a fence, with prose around it': [
    `Here is the commit message:\n\n\`\`\`\n${MESSAGE}\n\`\`\`\n\nTell me if it should be shorter.`,
    MESSAGE,
  ],
  'after prose': [`Sure! Here is a message for it:\n\n${MESSAGE}`, MESSAGE],
  'after prose without a colon': ['Sure!\n\nAdd a cart', 'Add a cart'],
  'after French prose': ['Voici le message :\n\nAjoute un panier', 'Ajoute un panier'],
  'after a bold title': ['**Commit message:**\n\nAdd a cart', 'Add a cart'],
  'after a name on its line': ['Commit message: Add a cart', 'Add a cart'],
  'in quotes': ['"Add a cart"', 'Add a cart'],
  'in backticks': ['`Add a cart`', 'Add a cart'],
  'in typographic quotes': ['“Add a cart”', 'Add a cart'],
  'beginning with a quoted word': ['"cart" is a word now', '"cart" is a word now'],
  'with two quoted words': ['"cart" becomes "basket"', '"cart" becomes "basket"'],
  'beginning as prose does': ['Here be dragons', 'Here be dragons'],
  'ending in prose that never comes': ['Here is the commit message:', ''],
  'with a fence in its body': ['Add ls\n\n```sh\nls\n```', 'Add ls\n\n```sh\nls\n```'],
  'with Conventional Commits': [
    'feat(cart)!: add it\n\nBREAKING CHANGE: all',
    'feat(cart)!: add it\n\nBREAKING CHANGE: all',
  ],
  'with a long first line': ['x'.repeat(120), 'x'.repeat(120)],
  'with CRLF and control characters': [
    'Add\0 a\x07 cart\r\n\r\nIt\tis\r\n',
    'Add a cart\n\nIt\tis',
  ],
  'with blank lines around': ['\n\n  Add a cart \n\n', 'Add a cart'],
  'of nothing': ['', ''],
  'of whitespace': [' \n\t\n', ''],
  'of an empty fence': ['```\n```', ''],
  'of half a character': ['Add \ud83d', 'Add \ufffd'],
};

describe('readMessage', () => {
  for (const [name, [answer, message]] of Object.entries(CASES)) {
    it(`reads an answer ${name}`, () => {
      assert.equal(readMessage(answer, true), message);
    });

    it(`shows no prose while it receives an answer ${name}`, () => {
      for (let length = 0; length < answer.length; length++) {
        const shown = readMessage(answer.slice(0, length), false);
        const allowed = [message, answer.trim()].map((text) => text.replace(/[\0\x07\r]/g, '')); // oxlint-disable-line no-control-regex
        const isPart = allowed.some((text) => text.startsWith(shown.replace(/\ufffd$/, '')));
        assert.ok(
          isPart,
          `${JSON.stringify(answer.slice(0, length))} shows ${JSON.stringify(shown)}`,
        );
        assert.doesNotMatch(shown, /^(?:here is|sure|voici|\*)/i);
        if (message !== '' && !message.includes('```')) assert.doesNotMatch(shown, /```/);
      }
    });
  }

  it('limits an endless answer', () => {
    assert.equal(readMessage('x'.repeat(1_000_000), true).length, 10_000);
  });
});
