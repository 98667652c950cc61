import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from '../../esbuild.config.mjs';
import { MistralClient } from '../../src/mistral/client.ts';
import type { FimEvent, FimRequest } from '../../src/mistral/fim.ts';
import type { RequestReport } from '../../src/mistral/http/requestReport.ts';
import type { ReceivedToolCall, ChatEvent, ChatRequest } from '../../src/mistral/chat.ts';
import type { Timeouts } from '../../src/mistral/http/timeouts.ts';
import type { Fault } from '../server/faults.ts';
import type { Clock } from '../../src/base/clock.ts';
import { ServiceError } from '../../src/mistral/errors/serviceError.ts';
import type { Sdk } from '../../src/mistral/sdk.ts';
import type { AvailableService } from '../../src/mistral/serviceRouter.ts';
import type { ServiceName } from '../../src/mistral/serviceName.ts';

/** The phase of a request in which a fault stops the response. */
const STALLED_PHASE: Partial<Record<Fault['kind'], 'headers' | 'firstByte' | 'betweenBytes'>> = {
  stallBeforeHeaders: 'headers',
  stallAfterHeaders: 'firstByte',
  stall: 'betweenBytes',
};

/** Timeouts with which a request with a fault ends soon, but no other phase does on a busy machine. */
export function timeoutsFor(fault: Fault, timeouts: Timeouts): Timeouts {
  const phase = STALLED_PHASE[fault.kind];
  return phase === undefined ? timeouts : { ...timeouts, [phase]: 300 };
}

let bundle: Promise<string> | undefined;

/** Builds the production bundle of the SDK once for all tests; resolves to its path. */
function sdkBundle(): Promise<string> {
  bundle ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'codestral-sdk-'));
    process.once('exit', () => {
      rmSync(folder, { recursive: true, force: true });
    });
    await build({
      ...bundleOptions({ production: true }),
      entryPoints: { 'mistral-sdk': 'src/mistral/sdk.ts' },
      outdir: folder,
      outExtension: { '.js': '.mjs' },
    });
    return join(folder, 'mistral-sdk.mjs');
  })();
  return bundle;
}

/** Loads the bundle. It reads the environment while loading, so a changed environment loads a new copy. */
export async function loadSdk(): Promise<Sdk> {
  const url = pathToFileURL(await sdkBundle());
  const { MISTRAL_API_KEY, MISTRAL_DEBUG } = process.env;
  url.search = new URLSearchParams({
    ...(MISTRAL_API_KEY === undefined ? {} : { MISTRAL_API_KEY }),
    ...(MISTRAL_DEBUG === undefined ? {} : { MISTRAL_DEBUG }),
  }).toString();
  return (await import(url.href)) as Sdk;
}

/** An open service for tests. */
export function availableService(
  facts: Partial<AvailableService> & { name?: ServiceName } = {},
): AvailableService {
  return {
    name: 'mistral',
    url: 'https://service.test',
    key: 'key-1',
    isDefaultUrl: false,
    ...facts,
  };
}

/** A small valid request. */
export const fimRequest: FimRequest = {
  model: 'codestral-latest',
  prompt: 'const a =',
  suffix: '\n',
  maxTokens: 16,
  temperature: 0,
};

/** A client with its clock and its reports. */
export function clientWith<C extends Clock>(
  clock: C,
): { client: MistralClient; clock: C; reports: RequestReport[] } {
  const reports: RequestReport[] = [];
  const client = new MistralClient({
    loadSdk,
    clock,
    userAgent: 'codestral-vscode/0.0.0-test',
    log: (report) => reports.push(report),
  });
  return { client, clock, reports };
}

/** The result of a stream: its text, its end and the error that ended it. */
export interface StreamOutcome {
  text: string;
  end: Extract<FimEvent, { end: string }> | undefined;
  error: ServiceError | undefined;
}

/** Reads a stream to its end; rethrows anything but a ServiceError. */
export async function collect(events: AsyncIterable<FimEvent>): Promise<StreamOutcome> {
  const outcome: StreamOutcome = { text: '', end: undefined, error: undefined };
  try {
    for await (const event of events) {
      if ('text' in event) outcome.text += event.text;
      else outcome.end = event;
    }
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    outcome.error = thrown;
  }
  return outcome;
}

/** A small valid request for a chat answer. */
export const chatRequest: ChatRequest = {
  model: 'mistral-medium-latest',
  messages: [{ role: 'user', content: 'Hi' }],
};

/** The result of a chat stream: reasoning, text, tool calls, its end and the error that ended it. */
export interface ChatOutcome {
  thinking: string;
  text: string;
  /** Absent if there are none. */
  calls?: ReceivedToolCall[];
  end: Extract<ChatEvent, { end: string }> | undefined;
  error: ServiceError | undefined;
}

/** Reads a chat stream, whose end must come once and last; rethrows anything but a ServiceError. */
export async function collectChat(events: AsyncIterable<ChatEvent>): Promise<ChatOutcome> {
  const outcome: ChatOutcome = {
    thinking: '',
    text: '',
    end: undefined,
    error: undefined,
  };
  try {
    for await (const event of events) {
      if (outcome.end) throw new Error(`after the end: ${JSON.stringify(event)}`);
      if ('thinking' in event) outcome.thinking += event.thinking;
      else if ('text' in event) outcome.text += event.text;
      else if ('toolCall' in event) (outcome.calls ??= []).push(event.toolCall);
      else outcome.end = event;
    }
  } catch (thrown) {
    if (!(thrown instanceof ServiceError)) throw thrown;
    outcome.error = thrown;
  }
  return outcome;
}

/** Resolves to the ServiceError with which a promise rejects. */
export async function failureOf(work: Promise<unknown>): Promise<ServiceError> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof ServiceError) return thrown;
    throw thrown;
  }
  throw new Error('did not fail');
}
