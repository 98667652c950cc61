import assert from 'node:assert/strict';
import type { Outcome } from '../../../src/completion/outcome.ts';
import type { CompletionSite } from '../../../src/completion/gate.ts';
import type { FailureKind } from '../../../src/mistral/errors/failureKind.ts';
import { addedText } from '../../../src/completion/postprocess/range/placeCompletion.ts';
import type { InlineCompletionItem } from '../../../src/completion/postprocess/range/placeCompletion.ts';
import { isSubsequence } from '../../../src/completion/postprocess/range/suffixOverlap.ts';
import type { FakeFimStream } from '../../support/testEngine.ts';
import { callAt, engineWith, snapshotOf } from '../../support/testEngine.ts';
import { settle } from '../../support/settle.ts';

/** A step of a session. */
export type Step =
  | { readonly do: 'type' | 'piece' | 'answer'; readonly text: string }
  | { readonly do: 'typeShown' | 'delete' | 'move' | 'pass' | 'jump'; readonly by: number }
  | { readonly do: 'fail'; readonly kind: FailureKind }
  | { readonly do: 'end'; readonly reason: string }
  | { readonly do: 'invoke' | 'reset' | 'close' | 'switch' | 'excluded' | 'accept' };

/** The record of a call. */
interface Made {
  readonly before: string;
  readonly after: string;
  readonly waiting: AbortController;
  outcome?: Outcome;
}

/**
 * A user who works on two documents. VS Code requests a suggestion after each keystroke and waits only for the latest
 * call.
 */
export class Session {
  readonly made = engineWith({ mistral: 'm', codestral: 'c' });
  readonly #isPrefetching: boolean;
  readonly #documents = [
    { uri: 'file:///a.ts', before: 'first();\n', after: '\nlast();' },
    { uri: 'file:///b.ts', before: '', after: '' },
  ];
  readonly #calls: Made[] = [];
  /** A failure found outside of a test. */
  #wrong: string | undefined;
  /** The number of suggestions shown. */
  items = 0;
  #at = 0;
  #isForgotten = false;

  constructor(isPrefetching: boolean) {
    this.#isPrefetching = isPrefetching;
  }

  /** Invariants 6 and 10, and the limit of two requests. */
  check(): void {
    assert.equal(this.#wrong, undefined);
    const { streams } = this.made;
    assert.ok(streams.filter(({ isClosed }) => !isClosed).length <= 2, 'more than two requests');
    for (const { waiting, outcome } of this.#calls) {
      assert.ok(outcome !== undefined || !waiting.signal.aborted, 'a superseded call waits');
    }
  }

  /** All calls have ended once the engine is disposed. */
  checkEnd(): void {
    for (const { outcome } of this.#calls) assert.notEqual(outcome, undefined);
  }

  /** Runs a step and everything that follows from it without time passing. */
  async take(step: Step): Promise<void> {
    const { engine, clock, streams } = this.made;
    const document = this.#document;
    const open = streams.filter(({ isClosed }) => !isClosed);
    switch (step.do) {
      case 'type':
        document.before += step.text;
        return this.#call();
      case 'typeShown':
        return this.#typeShown(step.by);
      case 'accept':
        return this.#accept();
      case 'delete':
        document.before = document.before.slice(0, -step.by);
        return this.#call();
      case 'move': {
        const all = document.before + document.after;
        document.before = all.slice(0, Math.max(0, document.before.length - step.by));
        document.after = all.slice(document.before.length);
        return this.#call();
      }
      case 'switch':
        engine.abortRequestsFor(document.uri);
        this.#at = 1 - this.#at;
        return this.#call();
      case 'invoke':
        return this.#call({ trigger: 'invoke' });
      case 'excluded':
        return this.#call({ blocked: 'excluded' });
      case 'close':
        engine.abortRequestsFor(document.uri);
        break;
      case 'reset':
        // As after a change of keys or settings.
        this.made.services.onSettingsChanged();
        this.made.limits.onSettingsChanged();
        engine.reset();
        this.#isForgotten = true;
        break;
      case 'answer':
        open.at(-1)?.send(step.text);
        open.at(-1)?.end();
        break;
      case 'piece':
        open.at(-1)?.send(step.text);
        break;
      case 'end':
        open[0]?.end(step.reason);
        break;
      case 'fail':
        open[0]?.fail(step.kind);
        break;
      case 'pass':
        clock.advance(step.by);
        break;
      case 'jump':
        clock.jump(step.by);
        break;
    }
    await settle();
  }

  get #document() {
    return this.#documents[this.#at]!;
  }

  /** The text that the latest call puts after the cursor, and how much of the line it replaces. */
  get #shown(): { readonly text: string; readonly replacedSuffixLength: number } {
    const item = this.#calls.at(-1)?.outcome?.item;
    if (!item) return { text: '', replacedSuffixLength: 0 };
    return {
      text: item.insertText.slice(item.replaceBefore),
      replacedSuffixLength: item.replaceAfter,
    };
  }

  async #accept(): Promise<void> {
    const { text, replacedSuffixLength } = this.#shown;
    this.#document.before += text;
    this.#document.after = this.#document.after.slice(replacedSuffixLength);
    this.made.engine.onAccept(text.length);
    await this.#call();
  }

  /**
   * Invariant 3. Exceptions are the last characters of a suggestion and a paused service. Lines after a suggestion,
   * deleted text, and existing closers are evaluated again at each state.
   */
  async #typeShown(by: number): Promise<void> {
    const { text, replacedSuffixLength } = this.#shown;
    const { streams } = this.made;
    const rest = text.slice(by);
    this.#document.before += text.slice(0, by);
    const sent = streams.length;
    const last = this.#calls.at(-1)?.outcome;
    const isOwn =
      last?.item !== undefined && (last.source === 'requested' || last.source === 'cached');
    const isClosed = /^[)\]}"'`]/.test(this.#document.after);
    const isForgotten = this.#isForgotten || !isOwn || isClosed;
    await this.#call();
    const outcome = this.#calls.at(-1)?.outcome;
    const isPaused = outcome?.item === undefined && outcome?.reason === 'paused';
    if (rest.trim() === '' || replacedSuffixLength > 0 || isForgotten || this.#isPaused || isPaused)
      return;
    assert.equal(this.#shown.text, rest, 'not the rest of what was typed');
    if (!this.#isPrefetching) assert.equal(streams.length, sent, 'asked for what is known');
  }

  /**
   * Invariants 2, 5, 6 and 8: the item can be displayed, and is part of an answer after the text before the cursor.
   */
  #checkItem({ before, after }: Made, item: InlineCompletionItem): void {
    this.items += 1;
    const reported = JSON.stringify({ before, after, item });
    const { insertText, replaceBefore, replaceAfter } = item;
    const text = insertText.slice(replaceBefore);
    const replacedSuffixLength = after.slice(0, replaceAfter);
    assert.ok(before.endsWith(insertText.slice(0, replaceBefore)), reported);
    assert.ok(
      isSubsequence(replacedSuffixLength, text) && !replacedSuffixLength.includes('\n'),
      reported,
    );
    const added = addedText(
      { text, replacedSuffixLength: replaceAfter },
      snapshotOf(`${before}█${after}`),
    );
    assert.notEqual(added.trim(), '', reported);
    // With deleted text restored, the text starts with a prompt and continues with a part of its answer.
    const result = squeezed(before + added);
    const isFrom = ({ request, sent }: FakeFimStream) => {
      const prompt = squeezed(request.prompt.replace(/^\+{5} .*\n/, ''));
      return result.startsWith(prompt) && squeezed(sent).includes(result.slice(prompt.length));
    };
    if (!this.made.streams.some(isFrom)) this.#wrong ??= `${reported} is in no answer`;
  }

  get #isPaused(): boolean {
    const { limits } = this.made;
    return (['mistral', 'codestral'] as const).some(
      (name) => limits.currentPause(name) !== undefined,
    );
  }

  async #call(place: Partial<CompletionSite> = {}): Promise<void> {
    this.#calls.at(-1)?.waiting.abort();
    const { uri, before, after } = this.#document;
    const call: Made = { before, after, waiting: new AbortController() };
    this.#calls.push(call);
    this.#isForgotten = false;
    const asked = callAt(`${before}█${after}`, {
      place,
      settings: { prefetch: this.#isPrefetching, delay: null },
      snapshot: { document: uri, trigger: place.trigger ?? 'automatic' },
    });
    void this.made.engine.suggest(asked, call.waiting.signal).then((outcome) => {
      call.outcome = outcome;
      if (!outcome.item || call.waiting.signal.aborted) return;
      for (const item of [outcome.item, outcome.alternative]) {
        if (item) this.#checkItem(call, item);
      }
    });
    await settle();
    if (place.blocked) assert.equal(asked.taken(), 0, 'an excluded file was read');
  }
}

function squeezed(text: string): string {
  return text.replace(/\s/g, '');
}
