import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../../base/clock.ts';
import type { CodeLocation, DefinitionKind, LanguageServer } from './languageServer.ts';
import type { NearbyName } from './nearbyNames.ts';
import { headerText } from '../../../../outline/headerText.ts';
import type { OutlineSearch } from './outlinedFiles.ts';
import type { OutlinedFile } from '../../../../outline/modules/projectFiles.ts';
import type { CurrentDocument } from './relatedDeclarations.ts';
import type { DeclarationCandidate } from './wantedDeclaration.ts';
import { declarationAt, rankOf } from './wantedDeclaration.ts';

/** Maximum number of names that are looked up in one run, and of names without any answer before the run ends. */
const MAX_QUERIES = 24;
const MAX_UNANSWERED = 2;
/** Maximum number of cached answers. */
const MAX_ANSWERS = 2000;
/** Maximum age of an answer in milliseconds: other files may change it. */
const FRESH_MS = 60_000;
/** Maximum number of base types that are looked up. */
const MAX_BASES = 3;

interface Answer {
  readonly locations: readonly CodeLocation[];
  readonly at: number;
}

/** What a server knows about a name. */
type Lookup =
  /** The locations outside of the document; none if the name is declared in it. */
  | { readonly kind: 'found'; readonly locations: readonly CodeLocation[] }
  /** The type of a receiver is declared in the document, at a line. */
  | { readonly kind: 'local'; readonly line: number }
  /** The server answered with an import of the name, as it does before it has read the project. */
  | { readonly kind: 'notReady' }
  | { readonly kind: 'unanswered' };

/** What a run has found. */
export interface ServerResult {
  readonly wanted: readonly DeclarationCandidate[];
  /** Whether a server did not answer, or answered like one that is still starting: try again later. */
  readonly isIncomplete: boolean;
}

/** The document that a run is for. */
export interface QueriedDocument extends CurrentDocument {
  /** Identity of the document (its URI as text). */
  readonly id: string;
}

/**
 * Asks language servers for the declarations of names. Answers are cached by the document, the text of the line and the
 * name, so that typing on another line does not ask again.
 */
export class ServerDeclarations {
  readonly #clock: Clock;
  readonly #answers = new LRUCache<string, Answer>({ max: MAX_ANSWERS });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Removes all answers. */
  clear(): void {
    this.#answers.clear();
  }

  /** The declarations of names, one after the other, until the signal is aborted. Never rejects. */
  async find(
    document: QueriedDocument,
    names: readonly NearbyName[],
    server: LanguageServer,
    search: OutlineSearch,
    signal: AbortSignal,
  ): Promise<ServerResult> {
    const wanted: DeclarationCandidate[] = [];
    let unanswered = 0;
    let isIncomplete = false;
    for (const [distance, name] of names.slice(0, MAX_QUERIES).entries()) {
      if (signal.aborted || unanswered >= MAX_UNANSWERED) break;
      const lookup = await this.#query(document, name, server);
      if (lookup.kind === 'unanswered') unanswered += 1;
      if (lookup.kind === 'unanswered' || lookup.kind === 'notReady') isIncomplete = true;
      if (lookup.kind === 'found') {
        const { locations } = lookup;
        wanted.push(...(await this.#declarations(locations, name, distance, server, search)));
      }
      if (lookup.kind === 'local') {
        for (const base of basesAt(document, lookup.line)) {
          const found = await this.#query(document, base, server);
          if (found.kind !== 'found') continue;
          const named = { ...name, name: base.name };
          const { locations } = found;
          wanted.push(...(await this.#declarations(locations, named, distance, server, search)));
        }
      }
    }
    return { wanted, isIncomplete };
  }

  /** Looks up where a name, or its type, is declared. */
  async #query(
    document: QueriedDocument,
    name: NearbyName,
    server: LanguageServer,
  ): Promise<Lookup> {
    const text = document.lines.at(name.line);
    const key = `${document.id}\n${name.column}\n${name.name}\n${text}`;
    const known = this.#answers.get(key);
    if (known && this.#clock.now() - known.at < FRESH_MS)
      return { kind: 'found', locations: known.locations };
    let isImport = false;
    let local: number | undefined;
    for (const kind of kindsFor(name, text)) {
      const found = await server.locate(kind, name);
      if (found === undefined) return { kind: 'unanswered' };
      const others = found.filter(({ path }) => path !== document.path);
      if (others.length > 0) {
        this.#answers.set(key, { locations: others, at: this.#clock.now() });
        return { kind: 'found', locations: others };
      }
      if (name.reason === 'receiver' && kind === 'typeDefinition') local = found[0]?.line;
      isImport ||= found.some(({ line }) => isImportOf(name.name, document, line));
    }
    if (isImport) return { kind: 'notReady' };
    if (local !== undefined) return { kind: 'local', line: local };
    this.#answers.set(key, { locations: [], at: this.#clock.now() });
    return { kind: 'found', locations: [] };
  }

  async #declarations(
    locations: readonly CodeLocation[],
    { name, reason }: NearbyName,
    distance: number,
    server: LanguageServer,
    search: OutlineSearch,
  ): Promise<DeclarationCandidate[]> {
    const found: DeclarationCandidate[] = [];
    for (const { path, line } of locations) {
      const file = await search.open(path);
      if (!file) continue;
      const rank = rankOf(reason, distance, file.label);
      const at = declarationAt(file, line) ?? (await symbolAt(file, line, server));
      if (!at) continue;
      // What belongs to a type in Go and Rust is written outside of it.
      const methods = at.member
        ? []
        : file.outline.filter(
            ({ names, owner, line: other }) =>
              other !== at.declaration.line &&
              (at.declaration.names.includes(owner ?? '') ||
                (names[0] === at.declaration.names[0] && at.declaration.owner === undefined)),
          );
      for (const each of [at, ...methods.map((declaration) => ({ declaration }))]) {
        found.push({ file, ...each, name, reason, rank });
      }
    }
    return found;
  }
}

/** The names after the first one in the header of a type of the document: its base types. */
function basesAt({ lines }: QueriedDocument, line: number): NearbyName[] {
  if (line < 0 || line >= lines.count) return [];
  const text = lines.at(line).slice(0, 240);
  const header = /\b(?:extends|implements)\b|[(:]/.exec(text);
  if (!header) return [];
  return [...text.slice(header.index).matchAll(/\p{Lu}[\p{L}\p{N}_$]+/gu)]
    .slice(0, MAX_BASES)
    .map(({ 0: name, index }) => ({
      name,
      reason: 'base' as const,
      line,
      column: header.index + index,
    }));
}

/** For variables, the type is looked up; for functions and types, the definition. */
function kindsFor({ name, reason, column }: NearbyName, text: string): DefinitionKind[] {
  if (reason === 'receiver') return ['typeDefinition', 'definition'];
  const isCalled = /^\s*(?:<[^()]*>)?\(/.test(
    text.slice(column + name.length, column + name.length + 80),
  );
  const isType = /^\p{Lu}/u.test(name);
  return isCalled || isType ? ['definition'] : ['typeDefinition', 'definition'];
}

/** Whether a line of the document imports a name. */
function isImportOf(name: string, { lines }: QueriedDocument, line: number): boolean {
  if (line < 0 || line >= lines.count) return false;
  for (let at = line; at >= Math.max(0, line - 30); at -= 1) {
    const text = lines.at(at);
    if (/^\s*(?:import|from|use|export)\b|\brequire\s*\(/.test(text))
      return lines.at(line).includes(name);
    // A list of imported names over several lines.
    if (!/^[\w$\s,*]*(?:\}|$)/.test(text.slice(0, 200))) return false;
  }
  return false;
}

/** The declaration at a line by the server's symbols. */
async function symbolAt(
  file: OutlinedFile,
  line: number,
  server: LanguageServer,
): Promise<ReturnType<typeof declarationAt>> {
  const symbols = (await server.symbols(file.path)) ?? [];
  const symbol = symbols
    .filter((each) => each.line <= line && line < each.end)
    .sort((a, b) => a.end - a.line - (b.end - b.line))[0];
  if (!symbol || symbol.line >= file.lines.length) return undefined;
  const { name, line: first, end } = symbol;
  const { text } = headerText(file.lines.slice(first, Math.min(end, first + 8)), undefined);
  if (text === '') return undefined;
  return { declaration: { names: [name], line: first, end, text, doc: '', members: [] } };
}
