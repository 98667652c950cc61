import type { ActionTools } from './actionParts.ts';

/** What can be asked about code in the chat. */
export type CodeTask = 'explain' | 'fix' | 'tests' | 'doc';

/** Opens chat turns about code, with what belongs to them. */
export class CodeQuestions {
  readonly #tools: ActionTools;

  constructor(tools: ActionTools) {
    this.#tools = tools;
  }

  /** Asks about the code at a place (see `spotOf`). */
  async ask(task: CodeTask, args: readonly unknown[]): Promise<void> {
    await Promise.reject(new Error(`not built: ${task} ${args.length} ${typeof this.#tools}`));
  }
}
