import type { ServiceError } from '../../mistral/errors/serviceError.ts';
import type { FailureKind } from '../../mistral/errors/failureKind.ts';
import type { FimRequest } from '../../mistral/fim.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import type { TokenUsage } from '../../mistral/tokenUsage.ts';
import type { CacheHit } from '../cache/suggestionCache.ts';
import { autoClosedSince } from '../cache/suffixMatch.ts';
import { dropRepeatedPrefix } from '../postprocess/filters/repeatedPrefix.ts';
import type { PostprocessedAnswer } from '../postprocess/postprocess.ts';
import type { CompletionMode } from '../postprocess/stop/completionMode.ts';
import type { Snippet } from '../prompt/context/snippet.ts';
import type { Snapshot } from '../snapshot.ts';
import { typedSince } from '../snapshot.ts';
import type { RequestPurpose, RequestTrace } from './requestTrace.ts';

/** A request that is ready to be sent. */
export interface PlannedRequest {
  readonly purpose: RequestPurpose;
  /** The state to complete; for a prefetch, one that the user has not reached yet. */
  readonly snapshot: Snapshot;
  readonly mode: CompletionMode;
  readonly request: FimRequest;
  /** The snippets of other files in the prompt, in their order. */
  readonly snippets: readonly Snippet[];
  /** Maximum number of lines to show at once. */
  readonly visibleLines: number;
  /** How long to wait for more lines once the first one can be shown, in milliseconds; absent to wait for all. */
  readonly moreLinesMs?: number | undefined;
  /** Number of lines to read; those after the visible ones become the next suggestion. */
  readonly linesToRead: number;
}

/** The promises of a request that was started. Neither rejects. */
export interface RequestProgress {
  /** Resolves to the cached suggestion, or to undefined if the request failed or was aborted. */
  readonly completed: Promise<CacheHit | undefined>;
  /** Resolves when the stream is closed, which is later if lines after the suggestion are read. */
  readonly closed: Promise<void>;
}

/** One request and its state, which the requester, the stream reader and the engine update while the answer arrives. */
export class InFlightRequest implements RequestTrace, RequestProgress {
  readonly plan: PlannedRequest;
  readonly sentAt: number;
  service: ServiceName;
  firstTextAt?: number;
  endedAt?: number;
  raw = '';
  isClosed = false;
  finishReason?: string;
  usage?: TokenUsage;
  failure?: FailureKind;
  failureDetail?: string | undefined;
  result?: PostprocessedAnswer;
  readonly completed: Promise<CacheHit | undefined>;
  readonly closed: Promise<void>;
  /** Resolves to the latency of the first text in milliseconds; stays pending if no text arrives. */
  readonly firstText: Promise<number>;
  #resolveFirstText: (ms: number) => void = () => undefined;
  readonly #controller = new AbortController();
  /** The latest state of the editor, which each chunk of the answer is compared with. */
  #latest: Snapshot | undefined;

  /** Starts a request: `start` sends it and returns its promises, as the executor of a promise does. */
  constructor(
    plan: PlannedRequest,
    { service, sentAt }: { readonly service: ServiceName; readonly sentAt: number },
    start: (request: InFlightRequest) => RequestProgress,
  ) {
    this.plan = plan;
    this.service = service;
    this.sentAt = sentAt;
    this.firstText = new Promise((resolve) => {
      this.#resolveFirstText = resolve;
    });
    const { completed, closed } = start(this);
    this.completed = completed;
    this.closed = closed.then(() => {
      this.isClosed = true;
    });
  }

  get purpose(): RequestPurpose {
    return this.plan.purpose;
  }

  get mode(): CompletionMode {
    return this.plan.mode;
  }

  get request(): FimRequest {
    return this.plan.request;
  }

  get snippets(): readonly Snippet[] {
    return this.plan.snippets;
  }

  get snapshot(): Snapshot {
    return this.plan.snapshot;
  }

  /** Aborted once the answer is no longer wanted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Closes the stream. */
  abort(): void {
    this.#controller.abort();
  }

  /** Records when the first text arrived. */
  onFirstText(now: number): void {
    if (this.firstTextAt !== undefined) return;
    this.firstTextAt = now;
    this.#resolveFirstText(now - this.sentAt);
  }

  /** Adds text of the answer. Aborts the request if the answer contradicts what the user typed. */
  append(text: string): void {
    this.raw += text;
    this.#abortIfContradicted();
  }

  /** Records why the request failed. */
  onFailure(error: ServiceError): void {
    this.failure = error.kind;
    this.failureDetail = error.detail;
  }

  /** Resets the answer: another service answers the same request from the beginning. */
  restart(service: ServiceName): void {
    this.service = service;
    this.raw = '';
  }

  /** Compares the request with the latest state of the editor. Aborts it if it can no longer be shown. */
  onCursorMove(snapshot: Snapshot): void {
    this.#latest = snapshot;
    this.#abortIfContradicted();
  }

  /** Whether the answer may still become the suggestion for a state. */
  fits(snapshot: Snapshot): boolean {
    const typed = typedSince(this.snapshot, snapshot);
    return typed !== undefined && this.#agrees(typed, snapshot);
  }

  #abortIfContradicted(): void {
    const latest = this.#latest;
    if (!latest || latest.document !== this.snapshot.document) return;
    const typed = typedSince(this.snapshot, latest);
    const isWanted =
      typed === undefined
        ? // A prefetch stays while the user may still reach its state.
          typedSince(latest, this.snapshot) !== undefined
        : this.#agrees(typed, latest);
    if (!isWanted) this.abort();
  }

  /** Whether the typed and the received text can be the same, once post-processed, at the same place. */
  #agrees(typed: string, now: Snapshot): boolean {
    if (autoClosedSince(this.snapshot, now) === undefined) return false;
    const raw = this.raw.replaceAll('\r', '');
    const variants = [raw, raw.trimStart(), dropRepeatedPrefix(raw, this.snapshot).trimStart()];
    return variants.some((text) => text.startsWith(typed) || typed.startsWith(text));
  }
}
