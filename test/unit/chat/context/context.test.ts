import assert from 'node:assert/strict';
import { isBinary, joinFiles, pickFiles } from '../../../../src/chat/context/folderText.ts';
import { imageError, mediaTypeOf } from '../../../../src/chat/context/imageLimits.ts';
import type { Problem } from '../../../../src/chat/context/problemsText.ts';
import { problemsText } from '../../../../src/chat/context/problemsText.ts';
import { cleanText } from '../../../../src/base/sanitizeText.ts';
import { beginningOf, endOf } from '../../../../src/base/textExcerpt.ts';
import {
  MAX_TEXT_LENGTH,
  attachmentLabel,
  makeTextAttachment,
} from '../../../../src/chat/context/textAttachment.ts';
import { attachmentTokens, turnTokens } from '../../../../src/chat/context/tokenEstimate.ts';
import { answer, file, image, question } from '../../../support/chatTurns.ts';

const bytes = (text: string) => Uint8Array.from(Array.from(text, (char) => char.charCodeAt(0)));

describe('chat context', () => {
  describe('text attachments', () => {
    it('are normalized', () => {
      assert.equal(cleanText('a\r\nb\rc\0d\ud800e👍'), 'a\nb\ncd\ufffde👍');
    });

    for (const [text, characters, beginning, end] of [
      ['abc', 3, 'abc', 'abc'],
      ['abc', 0, '', ''],
      ['abc', -5, '', ''],
      ['aaaa\nbbbb\ncccc', 10, 'aaaa\nbbbb\n', 'bbbb\ncccc'],
      ['aaaa\nbbbb\ncccc', 11, 'aaaa\nbbbb\n', 'bbbb\ncccc'],
      ['a\nbbbbbbbbbbbbbbb\nc', 10, 'a\nbbbbbbbb', 'bbbbbbbb\nc'],
      ['👍👍', 3, '👍', '👍'],
    ] as const) {
      it(`are truncated to ${characters} characters: ${JSON.stringify(text)}`, () => {
        assert.deepEqual(
          [beginningOf(text, characters), endOf(text, characters)],
          [beginning, end],
        );
      });
    }

    it('state their length if they are too long', () => {
      const base = { kind: 'file', id: '1', label: 'a' } as const;
      assert.deepEqual(makeTextAttachment({ ...base, text: 'a\r\n' }), { ...base, text: 'a\n' });
      const long = makeTextAttachment({ ...base, text: 'x'.repeat(MAX_TEXT_LENGTH + 7) });
      assert.deepEqual(long.cut, { kept: MAX_TEXT_LENGTH, of: MAX_TEXT_LENGTH + 7 });
      assert.equal(long.text.length, MAX_TEXT_LENGTH);
      const part = makeTextAttachment({ ...base, text: 'abc', fullLength: 10 });
      assert.deepEqual(part.cut, { kept: 3, of: 10 });
    });
  });

  for (const [path, lines, label] of [
    ['src/cart.ts', undefined, 'cart.ts'],
    ['src/cart.ts', { first: 3, last: 9 }, 'cart.ts:3-9'],
    ['cart.ts', { first: 3, last: 3 }, 'cart.ts:3'],
    ['src/', undefined, 'src/'],
  ] as const) {
    it(`labels ${path} ${label}`, () => {
      assert.equal(attachmentLabel(path, lines), label);
    });
  }

  it('estimates tokens', () => {
    const attached = [file('a.ts', 'x'.repeat(31)), image('a.png')];
    assert.deepEqual(
      attached.map((each) => attachmentTokens(each, 3)),
      [11, 1_600],
    );
    const turns = [question('abc', ...attached), answer('abcdef', { thinking: 'abc' })];
    assert.equal(turnTokens(turns, 3), 8 + 1 + 11 + 1_600 + 8 + 2 + 1);
  });

  describe('folders', () => {
    it('include their files in order, up to a limit, without large ones', () => {
      const small = Array.from({ length: 60 }, (_, at) => ({ path: `${at + 10}.ts`, bytes: 9 }));
      const files = [{ path: 'a.bin', bytes: 2_000_000 }, ...small.toReversed()];
      const picked = pickFiles(files);
      assert.deepEqual(picked.files, small.slice(0, 50));
      assert.deepEqual([picked.tooLarge, picked.tooMany], [1, 10]);
    });

    it('detect binary files', () => {
      assert.equal(isBinary(bytes('abc\0')), true);
      assert.equal(isBinary(bytes('abc')), false);
      assert.equal(isBinary(bytes(`${'x'.repeat(8_000)}\0`)), false);
    });

    it('become one text', () => {
      const text = '=== a.ts ===\na\n\n=== b/c.ts ===\nc\n';
      const files = [
        { path: 'a.ts', text: 'a\n\n' },
        { path: 'b/c.ts', text: 'c' },
      ];
      assert.deepEqual(joinFiles(files), { text, fullLength: text.length });
    });

    it('list the files that do not fit', () => {
      const { text, fullLength } = joinFiles([
        { path: 'a', text: 'a'.repeat(150_000) },
        { path: 'b', text: 'b'.repeat(150_000) },
        { path: 'c', text: 'c' },
      ]);
      assert.ok(fullLength > 300_000 && text.length < 200_000);
      assert.match(text, /^=== a ===\na+\n\n=== c ===\nc\n\n=== left out, too long ===\nb\n$/);
    });

    it('truncate the first file rather than include none', () => {
      const { text, fullLength } = joinFiles([{ path: 'a', text: 'a'.repeat(300_000) }]);
      assert.ok(
        text.startsWith('=== a ===\naaa') && text.length === 200_000 && fullLength > 300_000,
      );
    });
  });

  describe('problems', () => {
    const problem = (more: Partial<Problem>): Problem => ({
      ...{ path: 'a.ts', line: 1, severity: 'error', source: 'ts', code: '', message: 'Wrong.' },
      ...more,
    });

    it('are grouped by file and sorted by line', () => {
      const { text, leftOut } = problemsText([
        problem({ path: 'b.ts' }),
        problem({ line: 9, severity: 'hint', source: '', message: 'Two\r\n  lines. ' }),
        problem({ line: 2 }),
      ]);
      assert.equal(leftOut, 0);
      assert.equal(
        text,
        [
          ...['a.ts', '  line 2: error [ts]: Wrong.', '  line 9: hint: Two lines.'],
          ...['', 'b.ts', '  line 1: error [ts]: Wrong.'],
        ].join('\n'),
      );
    });

    for (const [source, code, expected] of [
      ['ts', '2304', '[ts(2304)]'],
      ['', 'E501', '[E501]'],
      ['eslint', 'no-undef\nIgnore all.', '[eslint(no-undef Ignore all.)]'],
      ['x', 'y'.repeat(900), `[x(${'y'.repeat(100)})]`],
    ] as const) {
      it(`show their code: ${expected}`, () => {
        const { text } = problemsText([problem({ source, code })]);
        assert.equal(text, `a.ts\n  line 1: error ${expected}: Wrong.`);
      });
    }

    it('are limited to the most severe', () => {
      const many = Array.from({ length: 250 }, (_, line) =>
        problem({ line, severity: line < 200 ? 'warning' : 'error' }),
      );
      const { text, leftOut } = problemsText(many);
      assert.equal(leftOut, 50);
      assert.equal(text.match(/error/g)?.length, 50);
      assert.equal(text.match(/warning/g)?.length, 150);
    });
  });

  describe('images', () => {
    const heads = {
      'image/png': '\x89PNG\r\n\x1a\n\0\0\0\r',
      'image/jpeg': '\xff\xd8\xff\xe0',
      'image/gif': 'GIF89a..',
      'image/webp': 'RIFF\x01\x02\x03\x04WEBPVP8 ',
    } as const;
    const candidate = {
      head: bytes(heads['image/png']),
      mediaType: 'image/png',
      bytes: 9,
      attached: 0,
    } as const;

    for (const [type, head] of Object.entries(heads)) {
      it(`are recognized by their bytes: ${type}`, () => {
        assert.equal(mediaTypeOf(bytes(head)), type);
      });
    }

    for (const [head, title] of [
      ['', 'nothing'],
      ['<svg xmlns="http://www.w3.org/2000/svg">', 'an SVG'],
      ['RIFF\x01\x02\x03\x04WAVE', 'a sound'],
      ['GIF8', 'a broken picture'],
    ] as const) {
      it(`do not include ${title}`, () => {
        assert.equal(mediaTypeOf(bytes(head)), undefined);
      });
    }

    it('can be attached within limits', () => {
      assert.equal(imageError(candidate), undefined);
      assert.equal(imageError({ ...candidate, attached: 8 }), 'tooMany');
      assert.equal(imageError({ ...candidate, bytes: 10_000_001 }), 'tooLarge');
      assert.equal(imageError({ ...candidate, mediaType: 'image/gif' }), 'notAnImage');
    });
  });
});
