import { continueFrom } from './continuation.ts';
import type { ContinuationOptions } from './continuation.ts';
import { documentOf, MAX_PLACES, orders } from './corpus.ts';
import type { Corpus, Document, Order, Place } from './corpus.ts';
import { openerFor } from './openers.ts';
import type { FimBody } from './protocol.ts';
import { below, seededRandom } from './random.ts';
import { bare, tokenize } from './tokens.ts';

/** The longest answer in tokens if nothing else ends it. */
const MAX_ANSWER_TOKENS = 512;

/** The longest context match that counts, in characters. */
const MAX_MATCH_LENGTH = 240;

/** How much longer a match must be, in characters, to outweigh reaching the suffix. */
const SUFFIX_BONUS = 80;

/** A context needs this many non-whitespace characters to be significant. */
const MIN_SIGNIFICANT_CHARACTERS = 3;

/** How many of the best answers are candidates at a temperature above 0. */
const choices = 4;

/** The end of the prompt: whole, or without a last word that may be incomplete. */
interface PromptEnd {
  readonly tokens: readonly string[];
  /** The start of the next token. */
  readonly begun: string;
}

/** A candidate answer. */
interface Candidate {
  readonly text: string;
  readonly score: number;
}

/**
 * Fills the gap between prompt and suffix: finds the longest end of the prompt in the learned texts or the request
 * itself and returns what follows there, preferably up to the start of the suffix. Temperature 0 always selects the
 * best answer; above it, the seed selects one.
 */
export function completeFim(corpus: Corpus, body: FimBody, fallbackSeed: number): string {
  const isWindows = body.prompt.includes('\r\n');
  const prompt = documentOf('prompt', body.prompt);
  const suffix = documentOf('suffix', body.suffix ?? '');
  const minTokens = body.min_tokens ?? 0;
  const course: ContinuationOptions = {
    head: headOf(suffix.text),
    gap: /^\s*/.exec(suffix.text)![0],
    minTokens,
    maxTokens: Math.max(
      minTokens,
      Math.min(body.max_tokens ?? MAX_ANSWER_TOKENS, MAX_ANSWER_TOKENS),
    ),
  };
  const candidates = candidatesFor(corpus, prompt, suffix, course);
  const pick = body.temperature
    ? below(Math.min(choices, candidates.length), seededRandom(body.random_seed ?? fallbackSeed))
    : 0;
  const text = candidates[pick]?.text ?? openerFor(prompt.text, suffix.text);
  const missing = minTokens - tokenize(text).length;
  const whole = missing > 0 ? text + '\n'.repeat(missing) : text;
  return isWindows ? whole.replaceAll('\n', '\r\n') : whole;
}

/** The tokens of the suffix's first nonempty line. */
function headOf(suffix: string): string[] {
  const [line = ''] = suffix.trimStart().split('\n', 1);
  return tokenize(line.trim()).map((token) => token.trim());
}

/** All answers of the longest contexts with a match, best first. */
function candidatesFor(
  corpus: Corpus,
  prompt: Document,
  suffix: Document,
  course: ContinuationOptions,
): readonly Candidate[] {
  const contexts = contextsOf(prompt.tokens);
  for (const order of orders) {
    const found = contexts.flatMap((context) => {
      const places = [
        ...corpus.places(context.tokens, order),
        ...placesIn(prompt, context.tokens, order),
        ...placesIn(suffix, context.tokens, order),
      ];
      return places.flatMap((place) => candidateAt(place, context, course) ?? []);
    });
    if (found.length > 0) return ranked(found);
  }
  return [];
}

/** The last token may be complete or the start of a longer one. */
function contextsOf(tokens: readonly string[]): PromptEnd[] {
  const whole = { tokens, begun: '' };
  const begun = tokens.at(-1) ?? '';
  return begun === '' ? [whole] : [whole, { tokens: tokens.slice(0, -1), begun }];
}

/** The last positions of this context in one of the request's texts. */
function placesIn(document: Document, context: readonly string[], order: Order): Place[] {
  const { tokens } = document;
  const places: Place[] = [];
  for (let at = tokens.length - 1; at >= order && places.length < MAX_PLACES; at -= 1) {
    if (matchedTokens(tokens, at, context, order) === order) places.push({ document, at });
  }
  return places;
}

function candidateAt(
  place: Place,
  context: PromptEnd,
  course: ContinuationOptions,
): Candidate | undefined {
  const { document, at } = place;
  const begun = bare(context.begun);
  const bareIfWord = (text: string): string => (begun.trim() === '' ? text : bare(text));
  const next = bareIfWord(document.tokens[at]!);
  if (begun !== '' && (next.length === begun.length || !next.startsWith(begun))) return undefined;
  const count = matchedTokens(document.tokens, at, context.tokens, context.tokens.length);
  const matched = document.tokens.slice(at - count, at).join('') + begun;
  if (matched.replaceAll(/\s/g, '').length < MIN_SIGNIFICANT_CHARACTERS) return undefined;
  const { text, reachesSuffix } = continueFrom(place, course);
  const rest = bareIfWord(text).slice(begun.length);
  if (rest.trim() === '') return undefined;
  const score = Math.min(matched.length, MAX_MATCH_LENGTH) + (reachesSuffix ? SUFFIX_BONUS : 0);
  return { text: rest, score };
}

/** How many tokens before `at` equal those at the end of the context, up to a limit. */
function matchedTokens(
  tokens: readonly string[],
  at: number,
  context: readonly string[],
  limit: number,
): number {
  const most = Math.min(at, context.length, limit, MAX_MATCH_LENGTH);
  let count = 0;
  while (
    count < most &&
    bare(tokens[at - 1 - count]!) === bare(context[context.length - 1 - count]!)
  ) {
    count += 1;
  }
  return count;
}

/** Merges equal answers. Sorts by quality, then frequency, then length. */
function ranked(candidates: readonly Candidate[]): readonly Candidate[] {
  const merged = new Map<string, Candidate & { readonly count: number }>();
  for (const { text, score } of candidates) {
    const known = merged.get(text);
    merged.set(text, {
      text,
      score: Math.max(score, known?.score ?? 0),
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...merged.values()].sort(
    (a, b) =>
      b.score - a.score ||
      b.count - a.count ||
      a.text.length - b.text.length ||
      (a.text < b.text ? -1 : 1),
  );
}
