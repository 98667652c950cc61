import { LRUCache } from 'lru-cache';
import type { Clock } from '../../mistral/clock.ts';
import { cutEnd } from '../snapshot.ts';
import type { Lines, Snapshot } from '../snapshot.ts';
import type { Change } from './change.ts';
import type { Hunk } from './hunks.ts';
import { hunksAfter } from './hunks.ts';
import { LineCopy } from './lineCopy.ts';
import type { Snippet } from './snippet.ts';

/** Edits that travel, and characters of all of them, at most. */
const MOST_HUNKS = 8;
const MOST_CHARACTERS = 2000;
/** Characters of a line that travel. */
const MOST_OF_LINE = 240;
/** Documents whose lines are remembered, to know what an edit took away. */
const MOST_DOCUMENTS = 8;
/** An event with more changes, or with more characters, is a formatter, a branch or a paste, not an edit by hand. */
const MOST_CHANGES = 32;
const MOST_TYPED = 100_000;
/** An edit tells what the user is about for so long, in milliseconds. */
const FRESH_MS = 10 * 60_000;

/**
 * The name under which edits travel. Models have read many patches: the ending says that `-` is what
 * stood there and `+` what stands there now, and each hunk names its file.
 */
const PATH = 'recent_edits.diff';
/** The lines above a hunk that name its file. */
const HEADER_LINES = 3;

/** A document whose edits are followed. */
export interface EditedDocument {
  /** Identity of the document (its URI as text). */
  readonly id: string;
  readonly path: string;
  /** The lines as they are now, each time they are read. */
  readonly lines: Lines;
}

/**
 * What the user edited lately. Edits are forgotten after ten minutes, and when their document is closed:
 * from then on nobody tells us whether the text still stands there.
 */
export class RecentEdits {
  readonly #clock: Clock;
  readonly #copies = new LRUCache<string, LineCopy>({ max: MOST_DOCUMENTS });
  readonly #edited = new Map<string, { document: EditedDocument; hunks: readonly Hunk[] }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Remembers the lines of a document around the one that matters, unless it does already. */
  watch({ id, lines }: EditedDocument, near: number): void {
    if (this.#copies.get(id)?.at(near) !== undefined) return;
    this.#copies.set(id, new LineCopy(lines, near));
  }

  /** Follows the changes of one event, in the order in which they were made. */
  changed(document: EditedDocument, changes: readonly Change[]): void {
    const { id } = document;
    const typed = changes.reduce((sum, { text }) => sum + text.length, 0);
    if (changes.length > MOST_CHANGES || typed > MOST_TYPED) {
      this.forget(id);
      return;
    }
    const copy = this.#copies.get(id);
    let hunks = this.#edited.get(id)?.hunks ?? [];
    for (const change of changes) {
      hunks = hunksAfter(hunks, change, (line) => copy?.at(line), this.#clock.now());
      copy?.apply(change);
    }
    this.#edited.delete(id); // what is set again stands last
    this.#edited.set(id, { document, hunks });
    this.#dropOld();
  }

  /** A document was closed, or may no longer travel. */
  forget(id: string): void {
    this.#copies.delete(id);
    this.#edited.delete(id);
  }

  /** Forgets everything. */
  clear(): void {
    this.#copies.clear();
    this.#edited.clear();
  }

  /** The edits as one piece, newest first, without those that stand in the windows of the prompt anyway. */
  snippetFor(snapshot: Snapshot): Snippet | undefined {
    const first = snapshot.firstLine;
    const last = first + lineEnds(snapshot.prefix) + lineEnds(snapshot.suffix);
    const lines: string[] = [];
    let room = MOST_CHARACTERS;
    for (const { document, hunk } of this.#newestFirst()) {
      const isHere = document.id === snapshot.document;
      if (isHere && hunk.line <= last && hunk.line + hunk.length > first) continue;
      const said = diffOf(hunk, document.lines);
      if (said.length === 0) continue;
      const { path } = document;
      const fitting = withinRoom([`--- ${path}`, `+++ ${path}`, '@@', ...said], room);
      if (fitting.length <= HEADER_LINES) break;
      lines.push(...fitting);
      room -= lengthOf(fitting);
    }
    return lines.length === 0 ? undefined : { path: PATH, text: lines.join('\n'), rank: 0 };
  }

  #newestFirst() {
    const since = this.#clock.now() - FRESH_MS;
    return [...this.#edited.values()]
      .flatMap(({ document, hunks }) => hunks.map((hunk) => ({ document, hunk })))
      .filter(({ hunk }) => hunk.at >= since)
      .reverse()
      .sort((a, b) => b.hunk.at - a.hunk.at);
  }

  #dropOld(): void {
    const kept = new Set(
      this.#newestFirst()
        .slice(0, MOST_HUNKS)
        .map(({ hunk }) => hunk),
    );
    for (const [id, { document, hunks }] of this.#edited) {
      const left = hunks.filter((hunk) => kept.has(hunk));
      if (left.length === 0) this.#edited.delete(id);
      else this.#edited.set(id, { document, hunks: left });
    }
  }
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, { length }) => sum + length + 1, 0);
}

/** The first lines, as many as there is room for. */
function withinRoom(lines: readonly string[], room: number): string[] {
  let most = 0;
  for (; most < lines.length; most += 1) {
    room -= (lines[most] ?? '').length + 1;
    if (room < 0) break;
  }
  return lines.slice(0, most);
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1;
}

/** What a hunk took away and brought, without the lines that are the same at its ends; nothing if it was undone. */
function diffOf({ line, length, before = [] }: Hunk, lines: Lines): string[] {
  const end = Math.min(line + length, lines.count);
  const now = Array.from({ length: Math.max(0, end - line) }, (_, index) => lines.at(line + index));
  let head = 0;
  while (head < Math.min(before.length, now.length) && before[head] === now[head]) head += 1;
  let tail = 0;
  const most = Math.min(before.length, now.length) - head;
  while (tail < most && before.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const marked = (mark: string, texts: readonly string[]) =>
    texts
      .slice(head, texts.length - tail)
      .filter((text) => text.trim() !== '')
      .map((text) => mark + cutEnd(text, MOST_OF_LINE).trimEnd());
  return [...marked('-', before), ...marked('+', now)];
}
