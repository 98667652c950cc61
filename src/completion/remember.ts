import { LRUCache } from 'lru-cache';
import type { Placed } from './placing.ts';
import { isVisible, place } from './placing.ts';
import type { Snapshot } from './snapshot.ts';

/** Suggestions that are kept; each holds its windows, about 11,000 characters. */
const KEPT = 100;
/** From this length on, two windows of the same text may end at different lines and still count as the same. */
const TELLING = 400;

/** A suggestion and the state it was made for. */
interface Memory extends Placed {
  readonly snapshot: Snapshot;
}

/**
 * The suggestions made so far. Typing what one of them says shows its rest, at once and without a request;
 * this is how VS Code's own ghost text and the cache are the same thing here.
 */
export class Remembered {
  readonly #memories = new LRUCache<string, Memory>({ max: KEPT });

  /** Keeps a suggestion for the state it was made for; `undefined` if there is nothing to show. */
  keep(snapshot: Snapshot, placed: Placed | undefined): void {
    const key = [snapshot.document, snapshot.prefix, snapshot.suffix].join('\0');
    this.#memories.set(key, { text: '', covered: 0, ...placed, snapshot });
  }

  /**
   * What is known for a state: the suggestion or what is left of it; `nothing` where the answer for
   * exactly this state was empty; undefined where nothing is known.
   */
  recall(snapshot: Snapshot): Placed | 'nothing' | undefined {
    let known: 'nothing' | undefined;
    for (const [key, memory] of this.#memories.entries()) {
      const typed = typedSince(memory.snapshot, snapshot);
      if (typed === undefined || !memory.text.startsWith(typed)) continue;
      const placed = restAt(memory.text.slice(typed.length), memory, snapshot);
      if (placed) {
        this.#memories.get(key); // makes it the newest
        return placed;
      }
      if (memory.text === '' && isSameText(memory.snapshot.suffix, snapshot.suffix))
        known = 'nothing';
    }
    return known;
  }

  /** Forgets everything: the model, a rule or the service changed. */
  clear(): void {
    this.#memories.clear();
  }
}

/** What was typed between two states of a document: '' if nothing, undefined if one does not continue the other. */
export function typedSince(earlier: Snapshot, later: Snapshot): string | undefined {
  if (earlier.document !== later.document || earlier.languageId !== later.languageId) {
    return undefined;
  }
  const first = Math.max(earlier.firstLine, later.firstLine);
  const before = fromLine(earlier, first);
  const now = fromLine(later, first);
  return before !== undefined && now?.startsWith(before) ? now.slice(before.length) : undefined;
}

/** The prefix from a line of the document on; windows move in steps while someone types. */
function fromLine({ prefix, firstLine }: Snapshot, line: number): string | undefined {
  let at = 0;
  for (let skipped = firstLine; skipped < line; skipped += 1) {
    const end = prefix.indexOf('\n', at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  return prefix.slice(at);
}

/** Whether two windows show the same text, as far as both reach. */
function isSameText(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short === long || (short.length >= TELLING && long.startsWith(short));
}

function restAt(text: string, memory: Memory, snapshot: Snapshot): Placed | undefined {
  if (isSameText(memory.snapshot.suffix, snapshot.suffix)) {
    const placed = { text, covered: memory.covered };
    return isVisible(placed, snapshot) ? placed : undefined;
  }
  // The editor closes a bracket or quote as soon as it is typed: `foo█` + `(a)` is `foo(█)` then.
  const closers = /^[)\]}"'`]{1,8}/.exec(snapshot.suffix)?.[0] ?? '';
  for (let length = 1; length <= closers.length; length += 1) {
    if (isSameText(snapshot.suffix.slice(length), memory.snapshot.suffix))
      return place(text, snapshot);
  }
  return undefined;
}
