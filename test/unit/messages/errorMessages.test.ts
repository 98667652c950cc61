import assert from 'node:assert/strict';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import type { Feature } from '../../../src/mistral/serviceName.ts';
import { vscodeCommandOf, buttonLabel } from '../../../src/messages/errorActions.ts';
import { ERROR_MESSAGES } from '../../../src/messages/errorMessages.ts';
import { messageContext } from '../../../src/messages/messageContext.ts';
import type { FailureDetails, Translate } from '../../../src/messages/messageContext.ts';
import { english, inFrench } from '../../support/translate.ts';

const NOW = Date.UTC(2026, 10, 21, 14, 0, 0);
const FEATURES: readonly Feature[] = ['completion', 'chat'];
const kinds = Object.keys(ERROR_MESSAGES) as FailureKind[];

interface Case {
  readonly kind: FailureKind;
  readonly detail?: string;
  readonly around?: FailureDetails;
}

/** The facts that change the message of a kind. */
const special: readonly Case[] = [
  { kind: 'unauthorised', around: { mayBelongToOtherService: true } },
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
  { kind: 'modelNotAllowed', detail: 'mistral-large-latest' },
  { kind: 'payment', detail: 'month' },
  { kind: 'proxy', detail: 'portal' },
  { kind: 'badUrl', detail: 'badPort' },
  ...['reasoning', 'image', 'chat', 'extra_forbidden: body.store'].map((detail): Case => ({
    kind: 'badRequest',
    detail,
  })),
  ...['imageCount', 'imageInvalid', 'tools'].map((detail): Case => ({
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
  const failure = messageContext(t, kind, 'mistral', detail, feature, around);
  const { title, advice } = ERROR_MESSAGES[kind];
  return { title: title(failure), advice: advice(failure) };
}

const plainly = (each: Case, feature: Feature = 'completion') => {
  const { title, advice } = words(english, each, feature);
  return `${title} ${advice}`;
};

describe('ERROR_MESSAGES', () => {
  for (const each of [...kinds.map((kind): Case => ({ kind })), ...special]) {
    for (const feature of FEATURES) {
      it(`describe ${JSON.stringify(each)} for ${feature} in both languages`, () => {
        const here = words(english, each, feature);
        const there = words(inFrench, each, feature);
        for (const text of [here.title, here.advice, there.title, there.advice]) {
          assert.match(text, /^\S.*\.$/s);
          assert.doesNotMatch(text, /\{\d\}|undefined|NaN/);
        }
        assert.notEqual(here.title, there.title);
        assert.notEqual(here.advice, there.advice);
        assert.doesNotMatch(there.title + there.advice, /[^ \u00a0«\d][;:!?»](?!\/\/)|'/);
      });
    }
  }

  it('are different for each kind', () => {
    const titles = kinds.map((kind) => words(english, { kind }, 'completion').title);
    assert.deepEqual([...new Set(titles)], titles);
  });

  const says: readonly (readonly [Case, RegExp])[] = [
    [{ kind: 'unauthorised' }, /^Mistral rejected the API key\. Set the key again/],
    [
      { kind: 'unauthorised', around: { mayBelongToOtherService: true } },
      /may be a Codestral key\..*not interchangeable/,
    ],
    [
      { kind: 'rateLimited', around: { isMonthUsedUp: true } },
      /all of its tokens for this month.*next month/,
    ],
    [{ kind: 'rateLimited', around: { until: NOW + 11_200, now: NOW } }, /resume in 12 s\./],
    [{ kind: 'rateLimited', around: { until: NOW + 90_000, now: NOW } }, /resume at \d+:\d+/],
    [
      { kind: 'rateLimited', around: { until: NOW + 90_000, language: 'fr' } },
      /resume at \d\d:\d\d:\d\d\.$/,
    ],
    [{ kind: 'rateLimited', around: { until: NOW, now: NOW } }, /resume automatically/],
    [{ kind: 'modelUnknown', detail: 'codestral-2405' }, /^Model codestral-2405 not found/],
    [
      { kind: 'modelUnknown', detail: 'a', around: { replacement: 'b' } },
      /Choose its replacement, b\./,
    ],
    [{ kind: 'contextTooLong', detail: '40000 > 32768' }, /40\D?000 tokens.*32\D?768/],
    [
      { kind: 'contextTooLong', detail: '40000 > 32768', around: { language: 'de' } },
      /40\.000 tokens.*32\.768/,
    ],
    [
      { kind: 'contextTooLong', around: { cut: { turns: 3, attachments: 1 } } },
      /earlier messages \(3\) and parts of attachments \(1\)/,
    ],
    [{ kind: 'timeout', detail: 'betweenBytes' }, /stopped responding/],
    [{ kind: 'timeout', detail: 'headers' }, /took too long to respond/],
    [
      { kind: 'modelNotAllowed', detail: 'mistral-large-latest' },
      /^Your Mistral plan does not include model mistral-large-latest\. Choose another model/,
    ],
    [{ kind: 'badRequest', detail: 'imageCount' }, /more images than the model accepts\. Remove/],
    [{ kind: 'proxy', detail: 'portal' }, /^Sign in to this network/],
    [{ kind: 'badUrl', detail: 'badPort' }, /another port/],
  ];
  for (const [each, expected] of says) {
    it(`describe ${JSON.stringify(each)}: ${String(expected)}`, () => {
      assert.match(plainly(each), expected);
    });
  }

  it('omit error codes and truncate long details', () => {
    for (const kind of kinds) {
      // The detail of these is shown: the model, or the host.
      if (['modelUnknown', 'modelNotAllowed', 'modelNotFim', 'redirect'].includes(kind)) continue;
      assert.doesNotMatch(plainly({ kind, detail: 'ECONNRESET' }), /ECONN/);
    }
    const endless = plainly({ kind: 'modelUnknown', detail: `m\n\n${'x'.repeat(10_000)}` });
    assert.ok(endless.length < 250);
    assert.doesNotMatch(endless, /\n/);
    assert.doesNotMatch(plainly({ kind: 'contextTooLong', detail: 'const secret = 1' }), /secret/);
    assert.doesNotMatch(plainly({ kind: 'badRequest', detail: 'extra: body.store' }), /store/);
  });

  it('offer a recovery action for each kind, named in both languages', () => {
    for (const kind of kinds) {
      const { card, menu } = ERROR_MESSAGES[kind];
      assert.ok(card.length > 0 && menu.length > 0, kind);
      assert.equal(new Set(card).size, card.length, kind);
      for (const action of menu)
        assert.ok(vscodeCommandOf(action, 'mistral', 'completion'), action);
      for (const action of [...card, ...menu]) {
        assert.notEqual(buttonLabel(action, english), buttonLabel(action, inFrench));
      }
    }
  });

  it('offer a button for each failure of an action', () => {
    for (const kind of kinds) {
      const { card } = ERROR_MESSAGES[kind];
      const buttons = card.filter(
        (action) => action === 'retry' || vscodeCommandOf(action, 'mistral', 'chat'),
      );
      assert.ok(buttons.length > 0, kind);
    }
  });

  for (const [kind, action] of [
    ['modelNotAllowed', 'chooseModel'],
    ['modelUnknown', 'chooseModel'],
    ['proxy', 'proxySettings'],
    ['payment', 'account'],
    ['contextTooLong', 'shorten'],
  ] as const) {
    it(`offer ${action} for ${kind} and do not blame the key`, () => {
      const { card } = ERROR_MESSAGES[kind];
      assert.ok(card.includes(action), card.join());
      assert.ok(!card.includes('setKey'), card.join());
    });
  }

  it('open the key, URL or model picker of the right service and feature', () => {
    assert.deepEqual(vscodeCommandOf('setKey', 'codestral', 'chat'), ['codestral.setCodestralKey']);
    assert.deepEqual(vscodeCommandOf('chooseModel', 'mistral', 'chat'), [
      'codestral.selectChatModel',
    ]);
    assert.deepEqual(vscodeCommandOf('chooseModel', 'mistral', 'completion'), [
      'codestral.selectCompletionModel',
    ]);
    assert.deepEqual(vscodeCommandOf('chooseModel', 'mistral', 'actions'), [
      'codestral.internal.selectActionsModel',
    ]);
    assert.deepEqual(vscodeCommandOf('settings', 'codestral', 'completion'), [
      'workbench.action.openSettings',
      'codestral.services.codestral.url',
    ]);
  });
});
