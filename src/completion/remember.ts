import { LRUCache } from 'lru-cache';
import { answerAt } from './answer.ts';
import type { Landed } from './asking.ts';
import type { Beyond } from './beyond.ts';
import { arrived, beyondOf } from './beyond.ts';
import { endAnswer } from './ending/ending.ts';
import type { Placed } from './placing.ts';
import { isVisible, place } from './placing.ts';
import { firstPortion, untorn } from './portion.ts';
import { closedSince, isSameText } from './rightText.ts';
import type { Snapshot } from './snapshot.ts';
import { advance, typedSince } from './snapshot.ts';
import type { RequestTrace } from './trace.ts';

/** Suggestions that are kept; each holds its windows, about 11,000 characters. */
const KEPT = 100;
/** Deleted text up to this length is offered again, in characters: a word or a call, not a line that displeased. */
const LONGEST_DELETED = 60;

/** What came of an answer at the state it was made for. */
export interface Kept {
  /** Absent where there is nothing to show. */
  readonly placed?: Placed | undefined;
  /** What the answer goes on with behind the suggestion. */
  readonly beyond?: Beyond | undefined;
  /** Whether the model ended the answer where the suggestion ends: there it has no more to say. */
  readonly isAll?: boolean;
  /** The request it came from. */
  readonly request?: RequestTrace | undefined;
}

interface Memory extends Placed, Kept {
  readonly snapshot: Snapshot;
}

/** What is known for a state, and by which way. */
export interface Recalled {
  /** Absent where the answer for exactly this state was empty. */
  readonly placed?: Placed;
  /**
   * `typed`: the suggestion or what is left of it; `deleted`: with what was deleted put in front again;
   * `continued`: the next lines of an answer whose beginning is in the document now.
   */
  readonly by: 'typed' | 'deleted' | 'continued';
  /** The suggestion that this is a part of: the same object for as long as it is typed. */
  readonly suggestion: object;
  readonly request: RequestTrace | undefined;
}

/**
 * The suggestions made so far. Typing what one of them says shows its rest, at once and without a request;
 * deleting what was typed shows it again. VS Code's own ghost text and the cache are the same thing here.
 */
export class Remembered {
  readonly #portion: () => number;
  readonly #memories = new LRUCache<string, Memory>({ max: KEPT });
  /** The suggestion on screen, as far as anyone can know: it stays while it is typed. */
  #current: string | undefined;

  /** `portion`: how many lines to show at once. */
  constructor(portion: () => number) {
    this.#portion = portion;
  }

  /** Keeps what came of an answer for the state it was made for. */
  keep(snapshot: Snapshot, kept: Kept): void {
    this.#memories.set(keyOf(snapshot), {
      text: '',
      covered: 0,
      ...kept.placed,
      ...kept,
      snapshot,
    });
  }

  /** What is known for a state; undefined where nothing is. */
  recall(snapshot: Snapshot): Recalled | undefined {
    const passed = this.#passed(snapshot);
    const found =
      this.#typedOn(passed, snapshot) ??
      this.#continued(passed, snapshot) ??
      this.#saidAll(passed, snapshot) ??
      this.#deleted(snapshot);
    if (!found) return undefined;
    this.#current = found.key;
    this.#memories.get(found.key); // makes it the newest
    return found.recalled;
  }

  /** Whether anything is known for a state; asking does not count as showing. */
  knows(snapshot: Snapshot): boolean {
    const passed = this.#passed(snapshot);
    return (this.#typedOn(passed, snapshot) ?? this.#continued(passed, snapshot)) !== undefined;
  }

  /** Whether the model has said all that it has to say before this state. */
  isAll(snapshot: Snapshot): boolean {
    return this.#saidAll(this.#passed(snapshot), snapshot) !== undefined;
  }

  /** Forgets everything: the model, a rule or the service changed. */
  clear(): void {
    this.#memories.clear();
  }

  /** The memories of states that the user has typed on from, the newest first. */
  #passed(snapshot: Snapshot): Passed[] {
    const passed: Passed[] = [];
    for (const [key, memory] of this.#memories.entries()) {
      const typed = typedSince(memory.snapshot, snapshot);
      if (typed !== undefined) passed.push({ key, memory, typed });
    }
    return passed;
  }

  /** The suggestion on screen, if it is being typed; else the one made for the nearest state. */
  #typedOn(passed: readonly Passed[], snapshot: Snapshot): Found | undefined {
    let best: (Found & { readonly distance: number }) | undefined;
    for (const { key, memory, typed } of passed) {
      if (!memory.text.startsWith(typed)) continue;
      const placed = restAt(memory.text.slice(typed.length), memory, snapshot);
      const isNothing = memory.text === '' && isSameText(memory.snapshot.suffix, snapshot.suffix);
      if (!placed && !isNothing) continue;
      const distance = key === this.#current && placed ? -1 : typed.length;
      if (best?.recalled.placed && (!placed || distance >= best.distance)) continue;
      best = { key, distance, recalled: recalled('typed', memory, placed) };
    }
    return best;
  }

  /** A suggestion was typed or accepted as a whole: its answer may have gone on. */
  #continued(passed: readonly Passed[], snapshot: Snapshot): Found | undefined {
    for (const { memory, typed } of passed) {
      if (!memory.beyond || !typed.startsWith(memory.text)) continue;
      const lines = memory.beyond();
      if (!lines.trimStart().startsWith(typed.slice(memory.text.length).trimStart())) continue;
      const reached = advance(memory.snapshot, memory);
      if (lines === '' || this.#memories.has(keyOf(reached))) continue;
      const kept = continuation(lines, memory, reached, this.#portion());
      if (!kept.placed) continue;
      this.keep(reached, kept);
      const found = this.#typedOn(this.#passed(snapshot), snapshot);
      if (found) return { ...found, recalled: { ...found.recalled, by: 'continued' } };
    }
    return undefined;
  }

  /** A suggestion was typed or accepted as a whole, and its answer ended there: the same would be asked again. */
  #saidAll(passed: readonly Passed[], snapshot: Snapshot): Found | undefined {
    const found = passed.find(
      ({ memory, typed }) =>
        memory.isAll === true &&
        memory.covered === 0 &&
        typed === memory.text &&
        isSameText(memory.snapshot.suffix, snapshot.suffix),
    );
    return found && { key: found.key, recalled: recalled('typed', found.memory, undefined) };
  }

  /** What was deleted from the end of the line is put in front of the suggestion that followed it. */
  #deleted(snapshot: Snapshot): Found | undefined {
    let best: (Found & { readonly distance: number }) | undefined;
    for (const [key, memory] of this.#memories.entries()) {
      const deleted = memory.text === '' ? undefined : typedSince(snapshot, memory.snapshot);
      if (deleted === undefined || deleted.length > LONGEST_DELETED || deleted.includes('\n'))
        continue;
      if (best && deleted.length >= best.distance) continue;
      const placed = restAt(deleted + memory.text, memory, snapshot);
      if (!placed) continue;
      best = { key, distance: deleted.length, recalled: recalled('deleted', memory, placed) };
    }
    return best;
  }
}

/** A memory of a state, and what was typed since. */
interface Passed {
  readonly key: string;
  readonly memory: Memory;
  readonly typed: string;
}

interface Found {
  readonly key: string;
  readonly recalled: Recalled;
}

function recalled(by: Recalled['by'], memory: Memory, placed: Placed | undefined): Recalled {
  return { by, suggestion: memory, request: memory.request, ...(placed ? { placed } : {}) };
}

function keyOf({ document, prefix, suffix }: Snapshot): string {
  return [document, prefix, suffix].join('\0');
}

/** What is kept of an answer: the suggestion, and the lines behind it if nothing was taken off its end. */
export function keptOf({ ended, answered, trace }: Landed, snapshot: Snapshot): Kept {
  const { placed } = answered;
  if (!placed || trace.mode === 'line') return { placed, request: trace };
  const beyond = beyondOf(() => arrived(trace), ended, placed, snapshot);
  const isAll = trace.finish === 'stop' && trace.raw.trimEnd().endsWith(placed.text);
  return { placed, beyond, isAll, request: trace };
}

/** The next suggestion out of the lines behind the last one: what has certainly ended, or all that will come. */
function continuation(
  lines: string,
  { beyond, request }: Kept,
  snapshot: Snapshot,
  portion: number,
): Kept {
  const isOver = request?.isOver === true;
  // The answer was not asked for line by line, wherever it has led to.
  const whole = endAnswer(lines, isOver, snapshot, 'block');
  const first = firstPortion(whole, snapshot, portion);
  const ended = request?.finish === 'stop' ? first : untorn(first, snapshot);
  const placed = ended.isDecided ? answerAt(ended, snapshot).placed : undefined;
  if (!placed || !beyond) return {};
  return { placed, beyond: beyondOf(beyond, ended, placed, snapshot), request };
}

function restAt(text: string, memory: Memory, snapshot: Snapshot): Placed | undefined {
  const closed = closedSince(memory.snapshot, snapshot);
  if (closed === undefined) return undefined;
  if (closed > 0) return place(text, snapshot);
  const placed = { text, covered: memory.covered + closed };
  return placed.covered >= 0 && isVisible(placed, snapshot) ? placed : undefined;
}
