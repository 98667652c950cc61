import assert from 'node:assert/strict';
import { readModelCards } from '../../../../src/mistral/models/modelCards.ts';
import { groupAliases } from '../../../../src/mistral/models/aliasGroups.ts';
import { isOffered, modelStatusOf } from '../../../../src/mistral/models/modelStatus.ts';
import type { Feature } from '../../../../src/mistral/serviceName.ts';

const NOW = Date.UTC(2026, 10, 21);
const card = (id: string, deprecation?: string, to?: string, can: object = {}): object => ({
  ...{ id, name: id, deprecation, deprecation_replacement_model: to },
  capabilities: { completion_chat: true, ...can },
});

const LIST = [
  card('codestral-latest', undefined, undefined, { completion_fim: true }),
  card('mistral-medium-latest', undefined, undefined, { completion_fim: false }),
  card('going', '2099-01-01', 'codestral-latest'),
  card('gone', '2020-01-01', 'going'),
  card('round', '2020-01-01', 'about'),
  card('about', '2020-01-01', 'round'),
  card('narcissus', '2020-01-01', 'narcissus'),
  card('silent', '2020-01-01'),
  card('to-the-missing', '2020-01-01', 'missing'),
  card('to-a-chatter', '2020-01-01', 'mistral-medium-latest', { completion_fim: true }),
  card('to-a-typo', '2020-01-01', 'codestral-lastest'),
];

/** Model, feature: state and replacement; with the service's list, an incomplete one, or none. */
const CASES: readonly (readonly [
  'list' | 'cut' | 'none',
  string,
  Feature,
  string,
  (string | undefined)?,
])[] = [
  ['list', 'codestral-latest', 'completion', 'fine'],
  ['list', 'codestral-latest', 'chat', 'fine'],
  ['list', 'mistral-medium-latest', 'completion', 'unable', 'codestral-latest'],
  ['list', 'going', 'chat', 'deprecated', 'codestral-latest'],
  ['list', 'gone', 'completion', 'retired', 'codestral-latest'],
  ['list', 'round', 'chat', 'retired', 'mistral-medium-latest'],
  ['list', 'narcissus', 'completion', 'retired', 'codestral-latest'],
  ['list', 'silent', 'chat', 'retired', 'mistral-medium-latest'],
  ['list', 'to-the-missing', 'chat', 'retired', 'mistral-medium-latest'],
  ['list', 'to-a-chatter', 'completion', 'retired', 'codestral-latest'],
  ['list', 'to-a-typo', 'completion', 'retired', 'codestral-latest'],
  ['list', 'typed-wrongly', 'chat', 'unlisted', 'mistral-medium-latest'],
  ['list', 'mistral-large-latest', 'chat', 'unlisted', 'mistral-medium-latest'],
  ['list', 'codestral-2501', 'completion', 'retired', 'codestral-latest'],
  ['cut', 'typed-wrongly', 'chat', 'unknown'],
  ['cut', 'mistral-large-latest', 'chat', 'fine'],
  ['none', 'typed-wrongly', 'completion', 'unknown'],
  ['none', 'codestral-2508', 'completion', 'fine'],
  ['none', 'devstral-latest', 'chat', 'retired', 'mistral-medium-latest'],
  ['none', 'mistral-medium-2508', 'completion', 'retired', 'codestral-latest'],
  ['none', 'mistral-small-latest', 'completion', 'unable', 'codestral-latest'],
];

describe('modelStatus', () => {
  for (const [source, model, feature, state, replacement] of CASES) {
    it(`${model} for ${feature}, ${source}: ${state}, ${replacement ?? 'nothing'} in its place`, () => {
      const rows = source === 'none' ? [] : groupAliases(readModelCards(LIST), NOW);
      const status = modelStatusOf({
        model,
        feature,
        rows,
        isComplete: source === 'list',
        now: NOW,
      });
      assert.deepEqual([status.state, status.replacement], [state, replacement]);
    });
  }

  it('retires a model on its retirement date', () => {
    const at = (now: number) =>
      modelStatusOf({
        model: 'mistral-medium-2508',
        feature: 'chat',
        rows: [],
        isComplete: false,
        now,
      });
    const day = Date.UTC(2026, 7, 31);
    assert.deepEqual([at(day - 1).state, at(day).state], ['deprecated', 'retired']);
    assert.equal(at(day).deprecation?.getTime(), day);
  });

  it('offers a model until its retirement date, listed or not', () => {
    const offered = (feature: Feature) =>
      groupAliases(readModelCards(LIST), NOW)
        .filter((row) => isOffered(row, feature))
        .map(({ id }) => id);
    assert.deepEqual(offered('chat'), ['codestral-latest', 'mistral-medium-latest', 'going']);
    assert.deepEqual(offered('completion'), ['codestral-latest', 'going']);
  });
});
