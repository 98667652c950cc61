import assert from 'node:assert/strict';
import { StableSuffix } from '../../../../src/completion/prompt/stableSuffix.ts';
import { snapshotOf } from '../../../support/testEngine.ts';

const lines = Array.from({ length: 40 }, (_, line) => `call(${line});`);
const before = snapshotOf(`x = █)\n${lines.join('\n')}`);

/** The suffix that is sent for a state after `before` was sent. */
function sentFor(text: string, document?: string): { sent: string; own: string } {
  const suffix = new StableSuffix();
  assert.equal(suffix.at(before), before.suffix);
  const snapshot = snapshotOf(text, document === undefined ? {} : { document });
  return { sent: suffix.at(snapshot), own: snapshot.suffix };
}

const changed = (count: number) =>
  lines.map((line, at) => (at > 2 && at <= 2 + count ? `other(${at});` : line)).join('\n');

describe('StableSuffix', () => {
  it('repeats the last suffix while a few lines differ', () => {
    const { sent, own } = sentFor(`x = 1█)\n${changed(1)}`);
    assert.equal(sent, before.suffix);
    assert.notEqual(own, sent);
  });

  it('repeats the last suffix if the window ends elsewhere', () => {
    const { sent } = sentFor(`x = 1█)\n${lines.join('\n')}\nmore();`);
    assert.equal(sent, before.suffix);
  });

  for (const [what, text, document] of [
    ['more than a tenth has changed', `x = 1█)\n${changed(6)}`, undefined],
    ['the rest of the line has changed', `x = 1█]\n${lines.join('\n')}`, undefined],
    ['the next line has changed', `x = 1█)\n${lines.slice(1).join('\n')}`, undefined],
    ['it is another document', `x = █)\n${changed(1)}`, 'file:///b.ts'],
    ['all has gone', 'x = 1█)', undefined],
  ] as const) {
    it(`returns the current text if ${what}`, () => {
      const { sent, own } = sentFor(text, document);
      assert.equal(sent, own);
      assert.notEqual(sent, before.suffix);
    });
  }

  it('compares with the suffix that was sent, so that small changes add up', () => {
    const suffix = new StableSuffix();
    suffix.at(before);
    const sent = [1, 2, 3, 4, 5, 6].map((count) =>
      suffix.at(snapshotOf(`x = █)\n${changed(count)}`)),
    );
    assert.equal(sent[0], before.suffix);
    assert.notEqual(sent.at(-1), before.suffix);
  });
});
