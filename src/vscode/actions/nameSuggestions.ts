import type { ActionTools } from './actionParts.ts';

/** Suggest a Better Name: offers names for the symbol at the cursor, and has VS Code rename it. */
export class NameSuggestions {
  readonly #tools: ActionTools;

  constructor(tools: ActionTools) {
    this.#tools = tools;
  }

  /** Suggests names for the symbol at a place (see `spotOf`). */
  async suggest(args: readonly unknown[]): Promise<void> {
    await Promise.reject(new Error(`not built: ${args.length} ${typeof this.#tools}`));
  }
}
