import { delay, raceAbort } from '../base/async.ts';
import type { CacheHit, PlacedHit } from './cache/suggestionCache.ts';
import { cachedSuggestionOf, isPlaced, SuggestionCache } from './cache/suggestionCache.ts';
import type { EngineCall, EnginePorts, SuggestOptions } from './engineCall.ts';
import { disabledReasonAt } from './gate.ts';
import type { NoSuggestion, Outcome, SuggestionSource } from './outcome.ts';
import { postprocess } from './postprocess/postprocess.ts';
import { itemOf } from './postprocess/range/placeCompletion.ts';
import { CancellationScope } from './request/cancellationScope.ts';
import { CompletionRequester } from './request/completionRequester.ts';
import { InFlightRequest } from './request/inFlightRequest.ts';
import { InFlightRequests } from './request/inFlightRequests.ts';
import type { StreamResult } from './request/readStream.ts';
import type { Permit } from './request/requestPermits.ts';
import { RequestPermits } from './request/requestPermits.ts';
import { RequestPlanner } from './request/requestPlanner.ts';
import type { RequestPurpose } from './request/requestTrace.ts';
import type { SuggestionOrigin } from './shownSuggestion.ts';
import { ShownSuggestion } from './shownSuggestion.ts';
import type { Snapshot } from './snapshot.ts';
import {
  afterInserting,
  continuesSelectedCompletion,
  afterEnter,
  withSelectedCompletion,
} from './snapshot.ts';
import { AcceptanceModel } from './timing/acceptanceModel.ts';
import { AdaptiveDebounce } from './timing/adaptiveDebounce.ts';
import { Trace } from './trace.ts';

/** The completion engine: turns a keystroke into an inline completion item. */
export class Engine {
  readonly #ports: EnginePorts;
  readonly #permits: RequestPermits;
  readonly #requester: CompletionRequester;
  readonly #planner: RequestPlanner;
  readonly #debounce: AdaptiveDebounce;
  readonly #inFlight = new InFlightRequests();
  readonly #scope = new CancellationScope();
  readonly #acceptance = new AcceptanceModel();
  readonly #cache = new SuggestionCache(() => this.#acceptance.visibleLines);
  readonly #alternativeCache = new SuggestionCache(() => this.#acceptance.visibleLines);
  readonly #shown: ShownSuggestion;
  #lastTrace: Trace | undefined;

  constructor(ports: EnginePorts) {
    this.#ports = ports;
    this.#permits = new RequestPermits(ports);
    this.#requester = new CompletionRequester(ports, this.#permits);
    this.#planner = new RequestPlanner(ports.sessionId, ports.context, this.#acceptance);
    this.#debounce = new AdaptiveDebounce(ports.clock);
    this.#shown = new ShownSuggestion(ports.usageRecorder);
  }

  /** The trace of the last call; undefined before the first one. */
  get lastTrace(): Trace | undefined {
    return this.#lastTrace;
  }

  /** Average time to the first text of recent answers, in milliseconds; 0 before the first answer. */
  get latencyMs(): number {
    return this.#debounce.latencyMs;
  }

  /**
   * Answers a call. Aborting `signal` ends the call, but not its request, which the next keystroke may join.
   * Never rejects.
   */
  async suggest(options: SuggestOptions, signal: AbortSignal): Promise<Outcome> {
    const trace = new Trace(this.#ports.clock, options.site.trigger);
    const outcome = await this.#scope.run(signal, (signal) =>
      this.#suggest(options, signal, trace),
    );
    trace.end(outcome);
    return outcome;
  }

  /** As {@link ShownSuggestion.onAccept}, for the last suggestion. */
  onAccept(characters: number): SuggestionOrigin | undefined {
    this.#debounce.onAccept();
    return this.#shown.onAccept(characters);
  }

  /** A document was closed or left: aborts its requests. */
  abortRequestsFor(document: string): void {
    this.#inFlight.abortAll(document);
  }

  /** A key, the model or another setting changed: ends all calls, aborts all requests and clears the caches. */
  reset(): void {
    this.#scope.cancelAll();
    this.#inFlight.abortAll();
    this.#cache.clear();
    this.#alternativeCache.clear();
  }

  /** Ends all calls and closes all connections. */
  dispose(): void {
    this.reset();
  }

  async #suggest(options: SuggestOptions, signal: AbortSignal, trace: Trace): Promise<Outcome> {
    // 1 Gate
    const gate = await this.#passGate(options, signal, trace);
    if ('reason' in gate) return gate;
    let call = gate;
    const { snapshot, settings } = call;
    // 2 Cache lookup
    let hit = this.#lookup(snapshot);
    // 3 Join an in-flight request
    while (!hit?.placed) {
      const request = this.#inFlight.joinable(snapshot);
      if (!request) break;
      trace.record('joined');
      const next = request.endedAt === undefined ? request.completed : request.closed;
      await raceAbort<unknown>(next, signal);
      if (signal.aborted) return { reason: 'superseded' };
      call = { ...call, service: undefined };
      hit = this.#lookup(snapshot);
    }
    if (hit) {
      trace.record(hit.match);
      return this.#showCached(call, hit);
    }
    // 4 Debounce
    const hasRoom = call.service !== undefined && this.#permits.hasRoom(call.service);
    const ms = this.#debounce.delayFor(snapshot, settings.delay, hasRoom);
    if (!(await delay(this.#ports.clock, ms, signal))) return { reason: 'superseded' };
    if (ms > 0) {
      trace.record('waited');
      call = { ...call, service: undefined };
    }
    // 5 Permit
    const permit = await this.#permits.acquire(signal, call.service);
    if ('reason' in permit) return { reason: permit.reason };
    trace.record('requested');
    // 6 to 9: see #send and #complete
    const request = this.#send('suggestion', call, permit, this.#cache);
    trace.request = request;
    const received = await raceAbort(request.completed, signal);
    if (signal.aborted) return { reason: 'superseded' };
    trace.record('completed');
    // If this call has no suggestion, another request may have provided one in the meantime.
    const result = received?.placed ? received : this.#cache.lookup(snapshot);
    if (!result) return { reason: 'failed' };
    trace.request = result.request;
    // Item
    if (!isPlaced(result)) return { reason: 'no suggestion' };
    this.#prefetchAfter(call, result);
    return this.#show(call, result, 'requested');
  }

  /** Checks whether completions are allowed, resolves the service, and takes the snapshot. */
  async #passGate(
    { site, settings, snapshot }: SuggestOptions,
    signal: AbortSignal,
    trace: Trace,
  ): Promise<EngineCall | NoSuggestion> {
    const disabled = disabledReasonAt(site);
    // The document that shows a trace must not replace that trace.
    if (disabled !== 'not in this kind of document') this.#lastTrace = trace;
    if (disabled) return { reason: disabled };
    const service = await this.#permits.resolveService(site.trigger, signal);
    if ('reason' in service) return { reason: service.reason };
    const typed = snapshot();
    if (!typed) return { reason: 'superseded' };
    trace.snapshot = typed;
    trace.record('allowed');
    if (!continuesSelectedCompletion(typed)) return { reason: 'suggest widget' };
    this.#onKeystroke(typed);
    return { snapshot: withSelectedCompletion(typed), settings, signal, trace, service };
  }

  /** Learns from a keystroke and aborts the requests that it contradicts. */
  #onKeystroke(typed: Snapshot): void {
    this.#debounce.onKey();
    // The selected row of the suggest widget is not typed yet, so requests that contradict it may still fit.
    const hasAborted = this.#inFlight.abortContradicted(typed);
    const lines = this.#shown.decideLines(typed);
    this.#acceptance.learn(lines);
    if (hasAborted || lines.some(({ isAccepted }) => !isAccepted)) this.#debounce.onContradicted();
  }

  /** Looks up a suggestion, then an alternative: that may be the one that the user has chosen and is typing. */
  #lookup(snapshot: Snapshot): CacheHit | undefined {
    const { suggestion } = this.#shown;
    const first = this.#cache.lookup(snapshot, suggestion);
    if (first?.placed && first.match !== 'restored') return first;
    const other = this.#alternativeCache.lookup(snapshot, suggestion);
    const usesAlternative = other?.placed && (other.match !== 'restored' || !first?.placed);
    return usesAlternative ? other : first;
  }

  /** Builds the prompt, sends the request, and caches its suggestion even if no call waits for it any more. */
  #send(
    purpose: RequestPurpose,
    { snapshot, settings }: Pick<EngineCall, 'snapshot' | 'settings'>,
    permit: Permit,
    cache: SuggestionCache,
  ): InFlightRequest {
    // 6 Prompt
    const plan = this.#planner.plan(purpose, snapshot, settings);
    if (purpose === 'suggestion') this.#debounce.onSent();
    // 7 Request
    const sent = { service: permit.service.name, sentAt: this.#ports.clock.now() };
    const request = new InFlightRequest(plan, sent, (request) => {
      const answer = this.#requester.send(request, permit);
      const completed = this.#complete(request, answer, cache);
      return { completed, closed: completed.then(() => answer).then((answer) => answer?.closed) };
    });
    void request.firstText.then((ms) => {
      this.#debounce.onFirstText(ms);
    });
    this.#inFlight.add(request);
    return request;
  }

  /** Post-processes and caches an answer. Resolves to undefined if there is none. */
  async #complete(
    request: InFlightRequest,
    answer: Promise<StreamResult | undefined>,
    cache: SuggestionCache,
  ): Promise<CacheHit | undefined> {
    const read = await answer;
    request.endedAt = this.#ports.clock.now();
    this.#planner.learnStreamRate(request);
    // An aborted request may have used an old key or model.
    if (!read || request.signal.aborted) return undefined;
    // 8 Post-processing
    const { snapshot } = request;
    request.result = postprocess(read.answer, snapshot);
    const suggestion = cachedSuggestionOf(request.result, read.answer, request, snapshot);
    this.#planner.learnTokenRate(request);
    // 9 Cache
    return cache.store(snapshot, suggestion);
  }

  /** Shows a cached suggestion. A user who asks explicitly also gets an alternative. */
  async #showCached(call: EngineCall, hit: CacheHit): Promise<Outcome> {
    call.trace.request = hit.request;
    const first = isPlaced(hit) ? hit : undefined;
    if (first) this.#prefetchAfter(call, first);
    const isInvoked = call.snapshot.trigger === 'invoke';
    const other = isInvoked ? await this.#alternative(call, first) : undefined;
    if (first) return this.#show(call, first, first.match, other);
    return other ? this.#show(call, other, 'requested') : { reason: 'no suggestion' };
  }

  #show(call: EngineCall, hit: PlacedHit, source: SuggestionSource, other?: PlacedHit): Outcome {
    const { snapshot, signal } = call;
    if (!signal.aborted) {
      if (other) this.#shown.count(other);
      this.#shown.show(snapshot, hit);
    }
    const outcome = { item: itemOf(hit.placed, snapshot), source };
    return other ? { ...outcome, alternative: itemOf(other.placed, snapshot) } : outcome;
  }

  /** Another suggestion for the same state, with a text other than `first`; undefined if the model has none. */
  async #alternative(call: EngineCall, first?: PlacedHit): Promise<PlacedHit | undefined> {
    const { snapshot, signal } = call;
    if (!this.#alternativeCache.lookup(snapshot)) {
      const request =
        this.#inFlight.joinable(snapshot, 'alternative') ?? (await this.#requestAlternative(call));
      if (request) await raceAbort(request.completed, signal);
      if (!request || signal.aborted) return undefined;
    }
    const hit = this.#alternativeCache.lookup(snapshot, this.#shown.suggestion);
    return hit && isPlaced(hit) && hit.placed.text !== first?.placed.text ? hit : undefined;
  }

  async #requestAlternative(call: EngineCall): Promise<InFlightRequest | undefined> {
    const permit = await this.#permits.acquire(call.signal, call.service);
    if ('reason' in permit) return undefined;
    call.trace.record('alternative');
    return this.#send('alternative', call, permit, this.#alternativeCache);
  }

  /**
   * Requests the suggestion that follows the shown one, unless its answer is still streaming and may contain it.
   * A user who asks explicitly wants only this suggestion.
   */
  #prefetchAfter(call: EngineCall, hit: PlacedHit): void {
    if (!call.settings.prefetch || call.snapshot.trigger !== 'automatic') return;
    if (hit.request?.isClosed === true) void this.#prefetch(call, hit);
  }

  /** Prefetches for the state after accepting, or after Enter if the model has nothing to add there. */
  async #prefetch({ snapshot, settings }: EngineCall, { placed }: PlacedHit): Promise<void> {
    const accepted = afterInserting(snapshot, placed);
    const next = this.#cache.isComplete(accepted) ? afterEnter(accepted) : accepted;
    if (this.#inFlight.hasRequestAheadOf(snapshot) || this.#cache.has(next)) return;
    // A prefetch outlives its call, but not a change of settings.
    await this.#scope.run(new AbortController().signal, async (signal) => {
      const permit = await this.#permits.tryAcquire();
      if (!permit || signal.aborted) return;
      this.#send('prefetch', { snapshot: next, settings }, permit, this.#cache);
    });
  }
}
