import assert from 'node:assert/strict';
import { announcement } from '../../../src/webview/announce.ts';
import { describeFault } from '../../../src/webview/faults.ts';
import { fill } from '../../../src/webview/host.ts';
import { Numbers } from '../../../src/webview/numbers.ts';
import type { AnswerView, SessionView } from '../../../src/protocol/views.ts';
import type { PanelWords } from '../../../src/protocol/words.ts';
import { answer, failureCard, panelState, question } from '../../browser/panel/scenarios.ts';
import { loadWords } from '../../browser/panel/words.ts';

describe('what is said aloud', () => {
  let words: PanelWords;

  before(async () => {
    words = await loadWords();
  });

  const chat = (change?: Partial<AnswerView>): SessionView =>
    panelState({ session: { turns: [question('q1'), ...(change ? [answer('a1', change)] : [])] } })
      .session;
  const said = (before: SessionView | undefined, after: SessionView): string | undefined =>
    announcement(before, after, words, () => 2);

  it('is how an answer begins and ends', () => {
    const open = chat({ state: 'streaming' });
    assert.equal(said(chat(), chat({ state: 'waiting' })), 'Answering…');
    assert.equal(said(chat({ state: 'waiting' }), open), undefined);
    assert.equal(said(open, chat()), undefined);
    assert.equal(said(open, chat({ state: 'done' })), 'Answer complete, code blocks: 2');
    assert.equal(said(open, chat({ state: 'stopped' })), 'Stopped');
    assert.match(said(open, chat({ state: 'cut' })) ?? '', /limit of tokens/);
    assert.equal(
      said(open, chat({ state: 'failed', card: failureCard() })),
      'Mistral limits the number of requests. Wait a little, or choose another model.',
    );
  });

  it('is nothing when another chat is opened, or the same again', () => {
    const done = chat({ state: 'done' });
    assert.equal(said(undefined, done), undefined);
    assert.equal(said({ ...chat({ state: 'streaming' }), id: 'other' }, done), undefined);
    assert.equal(said(done, done), undefined);
  });

  it('has every word in French, with the same places to fill', async () => {
    const french = await loadWords('fr');
    for (const [key, word] of Object.entries(words)) {
      const places = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(String).sort();
      assert.deepEqual(places(french[key as keyof PanelWords]), places(word), key);
    }
  });
});

describe('numbers and faults', () => {
  it('are written as the language does', () => {
    const [english, french, none] = [
      new Numbers('en'),
      new Numbers('fr'),
      new Numbers('not a language'),
    ];
    assert.deepEqual([english.count(256_000), english.share(0.05)], ['256K', '5%']);
    assert.match(french.count(12_345), /^12,3\sk$/);
    assert.equal(none.count(1_000), '1K');
    const now = 1e12;
    const ago = (seconds: number): string => english.ago(now - seconds * 1000, now);
    assert.deepEqual([0, 59, 60, 7_300, 90_000, 40 * 86_400].map(ago), [
      'now',
      'now',
      '1 minute ago',
      '2 hours ago',
      'yesterday',
      'last month',
    ]);
  });

  it('are filled into texts, and unknown places stay', () => {
    assert.equal(fill('{0} of {1}, {2}', 1, 'b'), '1 of b, {2}');
    assert.equal(fill('{0}', '{1}', 'x'), '{1}');
  });

  it('are told by name and place, never by what they say', () => {
    const error = new TypeError('the user’s words');
    error.stack = 'TypeError: the user’s words\n    at f (https://x/panel.js:12:34)';
    assert.equal(describeFault(error), 'TypeError at panel.js:12:34');
    assert.equal(describeFault('the user’s words'), 'string');
  });
});
