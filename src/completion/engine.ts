import { pause } from '../mistral/clock.ts';
import type { AskingPorts, Leave } from './asking.ts';
import { Asking } from './asking.ts';
import { Confidence } from './confidence.ts';
import type { Snippet } from './context/snippet.ts';
import { modeFor } from './ending/mode.ts';
import type { Place } from './gate.ts';
import { refusalAt } from './gate.ts';
import type { Flight } from './inflight.ts';
import { Flights } from './inflight.ts';
import type { Account } from './offers.ts';
import { Offers } from './offers.ts';
import type { Missing, Outcome } from './outcome.ts';
import { Pace } from './pace.ts';
import type { Placed } from './placing.ts';
import { itemOf } from './placing.ts';
import type { PromptSettings } from './prompt.ts';
import type { Recalled } from './remember.ts';
import { keptOf, Remembered } from './remember.ts';
import { Requests } from './requests.ts';
import type { Snapshot } from './snapshot.ts';
import { advance, continuesSelected, onNextLine, withSelected } from './snapshot.ts';
import type { Purpose } from './trace.ts';
import { Trace } from './trace.ts';
import { either, Waiting } from './waiting.ts';

/** The user's settings for completions, as they are at one moment. */
export interface CompletionSettings extends PromptSettings {
  readonly multiline: 'auto' | 'never' | 'always';
  /** Milliseconds to wait before asking; null for the engine's own pace. */
  readonly delay: number | null;
  /** Whether the suggestion after the one on screen is asked for ahead of time. */
  readonly prefetch: boolean;
}

/** One key stroke's question to the engine. The snapshot is taken only if the place is allowed. */
export interface Call {
  readonly place: Place;
  readonly settings: CompletionSettings;
  /** Undefined where the document has moved on since. */
  readonly snapshot: () => Snapshot | undefined;
}

/** What the engine is built from. */
export interface EnginePorts extends AskingPorts {
  /** What travels with a request beside the current file; must be quick, whatever is open. */
  readonly context: (snapshot: Snapshot) => readonly Snippet[];
  /** Who counts the suggestions. */
  readonly account: Account;
  /** A random id of this session; lets the service find its prompt cache, and says nothing else. */
  readonly sessionId: string;
}

/** How alternatives are asked for: unlike enough to the first answer, and the same again for the same state. */
const ALTERNATIVE = { temperature: 0.7, randomSeed: 1 };

/** The completion engine: from a key stroke to an item. */
export class Engine {
  readonly #ports: EnginePorts;
  readonly #asking: Asking;
  readonly #requests: Requests;
  readonly #pace: Pace;
  readonly #flights = new Flights();
  readonly #waiting = new Waiting();
  readonly #confidence = new Confidence();
  readonly #remembered = new Remembered(() => this.#confidence.shown);
  readonly #alternatives = new Remembered(() => this.#confidence.shown);
  readonly #offers: Offers;
  #lastTrace: Trace | undefined;

  constructor(ports: EnginePorts) {
    this.#ports = ports;
    this.#asking = new Asking(ports);
    this.#offers = new Offers(ports.account);
    this.#pace = new Pace(ports.clock);
    this.#requests = new Requests(ports.sessionId, ports.context);
  }

  /** What happened in the last call; undefined before the first. */
  get lastTrace(): Trace | undefined {
    return this.#lastTrace;
  }

  /** How long the service has taken to its first text lately, in milliseconds; 0 before the first answer. */
  get latencyMs(): number {
    return this.#pace.latencyMs;
  }

  /**
   * Answers a call. `waiting` ends the waiting alone: a request that has left goes on, since the next key
   * stroke may want just its answer. Never rejects.
   */
  async suggest(call: Call, waiting: AbortSignal): Promise<Outcome> {
    const trace = new Trace(this.#ports.clock, call.place.trigger);
    const outcome = await this.#waiting.during(waiting, (signal) =>
      this.#suggest(call, signal, trace),
    );
    trace.end(outcome);
    return outcome;
  }

  /** The suggestion handed over last was accepted as a whole; it inserted so many characters. */
  accepted(characters: number): void {
    this.#pace.accepted();
    this.#offers.accepted(characters);
  }

  /** A document was closed: nobody waits for its answers. */
  closed(document: string): void {
    this.#flights.clear(document);
  }

  /** A key, a model or a setting changed: what is known or under way was for the old ones. */
  reset(): void {
    this.#waiting.end();
    this.#flights.clear();
    this.#remembered.clear();
    this.#alternatives.clear();
  }

  /** Closes every socket. */
  dispose(): void {
    this.reset();
  }

  async #suggest(call: Call, waiting: AbortSignal, trace: Trace): Promise<Outcome> {
    const refusal = refusalAt(call.place);
    // Looking at an explanation is not to take its place.
    if (refusal !== 'not in this kind of document') this.#lastTrace = trace;
    if (refusal) return { reason: refusal };
    const open = await this.#asking.opened(call.place.trigger, waiting);
    if ('reason' in open) return { reason: open.reason };
    const typed = call.snapshot();
    if (!typed) return { reason: 'superseded' };
    trace.snapshot = typed;
    trace.note('allowed');
    if (!continuesSelected(typed)) return { reason: 'suggest widget' };
    const snapshot = withSelected(typed);
    this.#pace.key();
    // A row of the suggest widget is not typed yet: what contradicts it may still be wanted.
    this.#flights.reached(typed);
    this.#confidence.reached(typed);
    const stroke = { snapshot, settings: call.settings, waiting, trace };
    const known = await this.#known(stroke);
    const found = known ?? (await this.#asked(stroke));
    return 'reason' in found ? found : this.#offer(stroke, found, known !== undefined);
  }

  /** What is in memory, at once; else what a request under way brings. */
  async #known({ snapshot, waiting, trace }: Stroke): Promise<Recalled | Missing | undefined> {
    for (;;) {
      const first = this.#remembered.recall(snapshot);
      // The alternative may be what the user has chosen, and types on.
      const isShown = first?.placed && first.by !== 'deleted';
      const other = isShown ? undefined : this.#alternatives.recall(snapshot);
      const isOther = other?.placed && (other.by !== 'deleted' || !first?.placed);
      const recalled = isOther ? other : first;
      const flight = recalled?.placed ? undefined : this.#flights.joinable(snapshot);
      if (!flight) {
        if (recalled) trace.note(recalled.by);
        return recalled;
      }
      trace.note('joined');
      const isLanded = flight.trace.endedAt !== undefined;
      const coming = isLanded ? flight.over : flight.landed;
      if ((await either(coming, waiting)) === 'superseded') return { reason: 'superseded' };
    }
  }

  /** Asks, when it is time to and the service has room. */
  async #asked(stroke: Stroke): Promise<Recalled | Missing> {
    const { snapshot, settings, waiting, trace } = stroke;
    const ms = this.#pace.waitFor(snapshot, settings.delay);
    if (!(await pause(this.#ports.clock, ms, waiting))) return { reason: 'superseded' };
    if (ms > 0) trace.note('waited');
    const admitted = await this.#asking.admitted(waiting);
    if ('reason' in admitted) return { reason: admitted.reason };
    trace.note('asked');
    const flight = this.#send('suggestion', stroke, admitted, this.#remembered);
    trace.request = flight.trace;
    if ((await either(flight.landed, waiting)) === 'superseded') return { reason: 'superseded' };
    trace.note('landed');
    return this.#remembered.recall(snapshot) ?? { reason: 'failed' };
  }

  /** Makes the items of what was found, and asks for what the user may want next. */
  async #offer(stroke: Stroke, found: Recalled, isKnown: boolean): Promise<Outcome> {
    const { snapshot, settings, trace } = stroke;
    const { placed } = found;
    trace.request = found.request;
    if (!placed) return isKnown ? this.#askedAgain(stroke) : { reason: 'no suggestion' };
    this.#confidence.show(snapshot, placed.text, found.by === 'continued');
    // While its answer goes on, what follows comes with it; and a user who asks has asked for this one alone.
    const isAhead = settings.prefetch && snapshot.trigger === 'automatic';
    if (isAhead && found.request?.isOver === true) void this.#prefetch(stroke, placed);
    const isAskedFor = isKnown && snapshot.trigger === 'invoke';
    const other = isAskedFor ? await this.#alternative(stroke, placed) : undefined;
    return this.#handOver(stroke, isKnown ? found.by : 'asked', { ...found, placed }, other);
  }

  /** The model had nothing to say here: for a user who asks all the same it may think of something else. */
  async #askedAgain(stroke: Stroke): Promise<Outcome> {
    const { snapshot } = stroke;
    const other = snapshot.trigger === 'invoke' ? await this.#alternative(stroke) : undefined;
    return other ? this.#handOver(stroke, 'asked', other) : { reason: 'no suggestion' };
  }

  #handOver({ snapshot, waiting }: Stroke, by: Way, first: Found, other?: Found): Outcome {
    for (const each of other ? [other, first] : [first]) {
      if (!waiting.aborted) this.#offers.handed(each);
    }
    const outcome = { item: itemOf(first.placed, snapshot), by };
    return other ? { ...outcome, alternative: itemOf(other.placed, snapshot) } : outcome;
  }

  /** One more suggestion for a state, unlike the first; undefined where the model has no other. */
  async #alternative(stroke: Stroke, first?: Placed): Promise<Found | undefined> {
    const { snapshot, waiting } = stroke;
    if (!this.#alternatives.recall(snapshot)) {
      const flight =
        this.#flights.joinable(snapshot, 'alternative') ?? (await this.#askedOther(stroke));
      if (!flight || (await either(flight.landed, waiting)) === 'superseded') return undefined;
    }
    const found = this.#alternatives.recall(snapshot);
    const placed = found?.placed;
    return placed && placed.text !== first?.text ? { ...found, placed } : undefined;
  }

  async #askedOther(stroke: Stroke): Promise<Flight | undefined> {
    const admitted = await this.#asking.admitted(stroke.waiting);
    if ('reason' in admitted) return undefined;
    stroke.trace.note('alternative');
    return this.#send('alternative', stroke, admitted, this.#alternatives);
  }

  /**
   * Asks for the state after accepting, and after Enter where the model had no more to say: one at a time, and
   * only where that keeps nobody waiting.
   */
  async #prefetch({ snapshot, settings }: Stroke, placed: Placed): Promise<void> {
    const accepted = advance(snapshot, placed);
    const reached = this.#remembered.isAll(accepted) ? onNextLine(accepted) : accepted;
    if (this.#flights.hasAhead(snapshot) || this.#remembered.knows(reached)) return;
    // It outlives the call, but not a change of settings.
    await this.#waiting.during(new AbortController().signal, async (signal) => {
      const leave = await this.#asking.spare();
      if (!leave || signal.aborted) return;
      this.#send('prefetch', { snapshot: reached, settings }, leave, this.#remembered);
    });
  }

  #send(
    purpose: Purpose,
    { snapshot, settings }: Pick<Stroke, 'snapshot' | 'settings'>,
    leave: Leave,
    memory: Remembered,
  ): Flight {
    const mode = modeFor(snapshot, settings.multiline);
    const request = this.#requests.at(snapshot, mode, settings);
    const asked = purpose === 'alternative' ? { ...request, ...ALTERNATIVE } : request;
    const { shown, heard: reach } = this.#confidence;
    const portion = settings.multiline === 'always' ? Infinity : shown;
    const flight = this.#asking.send(
      { purpose, snapshot, mode, request: asked, leave, portion, reach },
      {
        firstText: (ms) => {
          this.#pace.answered(ms);
        },
        heard: () => {
          this.#flights.heard(flight);
        },
        landed: (landed) => {
          memory.keep(snapshot, keptOf(landed, snapshot));
          if (landed.trace.usage) this.#requests.cost(snapshot, asked, landed.trace.usage);
        },
      },
    );
    this.#flights.add(flight);
    return flight;
  }
}

type Way = Extract<Outcome, { readonly item: object }>['by'];

/** Something to show. */
type Found = Recalled & { readonly placed: Placed };

/** A call on its way through the engine, from where its place is allowed. */
interface Stroke {
  readonly snapshot: Snapshot;
  readonly settings: CompletionSettings;
  readonly waiting: AbortSignal;
  readonly trace: Trace;
}
