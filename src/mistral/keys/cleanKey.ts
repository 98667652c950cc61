/** Why a text is not a valid key. `notLatin1`: it has a character that HTTP headers can't contain. */
export type InvalidKeyReason = 'empty' | 'whitespace' | 'notLatin1';

/** Whitespace, including kinds that `trim` leaves and that copying from a web page adds. */
const invisible = /[\s\u200b-\u200d\u2060]/;

/** Quotes around a key. Typographic ones may be paired in any way. */
const plainQuotes = '"\'`';
const openQuotes = '“‘«';
const closeQuotes = '”’»';

/** What precedes a key in a shell, PowerShell, `.env` or settings file, or header. */
const assignment =
  /^(?:(?:export|set)\s+|\$env:)?["']?[\w.-]*api[_-]?key["']?\s*[=:]\s*|^authorization["']?\s*[=:]\s*/i;

/** Removes what is pasted along with a key: whitespace, line breaks, quotes, `Bearer`, `export NAME=`. */
export function cleanKey(
  text: string,
):
  | { readonly ok: true; readonly key: string }
  | { readonly ok: false; readonly reason: InvalidKeyReason } {
  let key = text;
  let before: string;
  do {
    before = key;
    key = withoutQuotes(withoutWhitespace(key).replace(assignment, '')).replace(
      /^bearer(\s+|$)/i,
      '',
    );
  } while (key !== before);
  if (key === '') return { ok: false, reason: 'empty' };
  if (/\s/.test(key)) return { ok: false, reason: 'whitespace' };
  if (/[^\x21-\x7e\xa1-\xff]/.test(key)) return { ok: false, reason: 'notLatin1' };
  return { ok: true, key };
}

/** The key as it may be shown: its last four characters, but at most a quarter of it. */
export function maskKey(key: string): string {
  const shown = Math.min(4, Math.floor(key.length / 4));
  return `•••• ${key.slice(key.length - shown)}`.trimEnd();
}

function withoutWhitespace(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && invisible.test(text.charAt(from))) from += 1;
  while (to > from && invisible.test(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

/** Removes one pair of quotes, and a comma or semicolon after it. */
function withoutQuotes(text: string): string {
  const first = text.charAt(0);
  const isPlain = first !== '' && plainQuotes.includes(first);
  const to = isPlain && /[,;]/.test(text.charAt(text.length - 1)) ? text.length - 1 : text.length;
  const inner = isPlain && to > 1 && text.charAt(to - 1) === first ? text.slice(1, to - 1) : text;
  const [begin, end] = [inner.charAt(0), inner.charAt(inner.length - 1)];
  const isPaired = inner.length > 1 && openQuotes.includes(begin) && closeQuotes.includes(end);
  return isPaired ? inner.slice(1, -1) : inner;
}
