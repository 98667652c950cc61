import assert from 'node:assert/strict';
import {
  stableLength,
  hasControls,
  hasHidden,
  escapeHidden,
} from '../../../src/base/hiddenCharacters.ts';
import { excessiveGrowth, repeated } from '../linearTime/measure.ts';

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** Listed explicitly instead of derived from the Unicode properties that the implementation uses. */
const HIDDEN: Readonly<Record<string, readonly number[]>> = {
  'control characters': [0, 7, 8, 0xb, 0xc, 0xd, 0x1b, 0x7f, 0x85, 0x9b],
  'controls of bidirectional text': [
    0x61c,
    0x200e,
    0x200f,
    ...range(0x202a, 0x202e),
    ...range(0x2066, 0x2069),
  ],
  'zero-width characters': [0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x180e],
  'invisible operators and deprecated controls': [
    ...range(0x2061, 0x2064),
    ...range(0x206a, 0x206f),
  ],
  fillers: [0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0, 0x2800],
  'the soft hyphen': [0xad],
  'line and paragraph separators': [0x2028, 0x2029],
  'variation selectors': [...range(0x180b, 0x180d), ...range(0xfe00, 0xfe0f), 0xe0100, 0xe01ef],
  tags: [0xe0001, 0xe0020, 0xe0041, 0xe007f],
  'unassigned characters that may be ignored': [0x2065, 0xfff0, 0xe0fff],
  'annotations and controls of notation': [0xfff9, 0xfffb, 0x1bca0, 0x1d159, 0x1d173, 0x1d17a],
};

describe('hiddenCharacters', () => {
  for (const [name, codes] of Object.entries(HIDDEN)) {
    it(`replaces ${name} with its code point`, () => {
      for (const code of codes) {
        const number = code.toString(16).toUpperCase().padStart(4, '0');
        const text = `a${String.fromCodePoint(code)}b`;
        assert.equal(escapeHidden(text), `a[U+${number}]b`);
        assert.ok(hasHidden(text), number);
      }
    });
  }

  for (const text of [
    'a\tb\nc é 漢字 שלום',
    '👨‍👩‍👧 👩🏽‍🚀 🏳️‍🌈 ❤️‍🔥 ✔️ ©️',
    '1️⃣ #️⃣ *️⃣',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    'می\u200cخواهم क\u094d\u200dष',
    'un\u00a0espace, 10\u202f%',
    '\u0600\u06dd\u0661',
  ]) {
    it(`keeps ${JSON.stringify(text)}`, () => {
      assert.equal(escapeHidden(text), text);
      assert.ok(!hasHidden(text));
    });
  }

  for (const [text, shown] of [
    ['a\u200d👩', 'a[U+200D]👩'],
    ['👩\u200da', '👩[U+200D]a'],
    ['👩\u200d\u200d👩', '👩[U+200D][U+200D]👩'],
    ['1\ufe0f', '1[U+FE0F]'],
    ['a\ufe0f', 'a[U+FE0F]'],
    ['😀\ufe0f\ufe0f\ufe01', '😀\ufe0f[U+FE0F][U+FE01]'],
    ['😀\u{e0148}\u{e0155}', '😀[U+E0148][U+E0155]'],
    ['🏴\u{e0068}\u{e0069}\u{e007f}', '🏴[U+E0068][U+E0069][U+E007F]'],
    ['\u200cمی', '[U+200C]می'],
    ['می\u200c ', 'می[U+200C] '],
  ] as const) {
    it(`replaces joiners and selectors outside emoji and scripts: ${shown}`, () => {
      assert.equal(escapeHidden(text), shown);
    });
  }

  it('replaces unusual whitespace on request', () => {
    assert.equal(
      escapeHidden('rm\u00a0-r\u2003a b\u3000', { spaces: true }),
      'rm[U+00A0]-r[U+2003]a b[U+3000]',
    );
    assert.ok(hasHidden('a\u00a0b', { spaces: true }) && !hasHidden('a\u00a0b'));
  });

  it('replaces long gaps on request, behind which text may be out of sight', () => {
    const gap = ' '.repeat(1_500);
    assert.equal(escapeHidden(`ls${gap}; rm -r ~`, { spaces: true }), 'ls[U+0020 ×1500]; rm -r ~');
    const code = `if a:\n${' '.repeat(20)}b`;
    assert.equal(escapeHidden(code, { spaces: true }), code);
    assert.ok(!hasHidden(gap));
  });

  it('detects control characters', () => {
    for (const text of ['a\u001b', 'a\r', 'a\u009b']) assert.ok(hasControls(text));
    assert.ok(!hasControls('a\tb\n\u202e'));
  });

  it('holds back an emoji at the end of a streamed text', () => {
    for (const [text, length] of [
      ['ab', 2],
      ['ab👨', 2],
      ['ab👨\u200d', 2],
      ['ab\ud83d', 2],
      ['', 0],
    ] as const) {
      assert.equal(stableLength(text), length, text);
    }
    assert.ok(stableLength('👨'.repeat(1_000)) > 1_000, 'but not for a long run of them');
  });

  it('takes linear time', () => {
    for (const piece of ['\u{e0041}', '🏴\u{e0067}', '👨\u200d', '\ufe0f', '\u200c']) {
      const growth = excessiveGrowth((length) => {
        const text = repeated(piece, 10 * length);
        return () => escapeHidden(text);
      });
      assert.equal(growth, undefined, JSON.stringify(piece));
    }
  });
});
