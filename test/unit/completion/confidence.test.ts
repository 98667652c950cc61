import assert from 'node:assert/strict';
import { Confidence } from '../../../src/completion/confidence.ts';
import { snapshotOf } from './support.ts';

/** What the user makes of suggestions: types them through, or types something else at some place. */
function after(times: number, text: string, typed: string): Confidence {
  const confidence = new Confidence();
  for (let time = 0; time < times; time += 1) {
    confidence.show(snapshotOf('█'), text, false);
    for (let length = 1; length <= typed.length; length += 1) {
      confidence.reached(snapshotOf(`${typed.slice(0, length)}█`));
    }
    confidence.reached(snapshotOf('█'));
  }
  return confidence;
}

describe('completion/confidence', () => {
  it('begins with a few lines, and hears more than it shows', () => {
    const { shown, heard } = new Confidence();
    assert.ok(shown > 1 && shown < 10, `${shown}`);
    assert.ok(heard > shown);
  });

  it('shows as much as can be read at a glance where lines hold, and hears whole blocks', () => {
    const { shown, heard } = after(100, 'a();\nb();', 'a();\nb();');
    assert.equal(shown, 5);
    assert.ok(heard > 15, `${heard}`);
  });

  it('shows a line at a time where the later ones do not', () => {
    assert.equal(after(100, 'a();\nb();', 'a();\nx').shown, 1);
  });

  it('hears no more than it shows where the user wants something else, but shows no less', () => {
    const unwanted = after(100, 'a();\nb();', 'x');
    assert.equal(unwanted.heard, 1);
    assert.equal(unwanted.shown, new Confidence().shown);
  });

  it('learns from the lines of a continuation as well', () => {
    const confidence = new Confidence();
    for (let time = 0; time < 100; time += 1) {
      confidence.show(snapshotOf('█'), 'a();', true);
      confidence.reached(snapshotOf('x█'));
    }
    assert.equal(confidence.shown, 1);
  });

  it('counts each line once, however often the rest is shown', () => {
    const once = new Confidence();
    once.show(snapshotOf('█'), 'a\nb\nc', false);
    once.reached(snapshotOf('a\nb\n█'));
    const often = new Confidence();
    often.show(snapshotOf('█'), 'a\nb\nc', false);
    for (const typed of ['a', 'a\n', 'a\nb', 'a\nb\n']) {
      often.reached(snapshotOf(`${typed}█`));
      often.show(snapshotOf(`${typed}█`), 'a\nb\nc'.slice(typed.length), false);
    }
    assert.deepEqual([often.shown, often.heard], [once.shown, once.heard]);
  });

  it('learns nothing from a user who goes elsewhere', () => {
    const confidence = new Confidence();
    const { shown } = confidence;
    for (let time = 0; time < 100; time += 1) {
      confidence.show(snapshotOf('a = █'), 'b();', false);
      confidence.reached(snapshotOf('█a = '));
    }
    assert.equal(confidence.shown, shown);
  });
});
