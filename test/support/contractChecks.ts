import assert from 'node:assert/strict';
import type { MistralClient } from '../../src/mistral/client.ts';
import { EMBEDDING_DIMENSION, EMBEDDING_MODEL } from '../../src/mistral/embeddings/embeddings.ts';
import type { AvailableService } from '../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../src/mistral/serviceName.ts';
import { chatRequest, collect, collectChat, failureOf, fimRequest } from './mistralClient.ts';

/** One expectation of the extension about a service. */
interface ContractCheck {
  readonly name: string;
  /** Rejects if the service does not behave as the extension expects. */
  readonly run: (client: MistralClient, service: AvailableService) => Promise<void>;
}

const never = new AbortController().signal;

/** Short, so that all checks of a service together cost less than a cent. */
const MAX_TOKENS = 32;

const accepts: ContractCheck = {
  name: 'accepts the key',
  run: (client, service) => client.testKey(service, never),
};

const rejects: ContractCheck = {
  name: 'rejects another key',
  run: async (client, service) => {
    const failure = await failureOf(client.testKey({ ...service, key: 'not-a-key' }, never));
    assert.equal(failure.kind, 'unauthorised');
  },
};

const completes: ContractCheck = {
  name: 'streams a completion with its token usage',
  run: async (client, service) => {
    const request = {
      ...{ ...fimRequest, maxTokens: MAX_TOKENS },
      prompt: 'export function add(a: number, b: number): number {\n  return ',
      suffix: ';\n}\n',
    };
    const { text, end, error } = await collect(client.streamFim(service, request, never));
    assert.equal(error, undefined);
    assert.notEqual(text.trim(), '', 'the completion is empty');
    assert.ok((end?.usage?.promptTokens ?? 0) > 0, 'no token usage was reported');
  },
};

/** The chat with a model that the service offers. */
function answers(model: string): ContractCheck {
  return {
    name: 'streams a chat answer with its token usage',
    run: async (client, service) => {
      const request = { ...chatRequest, model, maxTokens: MAX_TOKENS };
      const { text, thinking, end, error } = await collectChat(
        client.streamChat(service, request, never),
      );
      assert.equal(error, undefined);
      assert.notEqual((text + thinking).trim(), '', 'the answer is empty');
      assert.ok((end?.usage?.promptTokens ?? 0) > 0, 'no token usage was reported');
    },
  };
}

const lists: ContractCheck = {
  name: 'lists models, at least one of them for completions and one for chat',
  run: async (client, service) => {
    const models = await client.listModels(service, never);
    assert.ok(models.some(({ fim }) => fim === true));
    assert.ok(models.some(({ chat }) => chat === true));
  },
};

const embeds: ContractCheck = {
  name: 'returns a vector for each text',
  run: async (client, service) => {
    const inputs = ['const a = 1;', 'const b = 2;'];
    const request = { model: EMBEDDING_MODEL, inputs, dimension: EMBEDDING_DIMENSION };
    const { vectors } = await client.embed(service, request, never);
    assert.deepEqual(
      vectors.map(({ length }) => length),
      inputs.map(() => EMBEDDING_DIMENSION),
    );
  },
};

/** What the extension expects of each service, without what only one of them offers at the other. */
const CONTRACT_CHECKS: Readonly<Record<ServiceName, readonly ContractCheck[]>> = {
  mistral: [accepts, rejects, lists, completes, answers('mistral-small-latest'), embeds],
  codestral: [accepts, rejects, completes, answers('codestral-latest')],
};

/** Runs the checks of a service one after the other, prints a line for each, and counts them. */
export async function runContractChecks(
  client: MistralClient,
  service: AvailableService,
  print: (line: string) => void,
): Promise<{ readonly passed: number; readonly failed: number }> {
  let failed = 0;
  const checks = CONTRACT_CHECKS[service.name];
  for (const { name, run } of checks) {
    try {
      await run(client, service);
      print(`ok ${service.name} ${name}`);
    } catch (error) {
      failed += 1;
      print(
        `not ok ${service.name} ${name}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return { passed: checks.length - failed, failed };
}
