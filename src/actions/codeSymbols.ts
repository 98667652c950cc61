/** A symbol as the editor's outline lists it. Lines and characters are counted from 0. */
export interface CodeSymbol {
  readonly name: string;
  /** Whether it makes sense on its own: a function or type, but not a local variable. */
  readonly isStandalone: boolean;
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  readonly children: readonly CodeSymbol[];
}

/** The smallest whole symbol that contains a line; undefined if there is none. */
export function innermostAt(symbols: readonly CodeSymbol[], line: number): CodeSymbol | undefined {
  let best: CodeSymbol | undefined;
  const visit = (all: readonly CodeSymbol[]): void => {
    for (const symbol of all) {
      if (symbol.start.line > line || symbol.end.line < line) continue;
      // Older providers return a flat list in any order.
      if (symbol.isStandalone && (!best || isWithin(symbol, best))) best = symbol;
      visit(symbol.children);
    }
  };
  visit(symbols);
  return best;
}

function isWithin(inner: CodeSymbol, outer: CodeSymbol): boolean {
  const lines = ({ start, end }: CodeSymbol): number => end.line - start.line;
  const width = ({ start, end }: CodeSymbol): number => end.character - start.character;
  const less = lines(inner) - lines(outer);
  return less < 0 || (less === 0 && width(inner) <= width(outer));
}
