import { digest } from '../../base/digest.ts';
import type { Finding } from './findings.ts';

/** Dismissed findings that are remembered; the oldest are forgotten first. */
const MAX_DISMISSED = 500;
/** Characters of a hash: among so few findings, a collision is practically impossible. */
const HASH_LENGTH = 10;

/** The findings that the user dismissed. Only hashes are stored, no code. */
export class DismissedFindings {
  readonly #save: (hashes: readonly string[]) => void;
  /** Oldest first. */
  #hashes: readonly string[];

  /** `stored` may be anything; `save` stores the list. */
  constructor(stored: unknown, save: (hashes: readonly string[]) => void) {
    const all: readonly unknown[] = Array.isArray(stored) ? stored : [];
    this.#hashes = all.filter((each) => typeof each === 'string').slice(-MAX_DISMISSED);
    this.#save = save;
  }

  /** Whether the same finding about the same line was dismissed, wherever the line is by now. */
  has(finding: Finding): boolean {
    return this.#hashes.includes(hashOf(finding));
  }

  /** Remembers a finding. */
  add(finding: Finding): void {
    const hash = hashOf(finding);
    const others = this.#hashes.filter((each) => each !== hash);
    this.#hashes = [...others, hash].slice(-MAX_DISMISSED);
    this.#save(this.#hashes);
  }
}

function hashOf({ path, lines: [line = ''], title }: Finding): string {
  return digest(JSON.stringify([path, line.trim(), title]), HASH_LENGTH);
}
