import assert from 'node:assert/strict';
import { ModelTask } from '../../src/actions/modelTask.ts';
import type { ModelTaskPrompt } from '../../src/actions/modelTask.ts';
import { AnswerRequester } from '../../src/chat/session/answerRequester.ts';
import { commitPrompt } from '../../src/actions/commit/commitPrompt.ts';
import type { EditTask } from '../../src/actions/edit/editPrompt.ts';
import { editPrompt } from '../../src/actions/edit/editPrompt.ts';
import { renamePrompt } from '../../src/actions/rename/renamePrompt.ts';
import { Engine } from '../../src/completion/engine.ts';
import type { Activity } from '../../src/completion/request/completionRequester.ts';
import { ModelCatalogue } from '../../src/mistral/models/modelCatalogue.ts';
import { RetryingChat } from '../../src/mistral/retryingChat.ts';
import type { ServiceName } from '../../src/mistral/serviceName.ts';
import { callAt } from '../support/testEngine.ts';
import { everySecond, factsOf, failed, never, openOf, read } from './feature.ts';
import type { Feature } from './feature.ts';
import { documents, indexing, searchByMeaning, webSearch } from './knowledgeFeatures.ts';

const model = 'mistral-medium-latest';
const messages = [{ role: 'user' as const, content: 'Hi' }];

/** Invoked by typing or by a command. */
function completion(trigger: 'automatic' | 'invoke', uses: readonly number[]): Feature {
  return {
    name: trigger === 'invoke' ? 'completion, invoked' : 'completion',
    service: 'mistral',
    isUserAction: trigger === 'invoke',
    uses,
    start: (world) => {
      const { clock, limits, services, client } = world;
      const received: Activity[] = [];
      const engine = new Engine({
        ...{ clock, limits, services, client, context: () => [], sessionId: 'session' },
        usageRecorder: { recordOffered: () => undefined, recordAccepted: () => undefined },
        onActivity: (activity) => received.push(activity),
      });
      return {
        use: async (nth) => {
          received.length = 0;
          const call = callAt(`let a${'b'.repeat(nth)} = █\n`, { place: { trigger } });
          const outcome = await engine.suggest(call, never);
          const failed = received.find((each) => each.kind === 'failed');
          const trace = engine.lastTrace;
          return {
            kind: failed?.error.kind,
            said: [outcome, { ...trace?.request, raw: '' }, failed && factsOf(failed.error)],
            answer: trace?.request?.raw ?? '',
          };
        },
        stop: () => {
          engine.dispose();
        },
      };
    },
  };
}

function action(name: string, make: (characters: number) => ModelTaskPrompt): Feature {
  return {
    ...{ name, service: 'mistral', isUserAction: true, uses: [0, 20, 40] },
    start: ({ clock, limits, services, client }) => {
      const asked = new ModelTask({
        ...{ clock, limits, services, client },
        model: () => ({ id: model, context: 128_000, supportsPrediction: true }),
        settings: () => ({ temperature: 0.2, topP: undefined }),
      });
      return {
        use: () => read(asked.run(({ characters }) => make(characters), never)),
        stop: () => {
          asked.close();
        },
      };
    },
  };
}

const chat: Feature = {
  ...{ name: 'chat', service: 'mistral', isUserAction: true, uses: [0, 20, 40] },
  start: ({ clock, limits, services, client }) => {
    const answering = new AnswerRequester({
      clock,
      limits,
      services,
      client,
      price: () => undefined,
    });
    return {
      use: async () => {
        const answer = await answering.answer(
          {
            answer: {
              ...{ role: 'assistant', id: 'a', text: '', thinking: '', state: 'waiting' },
              ...{ model: '', service: 'mistral', at: clock.now() },
            },
            prepare: async () => ({ request: { model, messages }, leftOut: undefined }),
            onChange: () => undefined,
            onRetry: () => undefined,
          },
          never,
        );
        assert.ok(!['waiting', 'streaming'].includes(answer.state), answer.state);
        const { text, thinking, failure, ...rest } = answer;
        return { kind: failure?.kind, said: [failure, rest], answer: text + thinking };
      },
    };
  },
};

/** Another extension sends a request through VS Code every five seconds, whatever the response. */
const languageModel: Feature = {
  ...{ name: 'language model', service: 'mistral', isUserAction: false },
  uses: everySecond.filter((second) => second % 5 === 0),
  start: ({ clock, limits, services, client }) => {
    const patient = new RetryingChat({ clock, limits, services, client });
    const prepare = () => ({ model, messages });
    return {
      use: () => read(patient.stream({ feature: 'native', isUserAction: false, prepare }, never)),
    };
  },
};

const modelList: Feature = {
  ...{ name: 'model list', service: 'mistral', isUserAction: false, uses: everySecond },
  start: ({ clock, services, client }) => {
    const catalogue = new ModelCatalogue({
      ...{ clock, list: (service, signal) => client.listModels(service, signal) },
      store: { read: async () => undefined, write: async () => undefined },
    });
    return {
      use: async () => {
        const { rows, failure } = await catalogue.list(await openOf(services, 'mistral'));
        return { kind: failure?.kind, said: [rows, failure && factsOf(failure)], answer: '' };
      },
      stop: () => {
        catalogue.close();
      },
    };
  },
};

function keyCheck(service: ServiceName): Feature {
  return {
    ...{ name: `key check, ${service}`, service, isUserAction: true, uses: [0, 20, 40] },
    start: ({ services, client }) => ({
      use: async () => {
        try {
          await client.testKey(await openOf(services, service), never);
          return { said: [], answer: '' };
        } catch (thrown) {
          return failed(thrown);
        }
      },
    }),
  };
}

const place = { name: 'a', languageId: 'typescript', style: 'free', lines: ['let a = 1;'] };
const task: EditTask = {
  ...{ instruction: 'Say 2', path: 'a.ts', languageId: 'typescript', lines: { first: 1, last: 1 } },
  ...{ code: 'let a = 1;\n', above: '', below: '', partialAnswer: '' },
};

/** All features that use a service. */
export const FEATURES: readonly Feature[] = [
  completion('automatic', everySecond),
  completion('invoke', [0, 20, 40]),
  chat,
  action('edit', (characters) => {
    const question = editPrompt(task, characters);
    assert.ok(!('max' in question));
    return question;
  }),
  action('commit message', (characters) =>
    commitPrompt({ files: [], log: [], isMerging: false, typed: '' }, characters),
  ),
  action('names', (characters) =>
    renamePrompt({ ...place, line: 0, character: 4, locale: 'en' }, characters),
  ),
  languageModel,
  modelList,
  webSearch,
  searchByMeaning,
  indexing,
  documents,
  keyCheck('mistral'),
  keyCheck('codestral'),
];
