import type { GlobPart } from './glob.ts';

/** The most cached states. When exceeded, all are dropped. */
const MAX_STATES = 2_000;
/** Larger sets of nodes are not cached: looking them up would take as long as computing them. */
const MAX_REMEMBERED_NODES = 1_000;

/** A node that consumes one character, or one that leads to others without. */
type Node =
  | { readonly accepts: (char: string) => boolean; readonly to: number }
  | { readonly others: number[] };

/** A state: the reached nodes and cached transitions. */
interface State {
  readonly nodes: readonly number[];
  readonly isMatch: boolean;
  readonly next: Map<string, State> | undefined;
}

const MATCH = 0;

/**
 * Matches paths against any number of globs at once. The time per character is bounded by the number of nodes: there is
 * no backtracking. States are cached.
 */
export class GlobAutomaton {
  readonly #nodes: Node[] = [{ others: [] }];
  readonly #starts: number[];
  #states = new Map<string, State>();
  #start: State | undefined;

  constructor(globs: readonly (readonly GlobPart[])[]) {
    this.#starts = globs.map((parts) => this.#sequence(parts, MATCH));
  }

  /** Whether a glob matches the path or one of its folders. */
  matches(path: string): boolean {
    let state = (this.#start ??= this.#state(this.#starts));
    for (const char of path.split('')) {
      if (state.nodes.length === 0) return false;
      if (char === '/' && state.isMatch) return true;
      state = this.#after(state, char);
    }
    return state.isMatch;
  }

  #after(state: State, char: string): State {
    const known = state.next?.get(char);
    if (known) return known;
    const reached: number[] = [];
    for (const at of state.nodes) {
      const node = this.#nodes[at];
      if (node && 'to' in node && node.accepts(char)) reached.push(node.to);
    }
    const next = this.#state(reached);
    state.next?.set(char, next);
    return next;
  }

  #state(reached: readonly number[]): State {
    const nodes = this.#closure(reached);
    if (nodes.length > MAX_REMEMBERED_NODES) {
      return { nodes, isMatch: nodes.includes(MATCH), next: undefined };
    }
    const key = nodes.join(' ');
    const known = this.#states.get(key);
    if (known) return known;
    if (this.#states.size >= MAX_STATES) {
      this.#states = new Map();
      this.#start = undefined;
    }
    const state = { nodes, isMatch: nodes.includes(MATCH), next: new Map<string, State>() };
    this.#states.set(key, state);
    return state;
  }

  /** Follows splits: the nodes that consume the next character, and {@link MATCH} if a glob ends here; in order. */
  #closure(from: readonly number[]): number[] {
    const seen = new Set<number>();
    const reached: number[] = [];
    const open = [...from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const node = this.#nodes[at];
      if (node && 'others' in node) for (const other of node.others) open.push(other);
      if (at === MATCH || (node && 'to' in node)) reached.push(at);
    }
    return reached.sort((a, b) => a - b);
  }

  /** Adds the nodes of glob parts that continue at `next`. Returns the first one. */
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
    return this.#nodes.push({ accepts, to }) - 1;
  }

  #split(others: number[]): number {
    return this.#nodes.push({ others }) - 1;
  }

  #loop(accepts: (char: string) => boolean, next: number): number {
    const others = [next];
    const entry = this.#split(others);
    others.push(this.#char(accepts, entry));
    return entry;
  }
}

function isSlash(char: string): boolean {
  return char === '/';
}
