import type { GlobPart } from './glob.ts';

/** Maximum number of cached DFA states. When exceeded, all are dropped. */
const MAX_DFA_STATES = 2_000;
/** Larger sets of NFA states are not cached: looking them up would take as long as computing them. */
const MAX_CACHED_NFA_STATES = 1_000;

/** A state that consumes one character, or one with epsilon transitions: it leads to others without. */
type NfaState =
  | { readonly accepts: (char: string) => boolean; readonly to: number }
  | { readonly epsilon: number[] };

/** A set of NFA states, and cached transitions. */
interface DfaState {
  readonly nfaStates: readonly number[];
  readonly isMatch: boolean;
  readonly next: Map<string, DfaState> | undefined;
}

const MATCH = 0;

/**
 * Matches paths against any number of globs at once. The globs are one NFA, whose DFA states are computed on demand and
 * cached. The time per character is bounded by the number of NFA states: there is no backtracking.
 */
export class GlobAutomaton {
  readonly #nfa: NfaState[] = [{ epsilon: [] }];
  readonly #starts: number[];
  #states = new Map<string, DfaState>();
  #start: DfaState | undefined;

  constructor(globs: readonly (readonly GlobPart[])[]) {
    this.#starts = globs.map((parts) => this.#sequence(parts, MATCH));
  }

  /** Whether a glob matches the path or one of its folders. */
  matches(path: string): boolean {
    let state = (this.#start ??= this.#state(this.#starts));
    for (const char of path.split('')) {
      if (state.nfaStates.length === 0) return false;
      if (char === '/' && state.isMatch) return true;
      state = this.#step(state, char);
    }
    return state.isMatch;
  }

  #step(state: DfaState, char: string): DfaState {
    const known = state.next?.get(char);
    if (known) return known;
    const reached: number[] = [];
    for (const at of state.nfaStates) {
      const from = this.#nfa[at];
      if (from && 'to' in from && from.accepts(char)) reached.push(from.to);
    }
    const next = this.#state(reached);
    state.next?.set(char, next);
    return next;
  }

  #state(reached: readonly number[]): DfaState {
    const nfaStates = this.#closure(reached);
    if (nfaStates.length > MAX_CACHED_NFA_STATES) {
      return { nfaStates, isMatch: nfaStates.includes(MATCH), next: undefined };
    }
    const key = nfaStates.join(' ');
    const known = this.#states.get(key);
    if (known) return known;
    if (this.#states.size >= MAX_DFA_STATES) {
      this.#states = new Map();
      this.#start = undefined;
    }
    const state = {
      nfaStates,
      isMatch: nfaStates.includes(MATCH),
      next: new Map<string, DfaState>(),
    };
    this.#states.set(key, state);
    return state;
  }

  /**
   * Follows epsilon transitions. Returns the states that consume the next character, and {@link MATCH} if a glob ends
   * here, in order.
   */
  #closure(from: readonly number[]): number[] {
    const seen = new Set<number>();
    const reached: number[] = [];
    const open = [...from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const state = this.#nfa[at];
      if (state && 'epsilon' in state) for (const other of state.epsilon) open.push(other);
      if (at === MATCH || (state && 'to' in state)) reached.push(at);
    }
    return reached.sort((a, b) => a - b);
  }

  /** Adds the states of glob parts that continue at `next`. Returns the first one. */
  #sequence(parts: readonly GlobPart[], next: number): number {
    return parts.reduceRight((after, part) => this.#part(part, after), next);
  }

  #part(part: GlobPart, next: number): number {
    switch (part.kind) {
      case 'char':
        return this.#char(part.accepts, next);
      case 'star':
        return this.#loop((char) => char !== '/', next);
      case 'all':
        return this.#loop(() => true, next);
      case 'folders':
        return this.#split([next, this.#loop(() => true, this.#char(isSlash, next))]);
      case 'below':
        return this.#split([
          next,
          this.#char(
            isSlash,
            this.#loop(() => true, next),
          ),
        ]);
      case 'choice':
        return this.#split(part.options.map((option) => this.#sequence(option, next)));
    }
  }

  #char(accepts: (char: string) => boolean, to: number): number {
    return this.#nfa.push({ accepts, to }) - 1;
  }

  #split(epsilon: number[]): number {
    return this.#nfa.push({ epsilon }) - 1;
  }

  #loop(accepts: (char: string) => boolean, next: number): number {
    const epsilon = [next];
    const entry = this.#split(epsilon);
    epsilon.push(this.#char(accepts, entry));
    return entry;
  }
}

function isSlash(char: string): boolean {
  return char === '/';
}
