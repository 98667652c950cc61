import type {
  GrammarState,
  GrammarTokenizer,
  TokenizedLine,
  TokenRun,
} from '../../src/completion/tokenization/grammarTokenizer.ts';

/** State of the fake grammar: whether a comment is open. */
class FakeState implements GrammarState {
  readonly depth: number;

  constructor(isOpen: boolean) {
    this.depth = isOpen ? 2 : 1;
  }

  equals(other: GrammarState): boolean {
    return other.depth === this.depth;
  }
}

/** A grammar with strings in double quotes and comments between slash and star. Counts the lines it reads. */
export class FakeGrammar implements GrammarTokenizer {
  readonly name = 'source.fake';
  lines = 0;
  isStopped = false;

  tokenize(line: string, state: GrammarState | undefined): TokenizedLine {
    this.lines += 1;
    const runs: TokenRun[] = [];
    let isOpen = state?.depth === 2;
    let at = 0;
    const end = (mark: string, from: number) => {
      const found = line.indexOf(mark, from);
      return found < 0 ? undefined : found + mark.length;
    };
    while (at < line.length) {
      if (isOpen || line.startsWith('/*', at)) {
        const to = end('*/', isOpen ? at : at + 2);
        isOpen = to === undefined;
        runs.push({ from: at, to: to ?? line.length, kind: 'comment' });
      } else if (line.charAt(at) === '"') {
        runs.push({ from: at, to: end('"', at + 1) ?? line.length, kind: 'string' });
      } else {
        const next = /"|\/\*/g;
        next.lastIndex = at + 1;
        runs.push({ from: at, to: next.exec(line)?.index ?? line.length });
      }
      at = runs.at(-1)?.to ?? line.length;
    }
    return { runs, end: new FakeState(isOpen), isStopped: this.isStopped };
  }
}
