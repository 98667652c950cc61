import type { SimulatedClock } from '../support/simulatedClock.ts';
import { TypedDocument } from './document.ts';
import type { Policy } from './policy.ts';
import type { Source } from './sources.ts';
import { gapBefore, strokeAt } from './typist.ts';

/** VS Code's delay between a keystroke and its request to a provider, in milliseconds. */
const EDITOR_MS = 50;
/** How long to wait for answers after the last keystroke, in milliseconds. */
const AFTERWARDS_MS = 4000;
/** Shorter suggestions are not worth accepting, in characters. */
const WORTH_A_TAB = 4;

/** A suggestion that was shown. */
export interface Appearance {
  readonly text: string;
  /** The number of characters typed at that time. */
  readonly typed: number;
  readonly at: number;
  /** Milliseconds since the keystroke; undefined if it only continues the visible suggestion. */
  readonly latencyMs: number | undefined;
}

/** The visible suggestion at the next keystroke. */
interface Seen {
  readonly isAny: boolean;
  readonly isCorrect: boolean;
}

/** The result of typing one file. */
export interface Session {
  /** One entry per keystroke. */
  readonly seen: readonly Seen[];
  readonly appearances: readonly Appearance[];
}

/** Options for typing a file. */
export interface Habits {
  readonly seed: string;
  /** Whether every correct suggestion worth accepting is accepted. */
  readonly accepts: boolean;
}

/** Types a source file with a policy and simulates the editor: its delay, cancellation, and one item at a time. */
export async function typeThrough(
  source: Source,
  policy: Policy,
  clock: SimulatedClock,
  { seed, accepts }: Habits,
): Promise<Session> {
  const document = new TypedDocument(source);
  const seen: Seen[] = [];
  const appearances: Appearance[] = [];
  let typed = 0;
  let shown = '';
  let call = new AbortController();

  const ask = async (signal: AbortSignal, pressedAt: number) => {
    const snapshot = document.snapshotAt(typed);
    const text = await policy.suggest(snapshot, signal);
    if (signal.aborted || text === undefined || text.trim() === '') return;
    const at = clock.now();
    if (text === shown) return;
    const continues = shown !== '' && text.startsWith(shown);
    appearances.push({ text, typed, at, latencyMs: continues ? undefined : at - pressedAt });
    shown = text;
  };
  /** After a change of the document, the suggestion stays visible while the change matches it. */
  const change = (text: string) => {
    typed += text.length;
    shown = shown.startsWith(text) ? shown.slice(text.length) : '';
    call.abort();
    call = new AbortController();
    const { signal } = call;
    const pressedAt = clock.now();
    const cancel = clock.setTimeout(() => void ask(signal, pressedAt), EDITOR_MS);
    signal.addEventListener('abort', cancel, { once: true });
  };
  const look = () => {
    const isAny = shown.trim() !== '';
    const isCorrect = isAny && document.isCorrect(shown, typed);
    seen.push({ isAny, isCorrect });
    return isCorrect;
  };

  while (typed < source.typed.length) {
    const isCorrect = look();
    const worth = shown.trimEnd().slice(0, source.typed.length - typed);
    if (accepts && isCorrect && worth.length >= WORTH_A_TAB) {
      policy.accepted();
      change(worth);
    } else {
      change(strokeAt(source.typed, typed));
    }
    const gap =
      typed < source.typed.length
        ? gapBefore(source.typed, typed, `${seed} ${source.path}`)
        : AFTERWARDS_MS;
    await clock.advanceTo(clock.now() + gap);
  }
  look();
  call.abort();
  await clock.advanceTo(clock.now() + AFTERWARDS_MS);
  return { seen: seen.slice(1), appearances };
}
