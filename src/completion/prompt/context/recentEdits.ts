import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../base/clock.ts';
import { truncateEnd } from '../../../base/textExcerpt.ts';
import type { LineSource } from '../../../base/lines.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { TextChange } from './textChange.ts';
import type { EditHunk } from './editHunks.ts';
import { hunksAfter } from './editHunks.ts';
import { DocumentCopy } from './documentCopy.ts';
import type { Snippet } from './snippet.ts';

/** Maximum number of edits to send, and of characters in all of them. */
const MAX_HUNKS = 8;
const MAX_SNIPPET_LENGTH = 2000;
/** Maximum number of characters of a line. */
const MAX_LINE_LENGTH = 240;
/** Maximum number of documents with copied lines, which tell what an edit deleted. */
const MAX_DOCUMENTS = 8;
/** Events with more changes or characters come from a formatter, a branch switch or a paste, not from typing. */
const MAX_CHANGES = 32;
const MAX_TYPED_LENGTH = 100_000;
/** Maximum age of an edit, in milliseconds. */
const FRESH_MS = 10 * 60_000;

/**
 * File name for edits in the prompt. Models know patches: in a file with this extension, `-` is the old and `+` the new
 * text, and each hunk names its file.
 */
const PATH = 'recent_edits.diff';
/** The header lines of a hunk, which name its file. */
const HEADER_LINES = 3;

/** A document whose edits are tracked. */
export interface EditedDocument {
  /** Identity of the document (its URI as text). */
  readonly id: string;
  readonly path: string;
  /** The current lines. */
  readonly lines: LineSource;
}

/**
 * The recent edits of the user. They are removed after ten minutes, and when their document is closed, since its
 * further changes are unknown.
 */
export class RecentEdits {
  readonly #clock: Clock;
  readonly #copies = new LRUCache<string, DocumentCopy>({ max: MAX_DOCUMENTS });
  readonly #edited = new Map<string, { document: EditedDocument; hunks: readonly EditHunk[] }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Copies the lines around the focus line of a document, unless they are already copied. */
  watch({ id, lines }: EditedDocument, focusLine: number): void {
    if (this.#copies.get(id)?.at(focusLine) !== undefined) return;
    this.#copies.set(id, new DocumentCopy(lines, focusLine));
  }

  /** Tracks the changes of one event, in the order in which they were made. */
  onChange(document: EditedDocument, changes: readonly TextChange[]): void {
    const { id } = document;
    const typed = changes.reduce((sum, { text }) => sum + text.length, 0);
    if (changes.length > MAX_CHANGES || typed > MAX_TYPED_LENGTH) {
      this.forget(id);
      return;
    }
    const copy = this.#copies.get(id);
    let hunks = this.#edited.get(id)?.hunks ?? [];
    for (const change of changes) {
      hunks = hunksAfter(hunks, change, (line) => copy?.at(line), this.#clock.now());
      copy?.apply(change);
    }
    this.#edited.delete(id); // setting a key again moves it to the end
    this.#edited.set(id, { document, hunks });
    this.#dropOld();
  }

  /** A document was closed, or may no longer be sent. */
  forget(id: string): void {
    this.#copies.delete(id);
    this.#edited.delete(id);
  }

  /** Removes all edits. */
  clear(): void {
    this.#copies.clear();
    this.#edited.clear();
  }

  /** The edits as one snippet, newest first, without those that the windows of the prompt contain. */
  snippetFor(snapshot: Snapshot): Snippet | undefined {
    const first = snapshot.firstLine;
    const last = first + lineEnds(snapshot.prefix) + lineEnds(snapshot.suffix);
    const lines: string[] = [];
    let room = MAX_SNIPPET_LENGTH;
    for (const { document, hunk } of this.#newestFirst()) {
      const isHere = document.id === snapshot.document;
      if (isHere && hunk.line <= last && hunk.line + hunk.length > first) continue;
      const described = diffOf(hunk, document.lines);
      if (described.length === 0) continue;
      const { path } = document;
      const fittingLines = withinRoom([`--- ${path}`, `+++ ${path}`, '@@', ...described], room);
      if (fittingLines.length <= HEADER_LINES) break;
      lines.push(...fittingLines);
      room -= lengthOf(fittingLines);
    }
    if (lines.length === 0) return undefined;
    return { path: PATH, text: lines.join('\n'), rank: 0, source: 'edits' };
  }

  #newestFirst() {
    const since = this.#clock.now() - FRESH_MS;
    return [...this.#edited.values()]
      .flatMap(({ document, hunks }) => hunks.map((hunk) => ({ document, hunk })))
      .filter(({ hunk }) => hunk.changedAt >= since)
      .reverse()
      .sort((a, b) => b.hunk.changedAt - a.hunk.changedAt);
  }

  #dropOld(): void {
    const kept = new Set(
      this.#newestFirst()
        .slice(0, MAX_HUNKS)
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

/** The first lines that fit. */
function withinRoom(lines: readonly string[], room: number): string[] {
  let max = 0;
  for (; max < lines.length; max += 1) {
    room -= (lines[max] ?? '').length + 1;
    if (room < 0) break;
  }
  return lines.slice(0, max);
}

function lineEnds(text: string): number {
  return text.split('\n').length - 1;
}

/** The old and new lines of a hunk, without equal ones at its ends; empty if it was undone. */
function diffOf({ line, length, before = [] }: EditHunk, lines: LineSource): string[] {
  const end = Math.min(line + length, lines.count);
  const now = Array.from({ length: Math.max(0, end - line) }, (_, index) => lines.at(line + index));
  let head = 0;
  while (head < Math.min(before.length, now.length) && before[head] === now[head]) head += 1;
  let tail = 0;
  const max = Math.min(before.length, now.length) - head;
  while (tail < max && before.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const marked = (mark: string, texts: readonly string[]) =>
    texts
      .slice(head, texts.length - tail)
      .filter((text) => text.trim() !== '')
      .map((text) => mark + truncateEnd(text, MAX_LINE_LENGTH).trimEnd());
  return [...marked('-', before), ...marked('+', now)];
}
