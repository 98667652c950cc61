import type { ModelTask, ModelTaskOptions, ModelTaskPrompt, PromptBudget } from '../modelTask.ts';
import { AnswerBlockReader } from './answerBlocks.ts';
import { codeOf, partialCode } from './answerCode.ts';
import type { OriginalCode, AnswerReading } from './answerCode.ts';
import type { Clock } from '../../base/clock.ts';
import { RunOnceScheduler } from '../../base/runOnceScheduler.ts';
import { ServiceError } from '../../mistral/errors/serviceError.ts';
import type { StreamingChange } from './streamingChange.ts';

/** The dependencies of an edit. */
export interface EditRunPorts {
  readonly clock: Clock;
  readonly modelTask: Pick<ModelTask, 'run'>;
  /** Builds the prompt; `partialAnswer` is the answer to continue, or empty. */
  readonly buildPrompt: (room: PromptBudget, partialAnswer: string) => ModelTaskPrompt;
  readonly original: OriginalCode;
  /** Opens the preview. Undefined if that is not possible; the user has been notified. */
  readonly openPreview: () => Promise<StreamingChange | undefined>;
  /** Adapts new code to the document, for example its indentation. */
  readonly adapt: (code: string) => string;
}

/** Callbacks during an edit. */
export interface EditRunProgress extends Pick<ModelTaskOptions, 'beforeRequest'> {
  /** The number of lines received so far. */
  readonly onLines: (lines: number) => void;
  /** The request will be retried at a time, in milliseconds since the epoch, or when `retryNow` is called. */
  readonly onRetry: (error: ServiceError, at: number, retryNow: () => void) => void;
}

/**
 * How a request ended: the answer is `complete`, was `truncated` at the length limit, or is `tooLong` because it did not
 * stop; the request failed; or the user canceled it or closed the preview (`canceled`).
 */
export type EditRunResult = 'complete' | 'truncated' | 'tooLong' | 'canceled' | ServiceError;

/** The longest answer, in case a service ignores the token limit: a multiple of the code plus some characters. */
const MAX_GROWTH_FACTOR = 8;
const MAX_EXTRA_CHARACTERS = 40_000;

/** Minimum time between updates of the preview, in milliseconds; faster updates are not visible. */
const RENDER_INTERVAL_MS = 100;
/** The pause after an update, as a multiple of its duration, so that most of the editor's time stays free. */
const PAUSE_FACTOR = 5;

/** One edit by the model and its preview, which opens when a code block begins. */
export class EditRun {
  readonly #ports: EditRunPorts;
  #blocks = new AnswerBlockReader();
  #text = '';
  #opening: Promise<void> | undefined;
  #change: StreamingChange | undefined;
  #isClosed = false;
  #stop = (): void => undefined;
  readonly #nextRender: RunOnceScheduler;
  #rendered: string | undefined;
  #progress: EditRunProgress | undefined;
  /** An exception of the extension's own code. */
  #unexpectedError: { readonly error: unknown } | undefined;

  constructor(ports: EditRunPorts) {
    this.#ports = ports;
    this.#nextRender = new RunOnceScheduler(ports.clock, () => {
      try {
        this.#render();
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  /** The answer received so far, as the model wrote it. */
  get text(): string {
    return this.#text;
  }

  /** The preview; undefined if none is open. */
  get change(): StreamingChange | undefined {
    return this.#isClosed ? undefined : this.#change;
  }

  /**
   * Requests the answer, or the rest of it. Failures of the service are results; rejects with exceptions of the
   * extension's own code, after closing the preview.
   */
  async run(signal: AbortSignal, progress: EditRunProgress): Promise<EditRunResult> {
    const { modelTask, buildPrompt, original } = this.#ports;
    const own = new AbortController();
    this.#stop = () => {
      own.abort();
    };
    if (signal.aborted || this.#isClosed) own.abort();
    signal.addEventListener('abort', this.#stop);
    this.#progress = progress;
    const partialAnswer = this.#text;
    const { beforeRequest, onRetry } = progress;
    const options = { onRetry, ...(beforeRequest ? { beforeRequest } : {}) };
    let end: EditRunResult = 'complete';
    try {
      const pieces = modelTask.run(
        (budget) => buildPrompt(budget, partialAnswer),
        own.signal,
        options,
      );
      for await (const piece of pieces) {
        if ('end' in piece) end = piece.end;
        else {
          if (piece.restarts) this.#restart(partialAnswer);
          this.#append(piece.text);
        }
        if (this.#text.length > MAX_GROWTH_FACTOR * original.code.length + MAX_EXTRA_CHARACTERS) {
          end = 'tooLong';
          break;
        }
      }
    } catch (error) {
      if (error instanceof ServiceError) end = error;
      else this.#fail(error);
    } finally {
      signal.removeEventListener('abort', this.#stop);
    }
    await this.#opening;
    if (this.#unexpectedError) throw this.#unexpectedError.error;
    return own.signal.aborted || this.#isClosed ? 'canceled' : end;
  }

  /**
   * Reads the complete answer. If it is new code, the preview shows it and can be accepted; otherwise the preview
   * closes. Rejects with exceptions of the extension's own code, after closing the preview.
   */
  async finish(): Promise<AnswerReading | { readonly kind: 'unchanged' }> {
    try {
      return await this.#finish();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  async #finish(): Promise<AnswerReading | { readonly kind: 'unchanged' }> {
    const { original, adapt } = this.#ports;
    this.#blocks.end();
    const reading = codeOf({ text: this.#text, blocks: this.#blocks.blocks }, original);
    const text = reading.kind === 'code' ? adapt(reading.code) : undefined;
    if (text === undefined || text === original.code) {
      this.discard();
      return text === undefined ? reading : { kind: 'unchanged' };
    }
    // Code without a fence is recognized only now.
    this.#open();
    await this.#opening;
    if (this.#unexpectedError) throw this.#unexpectedError.error;
    this.#nextRender.cancel();
    this.change?.complete(text);
    return reading;
  }

  /** Closes the preview and cancels the request. */
  discard(): void {
    this.#end();
    this.#change?.discard();
  }

  #end(): void {
    this.#isClosed = true;
    this.#stop();
    this.#nextRender.cancel();
  }

  /** Ends the edit after an exception of the extension's own code. */
  #fail(error: unknown): void {
    this.#unexpectedError ??= { error };
    this.discard();
  }

  /** The received text was reasoning: starts over from the answer before it. */
  #restart(partialAnswer: string): void {
    this.#text = partialAnswer;
    this.#blocks = new AnswerBlockReader();
    this.#blocks.push(partialAnswer);
  }

  #append(piece: string): void {
    this.#text += piece;
    this.#blocks.push(piece);
    // A fence at the beginning means that code follows.
    if (this.#blocks.hasBegun || /^\s*[`~]/.test(this.#text)) this.#open();
    this.#renderAfter(0);
  }

  #open(): void {
    this.#opening ??= this.#openPreview().catch((error: unknown) => {
      this.#fail(error);
    });
  }

  async #openPreview(): Promise<void> {
    const change = await this.#ports.openPreview();
    this.#change = change;
    if (!change) this.#end();
    else if (this.#isClosed) change.discard();
    else {
      void change.decision.then(() => {
        this.#end();
      });
      this.#renderAfter(0);
    }
  }

  #renderAfter(ms: number): void {
    if (this.change) this.#nextRender.scheduleOnce(ms);
  }

  #render(): void {
    const { clock, adapt, original } = this.#ports;
    const { blocks } = this.#blocks;
    const code = partialCode(blocks, original);
    // Without a complete line, the diff would show all code as deleted.
    if (!code || code === this.#rendered) return;
    const start = clock.now();
    this.#rendered = code;
    this.change?.update(adapt(code));
    this.#progress?.onLines(code.split('\n').length);
    this.#renderAfter(Math.max(RENDER_INTERVAL_MS, PAUSE_FACTOR * (clock.now() - start)));
  }
}
