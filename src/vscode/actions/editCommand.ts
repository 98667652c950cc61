import type { ActionTools } from './actionParts.ts';

/** Edit with Instructions: has the model rewrite code, and shows the change before it is made. */
export class EditCommand {
  readonly #tools: ActionTools;

  constructor(tools: ActionTools) {
    this.#tools = tools;
  }

  /** Asks for instructions, and rewrites what is at the place (see `spotOf`). */
  async run(args: readonly unknown[]): Promise<void> {
    await Promise.reject(new Error(`not built: ${args.length} ${typeof this.#tools}`));
  }
}
