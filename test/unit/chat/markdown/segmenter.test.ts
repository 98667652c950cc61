import assert from 'node:assert/strict';
import type { Segment } from '../../../../src/chat/markdown/segmenter.ts';
import { Segmenter } from '../../../../src/chat/markdown/segmenter.ts';

/** The segments of a text that arrives in these pieces, one per line: code as `info|code`. */
function segments(...pieces: readonly string[]): readonly string[] {
  const segmenter = new Segmenter();
  const closed = pieces.flatMap((piece) => segmenter.push(piece).closed);
  return [...closed, ...segmenter.end().closed].map(written);
}

function written(segment: Segment): string {
  return segment.kind === 'code' ? `<${segment.info}>${segment.code}` : segment.text;
}

describe('Segmenter', () => {
  const cases: Readonly<Record<string, readonly [markdown: string, segments: readonly string[]]>> =
    {
      nothing: ['', []],
      'empty lines': ['\n \n\t\n', []],
      paragraphs: ['a\nb\n\n\nc', ['a\nb', 'c']],
      'a heading, which nothing continues': ['# A\nb\n', ['# A', 'b']],
      'a heading by its underline': ['A\n===\nb', ['A\n===', 'b']],
      code: ['a\n```ts\nx\n\ny\n```\nb', ['a', '<ts>x\n\ny', 'b']],
      'code with tildes': ['~~~ py\n```\n~~~', ['<py>```']],
      'code that never ends': ['```\na\n\nb\n', ['<>a\n\nb']],
      'code without a line': ['```\n```', ['<>']],
      'an end with more marks': ['```\na\n`````\nb', ['<>a', 'b']],
      'fewer marks than it began with': ['````\n```\na\n```\n````\nb', ['<>```\na\n```', 'b']],
      'marks with words behind them, which end nothing': ['```\n``` a\n```', ['<>``` a']],
      'marks too far to the right': ['```\n    ```\n```', ['<>    ```']],
      'marks with a mark behind them': ['```a`b\n\nc', ['```a`b', 'c']],
      'code that is indented with its fence': ['  ```\n    a\n b\n  ```', ['<>  a\nb']],
      'a tight list': ['- a\n- b\n\nc', ['- a\n- b\n', 'c']],
      'a loose list': ['1. a\n\n   b\n\n2. c\n\nd', ['1. a\n\n   b\n\n2. c\n', 'd']],
      'a list after a line': ['a:\n- b\n\n- c\n\nd', ['a:\n- b\n\n- c\n', 'd']],
      'code in a list': [
        '- a\n\n  ```\n  b\n\n  c\n  ```\nd',
        ['- a\n\n  ```\n  b\n\n  c\n  ```\nd'],
      ],
      'code between items': ['1. a\n```\nb\n```\n2. c', ['1. a', '<>b', '2. c']],
      'code that is not far enough to the right for its item': [
        '10. a\n  ```\n  b\n\n  c\n  ```',
        ['10. a', '<>b\n\nc'],
      ],
      'indented code': ['    a\n\n    b\n\nc', ['    a\n\n    b\n', 'c']],
      quotes: ['> a\n> ```\n> b\n\n> c', ['> a\n> ```\n> b', '> c']],
      'line breaks of Windows and of old': ['a\r\n\r\nb\r\rc\r', ['a', 'b', 'c']],
    };

  for (const [name, [markdown, expected]] of Object.entries(cases)) {
    it(`reads ${name}`, () => {
      assert.deepEqual(segments(markdown), expected);
    });
    it(`reads ${name}, one character at a time`, () => {
      assert.deepEqual(segments(...Array.from(markdown)), expected);
    });
  }

  it('splits a long list between its items', () => {
    const parts = segments('- an item of a long list\n'.repeat(1_000));
    assert.ok(parts.length > 2);
    for (const part of parts) assert.match(part, /^(- an item of a long list\n?)+$/);
    assert.equal(parts.join('\n').split('\n').length, 1_000);
  });

  it('joins a surrogate pair that arrives in halves', () => {
    const segmenter = new Segmenter();
    assert.equal(segmenter.push('a\ud83d').open?.added, 'a');
    assert.equal(segmenter.push('\ude00').open?.added, '\ud83d\ude00');
    assert.equal(segmenter.push('\ud83d').open?.added, '');
    assert.deepEqual(segmenter.end().closed.map(written), ['a\ud83d\ude00\ud83d']);
  });
});

describe('Segmenter: the open segment', () => {
  function opens(...pieces: readonly string[]): readonly unknown[] {
    const segmenter = new Segmenter();
    return pieces.map((piece) => {
      const { open } = segmenter.push(piece);
      return open ? `${open.kind}+${open.added}` : undefined;
    });
  }

  it('grows by the added text', () => {
    assert.deepEqual(opens('a', ' b', '\nc'), ['text+a', 'text+ b', 'text+\nc']);
    assert.deepEqual(opens('```\n', 'a', ' b\n c', '\n'), [
      'code+',
      'code+a',
      'code+ b\n c',
      'code+\n',
    ]);
  });

  it('withholds what may become a fence', () => {
    assert.deepEqual(opens('`', '``', 't', 's\n', 'a\n', '``', '`', '\n'), [
      undefined,
      undefined,
      undefined,
      'code+',
      'code+a\n',
      'code+',
      'code+',
      undefined,
    ]);
  });

  it('shows what turns out not to be a fence', () => {
    assert.deepEqual(opens('``', 'a`` b'), [undefined, 'text+``a`` b']);
    assert.deepEqual(opens('```\n``', 'a'), ['code+', 'code+``a']);
  });

  it('withholds what may turn the previous line into a heading', () => {
    assert.deepEqual(opens('a\n-', ' b'), ['text+a\n', 'text+- b']);
  });

  it('is replaced after an empty line', () => {
    assert.deepEqual(opens('a', '\n\nb', '\n\n'), ['text+a', 'text+b', undefined]);
  });

  it('moves an incomplete line to the next segment', () => {
    const segmenter = new Segmenter();
    assert.equal(segmenter.push('- a\n\nNe').open?.added, '- a\n\nNe');
    const { closed, open } = segmenter.push('xt\n');
    assert.deepEqual(closed.map(written), ['- a\n']);
    assert.equal(open?.added, 'Next\n');
  });
});
