import type { ActionTools } from './actionParts.ts';

/** Writes commit messages into the box of VS Code's source control; never commits. */
export class CommitMessages {
  readonly #tools: ActionTools;

  constructor(tools: ActionTools) {
    this.#tools = tools;
  }

  /** Writes a message for a repository: VS Code's source-control view names it, the palette does not. */
  async write(sourceControl: unknown): Promise<void> {
    await Promise.reject(new Error(`not built: ${typeof sourceControl} ${typeof this.#tools}`));
  }

  /** Ends what is being written for a repository; all, if it is not named. */
  stop(sourceControl: unknown): void {
    throw new Error(`not built: ${typeof sourceControl}`);
  }
}
