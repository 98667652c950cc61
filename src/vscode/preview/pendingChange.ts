import type { PreviewOutcome } from '../../actions/edit/streamingChange.ts';
import * as vscode from 'vscode';
import { firstDifferentLine } from '../../actions/edit/hunkChoice.ts';
import { StreamingMerge } from '../../actions/edit/streamingMerge.ts';
import { Throttle } from '../../base/throttle.ts';
import {
  relocate,
  startAfter,
  withChange,
  withLineEnds,
  type EditPreview,
} from '../../actions/edit/proposal.ts';
import type { Clock } from '../../base/clock.ts';

/** A proposal without its new text. */
export type PreviewPlace = Omit<EditPreview, 'text'>;

/** Minimum time between updates, in milliseconds: looks smooth and costs little. */
const UPDATE_INTERVAL_MS = 80;
/** Long documents are updated less often: one more millisecond for this number of characters. */
const CHARACTERS_PER_MS = 10_000;

/** The dependencies of a {@link PendingChange}. */
export interface PendingChangeDependencies {
  readonly clock: Clock;
  readonly document: vscode.TextDocument;
  /** The URI of the preview document. */
  readonly uri: vscode.Uri;
  readonly place: PreviewPlace;
  /** Called when the preview content has changed. */
  readonly changed: () => void;
}

/** A previewed change: its state, the offset of its text, and the content of its preview document. */
export class PendingChange {
  readonly document: vscode.TextDocument;
  readonly uri: vscode.Uri;
  /** The user's decision; never rejects. */
  readonly decision: Promise<PreviewOutcome>;
  readonly #place: PreviewPlace;
  readonly #diff: StreamingMerge;
  readonly #throttle: Throttle;
  readonly #changed: () => void;
  #resolve: (decision: PreviewOutcome) => void = () => undefined;
  #state: 'streaming' | 'complete' | 'decided' = 'streaming';
  #text = '';
  /** The text with the chosen parts of the change; undefined for the whole change. */
  #chosen: string | undefined;
  /** The text of the document, and the offset of the text to replace; undefined if it is not found. */
  #documentText: string;
  #start: number | undefined;
  #shown = '';

  constructor({ clock, document, uri, place, changed }: PendingChangeDependencies) {
    this.document = document;
    this.uri = uri;
    this.#place = place;
    this.#documentText = document.getText();
    this.#start = place.start;
    this.#diff = new StreamingMerge(place.original, eolOf(document));
    this.#changed = changed;
    this.#throttle = new Throttle(clock, () => {
      changed();
      return Math.max(UPDATE_INTERVAL_MS, this.#documentText.length / CHARACTERS_PER_MS);
    });
    this.decision = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** `decided`: the decision is final. */
  get state(): 'streaming' | 'complete' | 'decided' {
    return this.#state;
  }

  /** The change received so far, or its chosen parts, with the document's line ends, at its first offset. */
  get proposal(): EditPreview {
    const text = this.#chosen ?? this.#text;
    return { ...this.#place, text: withLineEnds(text, eolOf(this.document)) };
  }

  /** The current offset of the text to replace; undefined if it is not found. */
  get start(): number | undefined {
    return this.#start;
  }

  /** Renders the document with the change. While the text to replace is not found, the last content. */
  renderContent(): string {
    if (this.#start !== undefined) {
      const { proposal } = this;
      const text = this.#state === 'streaming' ? this.#diff.merge(proposal.text) : proposal.text;
      this.#shown = withChange({ ...proposal, text }, this.#documentText, this.#start);
    }
    return this.#shown;
  }

  /** The first changed line of the document, from 0; undefined if there is none yet. */
  get firstChange(): number | undefined {
    const { proposal } = this;
    const firstChange =
      this.#state === 'streaming'
        ? this.#diff.firstChange
        : firstDifferentLine(proposal.original, proposal.text);
    return firstChange === undefined ? undefined : this.lineAt(firstChange);
  }

  /** The line of the document for a line of the change, both from 0; undefined if its text is not found. */
  lineAt(line: number): number | undefined {
    return this.#start === undefined
      ? undefined
      : this.document.positionAt(this.#start).line + line;
  }

  /** Sets the text received so far; the preview is updated later. */
  update(text: string): void {
    if (this.#state !== 'streaming') return;
    this.#text = text;
    this.#throttle.request();
  }

  /** Sets the complete text. */
  complete(text: string): void {
    if (this.#state !== 'streaming') return;
    this.#text = text;
    this.#throttle.stop();
    this.#state = 'complete';
    this.#changed();
  }

  /** Shows the text with the chosen parts of a complete change; undefined shows the whole change again. */
  choose(text: string | undefined): void {
    if (this.#state !== 'complete' || text === this.#chosen) return;
    this.#chosen = text;
    this.#changed();
  }

  /** Claims the decision for the caller. Returns false if it has been claimed already. */
  tryClaim(): boolean {
    if (this.#state === 'decided') return false;
    this.#throttle.stop();
    this.#state = 'decided';
    return true;
  }

  /** Ends the change after its decision was carried out. */
  end(decision: PreviewOutcome): void {
    this.#throttle.stop();
    this.#state = 'decided';
    this.#resolve(decision);
  }

  /** Tracks an edit of the document. After an edit inside the text to replace, `start` is undefined. */
  follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const { original } = this.#place;
    let start = this.#start;
    // Offsets refer to the text before the event: from last to first, no change moves another.
    for (const change of contentChanges.toSorted((a, b) => b.rangeOffset - a.rangeOffset)) {
      if (start === undefined) break;
      const { rangeOffset, rangeLength, text } = change;
      const moved = { start: rangeOffset, length: rangeLength, newLength: text.length };
      start = startAfter({ original, start }, moved);
    }
    this.#documentText = document.getText();
    this.#start = relocate({ original }, this.#documentText, start);
    if (this.#start !== undefined && this.#state !== 'decided') this.#throttle.request();
  }
}

function eolOf({ eol }: vscode.TextDocument): '\n' | '\r\n' {
  return eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
}
