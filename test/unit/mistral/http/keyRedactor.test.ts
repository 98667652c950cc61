import assert from 'node:assert/strict';
import fc from 'fast-check';
import { REDACTED } from '../../../../src/base/redacted.ts';
import { KeyRedactor, StreamRedactor } from '../../../../src/mistral/http/keyRedactor.ts';

const KEY = 'Zq8Lw3Rt7Yp1Nv5Xb9Kd2Fg6Hj4Mc0Sa';
const OTHER = 'u4/Tn+8Bz2Vk6Wc0';
const redactor = new KeyRedactor([KEY, OTHER]);

/** Whether a text contains eight consecutive characters of a key. */
function hasPart(text: string, key: string): boolean {
  return Array.from({ length: key.length - 7 }, (_, at) =>
    key.slice(at, at + 8).toLowerCase(),
  ).some((part) => text.toLowerCase().includes(part));
}

describe('KeyRedactor', () => {
  for (const [name, text, expected] of [
    ['the key', `a ${KEY} b`, `a ${REDACTED} b`],
    ['both keys', `${KEY}${OTHER}`, REDACTED],
    ['other letter case', KEY.toUpperCase(), REDACTED],
    ['a part', `r-${KEY.slice(5, 15)}.`, `r-${REDACTED}.`],
    ['the beginning', `${KEY.slice(0, 8)}…`, `${REDACTED}…`],
    ['a part that is too short', KEY.slice(0, 7), KEY.slice(0, 7)],
    ['a percent-encoded key', `k=${encodeURIComponent(OTHER)}`, REDACTED],
    [
      'a key of percent signs alone',
      KEY.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`),
      REDACTED,
    ],
    ['hex', `<${Buffer.from(KEY).toString('hex')}>`, `<${REDACTED}>`],
    ['no key', 'invalid_request: body.store', 'invalid_request: body.store'],
    ['an empty text', '', ''],
  ] as const) {
    it(`removes ${name} from a fact`, () => {
      assert.equal(redactor.redactMetadata(text), expected);
    });
  }

  it('removes Base64 at any offset of the key', () => {
    for (const before of ['', 'a', 'ab', 'Bearer ', 'user:']) {
      const encoded = btoa(`${before}${KEY}`);
      const clean = redactor.redactMetadata(encoded);
      assert.ok(!hasPart(clean, btoa(KEY)), clean);
      assert.ok(!hasPart(atob(clean.replaceAll(REDACTED, '').slice(0, -4) || 'AAAA'), KEY), clean);
    }
  });

  it('removes only whole keys from an answer', () => {
    assert.equal(redactor.redactText(`a="${KEY.toLowerCase()}"`), `a="${REDACTED}"`);
    assert.equal(redactor.redactText(encodeURIComponent(OTHER)), REDACTED);
    assert.equal(redactor.redactText(KEY.slice(0, -1)), KEY.slice(0, -1));
  });

  it('keeps answers if the key is a short word', () => {
    assert.equal(new KeyRedactor(['test']).redactText('a test'), 'a test');
    assert.equal(new KeyRedactor(['test']).redactMetadata('r-TEST'), `r-${REDACTED}`);
    assert.equal(new KeyRedactor(['', 'a']).redactMetadata('a banana'), 'a banana');
  });

  it('removes keys from JSON including field names, and drops values nested too deeply', () => {
    assert.deepEqual(redactor.redactJson({ [KEY]: [KEY, 1, null] }), {
      [REDACTED]: [REDACTED, 1, null],
    });
    let deep: unknown = KEY;
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    assert.ok(!JSON.stringify(redactor.redactJson(deep)).includes(KEY));
  });
});

describe('StreamRedactor', () => {
  it('removes only the key from a stream, wherever it is split', () => {
    const pieces = fc.array(
      fc.oneof(fc.string(), fc.constantFrom(KEY, OTHER, KEY.slice(0, 9), KEY.slice(-9), 'Z', 'u4')),
    );
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(20)), (parts, cuts) => {
        const text = parts.join('');
        const stream = new StreamRedactor(redactor);
        let [at, result] = [0, ''];
        for (const cut of cuts) {
          result += stream.push(text.slice(at, at + cut));
          at += cut;
        }
        result += stream.push(text.slice(at)) + stream.end();
        assert.equal(result, redactor.redactText(text));
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('holds back only a possible start of a key', () => {
    const stream = new StreamRedactor(redactor);
    assert.equal(stream.push('let a = 1;'), 'let a = 1;');
    assert.equal(stream.push(`b = ${KEY.slice(0, 4)}`), 'b = ');
    assert.equal(stream.push('!'), `${KEY.slice(0, 4)}!`);
  });
});
