/** Why a text cannot be a key. `notLatin1`: it has a character that no HTTP header can carry. */
export type KeyFault = 'empty' | 'blankInside' | 'notLatin1';

/** Blanks that `trim` does not know and that copying from a web page brings along. */
const invisible = /^[\s\u200b-\u200d\u2060]+|[\s\u200b-\u200d\u2060]+$/g;

/** What stands before a key in a shell, a PowerShell, an `.env` or settings file, or a header. */
const assignment =
  /^(?:(?:export|set)\s+|\$env:)?["']?[\w.-]*api[_-]?key["']?\s*[=:]\s*|^authorization["']?\s*[=:]\s*/i;

/** Takes off what comes along when a key is pasted: blanks, line ends, quotes, `Bearer`, `export NAME=`. */
export function cleanKey(
  text: string,
): { readonly ok: true; readonly key: string } | { readonly ok: false; readonly reason: KeyFault } {
  let key = text;
  let before: string;
  do {
    before = key;
    key = key
      .replace(invisible, '')
      .replace(assignment, '')
      .replace(/^(["'`])(.*)\1[,;]?$/s, '$2')
      .replace(/^[“‘«](.*)[”’»]$/s, '$1')
      .replace(/^bearer(\s+|$)/i, '');
  } while (key !== before);
  if (key === '') return { ok: false, reason: 'empty' };
  if (/\s/.test(key)) return { ok: false, reason: 'blankInside' };
  if (/[^\x21-\x7e\xa1-\xff]/.test(key)) return { ok: false, reason: 'notLatin1' };
  return { ok: true, key };
}

/** The key as it may be shown: its last four characters, but never more than a quarter of it. */
export function maskKey(key: string): string {
  const shown = Math.min(4, Math.floor(key.length / 4));
  return `•••• ${key.slice(key.length - shown)}`.trimEnd();
}
