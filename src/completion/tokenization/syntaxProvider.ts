import type { Clock } from '../../base/clock.ts';
import type { LineState, LiteralSource } from '../../languages/literals/literal.ts';
import { embedsLanguages } from '../../languages/fenceLanguages.ts';
import { hasRules, syntaxOf } from '../../languages/syntax.ts';
import type { LanguageSyntax } from '../../languages/syntaxPresets.ts';
import type { LineSource } from '../../base/lines.ts';
import { DocumentStates } from './documentStates.ts';
import { GrammarLiterals } from './grammarLiterals.ts';
import type { GrammarTokenizer } from './grammarTokenizer.ts';

/** Pause between slices of work, and before the first one after a keystroke, in milliseconds. */
const PAUSE_MS = 30;
/** Length of a slice, in milliseconds: a quarter of a frame of a 60 Hz screen. */
const SLICE_MS = 4;
/** Lines below the cursor that are read ahead: more than the window after the cursor usually has. */
const LINES_BELOW = 120;
/** Maximum number of documents whose states are cached. */
const MAX_DOCUMENTS = 4;
/** Documents with more lines are left to the built-in rules; VS Code colors none with more than 300,000. */
const MAX_LINES = 200_000;

/** A document whose lines can be read. */
export interface TokenizedDocument {
  readonly id: string;
  readonly languageId: string;
  readonly lines: LineSource;
}

/** What the syntax provider depends on. */
export interface SyntaxProviderPorts {
  readonly clock: Clock;
  /** Loads the grammar of a language; undefined if there is none that can be used. Never rejects. */
  readonly load: (languageId: string) => Promise<GrammarTokenizer | undefined>;
}

/**
 * Chooses the grammar or the built-in rules for a document: the rules are used while the states of the lines above the
 * cursor are unknown. Reads lines ahead while the user is idle.
 */
export class SyntaxProvider {
  readonly #ports: SyntaxProviderPorts;
  readonly #grammars = new Map<string, Promise<GrammarLiterals | undefined>>();
  readonly #ready = new Map<string, GrammarLiterals | undefined>();
  /** The most recently used last. */
  readonly #documents = new Map<string, DocumentStates>();
  #work: { readonly document: TokenizedDocument; readonly line: number } | undefined;
  #cancel: (() => void) | undefined;

  constructor(ports: SyntaxProviderPorts) {
    this.#ports = ports;
  }

  /**
   * The syntax of a document, with its grammar as the source of literals if the states up to `line` are known.
   * `firstLine` is the first line of the window. Does not read lines itself, so that it takes no time.
   */
  syntaxAt(document: TokenizedDocument, firstLine: number, line: number): LanguageSyntax {
    const syntax = syntaxOf(document.languageId);
    // Brackets in prose are matched in all of the text; a grammar has nothing to add.
    if (syntax.isProse || !usesGrammar(document.languageId) || document.lines.count > MAX_LINES)
      return syntax;
    const states = this.#statesOf(document);
    this.#schedule(document, line);
    const window = states?.at(firstLine);
    if (!states || !window || states.at(line) === undefined) return syntax;
    return { ...syntax, source: sourceAt(states, window, line) };
  }

  /** A part of a document was replaced: line breaks after line `first`. */
  onEdit(id: string, first: number, removed: number, added: number): void {
    this.#documents.get(id)?.onEdit(first, removed, added);
  }

  /** A document was closed, or its language changed. */
  forget(id: string): void {
    this.#documents.delete(id);
  }

  /** The installed grammars changed. */
  reset(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#grammars.clear();
    this.#ready.clear();
    this.#documents.clear();
  }

  /** Stops the work. */
  dispose(): void {
    this.reset();
  }

  #statesOf({ id, languageId }: TokenizedDocument): DocumentStates | undefined {
    if (!this.#ready.has(languageId)) {
      void this.#load(languageId);
      return undefined;
    }
    const literals = this.#ready.get(languageId);
    const known = this.#documents.get(id);
    if (!literals || literals.isTooExpensive) return undefined;
    const states = known?.literals === literals ? known : new DocumentStates(literals);
    this.#documents.delete(id);
    this.#documents.set(id, states);
    const [oldest] = this.#documents.keys();
    if (this.#documents.size > MAX_DOCUMENTS && oldest !== undefined)
      this.#documents.delete(oldest);
    return states;
  }

  #load(languageId: string): Promise<GrammarLiterals | undefined> {
    let grammar = this.#grammars.get(languageId);
    if (!grammar) {
      grammar = this.#ports
        .load(languageId)
        .then((found) => found && new GrammarLiterals(found, syntaxOf(languageId)));
      this.#grammars.set(languageId, grammar);
      const loaded = grammar;
      void grammar.then((literals) => {
        if (this.#grammars.get(languageId) === loaded) this.#ready.set(languageId, literals);
      });
    }
    return grammar;
  }

  #schedule(document: TokenizedDocument, line: number): void {
    this.#work = { document, line: line + LINES_BELOW };
    // Keys in quick succession must not postpone the work again and again.
    if (!this.#cancel) this.#continue();
  }

  #readAhead(): void {
    const work = this.#work;
    this.#cancel = undefined;
    if (!work) return;
    const { clock } = this.#ports;
    if (this.#ready.get(work.document.languageId) === undefined) {
      // Not loaded yet, or without a grammar.
      if (!this.#ready.has(work.document.languageId)) this.#continue();
      return;
    }
    const states = this.#statesOf(work.document);
    const startedAt = clock.now();
    while (states?.readNext(work.document.lines, work.line) === true) {
      // The clock may have been set back.
      if (Math.abs(clock.now() - startedAt) < SLICE_MS) continue;
      this.#continue();
      return;
    }
  }

  #continue(): void {
    this.#cancel = this.#ports.clock.setTimeout(() => {
      this.#readAhead();
    }, PAUSE_MS);
  }
}

/**
 * Whether a grammar is used for a language. Measured on the tables of cases, the built-in rules are right more often
 * than a grammar where they exist: grammars count an interpolation as code, and many do not know characters such as
 * `\(` in Clojure. They know what the rules do not: other languages, and languages within languages.
 */
function usesGrammar(languageId: string): boolean {
  return embedsLanguages(languageId) || !hasRules(languageId);
}

/** The source for a state of the editor. A text without a known start is read like code at the cursor. */
function sourceAt(states: DocumentStates, window: LineState, line: number): LiteralSource {
  const { literals } = states;
  let at = line;
  while (at > 0 && states.at(at)?.open !== undefined) at -= 1;
  const code = states.at(at) ?? literals.first;
  return {
    name: literals.tokenizer.name,
    window,
    scan: (text, start) => literals.scan(text, start ?? code),
  };
}
