import assert from 'node:assert/strict';
import type { FailureKind } from '../../../../src/mistral/errors.ts';
import type { Feature } from '../../../../src/mistral/services.ts';
import { commandOf, labelOf } from '../../../../src/vscode/failures/actions.ts';
import { FAILURES } from '../../../../src/vscode/failures/table.ts';
import { told } from '../../../../src/vscode/failures/told.ts';
import type { Circumstances, Translate } from '../../../../src/vscode/failures/told.ts';
import { english, inFrench } from '../support.ts';

const NOW = Date.UTC(2026, 10, 21, 14, 0, 0);
const FEATURES: readonly Feature[] = ['completion', 'chat'];
const kinds = Object.keys(FAILURES) as FailureKind[];

interface Case {
  readonly kind: FailureKind;
  readonly detail?: string;
  readonly around?: Circumstances;
}

/** What makes the words of a kind other ones. */
const special: readonly Case[] = [
  { kind: 'unauthorised', around: { isOfOtherService: true } },
  { kind: 'rateLimited', around: { isMonthUsedUp: true } },
  { kind: 'rateLimited', around: { until: NOW + 12_000, now: NOW } },
  { kind: 'rateLimited', around: { until: NOW + 120_000, now: NOW } },
  { kind: 'rateLimited', around: { until: NOW + 120_000 } },
  { kind: 'rateLimited', around: { until: NOW - 1, now: NOW } },
  { kind: 'modelUnknown', detail: 'codestral-2405' },
  { kind: 'modelUnknown', detail: 'a', around: { replacement: 'codestral-latest' } },
  { kind: 'modelNotFim', detail: 'mistral-medium-latest' },
  { kind: 'contextTooLong', detail: '40000 > 32768' },
  {
    kind: 'contextTooLong',
    detail: '40000 > 32768',
    around: { cut: { turns: 3, attachments: 1 } },
  },
  ...['reasoning', 'image', 'chat', 'extra_forbidden: body.store'].map((detail): Case => ({
    kind: 'badRequest',
    detail,
  })),
  ...['headers', 'firstByte', 'betweenBytes', 'body', 'ETIMEDOUT'].map((detail): Case => ({
    kind: 'timeout',
    detail,
  })),
  { kind: 'redirect', detail: 'elsewhere.example' },
];

function words(t: Translate, { kind, detail, around = {} }: Case, feature: Feature) {
  const failure = told(t, kind, 'mistral', detail, feature, around);
  const { title, advice } = FAILURES[kind];
  return { title: title(failure), advice: advice(failure) };
}

const plainly = (each: Case, feature: Feature = 'completion') => {
  const { title, advice } = words(english, each, feature);
  return `${title} ${advice}`;
};

describe('failures in words', () => {
  for (const each of [...kinds.map((kind): Case => ({ kind })), ...special]) {
    for (const feature of FEATURES) {
      it(`${JSON.stringify(each)} for ${feature}, in both languages`, () => {
        const here = words(english, each, feature);
        const there = words(inFrench, each, feature);
        for (const text of [here.title, here.advice, there.title, there.advice]) {
          assert.match(text, /^\S.*\.$/s);
          assert.doesNotMatch(text, /\{\d\}|undefined|NaN/);
        }
        assert.notEqual(here.title, there.title);
        assert.notEqual(here.advice, there.advice);
        assert.doesNotMatch(there.title + there.advice, /[^  «\d][;:!?»](?!\/\/)|'/);
      });
    }
  }

  it('tells every kind from every other', () => {
    const titles = kinds.map((kind) => words(english, { kind }, 'completion').title);
    assert.deepEqual([...new Set(titles)], titles);
  });

  const says: readonly (readonly [Case, RegExp])[] = [
    [{ kind: 'unauthorised' }, /^Mistral refuses the API key\. Set the key again/],
    [
      { kind: 'unauthorised', around: { isOfOtherService: true } },
      /may be one for Codestral\..*not interchangeable/,
    ],
    [
      { kind: 'rateLimited', around: { isMonthUsedUp: true } },
      /this month are used up.*next month/,
    ],
    [{ kind: 'rateLimited', around: { until: NOW + 11_200, now: NOW } }, /go on in 12 s\./],
    [{ kind: 'rateLimited', around: { until: NOW + 90_000, now: NOW } }, /go on at \d+:\d+/],
    [
      { kind: 'rateLimited', around: { until: NOW + 90_000, language: 'fr' } },
      /go on at \d\d:\d\d:\d\d\.$/,
    ],
    [{ kind: 'rateLimited', around: { until: NOW, now: NOW } }, /by themselves/],
    [{ kind: 'modelUnknown', detail: 'codestral-2405' }, /the model codestral-2405, or/],
    [{ kind: 'modelUnknown', detail: 'a', around: { replacement: 'b' } }, /Choose b, which/],
    [{ kind: 'contextTooLong', detail: '40000 > 32768' }, /40\D?000 tokens.*32\D?768/],
    [
      { kind: 'contextTooLong', detail: '40000 > 32768', around: { language: 'de' } },
      /40\.000 tokens.*32\.768/,
    ],
    [
      { kind: 'contextTooLong', around: { cut: { turns: 3, attachments: 1 } } },
      /3 earlier messages, parts of 1/,
    ],
    [{ kind: 'timeout', detail: 'betweenBytes' }, /fell silent in the middle/],
    [{ kind: 'timeout', detail: 'headers' }, /takes too long to answer/],
  ];
  for (const [each, expected] of says) {
    it(`says of ${JSON.stringify(each)}: ${String(expected)}`, () => {
      assert.match(plainly(each), expected);
    });
  }

  it('says nothing of a code, and cuts what nobody would read', () => {
    for (const kind of kinds) {
      // The detail of these is told: the model, or the host.
      if (kind === 'modelUnknown' || kind === 'modelNotFim' || kind === 'redirect') continue;
      assert.doesNotMatch(plainly({ kind, detail: 'ECONNRESET' }), /ECONN/);
    }
    const endless = plainly({ kind: 'modelUnknown', detail: `m\n\n${'x'.repeat(10_000)}` });
    assert.ok(endless.length < 250);
    assert.doesNotMatch(endless, /\n/);
    assert.doesNotMatch(plainly({ kind: 'contextTooLong', detail: 'const secret = 1' }), /secret/);
    assert.doesNotMatch(plainly({ kind: 'badRequest', detail: 'extra: body.store' }), /store/);
  });

  it('has a way out of every kind, each with a name in both languages', () => {
    for (const kind of kinds) {
      const { card, menu } = FAILURES[kind];
      assert.ok(card.length > 0 && menu.length > 0, kind);
      assert.equal(new Set(card).size, card.length, kind);
      for (const action of menu) assert.ok(commandOf(action, 'mistral', 'completion'), action);
      for (const action of [...card, ...menu]) {
        assert.notEqual(labelOf(action, english), labelOf(action, inFrench));
      }
    }
  });

  it('has a button for every kind of failure of an action, which is no message of the chat', () => {
    for (const kind of kinds) {
      const { card } = FAILURES[kind];
      const buttons = card.filter(
        (action) => action === 'retry' || commandOf(action, 'mistral', 'chat'),
      );
      assert.ok(buttons.length > 0, kind);
    }
  });

  it('leads to the key, the address and the picker of the right service and feature', () => {
    assert.deepEqual(commandOf('setKey', 'codestral', 'chat'), ['codestral.setCodestralKey']);
    assert.deepEqual(commandOf('chooseModel', 'mistral', 'chat'), ['codestral.selectChatModel']);
    assert.deepEqual(commandOf('chooseModel', 'mistral', 'completion'), [
      'codestral.selectCompletionModel',
    ]);
    assert.deepEqual(commandOf('settings', 'codestral', 'completion'), [
      'workbench.action.openSettings',
      'codestral.services.codestral.url',
    ]);
  });
});
