import { hash } from './random.ts';
import { bare, tokenize } from './tokens.ts';

/** A learned text. */
export interface Document {
  readonly path: string;
  readonly text: string;
  readonly tokens: readonly string[];
}

/** A position in a document, before its token `at`. */
export interface Place {
  readonly document: Document;
  readonly at: number;
}

/** The context lengths for lookups in tokens, longest first. */
export const orders = [6, 3, 1] as const;

/** The number of tokens of a lookup. */
export type Order = (typeof orders)[number];

/** The most positions per context: common contexts occur everywhere. */
export const MAX_PLACES = 400;

/** The texts that the embedded model has learned, indexed by the tokens before each token. */
export class Corpus {
  readonly #documents = new Map<string, Document>();
  readonly #indexes = new Map<Order, Map<number, Place[]>>(
    orders.map((order) => [order, new Map<number, Place[]>()]),
  );

  /** In the order in which they were first learned. */
  get documents(): readonly Document[] {
    return [...this.#documents.values()];
  }

  /** Learns a text under its path. Replaces an earlier one. */
  learn(path: string, text: string): void {
    const earlier = this.#documents.get(path);
    if (earlier) this.#forget(earlier);
    const document = documentOf(path, text);
    this.#documents.set(path, document);
    for (let at = 1; at < document.tokens.length; at += 1) {
      const place = { document, at };
      for (const [order, index] of this.#indexes) {
        if (at < order) continue;
        const key = keyOf(document.tokens, at, order);
        const places = index.get(key);
        if (!places) index.set(key, [place]);
        else if (places.length < MAX_PLACES) places.push(place);
      }
    }
  }

  /** Positions whose last `order` tokens equal this context's, apart from rare hash collisions. */
  places(context: readonly string[], order: Order): readonly Place[] {
    if (context.length < order) return [];
    return this.#indexes.get(order)?.get(keyOf(context, context.length, order)) ?? [];
  }

  #forget(document: Document): void {
    for (const [order, index] of this.#indexes) {
      for (let at = order; at < document.tokens.length; at += 1) {
        const key = keyOf(document.tokens, at, order);
        const others = index.get(key)?.filter((place) => place.document !== document);
        if (others?.length) index.set(key, others);
        else index.delete(key);
      }
    }
  }
}

/** A text with its tokens and LF line endings. */
export function documentOf(path: string, text: string): Document {
  const unix = text.replaceAll('\r\n', '\n');
  return { path, text: unix, tokens: tokenize(unix) };
}

function keyOf(tokens: readonly string[], end: number, length: number): number {
  let key: number | undefined;
  for (let at = end - length; at < end; at += 1) key = hash(`${bare(tokens[at]!)}\0`, key);
  return key!;
}
