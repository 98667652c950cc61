import { relative, resolve } from 'node:path';
import type { FimRequest } from '../../../src/mistral/fim.ts';
import { DefinitionContext } from '../../../src/completion/prompt/context/definitions/definitionContext.ts';
import type { LanguageServer } from '../../../src/completion/prompt/context/definitions/languageServer.ts';
import type { Snippet } from '../../../src/completion/prompt/context/snippet.ts';
import { buildFimRequest } from '../../../src/completion/prompt/fimPrompt.ts';
import { takeSnapshot } from '../../../src/completion/snapshot.ts';
import { clock } from '../../../src/vscode/platform/systemClock.ts';
import { diskProject, languageOfFile } from './diskProject.ts';
import type { Place } from './places.ts';
import { hasDeclaration } from './places.ts';

/** A request at a place, with and without declarations. */
export interface Sample {
  readonly place: Place;
  readonly isFound: boolean;
  readonly isFoundWithout: boolean;
  /** Whether the name is anywhere in the request. */
  readonly isNamed: boolean;
  readonly isNamedWithout: boolean;
  readonly characters: number;
  readonly charactersWithout: number;
}

/** The settings of all requests. */
export const SETTINGS = { model: 'codestral-latest', maxTokens: 256, temperature: 0 };
/** A language server that knows nothing. */
export const NO_SERVER: LanguageServer = {
  locate: () => Promise.resolve(undefined),
  symbols: () => Promise.resolve(undefined),
};

/** Moves the cursor to places of a project, all other files of which are closed, and builds the requests. */
export class RecallProbe {
  readonly #root: string;
  readonly #context = new DefinitionContext(clock);
  readonly #server: (path: string, text: string) => LanguageServer;

  constructor(
    root: string,
    server: (path: string, text: string) => LanguageServer = () => NO_SERVER,
  ) {
    this.#root = root;
    this.#server = server;
  }

  /** The request before a name is typed: the rest of its line does not exist yet. */
  async sample(place: Place, text: string): Promise<Sample> {
    const lines = text.split(/\r?\n/);
    lines[place.line] = (lines[place.line] ?? '').slice(0, place.column);
    const source = { count: lines.length, at: (line: number) => lines[line] ?? '' };
    const languageId = languageOfFile(place.path);
    const path = relative(resolve(this.#root), place.path);
    const id = `file://${place.path}`;
    const current = { id, path, languageId, version: 1, lines: source, focusLine: place.line };
    await this.#context.refresh(
      current,
      {
        path: place.path,
        column: place.column,
        files: diskProject(this.#root),
        server: this.#server(place.path, lines.join('\n')),
      },
      new AbortController().signal,
    );
    const { line, column } = place;
    const snapshot = takeSnapshot(source, {
      ...{ document: id, path, languageId, line, column, trigger: 'automatic' },
    });
    const build = (snippets: readonly Snippet[]) =>
      buildFimRequest(snapshot, 'line', SETTINGS, 'bench', snippets, 3).request;
    const on = build(this.#context.snippets(id, []));
    const off = build([]);
    const label = relative(resolve(this.#root), place.target);
    return {
      place,
      isFound: hasDeclaration(on.prompt, label, place),
      isFoundWithout: hasDeclaration(off.prompt, label, place),
      isNamed: hasName(on, place.name),
      isNamedWithout: hasName(off, place.name),
      characters: on.prompt.length + on.suffix.length,
      charactersWithout: off.prompt.length + off.suffix.length,
    };
  }
}

function hasName({ prompt, suffix }: FimRequest, name: string): boolean {
  const words = new Set(`${prompt}\n${suffix}`.split(/[^\p{L}\p{N}_$]+/u));
  return words.has(name);
}
