import { digest } from './digest.ts';

/** Names that Mistral takes for functions, as its errors word it: 64 of these at most. */
const TAKEN = /^[a-zA-Z0-9_-]{1,64}$/;
/** What is kept of a name that is not taken as it is; the rest is the digest's, in characters. */
const KEPT = 54;
const DIGEST = 9;

/**
 * Names of tools as Mistral takes them, and back. A name that is taken stays as it is; another gets its forbidden
 * characters replaced and a digest of the whole, so that no two become one and each is the same in every
 * request of a conversation.
 */
export class ToolNames {
  readonly #toWire = new Map<string, string>();
  readonly #fromWire = new Map<string, string>();

  /** `names` are all that will be asked for. */
  constructor(names: Iterable<string>) {
    const all = new Set(names);
    // Those that stay as they are come first: none of the others may take their place.
    for (const name of all) if (TAKEN.test(name)) this.#pair(name, name);
    for (const name of all) {
      if (this.#toWire.has(name)) continue;
      let wire = rewritten(name, 0);
      for (let round = 1; this.#fromWire.has(wire); round += 1) wire = rewritten(name, round);
      this.#pair(name, wire);
    }
  }

  /** The name that is sent. */
  toWire(name: string): string {
    return this.#toWire.get(name) ?? rewritten(name, 0);
  }

  /** The name that was meant; one that the model made up stays as it is. */
  fromWire(wire: string): string {
    return this.#fromWire.get(wire) ?? wire;
  }

  #pair(name: string, wire: string): void {
    this.#toWire.set(name, wire);
    this.#fromWire.set(wire, name);
  }
}

function rewritten(name: string, round: number): string {
  const kept = name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, KEPT);
  return `${kept}_${digest(round === 0 ? name : `${name} ${round}`, DIGEST)}`;
}
