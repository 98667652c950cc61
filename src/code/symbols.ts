/** A piece of code with a name, as an editor's outline lists it. Lines and characters from 0. */
export interface CodeSymbol {
  readonly name: string;
  /** Whether it is worth being talked about by itself: a function or a type, and not a variable in one. */
  readonly isWhole: boolean;
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly children: readonly CodeSymbol[];
}

/** The smallest whole symbol that reaches over a line; undefined where there is none. */
export function innermostAt(symbols: readonly CodeSymbol[], line: number): CodeSymbol | undefined {
  let best: CodeSymbol | undefined;
  const look = (all: readonly CodeSymbol[]): void => {
    for (const symbol of all) {
      if (symbol.start.line > line || symbol.end.line < line) continue;
      // Providers of the older kind give a flat list, in any order.
      if (symbol.isWhole && (!best || isWithin(symbol, best))) best = symbol;
      look(symbol.children);
    }
  };
  look(symbols);
  return best;
}

function isWithin(inner: CodeSymbol, outer: CodeSymbol): boolean {
  const lines = ({ start, end }: CodeSymbol): number => end.line - start.line;
  const width = ({ start, end }: CodeSymbol): number => end.character - start.character;
  const less = lines(inner) - lines(outer);
  return less < 0 || (less === 0 && width(inner) <= width(outer));
}
