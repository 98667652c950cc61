import type { Excluder } from '../mistral/privacy.ts';
import { excluderFor } from '../mistral/privacy.ts';
import type { Settings } from './settings.ts';

/** The files that may not travel, by `codestral.privacy.exclude`. */
export class Exclusions {
  readonly #settings: Settings;
  #excluder: Excluder | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Whether a path (see `pathOf`) is excluded. */
  has(path: string): boolean {
    this.#excluder ??= excluderFor(this.#settings.excludedGlobs());
    return this.#excluder(path);
  }

  /** The setting or the workspace's folders changed. */
  changed(): void {
    this.#excluder = undefined;
  }
}
