import assert from 'node:assert/strict';
import { ShownSuggestion } from '../../../../src/completion/shownSuggestion.ts';
import { AcceptanceModel } from '../../../../src/completion/timing/acceptanceModel.ts';
import { snapshotOf } from '../../../support/testEngine.ts';

/** An acceptance model that learns from the visible suggestion. */
class Screen {
  readonly model = new AcceptanceModel();
  readonly #shown = new ShownSuggestion({
    recordOffered: () => undefined,
    recordAccepted: () => undefined,
  });

  /** Shows a suggestion at a state; `isContinuation` if earlier lines of its answer were accepted. */
  show(state: string, text: string, isContinuation = false): void {
    const match = isContinuation ? 'continued' : 'cached';
    const placed = { text, replacedSuffixLength: 0 };
    this.#shown.show(snapshotOf(state), { match, placed, suggestion: {}, request: undefined });
  }

  /** The user types until this state. */
  moveTo(state: string): void {
    this.model.learn(this.#shown.decideLines(snapshotOf(state)));
  }
}

/** The model after a suggestion was shown `times` times and the user typed `typed` each time. */
function modelAfter(times: number, text: string, typed: string): AcceptanceModel {
  const screen = new Screen();
  for (let time = 0; time < times; time += 1) {
    screen.show('█', text);
    for (let length = 1; length <= typed.length; length += 1) {
      screen.moveTo(`${typed.slice(0, length)}█`);
    }
    screen.moveTo('█');
  }
  return screen.model;
}

describe('AcceptanceModel', () => {
  it('starts with a few visible lines and reads more than it shows', () => {
    const { visibleLines, linesToRead } = new AcceptanceModel();
    assert.ok(visibleLines > 1 && visibleLines < 10, `${visibleLines}`);
    assert.ok(linesToRead > visibleLines);
  });

  it('shows the maximum and reads whole blocks after accepted lines', () => {
    const { visibleLines, linesToRead } = modelAfter(100, 'a();\nb();', 'a();\nb();');
    assert.equal(visibleLines, 5);
    assert.ok(linesToRead > 15, `${linesToRead}`);
  });

  it('shows one line at a time after rejected later lines', () => {
    assert.equal(modelAfter(100, 'a();\nb();', 'a();\nx').visibleLines, 1);
  });

  it('reads one line after rejected first lines, but shows as many as before', () => {
    const model = modelAfter(100, 'a();\nb();', 'x');
    assert.equal(model.linesToRead, 1);
    assert.equal(model.visibleLines, new AcceptanceModel().visibleLines);
  });

  it('learns from the lines of a continuation', () => {
    const screen = new Screen();
    for (let time = 0; time < 100; time += 1) {
      screen.show('█', 'a();', true);
      screen.moveTo('x█');
    }
    assert.equal(screen.model.visibleLines, 1);
  });

  it('counts each line once, however often its remainder is shown', () => {
    const once = new Screen();
    once.show('█', 'a\nb\nc');
    once.moveTo('a\nb\n█');
    const often = new Screen();
    often.show('█', 'a\nb\nc');
    for (const typed of ['a', 'a\n', 'a\nb', 'a\nb\n']) {
      often.moveTo(`${typed}█`);
      often.show(`${typed}█`, 'a\nb\nc'.slice(typed.length));
    }
    assert.deepEqual(
      [often.model.visibleLines, often.model.linesToRead],
      [once.model.visibleLines, once.model.linesToRead],
    );
  });

  it('learns nothing if the user moves elsewhere', () => {
    const screen = new Screen();
    const { visibleLines } = screen.model;
    for (let time = 0; time < 100; time += 1) {
      screen.show('a = █', 'b();');
      screen.moveTo('█a = ');
    }
    assert.equal(screen.model.visibleLines, visibleLines);
  });
});
