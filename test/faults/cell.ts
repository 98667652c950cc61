import assert from 'node:assert/strict';
import { waitAfter } from '../../src/mistral/limits/backOff.ts';
import type { FailureKind } from '../../src/mistral/errors/failureKind.ts';
import type { Sdk } from '../../src/mistral/sdk.ts';
import { requestLine } from '../../src/vscode/platform/requestLog.ts';
import type { Fault } from './faults.ts';
import type { UseResult, Feature } from './feature.ts';
import { KEYS } from './wire.ts';
import { World } from './world.ts';

/** A combination of a feature, a fault, and whether a request had succeeded before. */
export interface Cell {
  readonly feature: Feature;
  readonly fault: Fault;
  readonly isAfterSuccess: boolean;
}

/** The longest duration of one use, in milliseconds: an answer of an hour, after retries. */
const MAX_USE_MS = 3_700_000;
/** Automatic retries of one use, plus one in case optional fields are rejected. */
const MAX_REQUESTS_PER_USE = 4;
/** The maximum request rate without failures, per second. */
const MAX_RATE = 5;

/** Runs a cell. Throws if a requirement is not met. Resolves to the observed kinds of failures. */
export async function runCell(
  { feature, fault, isAfterSuccess }: Cell,
  loadSdk: () => Promise<Sdk>,
): Promise<readonly FailureKind[]> {
  const world = new World(feature.service, loadSdk);
  const { clock, server } = world;
  await world.open();
  const { use, stop } = feature.start(world);
  try {
    if (isAfterSuccess) {
      const { kind } = await clock.until(use(0), MAX_USE_MS);
      assert.equal(kind, undefined, 'the first request failed');
      // A models list is fresh for an hour.
      await clock.advance(3_700_000);
    }
    const before = world.server.requests.length;
    if (fault.at) await world.move(fault.at);
    server.behave(fault.behave);
    const startedAt = clock.now();
    const results: UseResult[] = [];
    for (const [nth, second] of feature.uses.entries()) {
      const ms = startedAt + second * 1_000 - clock.now();
      if (ms > 0) await clock.advance(ms);
      // A user who waits for an answer does not ask for the next one.
      if (results.length > 0 && clock.now() - startedAt > 60_000) break;
      results.push(await clock.until(use(nth + 1), MAX_USE_MS));
    }
    checkPace(feature, results, server.requests.slice(before), clock.now() - startedAt);
    checkKinds(results);
    checkKeys(world, results);
    stop?.();
    await clock.advance(1_000);
    await clock.quiet();
    assert.equal(server.busy, 0, 'a socket is left');
    assert.equal(clock.timers.size, 0, 'a timer is left');
    return [...new Set(results.flatMap(({ kind }) => kind ?? []))];
  } finally {
    stop?.();
    await world.close();
  }
}

/** For chat, these are failures of a single request and no reason to pause the service. */
const OF_ONE_REQUEST: ReadonlySet<FailureKind> = new Set([
  ...(['modelUnknown', 'modelNotAllowed', 'contextTooLong', 'badRequest', 'forbidden'] as const),
  ...(['protocol', 'truncated'] as const),
]);

/** Checks that the back-off limits the number of requests. */
function checkPace(
  { isUserAction, name }: Feature,
  results: readonly UseResult[],
  requests: readonly unknown[],
  ms: number,
): void {
  const kinds = results.flatMap(({ kind }) => kind ?? []);
  const isOneRequest = name === 'language model' && kinds.some((kind) => OF_ONE_REQUEST.has(kind));
  let most = 3 + Math.ceil((ms / 1_000) * MAX_RATE);
  if (isUserAction) most = results.length * MAX_REQUESTS_PER_USE;
  // Failures may alternate with others that are retried.
  else if (isOneRequest) most = results.length * MAX_REQUESTS_PER_USE;
  else if (kinds.length > 0) most = Math.max(...kinds.map((kind) => mostIn(kind, ms)));
  assert.ok(
    requests.length <= most,
    `${requests.length} requests in ${Math.round(ms / 1_000)} s, and at most ${most} are due`,
  );
}

/**
 * The most requests that the back-off for this kind allows in `ms` milliseconds. The fifth failure opens the circuit.
 */
function mostIn(kind: FailureKind, ms: number): number {
  let count = 0;
  for (let at = 0; at <= ms; at += waitAfter(kind, count, undefined, count >= 5)) count += 1;
  return count;
}

function checkKinds(results: readonly UseResult[]): void {
  for (const { kind, said } of results) {
    assert.notEqual(kind, 'internal', JSON.stringify(said));
    assert.notEqual(kind, 'aborted', 'aborted, and by no one');
  }
}

/** Checks that reports contain no part of the key, and answers not the whole key. */
function checkKeys({ reports, service }: World, results: readonly UseResult[]): void {
  const reported = JSON.stringify([
    results.map(({ said }) => said),
    reports,
    reports.map(requestLine),
  ]);
  const key = KEYS[service];
  for (const form of [key, btoa(key)]) {
    for (let at = 0; at + 8 <= form.length; at += 1) {
      const part = form.slice(at, at + 8).toLowerCase();
      assert.ok(!reported.toLowerCase().includes(part), `a part of the key was told: ${part}`);
    }
  }
  for (const { answer } of results) {
    assert.ok(!answer.toLowerCase().includes(key.toLowerCase()), 'the key is in an answer');
  }
}
