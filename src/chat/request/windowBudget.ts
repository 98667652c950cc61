import type { TextKind } from '../session/conversation.ts';

/** Assumed window of an unknown model, in tokens: the smallest of Mistral's chat models (codestral-2405). */
export const ASSUMED_WINDOW = 32_000;
/** Share of the window that is reserved for an answer without a limit, and its maximum in tokens. */
const ANSWER_SHARE = 0.25;
const MAX_ANSWER_TOKENS = 8_000;
/** Maximum share of the window for an answer whose limit the user set. */
const MAX_ANSWER_SHARE = 0.5;

/** How a context window is divided, in tokens. */
export interface WindowRoom {
  /** For the prompt. */
  readonly forPrompt: number;
  /** The answer limit to request; undefined for the model's default. */
  readonly maxTokens: number | undefined;
}

/**
 * Divides a context window between the prompt and the answer, in tokens. `maxOutput` is the model's longest answer:
 * services reject a higher limit.
 */
export function divideWindow(
  window = ASSUMED_WINDOW,
  maxTokens?: number,
  maxOutput = Infinity,
): WindowRoom {
  const max = Math.min(maxOutput, Math.floor(window * MAX_ANSWER_SHARE));
  const limit = maxTokens === undefined ? undefined : Math.min(maxTokens, max);
  const reserve =
    limit ?? Math.min(MAX_ANSWER_TOKENS, maxOutput, Math.floor(window * ANSWER_SHARE));
  return { forPrompt: window - reserve, maxTokens: limit };
}

/** Kinds that the user selected, that describe the problem exactly, or that say what to do; truncated last. */
const PRECISE: readonly TextKind[] = [
  ...(['selection', 'problems', 'terminal', 'instructions', 'prompt'] as const),
];

/** The tokens that an attachment needs. */
export interface RoomClaim {
  readonly kind: TextKind;
  readonly tokens: number;
}

/**
 * Divides tokens among attachments: each gets what it needs or at least an equal share. What small ones leave goes
 * first to those of a kind in {@link PRECISE}, then equally to all others.
 */
export function shareRoom(claims: readonly RoomClaim[], room: number): number[] {
  const equal = Math.floor(room / claims.length);
  const rank = ({ kind }: RoomClaim) => (PRECISE.includes(kind) ? 0 : 1);
  const order = claims
    .map((claim, at) => ({ claim, at }))
    .sort((a, b) => rank(a.claim) - rank(b.claim) || a.claim.tokens - b.claim.tokens);
  const given = claims.map(() => 0);
  let left = room;
  for (const [place, { claim, at }] of order.entries()) {
    const later = order.slice(place + 1).map((other) => Math.min(other.claim.tokens, equal));
    const promised = later.reduce((sum, tokens) => sum + tokens, 0);
    const alike = Math.floor(left / (later.length + 1));
    const max = rank(claim) === 0 ? left - promised : alike;
    given[at] = Math.min(claim.tokens, max);
    left -= given[at];
  }
  return given;
}
