import { LRUCache } from 'lru-cache';
import type { LineState, Literal, LiteralScan } from '../../languages/literals/literal.ts';
import { scanLiterals } from '../../languages/literals/literalScanner.ts';
import type { LanguageSyntax } from '../../languages/syntaxPresets.ts';
import type { GrammarState, GrammarTokenizer } from './grammarTokenizer.ts';
import type { LineLiterals } from './lineLiterals.ts';
import { endsEscaped, literalsOf } from './lineLiterals.ts';

/** Maximum size of the cached lines of one language, in characters; a line takes about ten times as many bytes. */
const MAX_CACHED_CHARACTERS = 400_000;
/** What a cached line takes apart from its text, in characters. */
const LINE_OVERHEAD = 40;
/** Maximum length of a line, in characters; longer ones are left to the built-in rules: minified code, which VS Code colors slowly as well. */
const MAX_LINE_LENGTH = 4_000;
/** Maximum number of states between lines; beyond it the grammar is not used any more. */
const MAX_STATES = 5_000;
/** Lines that may exceed the time limit before the grammar is not used any more. */
const MAX_SLOW_LINES = 3;
/** Time limit for a line whose expressions may have to be compiled, in milliseconds; VS Code allows as much. */
const WARM_UP_LIMIT_MS = 500;
/** Time limit for a line of an answer, in milliseconds. */
const ANSWER_LIMIT_MS = 20;
/** Lines of an answer, and below it, that may be new to the cache in one scan. */
const MAX_NEW_LINES = 40;

/** The state of a grammar at the start of a line. One object for each state, so that states can be compared. */
interface GrammarLineState extends LineState {
  readonly id: number;
  readonly grammar: GrammarState | undefined;
}

interface CachedLine extends LineLiterals {
  readonly next: GrammarLineState;
  /** Whether a literal is open if the line continues; computed when it is needed. */
  isOpen?: boolean;
}

/** Finds literals with a grammar. Keeps lines that were read before, so that only new lines take time. */
export class GrammarLiterals {
  readonly tokenizer: GrammarTokenizer;
  readonly syntax: LanguageSyntax;
  /** The state of the first line of a document. */
  readonly first: LineState;
  readonly #lines = new LRUCache<string, CachedLine>({
    maxSize: MAX_CACHED_CHARACTERS,
    sizeCalculation: (_, key) => key.length + LINE_OVERHEAD,
  });
  /** The states by the number of their open rules. */
  readonly #states = new Map<number, GrammarLineState[]>();
  #stateCount = 0;
  #slowLines = 0;

  constructor(tokenizer: GrammarTokenizer, syntax: LanguageSyntax) {
    this.tokenizer = tokenizer;
    this.syntax = syntax;
    this.first = { id: 0, grammar: undefined } as GrammarLineState;
  }

  /** Whether the grammar is too slow, or has too many states because its rules nest without end. */
  get isTooExpensive(): boolean {
    return this.#slowLines >= MAX_SLOW_LINES || this.#stateCount > MAX_STATES;
  }

  /** Number of characters that the cached lines count for. */
  get cachedCharacters(): number {
    return this.#lines.calculatedSize;
  }

  /** The state after a line, which is read with a generous time limit. For use while the user is idle. */
  stateAfter(line: string, state: LineState): LineState {
    return this.#line(line, state as GrammarLineState, WARM_UP_LIMIT_MS).next;
  }

  /** Finds the literals of a text that starts in a state. */
  scan(text: string, start: LineState): LiteralScan {
    const literals: Literal[] = [];
    let state = start as GrammarLineState;
    let offset = 0;
    let fresh = 0;
    /** Where the literal begins that is open at the start of the line. */
    let begin = -1;
    for (;;) {
      const end = text.indexOf('\n', offset);
      const line = text.slice(offset, end < 0 ? undefined : end);
      if (fresh < MAX_NEW_LINES && !this.#isKnown(line, state)) fresh += 1;
      const read =
        fresh < MAX_NEW_LINES
          ? this.#line(line, state, ANSWER_LIMIT_MS)
          : this.#byRules(line, state);
      for (const literal of read.literals) {
        // Only a line break breaks a literal off; this line may go on.
        const { brokenAt, ...unbroken } = shifted(literal, offset, begin);
        literals.push(end < 0 || brokenAt === undefined ? unbroken : { ...unbroken, brokenAt });
      }
      if (end < 0) return { literals, lineState: state, open: this.#openAfter(line, state, read) };
      const last = literals.at(-1);
      if (!state.open || read.next.open !== state.open) begin = last?.begin ?? last?.from ?? end;
      offset = end + 1;
      state = read.next;
    }
  }

  #isKnown(line: string, state: GrammarLineState): boolean {
    return line.length > MAX_LINE_LENGTH || this.#lines.has(keyOf(line, state));
  }

  #line(line: string, state: GrammarLineState, limitMs: number): CachedLine {
    if (line.length > MAX_LINE_LENGTH) return this.#byRules(line, state);
    const key = keyOf(line, state);
    const known = this.#lines.get(key);
    if (known) return known;
    const { runs, end, isStopped } = this.tokenizer.tokenize(line, state.grammar, limitMs);
    if (isStopped) {
      this.#slowLines += 1;
      return this.#byRules(line, state);
    }
    const read = literalsOf(line, runs, state, this.syntax);
    const isOpen = read.last !== undefined && this.#kindAt('x', end) !== undefined;
    const next = this.#intern(end, isOpen ? read.last : undefined);
    const literals =
      next.open === undefined
        ? read.literals.map((each) => this.#broken(each, line, state))
        : read.literals;
    const cached = { ...read, literals, next };
    this.#lines.set(key, cached);
    return cached;
  }

  /** A string at the end of a line that the grammar gives up there, though nothing closes it. */
  #broken(literal: Literal, line: string, { grammar }: GrammarLineState): Literal {
    const { kind, to, isLine, close } = literal;
    if (to < line.length || isLine || kind === 'comment' || kind === 'character') return literal;
    if (close !== undefined && !endsEscaped(line)) return literal;
    return this.#kindAt(`${line} x`, grammar) === undefined
      ? literal
      : { kind, from: literal.from, to, brokenAt: to };
  }

  /** The literal that is open at the end of a text, which may go on in the same line. */
  #openAfter(line: string, state: GrammarLineState, read: CachedLine): LiteralScan['open'] {
    const last = read.literals.at(-1);
    if (!read.last || last?.isLine || line.length > MAX_LINE_LENGTH)
      return line === '' ? state.open : undefined;
    read.isOpen ??= this.#kindAt(`${line} x`, state.grammar) !== undefined;
    // A here-document begins on the next line.
    return read.isOpen && (last?.to === line.length || line === '') ? read.last : undefined;
  }

  /** The kind of the last character of a line. */
  #kindAt(line: string, state: GrammarState | undefined): string | undefined {
    return this.tokenizer.tokenize(line, state, ANSWER_LIMIT_MS).runs.at(-1)?.kind;
  }

  /** A line that is not passed to the grammar: the built-in rules find its literals, and its state stays. */
  #byRules(line: string, state: GrammarLineState): CachedLine {
    return { literals: state.open ? [] : scanLiterals(line, this.syntax).literals, next: state };
  }

  #intern(grammar: GrammarState, open: GrammarLineState['open']): GrammarLineState {
    const states = this.#states.get(grammar.depth) ?? [];
    const known = states.find(
      (state) =>
        state.grammar?.equals(grammar) === true &&
        state.open?.kind === open?.kind &&
        state.open?.close === open?.close,
    );
    if (known) return known;
    this.#stateCount += 1;
    const state = { id: this.#stateCount, grammar, open };
    this.#states.set(grammar.depth, [...states, state]);
    return state;
  }
}

function keyOf(line: string, { id }: GrammarLineState): string {
  return `${id}\n${line}`;
}

/** A literal of a line as one of the text; `earlier` is where one begins that is open at the start of the line. */
function shifted(literal: Literal, by: number, earlier: number): Literal {
  const { from, to, begin, brokenAt } = literal;
  return {
    ...literal,
    from: from + by,
    to: to + by,
    ...(begin === undefined ? {} : { begin: begin < 0 ? earlier : begin + by }),
    ...(brokenAt === undefined ? {} : { brokenAt: brokenAt + by }),
  };
}
