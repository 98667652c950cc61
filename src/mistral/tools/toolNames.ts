import { digest } from '../../base/digest.ts';

/** Function names that Mistral accepts, as its errors state: at most 64 of these characters. */
const VALID_NAME = /^[a-zA-Z0-9_-]{1,64}$/;
/** How much of an invalid name is kept before its digest, in characters. */
const KEPT_LENGTH = 54;
const DIGEST = 9;

/**
 * Maps tool names to names that Mistral accepts, and back. Valid names are kept. In others, forbidden characters are
 * replaced and a digest is appended, so that names stay unique and the same in every request of a conversation.
 */
export class ToolNames {
  readonly #toWire = new Map<string, string>();
  readonly #fromWire = new Map<string, string>();

  /** `names` are all names that will be mapped. */
  constructor(names: Iterable<string>) {
    const all = new Set(names);
    // Valid names first, so that no other name takes theirs.
    for (const name of all) if (VALID_NAME.test(name)) this.#pair(name, name);
    for (const name of all) {
      if (this.#toWire.has(name)) continue;
      let wire = rewritten(name, 0);
      for (let round = 1; this.#fromWire.has(wire); round += 1) wire = rewritten(name, round);
      this.#pair(name, wire);
    }
  }

  /** The name to send. */
  toWire(name: string): string {
    return this.#toWire.get(name) ?? rewritten(name, 0);
  }

  /** The original name; a name that the model invented is returned unchanged. */
  fromWire(wire: string): string {
    return this.#fromWire.get(wire) ?? wire;
  }

  #pair(name: string, wire: string): void {
    this.#toWire.set(name, wire);
    this.#fromWire.set(wire, name);
  }
}

function rewritten(name: string, round: number): string {
  const kept = name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, KEPT_LENGTH);
  return `${kept}_${digest(round === 0 ? name : `${name} ${round}`, DIGEST)}`;
}
