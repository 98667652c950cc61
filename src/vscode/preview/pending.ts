import * as vscode from 'vscode';
import { GrowingText } from '../../code/growingText.ts';
import { Paced } from '../../code/paced.ts';
import {
  findAgain,
  startAfter,
  withChange,
  withLineEnds,
  type Proposal,
} from '../../code/proposal.ts';
import type { Clock } from '../../mistral/clock.ts';

/**
 * What became of a proposal. `outdated`: it was wanted, but its text is no longer there, or cannot be changed;
 * nothing was, and the user has been told.
 */
export type Verdict = 'accepted' | 'rejected' | 'outdated';

/** A text that is to be replaced, without what comes instead. */
export type Place = Omit<Proposal, 'text'>;

/** Between two drawings, in milliseconds: fluent to the eye, and little work. */
const REST_MS = 80;
/** A long document is drawn less often: a millisecond later for each so many characters. */
const CHARACTERS_A_MS = 10_000;

/** What a change on screen is made of. */
export interface PendingPorts {
  readonly clock: Clock;
  readonly document: vscode.TextDocument;
  /** Of the document with the change. */
  readonly uri: vscode.Uri;
  readonly place: Place;
  /** What is shown is another text now. */
  readonly changed: () => void;
}

/** A change on screen: how far it is, where its text is, and what its own document shows. */
export class Pending {
  readonly document: vscode.TextDocument;
  readonly uri: vscode.Uri;
  /** What became of it; never rejects. */
  readonly verdict: Promise<Verdict>;
  readonly #place: Place;
  readonly #growing: GrowingText;
  readonly #drawing: Paced;
  readonly #changed: () => void;
  #resolve: (verdict: Verdict) => void = () => undefined;
  #state: 'growing' | 'complete' | 'choosing' | 'decided' = 'growing';
  #text = '';
  /** The text of the whole document, and where in it the text to replace is; undefined if that cannot be told. */
  #whole: string;
  #start: number | undefined;
  #shown = '';

  constructor({ clock, document, uri, place, changed }: PendingPorts) {
    this.document = document;
    this.uri = uri;
    this.#place = place;
    this.#whole = document.getText();
    this.#start = place.start;
    this.#growing = new GrowingText(place.original, eolOf(document));
    this.#changed = changed;
    this.#drawing = new Paced(clock, () => {
      changed();
      return Math.max(REST_MS, this.#whole.length / CHARACTERS_A_MS);
    });
    this.verdict = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** `choosing`: its parts are in VS Code's Refactor Preview. `decided`: nobody can decide it any more. */
  get state(): 'growing' | 'complete' | 'choosing' | 'decided' {
    return this.#state;
  }

  /** The change as far as it is written, with the document's line ends, at the place that was given. */
  get proposal(): Proposal {
    return { ...this.#place, text: withLineEnds(this.#text, eolOf(this.document)) };
  }

  /** Where the text to replace is now; undefined while it cannot be told. */
  get start(): number | undefined {
    return this.#start;
  }

  /** The text of the document with the change; as it was last while its place cannot be told. */
  get shown(): string {
    if (this.#start !== undefined) {
      const { proposal } = this;
      const text = this.#state === 'growing' ? this.#growing.with(proposal.text) : proposal.text;
      this.#shown = withChange({ ...proposal, text }, this.#whole, this.#start);
    }
    return this.#shown;
  }

  /** The first line that differs, as far as it is written and shown; counted from 0 in the document. */
  get firstChange(): number | undefined {
    const { firstChange } = this.#growing;
    if (firstChange === undefined || this.#start === undefined) return undefined;
    return this.document.positionAt(this.#start).line + firstChange;
  }

  /** More of the text is there: it is drawn when it is time. */
  grow(text: string): void {
    if (this.#state !== 'growing') return;
    this.#text = text;
    this.#drawing.want();
  }

  /** All of the text is there. */
  complete(text: string): void {
    if (this.#state !== 'growing') return;
    this.#text = text;
    this.#drawing.stop();
    this.#state = 'complete';
    this.#changed();
  }

  /** From now on nobody else can decide it. False if somebody has done so already. */
  take(as: 'choosing' | 'decided'): boolean {
    if (this.#state === 'decided' || this.#state === 'choosing') return false;
    this.#drawing.stop();
    this.#state = as;
    return true;
  }

  /** Ends it, once what was decided is done. */
  end(verdict: Verdict): void {
    this.#drawing.stop();
    this.#state = 'decided';
    this.#resolve(verdict);
  }

  /** Goes along with a change of the document around it; one within leaves no `start`. */
  follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const { original } = this.#place;
    let start = this.#start;
    // All places are those before the event: from the last to the first none moves another.
    for (const change of contentChanges.toSorted((a, b) => b.rangeOffset - a.rangeOffset)) {
      if (start === undefined) break;
      const { rangeOffset, rangeLength, text } = change;
      const moved = { start: rangeOffset, length: rangeLength, newLength: text.length };
      start = startAfter({ original, start }, moved);
    }
    this.#whole = document.getText();
    this.#start = findAgain({ original }, this.#whole, start);
    if (this.#start !== undefined && this.#state !== 'decided') this.#drawing.want();
  }
}

function eolOf({ eol }: vscode.TextDocument): '\n' | '\r\n' {
  return eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
}
