import { detachedCopy } from '../base/detachedCopy.ts';

/** Maximum length of a word, in characters; longer ones are data, not names. */
const MAX_TERM_LENGTH = 64;
const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;
/** Maximum number of words whose terms are cached, since code uses the same names again and again. */
const MAX_CACHED_WORDS = 20_000;
/** The parts of a name: `parseHTTPHeader2` has `parse`, `HTTP`, `Header` and `2`. */
const PART = /\p{Lu}+(?![\p{Ll}\p{M}])|\p{Lu}?[\p{Ll}\p{M}]+|\p{Lo}+|\p{N}+/gu;

/** Words of a question that say nothing about code. */
const STOP_WORDS = new Set(
  (
    'a an and any are as at be been by can could did do does for from get had has have how i if in into is it its may ' +
    'me my no not of on or our should so some that the their them then there these they this those to was we were ' +
    'what when where which who why will with would you your'
  ).split(' '),
);

const termCache = new Map<string, readonly string[]>();

/**
 * The terms of a text in lower case: the parts of its names, split by case and underscore, and names of several parts
 * as a whole as well. English plurals and verb forms are reduced to a common stem.
 */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const word of text.match(WORD) ?? []) {
    if (word.length > MAX_TERM_LENGTH) continue;
    for (const term of termsOfWord(word)) terms.push(term);
  }
  return terms;
}

function termsOfWord(word: string): readonly string[] {
  const known = termCache.get(word);
  if (known) return known;
  const own = detachedCopy(word);
  const parts = own.match(PART) ?? [];
  const terms = parts.map((part) => stemOf(part.toLowerCase()));
  if (parts.length > 1) terms.push(withoutMarks(own.toLowerCase()));
  if (termCache.size >= MAX_CACHED_WORDS) termCache.clear();
  termCache.set(own, terms);
  return terms;
}

/** The distinct terms of a question without words such as `the`; all of them if there are no others. */
export function queryTerms(query: string, limit: number): string[] {
  const all = [...new Set(termsOf(query))];
  const significant = all.filter((term) => !STOP_WORDS.has(term));
  return (significant.length > 0 ? significant : all).slice(0, limit);
}

/** A name without underscores and dollar signs at its ends. */
function withoutMarks(name: string): string {
  let [from, to] = [0, name.length];
  while (from < to && '_$'.includes(name.charAt(from))) from += 1;
  while (to > from && '_$'.includes(name.charAt(to - 1))) to -= 1;
  return name.slice(from, to);
}

/** `retries` and `retried` become `retry`, `parsing` and `parsed` become `pars`; short words stay as they are. */
function stemOf(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  if (/ie[sd]$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  const base = withoutEnding(word);
  // `stopped` and `stop`; `call` keeps its two letters.
  const single = /([bdgmnprt])\1$/.test(base) && base !== word ? base.slice(0, -1) : base;
  return single.length > 3 && single.endsWith('e') ? single.slice(0, -1) : single;
}

function withoutEnding(word: string): string {
  if (word.length > 5 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 4 && word.endsWith('ed')) return word.slice(0, -2);
  if (/(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  return /[^siu]s$/.test(word) ? word.slice(0, -1) : word;
}
