import { SerialQueue } from '../../base/serialQueue.ts';

/** Where the allowed commands of a workspace are stored. */
export interface AllowedCommandStorage {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const KEY = 'chat.allowedCommands';
/** Commands that are kept; the oldest are forgotten first. */
const MAX_COMMANDS = 100;

/** The commands that may run in this workspace without asking: by their exact text, never by a part of it. */
export class AllowedCommands {
  readonly #storage: AllowedCommandStorage;
  readonly #queue = new SerialQueue();

  constructor(storage: AllowedCommandStorage) {
    this.#storage = storage;
  }

  /** The allowed commands, oldest first. */
  get list(): readonly string[] {
    const stored = this.#storage.get(KEY);
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : [];
  }

  /** Whether a command may run without asking. */
  has(command: string): boolean {
    return this.list.includes(command);
  }

  /** Allows a command. */
  add(command: string): Promise<void> {
    return this.#update((list) => [...list.filter((each) => each !== command), command]);
  }

  /** Removes commands, which must be confirmed again. */
  remove(commands: readonly string[]): Promise<void> {
    return this.#update((list) => list.filter((each) => !commands.includes(each)));
  }

  #update(change: (list: readonly string[]) => readonly string[]): Promise<void> {
    return this.#queue.run(async () => {
      await this.#storage.update(KEY, change(this.list).slice(-MAX_COMMANDS));
    });
  }
}
