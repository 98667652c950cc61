/** Names of secrets in any notation: `API_KEY`, `apiKey`, `client-secret`, `--db-password`. */
const SECRET_NAME =
  /(?:secret|passw(?:or)?d|passphrase|credential|(?:api|access|auth|private|account|shared|signing|encryption|master|service|storage|session|license|deploy|ssh)[_.-]?key|token|(?:^|[_.-])(?:pass|pwd|auth|jwt|cookie))s?$|secret|passw(?:or)?d|[_.-]key$/i;
/** `apiKey`, `accountKey`; and `KEY` alone, as in shells. */
const CAMEL_KEY = /[a-z\d]Key$|^KEY$/;
/** Names that look like secrets but are not. */
const HARMLESS =
  /^(?:pwd|oldpwd)$|(?:^|[_.-])(?:max|num|total|prompt|completion)[_.-]?tokens?$|tokens$/i;
/** Words before a plain `key` in prose: `API key: …`. */
const KEY_OF = /(?:api|access|auth|private|secret|account|license)[ _-]$/i;

/** Whether a variable, property, option or header with this name contains a secret. */
export function isSecretName(name: string): boolean {
  return !HARMLESS.test(name) && (SECRET_NAME.test(name) || CAMEL_KEY.test(name));
}

/**
 * Whether `word` completes a secret name written as several words, such as `key` in `API key: …`. `before` is the text
 * before it.
 */
export function isSecretWord(word: string, before: string): boolean {
  return /^key$/i.test(word) && KEY_OF.test(before.slice(-10));
}
