import assert from 'node:assert/strict';
import { announcement } from '../../../src/webview/announcement.ts';
import { describeError } from '../../../src/webview/errorReporting.ts';
import { formatString } from '../../../src/webview/strings.ts';
import { NumberFormats } from '../../../src/webview/numberFormats.ts';
import type { AssistantTurnView, SessionView } from '../../../src/protocol/panelViews.ts';
import type { PanelStrings } from '../../../src/protocol/panelStrings.ts';
import { answer, failureCard, panelState, question } from '../../browser/panel/scenarios.ts';
import { panelStrings } from '../../support/hostStrings.ts';

describe('announcement', () => {
  let strings: PanelStrings;
  const numbers = new NumberFormats('en');

  before(async () => {
    strings = await panelStrings();
  });

  const chat = (change?: Partial<AssistantTurnView>): SessionView =>
    panelState({ session: { turns: [question('q1'), ...(change ? [answer('a1', change)] : [])] } })
      .session;
  const announce = (
    before: SessionView | undefined,
    after: SessionView,
    blocks = 2,
  ): string | undefined => announcement(before, after, { strings, numbers }, () => blocks);

  it('reports how an answer starts and ends', () => {
    const open = chat({ state: 'streaming' });
    assert.equal(announce(chat(), chat({ state: 'waiting' })), 'Answering…');
    assert.equal(announce(chat({ state: 'waiting' }), open), undefined);
    assert.equal(announce(open, chat()), undefined);
    assert.equal(announce(open, chat({ state: 'done' })), 'Answer complete with 2 code blocks');
    assert.equal(announce(open, chat({ state: 'done' }), 1), 'Answer complete with 1 code block');
    assert.equal(announce(open, chat({ state: 'done' }), 0), 'Answer complete');
    assert.equal(announce(open, chat({ state: 'stopped' })), 'Stopped');
    assert.match(announce(open, chat({ state: 'cut' })) ?? '', /token limit/);
    assert.equal(
      announce(open, chat({ state: 'failed', card: failureCard() })),
      'Rate limit reached at Mistral. Wait, or choose another model.',
    );
  });

  it('reports nothing when a chat is opened', () => {
    const done = chat({ state: 'done' });
    assert.equal(announce(undefined, done), undefined);
    assert.equal(announce({ ...chat({ state: 'streaming' }), id: 'other' }, done), undefined);
    assert.equal(announce(done, done), undefined);
  });

  it('has French texts with the same placeholders', async () => {
    const french = await panelStrings('fr');
    for (const [key, english] of Object.entries(strings)) {
      const placeholders = (text: string): string[] =>
        [...text.matchAll(/\{\d\}/g)].map(String).sort();
      assert.deepEqual(placeholders(french[key as keyof PanelStrings]), placeholders(english), key);
    }
  });
});

describe('NumberFormats', () => {
  it('formats numbers and times in the language', () => {
    const [english, french, none] = [
      new NumberFormats('en'),
      new NumberFormats('fr'),
      new NumberFormats('not a language'),
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

  it('selects plurals by the rules of the language', () => {
    const form = (language: string, count: number): string =>
      new NumberFormats(language).plural(count, 'one', 'other');
    assert.deepEqual(
      [0, 1, 2].map((count) => form('en', count)),
      ['other', 'one', 'other'],
    );
    assert.deepEqual(
      [0, 1, 2].map((count) => form('fr', count)),
      ['one', 'one', 'other'],
    );
  });
});

describe('fill', () => {
  it('replaces placeholders and keeps unknown ones', () => {
    assert.equal(formatString('{0} of {1}, {2}', 1, 'b'), '1 of b, {2}');
    assert.equal(formatString('{0}', '{1}', 'x'), '{1}');
  });
});

describe('describeError', () => {
  it('contains the name and location, but not the message', () => {
    const error = new TypeError('user text');
    error.stack = 'TypeError: user text\n    at f (https://x/panel.js:12:34)';
    assert.equal(describeError(error), 'TypeError at panel.js:12:34');
    assert.equal(describeError('user text'), 'string');
  });
});
