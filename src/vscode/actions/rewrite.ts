import type { Action, ActionQuestion, ActionRoom } from '../../chat/action.ts';
import { AnswerBlocks } from '../../chat/answerBlocks.ts';
import { codeOf, codeSoFar } from '../../code/answerCode.ts';
import type { OldCode, Said } from '../../code/answerCode.ts';
import type { Clock } from '../../mistral/clock.ts';
import type { ServiceError } from '../../mistral/errors.ts';
import type { GrowingChange } from '../diffPreview.ts';

/** What a rewrite works with. */
export interface RewritePorts {
  readonly clock: Clock;
  readonly action: Pick<Action, 'ask'>;
  /** The question; `begun` is the answer so far, if it is to go on. */
  readonly question: (room: ActionRoom, begun: string) => ActionQuestion;
  readonly old: OldCode;
  /** Opens the preview; undefined, and the user told why, where it cannot be. */
  readonly begin: () => Promise<GrowingChange | undefined>;
  /** New code as it belongs into the document. */
  readonly fit: (code: string) => string;
}

/** Who hears how it goes. */
export interface RewriteProgress {
  /** So many lines of code are there. */
  readonly wrote: (lines: number) => void;
  /** The service is asked again at a time in milliseconds since the epoch. */
  readonly retrying: (error: ServiceError, at: number) => void;
}

/**
 * How asking ended: the answer is complete, or `cut` by its length; it was left as it went on and on, `endless`; it
 * failed, maybe in its midst; or it is `over`, as the user has cancelled it or closed the preview.
 */
export type RewriteEnd = 'done' | 'cut' | 'endless' | 'over' | ServiceError;

/** A service that keeps to no limit is left after so many times the code, and so many characters more. */
const MOST_GROWTH = 8;
const MOST_MORE = 40_000;

/** The preview is renewed after a pause of so many milliseconds: more often, nobody sees. */
const DRAW_EVERY_MS = 100;
/** The pause is so many times as long as the drawing took: of the editor's time, most stays with others. */
const REST = 5;

/** One piece of code that a model rewrites, and its preview, which opens with the first piece of a block. */
export class Rewrite {
  readonly #ports: RewritePorts;
  readonly #blocks = new AnswerBlocks();
  #text = '';
  #opening: Promise<void> | undefined;
  #change: GrowingChange | undefined;
  #isOver = false;
  #stop = (): void => undefined;
  /** Ends the wait for the next drawing; undefined where there is none. */
  #wait: (() => void) | undefined;
  #drawn: string | undefined;
  #told: RewriteProgress | undefined;

  constructor(ports: RewritePorts) {
    this.#ports = ports;
  }

  /** The answer as far as it is there, as the model wrote it. */
  get text(): string {
    return this.#text;
  }

  /** The preview; undefined where none is open. */
  get change(): GrowingChange | undefined {
    return this.#isOver ? undefined : this.#change;
  }

  /** Asks for the answer, or for the rest of it. Never rejects. */
  async ask(signal: AbortSignal, told: RewriteProgress): Promise<RewriteEnd> {
    const { action, question, old } = this.#ports;
    const own = new AbortController();
    this.#stop = () => {
      own.abort();
    };
    if (signal.aborted || this.#isOver) own.abort();
    signal.addEventListener('abort', this.#stop);
    this.#told = told;
    const begun = this.#text;
    const { retrying } = told;
    let end: RewriteEnd = 'done';
    try {
      const pieces = action.ask((room) => question(room, begun), own.signal, { retrying });
      for await (const piece of pieces) {
        if ('end' in piece) end = piece.end;
        else this.#take(piece.text);
        if (this.#text.length <= MOST_GROWTH * old.code.length + MOST_MORE) continue;
        end = 'endless';
        break;
      }
    } catch (error) {
      end = error as ServiceError;
    } finally {
      signal.removeEventListener('abort', this.#stop);
    }
    await this.#opening;
    return own.signal.aborted || this.#isOver ? 'over' : end;
  }

  /**
   * The answer is complete: tells what it says. If that is new code, the preview has it and can be accepted;
   * else it closes.
   */
  async finish(): Promise<Said | { readonly is: 'unchanged' }> {
    const { old, fit } = this.#ports;
    this.#blocks.end();
    const said = codeOf({ text: this.#text, blocks: this.#blocks.blocks }, old);
    const text = said.is === 'code' ? fit(said.code) : undefined;
    if (text === undefined || text === old.code) {
      this.withdraw();
      return text === undefined ? said : { is: 'unchanged' };
    }
    // Code without a fence is known for code only now.
    this.#open();
    await this.#opening;
    this.#wait?.();
    this.change?.complete(text);
    return said;
  }

  /** Closes the preview, and ends what is under way. */
  withdraw(): void {
    this.#end();
    this.#change?.withdraw();
  }

  #end(): void {
    this.#isOver = true;
    this.#stop();
    this.#wait?.();
  }

  #take(piece: string): void {
    this.#text += piece;
    this.#blocks.push(piece);
    // Whoever begins with a fence has no words to say.
    if (this.#blocks.hasBegun || /^\s*[`~]/.test(this.#text)) this.#open();
    this.#drawAfter(0);
  }

  #open(): void {
    this.#opening ??= this.#ports.begin().then((change) => {
      this.#change = change;
      if (!change) this.#end();
      else if (this.#isOver) change.withdraw();
      else {
        void change.verdict.then(() => {
          this.#end();
        });
        this.#drawAfter(0);
      }
    });
  }

  #drawAfter(ms: number): void {
    if (!this.change || this.#wait) return;
    const cancel = this.#ports.clock.setTimeout(() => {
      this.#wait = undefined;
      this.#draw();
    }, ms);
    this.#wait = () => {
      cancel();
      this.#wait = undefined;
    };
  }

  #draw(): void {
    const { clock, fit, old } = this.#ports;
    const { blocks } = this.#blocks;
    const code = codeSoFar(blocks, old);
    // Without a line yet, it would look as if all were to go.
    if (!code || code === this.#drawn) return;
    const begun = clock.now();
    this.#drawn = code;
    this.change?.grow(fit(code));
    this.#told?.wrote(code.split('\n').length);
    this.#drawAfter(Math.max(DRAW_EVERY_MS, REST * (clock.now() - begun)));
  }
}
