import oniguruma from 'vscode-oniguruma';
import type { IGrammar, IRawGrammar, StateStack } from 'vscode-textmate';
import textmate from 'vscode-textmate';
import type { LiteralKind } from '../../languages/literals/literal.ts';
import type { GrammarCatalogue } from './grammarCatalogue.ts';
import type { GrammarTokenizer, TokenizedLine, TokenRun } from './grammarTokenizer.ts';

/** Bits of a token's metadata in vscode-textmate: its kind, and whether its brackets are balanced. */
const KIND_SHIFT = 8;
const KIND_MASK = 0b11;
const BALANCED_MASK = 1 << 10;
const KINDS: readonly (LiteralKind | undefined)[] = [undefined, 'comment', 'string', 'regex'];
/** Characters and escapes are literals; VS Code has no token type for them. */
const CHARACTERS = { 'constant.character': 2 };

/** Where grammars and their regular expression engine are read from. Both reject if a file can't be read. */
export interface GrammarFiles {
  /** The text of a grammar's file. */
  read(path: string): Promise<string>;
  /** The WebAssembly module of vscode-oniguruma. */
  engine(): Promise<Uint8Array>;
}

/** Loads grammars of VS Code's extensions. */
export class TextMateGrammars {
  readonly #catalogue: GrammarCatalogue;
  readonly #registry: InstanceType<typeof textmate.Registry>;

  constructor(catalogue: GrammarCatalogue, files: GrammarFiles) {
    this.#catalogue = catalogue;
    this.#registry = new textmate.Registry({
      onigLib: loadEngine(files).then(() => ({
        createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
        createOnigString: (text) => new oniguruma.OnigString(text),
      })),
      loadGrammar: async (scope): Promise<IRawGrammar | null> => {
        const path = catalogue.pathOf(scope);
        return path === undefined ? null : textmate.parseRawGrammar(await files.read(path), path);
      },
      getInjections: (scope) => [...catalogue.injectionsInto(scope)],
    });
  }

  /** The grammar of a language; undefined if there is none. Rejects if its file can't be read. */
  async load(languageId: string): Promise<GrammarTokenizer | undefined> {
    const found = this.#catalogue.grammarOf(languageId);
    if (!found) return undefined;
    const grammar = await this.#registry.loadGrammarWithConfiguration(found.scope, 1, {
      tokenTypes: { ...found.tokenTypes, ...CHARACTERS },
      balancedBracketSelectors: [...found.balanced],
      unbalancedBracketSelectors: [...found.unbalanced],
    });
    return grammar ? new TextMateTokenizer(grammar, found.scope) : undefined;
  }

  /** Frees the grammars. */
  dispose(): void {
    this.#registry.dispose();
  }
}

class TextMateTokenizer implements GrammarTokenizer {
  readonly name: string;
  readonly #grammar: IGrammar;

  constructor(grammar: IGrammar, name: string) {
    this.#grammar = grammar;
    this.name = name;
  }

  tokenize(line: string, state: StateStack | undefined, limitMs: number): TokenizedLine {
    const { tokens, ruleStack, stoppedEarly } = this.#grammar.tokenizeLine2(
      line,
      state ?? textmate.INITIAL,
      limitMs,
    );
    const runs: TokenRun[] = [];
    for (let index = 0; index < tokens.length; index += 2) {
      const from = tokens[index] ?? 0;
      const to = Math.min(tokens[index + 2] ?? line.length, line.length);
      const metadata = tokens[index + 1] ?? 0;
      const kind = KINDS[(metadata >> KIND_SHIFT) & KIND_MASK];
      const isUnbalanced = kind === undefined && (metadata & BALANCED_MASK) === 0;
      const last = runs.at(-1);
      if (to <= from) continue;
      if (last && last.kind === kind && last.isUnbalanced === isUnbalanced)
        runs[runs.length - 1] = { ...last, to };
      else runs.push({ from, to, kind, isUnbalanced });
    }
    return { runs, end: ruleStack, isStopped: stoppedEarly };
  }
}

let engine: Promise<void> | undefined;

/** Loads the engine once for the whole session: it can't be loaded twice. */
function loadEngine(files: GrammarFiles): Promise<void> {
  engine ??= files.engine().then((module) => oniguruma.loadWASM(Uint8Array.from(module).buffer));
  return engine;
}
