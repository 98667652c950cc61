/** A candidate for a mention. */
export interface MentionCandidate {
  /** The displayed name, which is matched first. */
  readonly label: string;
  /** Further text to match: a path. */
  readonly detail: string;
}

/** Scores of matches; higher is better. */
const EXACT = 1_000;
const BEGINS = 800;
const WORD_BEGINS = 600;
const WITHIN = 400;
const IN_DETAIL = 300;
const LETTERS = 200;
const LETTERS_IN_DETAIL = 100;

/**
 * The candidates that match a query, best first. Equal ones, and all for an empty query, keep their order. Ignores
 * case; the letters of the query need not be adjacent: `ctst` finds `cart.test.ts`.
 */
export function rankMentions<C extends MentionCandidate>(
  query: string,
  candidates: readonly C[],
  limit: number,
): C[] {
  const wanted = query.trim().toLowerCase().replaceAll('\\', '/');
  if (wanted === '') return candidates.slice(0, limit);
  const found: { candidate: C; score: number }[] = [];
  for (const candidate of candidates) {
    const score = scoreOf(wanted, candidate);
    if (score > 0) found.push({ candidate, score });
  }
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** 0 without a match. Among matches of a kind, the shorter name wins. */
function scoreOf(wanted: string, candidate: MentionCandidate): number {
  const label = candidate.label.toLowerCase();
  const detail = candidate.detail.toLowerCase();
  const kind = labelScore(wanted, candidate.label, label) || looseScore(wanted, label, detail);
  return kind === 0 ? 0 : kind - Math.min(50, label.length) / 100;
}

function labelScore(wanted: string, written: string, label: string): number {
  if (label === wanted) return EXACT;
  const at = label.indexOf(wanted);
  if (at === 0) return BEGINS;
  if (at > 0) return wordBegins(wanted, written, label, at) ? WORD_BEGINS : WITHIN;
  return 0;
}

function looseScore(wanted: string, label: string, detail: string): number {
  if (detail.includes(wanted)) return IN_DETAIL;
  if (hasLetters(wanted, label)) return LETTERS;
  return hasLetters(wanted, detail) ? LETTERS_IN_DETAIL : 0;
}

/** Whether the query occurs at the start of a word: `item` in `cartItem` and `cart-item`. */
function wordBegins(wanted: string, written: string, label: string, first: number): boolean {
  for (let at = first; at > 0; at = label.indexOf(wanted, at + 1)) {
    const before = written.charAt(at - 1);
    const here = written.charAt(at);
    if (/[^\p{L}\p{N}]/u.test(before)) return true;
    if (here !== here.toLowerCase() && before === before.toLowerCase()) return true;
  }
  return false;
}

function hasLetters(wanted: string, text: string): boolean {
  let from = 0;
  for (const letter of wanted) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + letter.length;
  }
  return true;
}
