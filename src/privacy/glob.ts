/** The deepest nesting of braces: far more than anyone writes by hand. */
const MAX_DEPTH = 10;

/** A part of a glob. */
export type GlobPart =
  /** One character for which `accepts` returns true. */
  | { readonly kind: 'char'; readonly accepts: (char: string) => boolean }
  /** `*`: any characters except a slash. */
  | { readonly kind: 'star' }
  /** `**` followed by a slash: any number of folders, including none. */
  | { readonly kind: 'folders' }
  /** A slash followed by `**` at the end: the folder itself and everything in it. */
  | { readonly kind: 'below' }
  /** Only `**`: everything. */
  | { readonly kind: 'all' }
  /** `{a,b}`. */
  | { readonly kind: 'choice'; readonly options: readonly (readonly GlobPart[])[] };

/**
 * Parses a glob as VS Code does for `files.exclude`: `**`, `*`, `?`, `{}`, `[]`, `[!]`; all other characters are
 * literal, including parentheses. Returns undefined for unbalanced brackets or braces and for too deeply nested braces.
 * The glob must be folded (see `foldPath`), with forward slashes.
 */
export function parseGlob(glob: string): readonly GlobPart[] | undefined {
  const reader = new GlobReader(glob);
  const parts = reader.sequence(0);
  return parts && reader.isAtEnd ? parts : undefined;
}

class GlobReader {
  readonly #glob: string;
  #at = 0;

  constructor(glob: string) {
    this.#glob = glob;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#glob.length;
  }

  /** Parses parts up to the end of the glob, or within braces up to the next `,` or `}`. */
  sequence(depth: number): GlobPart[] | undefined {
    const parts: GlobPart[] = [];
    let isSegmentStart = true;
    while (!this.isAtEnd) {
      const char = this.#glob.charAt(this.#at);
      if (depth > 0 && (char === ',' || char === '}')) break;
      const part = this.#next(char, isSegmentStart, depth);
      if (!part) return undefined;
      isSegmentStart = part.kind === 'folders' || this.#glob.charAt(this.#at - 1) === '/';
      const isRepeated = part.kind === parts.at(-1)?.kind;
      if (!isRepeated || part.kind === 'char' || part.kind === 'choice') parts.push(part);
    }
    return parts;
  }

  #next(char: string, isSegmentStart: boolean, depth: number): GlobPart | undefined {
    if (isSegmentStart && this.#isGlobstar(this.#at)) return this.#globstar(depth);
    this.#at += 1;
    switch (char) {
      case '/':
        if (!this.#isGlobstar(this.#at) || !this.#ends(this.#at + 2, depth)) return literal('/');
        this.#at += 2;
        return { kind: 'below' };
      case '*':
        return { kind: 'star' };
      case '?':
        return { kind: 'char', accepts: (other) => other !== '/' };
      case '[':
        return this.#class();
      case '{':
        return this.#choice(depth + 1);
      case ']':
      case '}':
        return undefined;
      default:
        return literal(char);
    }
  }

  /** Whether the position is at `**`. Three or more asterisks count as two. */
  #isGlobstar(at: number): boolean {
    return this.#glob.startsWith('**', at) && '/,}*'.includes(this.#glob.charAt(at + 2));
  }

  #ends(at: number, depth: number): boolean {
    const char = this.#glob.charAt(at);
    return char === '' || (depth > 0 && (char === ',' || char === '}'));
  }

  #globstar(depth: number): GlobPart {
    this.#at += 2;
    if (this.#glob.charAt(this.#at) === '/') {
      this.#at += 1;
      return { kind: 'folders' };
    }
    return this.#ends(this.#at, depth) ? { kind: 'all' } : { kind: 'star' };
  }

  #class(): GlobPart | undefined {
    const isNegated = '!^'.includes(this.#glob.charAt(this.#at) || ' ');
    const from = this.#at + (isNegated ? 1 : 0);
    // A leading bracket is a literal character.
    const end = this.#glob.indexOf(']', from + 1);
    if (end === -1) return undefined;
    const content = this.#glob.slice(from, end);
    this.#at = end + 1;
    const ranges = rangesOf(content);
    const isIn = (char: string): boolean =>
      ranges.some(([first, last]) => char >= first && char <= last);
    return { kind: 'char', accepts: (char) => isIn(char) !== isNegated };
  }

  #choice(depth: number): GlobPart | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const options: GlobPart[][] = [];
    for (;;) {
      const option = this.sequence(depth);
      if (!option || this.isAtEnd) return undefined;
      options.push(option);
      this.#at += 1;
      if (this.#glob.charAt(this.#at - 1) === '}') return { kind: 'choice', options };
    }
  }
}

function literal(letter: string): GlobPart {
  return { kind: 'char', accepts: (char) => char === letter };
}

/** `a-c` is a range, in either direction; a leading or trailing dash is literal. */
function rangesOf(content: string): (readonly [string, string])[] {
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < content.length; at += 1) {
    const first = content.charAt(at);
    const isRange = content.charAt(at + 1) === '-' && at + 2 < content.length;
    const last = isRange ? content.charAt(at + 2) : first;
    if (isRange) at += 2;
    ranges.push(first <= last ? [first, last] : [last, first]);
  }
  return ranges;
}
