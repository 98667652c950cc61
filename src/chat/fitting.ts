import type { TextKind } from './conversation.ts';

/** A window that nobody knows is taken for one as small as any of Mistral's has been (codestral-2405), in tokens. */
const UNKNOWN_WINDOW = 32_000;
/** Of the window, what is kept free for an answer whose length the user has not limited, and the most of it in tokens. */
const ANSWER_SHARE = 0.25;
const LONGEST_ANSWER = 8_000;
/** A limit that the user has set may take so much of the window; the rest is the conversation's. */
const MOST_FOR_ANSWER = 0.5;

/** How a model's window is divided, in tokens. */
export interface Room {
  /** For all that is sent. */
  readonly forPrompt: number;
  /** The limit to ask for; undefined leaves it to the model. */
  readonly maxTokens: number | undefined;
}

/** Divides a window of tokens between what is sent and the answer. */
export function divideWindow(window = UNKNOWN_WINDOW, maxTokens?: number): Room {
  const most = Math.floor(window * MOST_FOR_ANSWER);
  const limit = maxTokens === undefined ? undefined : Math.min(maxTokens, most);
  const reserve = limit ?? Math.min(LONGEST_ANSWER, Math.floor(window * ANSWER_SHARE));
  return { forPrompt: window - reserve, maxTokens: limit };
}

/** Kinds that were chosen by hand or say exactly what is wrong: they are cut after all others. */
const PRECISE: readonly TextKind[] = ['selection', 'problems', 'terminal'];

/** Something that wants room, in tokens. */
export interface Claim {
  readonly kind: TextKind;
  readonly tokens: number;
}

/**
 * Divides room among attachments: each gets all it wants, or at least an equal share. What small ones
 * leave over goes to selections, problems and terminal output first, then to all others alike.
 */
export function shareRoom(claims: readonly Claim[], room: number): number[] {
  const equal = Math.floor(room / claims.length);
  const rank = ({ kind }: Claim) => (PRECISE.includes(kind) ? 0 : 1);
  const order = claims
    .map((claim, at) => ({ claim, at }))
    .sort((a, b) => rank(a.claim) - rank(b.claim) || a.claim.tokens - b.claim.tokens);
  const given = claims.map(() => 0);
  let left = room;
  for (const [place, { claim, at }] of order.entries()) {
    const later = order.slice(place + 1).map((other) => Math.min(other.claim.tokens, equal));
    const promised = later.reduce((sum, tokens) => sum + tokens, 0);
    const alike = Math.floor(left / (later.length + 1));
    const most = rank(claim) === 0 ? left - promised : alike;
    given[at] = Math.min(claim.tokens, most);
    left -= given[at];
  }
  return given;
}
