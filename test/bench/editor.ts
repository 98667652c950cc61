import type { VirtualClock } from './clock.ts';
import { TypedDocument } from './document.ts';
import type { Policy } from './policy.ts';
import type { Source } from './sources.ts';
import { gapBefore, strokeAt } from './typist.ts';

/** VS Code waits so long after a key before it asks a provider, in milliseconds. */
const EDITOR_MS = 50;
/** After the last key, so long is waited for what may still come. */
const AFTERWARDS_MS = 4000;
/** A shorter suggestion is not worth a Tab, in characters. */
const WORTH_A_TAB = 4;

/** A suggestion that came on the screen. */
export interface Appearance {
  readonly text: string;
  /** Characters of the stretch that were typed then. */
  readonly typed: number;
  readonly at: number;
  /** Milliseconds since the key; undefined where it only goes on with what was on the screen. */
  readonly latencyMs: number | undefined;
}

/** What was on the screen when the next key came. */
export interface Seen {
  readonly isAny: boolean;
  readonly isCorrect: boolean;
}

/** One file typed to its end. */
export interface Session {
  /** For every key. */
  readonly seen: readonly Seen[];
  readonly appearances: readonly Appearance[];
}

/** How a file is typed. */
export interface Habits {
  readonly seed: string;
  /** Whether every correct suggestion that is worth a Tab is accepted. */
  readonly accepts: boolean;
}

/** Types a source through a policy, with the editor's own part: its wait, its cancelling, one item at a time. */
export async function typeThrough(
  source: Source,
  policy: Policy,
  clock: VirtualClock,
  { seed, accepts }: Habits,
): Promise<Session> {
  const document = new TypedDocument(source);
  const seen: Seen[] = [];
  const appearances: Appearance[] = [];
  let typed = 0;
  let shown = '';
  let call = new AbortController();

  const ask = async (token: AbortSignal, pressedAt: number) => {
    const snapshot = document.snapshotAt(typed);
    const text = await policy.suggest(snapshot, token);
    if (token.aborted || text === undefined || text.trim() === '') return;
    const at = clock.now();
    if (text === shown) return;
    const goesOn = shown !== '' && text.startsWith(shown);
    appearances.push({ text, typed, at, latencyMs: goesOn ? undefined : at - pressedAt });
    shown = text;
  };
  /** The document has changed: what is on the screen stays while the change continues it. */
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
