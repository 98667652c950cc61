import assert from 'node:assert/strict';
import { replay } from '../../tools/replayLine.ts';
import { caseTables } from './casesFile.ts';

function after(languageId: string, document: string, answer: string | string[], more = {}) {
  return replay({ languageId, path: 'file', document, answer, ...more }).after;
}

for (const [title, cases] of caseTables()) {
  describe(`completion: ${title}`, () => {
    for (const { name, languageId, document, answer, after: expected } of cases) {
      it(name, () => {
        assert.equal(after(languageId, document, answer), expected);
      });
      it(`${name}, character by character`, () => {
        assert.equal(after(languageId, document, Array.from(answer)), expected);
      });
    }
  });
}

describe('completion: long and generated cases', () => {
  it('ends a long class that starts in or before the window', () => {
    for (const methods of [250, 900]) {
      const text = `class A {\n${'  void a() {\n  }\n'.repeat(methods)}`;
      assert.equal(after('java', `${text}█`, '}'), `${text}}█`);
    }
  });

  it('ends a block of a class that starts before the window and ends in it', () => {
    const text = `class A {\n${'    int a() { return 1; }\n'.repeat(400)}    int b() {\n        if (c) {`;
    const rest = '\n\n        return 1;\n    }\n};\n';
    const answer = '\n            return 2;\n        }';
    assert.equal(after('cpp', `${text}█${rest}`, `${answer}\n`), `${text}${answer}█${rest}`);
  });

  it('truncates a repetition within a line after its first occurrence', () => {
    const answer = '"ab", "ab", '.repeat(300);
    assert.equal(after('typescript', 'const x = [█', answer), 'const x = ["ab",█');
  });

  it('drops half a surrogate pair and the text after it', () => {
    assert.equal(after('typescript', "say('█');", 'hi\ud83d'), "say('hi█');");
    assert.equal(after('typescript', "say('█');", '\udc4bhi'), "say('█');");
  });

  it('splits no surrogate pair at the start of the range', () => {
    const { insertText, replaceBefore } = replay({
      languageId: 'typescript',
      path: 'file',
      document: 'say("👋 a█")',
      answer: 'b',
    });
    assert.deepEqual([insertText, replaceBefore], [' ab', 2]);
  });

  it('limits ten thousand lines and an endless line', () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `const a${index} = ${index};`);
    const many = after('typescript', '█', lines.join('\n')).split('\n');
    assert.equal(many.length, 500);
    assert.deepEqual(
      after(
        'typescript',
        '█',
        lines.map((line) => `${line}\n`),
      ).split('\n'),
      many,
    );
    const line = Array.from({ length: 20_000 }, (_, index) => (index * 7919) % 10_007).join(' + ');
    assert.ok(after('typescript', 'x = █', line).length <= 16_005);
  });

  it('continues the selected item of the suggest widget', () => {
    const selected = { selected: 'getName' };
    assert.equal(after('typescript', 'user.get█', '();', selected), 'user.getName();█');
    assert.equal(after('typescript', 'user.sub█', '();', selected), 'user.sub█');
    assert.equal(after('typescript', 'foo(a.get█);', '())', selected), 'foo(a.getName())█;');
  });

  it('converts an indentation width to that of the editor', () => {
    const text = 'function f(n) {\n█\n}';
    const answer = '    return Math.max(n, 0);';
    const expected = 'function f(n) {\n  return Math.max(n, 0);█\n}';
    assert.equal(after('typescript', text, answer, { indent: 2 }), expected);
  });
});
