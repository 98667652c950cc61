import { delay, isAborted, raceAbort } from '../base/async.ts';
import type { Clock } from '../base/clock.ts';
import { embeddingBatches } from '../mistral/embeddings/embeddingBatches.ts';
import { isRetryable } from '../mistral/embeddings/embeddingRequester.ts';
import type { EmbeddingRequester } from '../mistral/embeddings/embeddingRequester.ts';
import { ServiceError } from '../mistral/errors/serviceError.ts';
import type { FailureKind } from '../mistral/errors/failureKind.ts';
import { IndexWriteError } from './vectors/indexFiles.ts';
import type { VectorIndex } from './vectors/vectorIndex.ts';

/** Failures of a request because of its size or a text in it: it is divided. */
const TOO_LARGE: ReadonlySet<FailureKind> = new Set(['badRequest', 'contextTooLong']);

/** How many unreadable answers in a row, or single texts rejected before the first vector, show an unsuitable server. */
const MAX_UNSUITABLE = 3;

/** A text whose vector is missing. */
export interface MissingText {
  /** The file that it is from. */
  readonly uri: string;
  readonly hash: string;
  readonly text: string;
}

/** The progress of an update. Counts are numbers of texts. */
export type UpdateState =
  | { readonly kind: 'running'; readonly done: number }
  /** Until the next automatic attempt. `until` is in milliseconds since the epoch. */
  | {
      readonly kind: 'waiting';
      readonly done: number;
      readonly error: ServiceError;
      readonly until: number;
    }
  /**
   * By the user, by a failure that only a new key or setting resolves, or by a disk that can't be written; until
   * {@link EmbeddingUpdate.resume}.
   */
  | {
      readonly kind: 'paused';
      readonly done: number;
      readonly error?: ServiceError | IndexWriteError | undefined;
    };

/** How an update ended. `locked`: another window writes the index. */
export type UpdateResult = 'done' | 'stopped' | 'locked';

/** Dependencies of {@link EmbeddingUpdate}. */
export interface EmbeddingUpdatePorts {
  readonly clock: Clock;
  readonly index: Pick<VectorIndex, 'acquire' | 'refresh' | 'has' | 'add'>;
  readonly requester: Pick<EmbeddingRequester, 'embed' | 'waitAfter'>;
  /** Whether texts of these files may be sent now; asked before each request. */
  readonly maySend: (uris: readonly string[]) => Promise<boolean>;
  /** Called with each change of the state. */
  readonly changed: (state: UpdateState) => void;
}

/**
 * Adds missing vectors to an index, one request after another. What is added is kept: a later update continues where
 * this one ended. Waits out temporary failures, however long they last.
 */
export class EmbeddingUpdate {
  readonly #ports: EmbeddingUpdatePorts;
  #done = 0;
  #isPaused = false;
  #failures = 0;
  /** Answers in a row that could not be read. */
  #unreadable = 0;
  /** Single texts that were rejected before the first vector; undefined after it. */
  #rejected: number | undefined = 0;
  /** Ends the current wait. */
  #wake = new AbortController();

  constructor(ports: EmbeddingUpdatePorts) {
    this.#ports = ports;
  }

  /** Stops after the current request, until {@link resume}. */
  pause(): void {
    this.#isPaused = true;
    this.#report();
  }

  /** Resumes the update, even during a wait. */
  resume(): void {
    const wasPaused = this.#isPaused;
    this.#isPaused = false;
    if (wasPaused) this.#report();
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  /** Adds the vectors of these texts. Rejects only if the disk can't be read. */
  async run(texts: AsyncIterable<MissingText>, signal: AbortSignal): Promise<UpdateResult> {
    const { index } = this.#ports;
    for await (const batch of embeddingBatches(texts)) {
      if (signal.aborted) return 'stopped';
      const isOurs = await this.#retryWriting(async () => {
        if (!(await index.acquire())) return false;
        await index.refresh();
        // If two windows took over the lock of a closed one at the same time, the later one has it. Only that one sends.
        return index.acquire();
      }, signal);
      if (isAborted(signal)) return 'stopped';
      if (isOurs === false) return 'locked';
      // Two files may have the same text, and another window may have added some.
      const missing = new Map(batch.map((each) => [each.hash, each]));
      await this.#add(
        [...missing.values()].filter(({ hash }) => !index.has(hash)),
        signal,
      );
      if (isAborted(signal)) return 'stopped';
      this.#done += batch.length;
      this.#report();
    }
    return isAborted(signal) ? 'stopped' : 'done';
  }

  async #add(batch: readonly MissingText[], signal: AbortSignal): Promise<void> {
    if (batch.length === 0) return;
    const vectors = await this.#embed(batch, signal);
    if (vectors) {
      const entries = batch.map(({ hash }, at) => ({
        hash,
        vector: vectors[at] ?? new Int8Array(),
      }));
      await this.#retryWriting(() => this.#ports.index.add(entries), signal);
    } else if (batch.length > 1 && !signal.aborted) {
      const half = batch.length >> 1;
      await this.#add(batch.slice(0, half), signal);
      await this.#add(batch.slice(half), signal);
    }
  }

  /**
   * The result of a task that writes to the disk. While that fails, nothing is requested, and each
   * {@link EmbeddingUpdate.resume} tries once more. Undefined once the signal is aborted.
   */
  async #retryWriting<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    for (;;) {
      try {
        return await task();
      } catch (error) {
        if (!(error instanceof IndexWriteError)) throw error;
        this.#ports.changed({ kind: 'paused', done: this.#done, error });
        await this.#wait(Infinity, signal);
        if (isAborted(signal)) return undefined;
        this.#report();
      }
    }
  }

  /** The vectors; undefined if some texts may not be sent, the service rejects them, or the signal is aborted. */
  async #embed(
    batch: readonly MissingText[],
    signal: AbortSignal,
  ): Promise<readonly Int8Array[] | undefined> {
    const { maySend, requester } = this.#ports;
    const uris = [...new Set(batch.map(({ uri }) => uri))];
    for (;;) {
      if (this.#isPaused) await this.#wait(Infinity, signal);
      // During a wait, files may have been excluded. The others are sent in smaller batches.
      if (signal.aborted || !(await maySend(uris)) || isAborted(signal)) return undefined;
      try {
        const texts = batch.map(({ text }) => text);
        const vectors = await requester.embed(texts, signal);
        this.#failures = 0;
        this.#unreadable = 0;
        this.#rejected = undefined;
        return vectors;
      } catch (thrown) {
        if (isAborted(signal) || !(thrown instanceof ServiceError)) return undefined;
        if (TOO_LARGE.has(thrown.kind) && !this.#isUnsuitable(batch)) return undefined;
        await this.#afterFailure(thrown, signal);
        if (!isAborted(signal)) this.#report();
      }
    }
  }

  /** Whether a rejected batch is one of several single texts, and nothing was accepted: the server rejects all. */
  #isUnsuitable(batch: readonly MissingText[]): boolean {
    if (batch.length > 1 || this.#rejected === undefined) return false;
    this.#rejected += 1;
    return this.#rejected >= MAX_UNSUITABLE;
  }

  async #afterFailure(error: ServiceError, signal: AbortSignal): Promise<void> {
    const { clock, requester, changed } = this.#ports;
    const done = this.#done;
    this.#unreadable = error.kind === 'protocol' ? this.#unreadable + 1 : 0;
    if (!isRetryable(error) || this.#unreadable >= MAX_UNSUITABLE) {
      this.#unreadable = 0;
      changed({ kind: 'paused', done, error });
      return this.#wait(Infinity, signal);
    }
    this.#failures += 1;
    const ms = requester.waitAfter(error, this.#failures);
    changed({ kind: 'waiting', done, error, until: clock.now() + ms });
    return this.#wait(ms, signal);
  }

  /** Reports a pause at once, although the current request is still being answered. */
  #report(): void {
    this.#ports.changed({ kind: this.#isPaused ? 'paused' : 'running', done: this.#done });
  }

  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    const ended = AbortSignal.any([signal, this.#wake.signal]);
    if (Number.isFinite(ms)) await delay(this.#ports.clock, ms, ended);
    else await raceAbort(new Promise(() => undefined), ended);
  }
}
