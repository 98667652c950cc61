import type { FailureKind } from './failureKind.ts';

/** What an exception's names and codes say about the failure. */
export interface ExceptionFacts {
  readonly kind: FailureKind;
  /** An error code or the name of an error class, never a message, which may quote a body. */
  readonly detail?: string | undefined;
}

/**
 * Codes of Node and undici, and Chromium's `net::ERR_…` for VS Code's setting that makes Electron fetch. The first
 * matching row wins.
 */
const kindsOfCodes: readonly (readonly [RegExp, FailureKind])[] = [
  [/^(ENOTFOUND|ERR_NAME_NOT_RESOLVED)$/, 'unknownHost'],
  [/CERT|SELF_SIGNED|LEAF_SIGNATURE|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/, 'certificate'],
  [/PROXY|TUNNEL|SOCKS/, 'proxy'],
  [/TIMEDOUT|TIMED_OUT|TIMEOUT/, 'timeout'],
  [/^(EPROTO$|ERR_SSL_|ERR_TLS_|HPE_|UND_ERR_RES_|ERR_INVALID_HTTP_RESPONSE)/, 'protocol'],
  [/^(EAI_|ECONN|ENET|EHOST|EADDR|EPIPE$|EACCES$|EPERM$|ENOTCONN$|UND_ERR_)/, 'offline'],
  [/^ERR_(INTERNET|NETWORK|CONNECTION|ADDRESS|SOCKET|EMPTY_RESPONSE)/, 'offline'],
];

const kindsOfNames: Readonly<Record<string, FailureKind>> = {
  AbortError: 'aborted',
  RequestAbortedError: 'aborted',
  TimeoutError: 'timeout',
  RequestTimeoutError: 'timeout',
  ConnectionError: 'offline',
  // Thrown by the SDK and Zod if an answer does not have the documented shape.
  ZodError: 'protocol',
  $ZodError: 'protocol',
  ResponseValidationError: 'protocol',
  HTTPValidationError: 'badRequest',
  SDKValidationError: 'badRequest',
  SDKError: 'protocol',
  SyntaxError: 'protocol',
};

/** Messages of fetch, in Node and elsewhere, for network failures without a known code. */
const networkMessage = /fetch failed|failed to fetch|terminated/i;

/** Determines the kind from a chain of causes, outermost first. Unknown exceptions are `internal`. */
export function classifyException(chain: readonly unknown[]): ExceptionFacts {
  const errors = chain.filter((link) => typeof link === 'object' && link !== null);
  const messages = errors.map((error) => text(error, 'message'));
  const names = errors.map((error) => text(error, 'name'));
  // The innermost code is the most specific: `fetch failed` is caused by `ENOTFOUND`.
  const codes = errors
    .map(codeOf)
    .filter((code) => code !== '')
    .reverse();

  // undici has no specific code for a proxy that refuses to connect.
  if (messages.some((message) => /proxy response|proxy authentication/i.test(message))) {
    return { kind: 'proxy' };
  }
  // Node's fetch gives no reason if a proxy answers 407 (seen in Node 20 and 24).
  if (messages[0] === 'fetch failed' && messages[1] === '' && codes.length === 0) {
    return { kind: 'proxy' };
  }
  // Both engines block ports of other protocols, such as 6000, without connecting.
  if (messages.includes('bad port') || codes.includes('ERR_UNSAFE_PORT')) {
    return { kind: 'badUrl', detail: 'badPort' };
  }
  for (const code of codes) {
    const row = kindsOfCodes.find(([pattern]) => pattern.test(code));
    if (row) return { kind: row[1], detail: code };
  }
  for (const name of names) {
    const kind = kindsOfNames[name];
    if (kind) return { kind, detail: shapeKinds.has(kind) ? name : undefined };
  }
  const kind = messages.some((message) => networkMessage.test(message)) ? 'offline' : 'internal';
  return { kind, detail: codes[0] ?? names.find((name) => /^[\w$]{1,64}$/.test(name)) };
}

/** Kinds for which the name of the error class is a useful detail. */
const shapeKinds: ReadonlySet<FailureKind> = new Set(['protocol', 'badRequest']);

function codeOf(error: object): string {
  const code = text(error, 'code') || (/net::(ERR_\w+)/.exec(text(error, 'message'))?.[1] ?? '');
  return /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : '';
}

function text(error: object, property: 'code' | 'name' | 'message'): string {
  const value: unknown = (error as Record<string, unknown>)[property];
  return typeof value === 'string' ? value : '';
}
